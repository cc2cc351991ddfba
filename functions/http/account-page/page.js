/**
 * The page that the links of letters open. Nothing happens before the visitor presses its button, so that a program that
 * checks mails does not use up the link.
 */
import { focusOn, make } from '/booking/elements.js';
import { textsFor } from './texts.js';

const LINK = /^#(confirm)\/([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)$/;
const REQUEST_SECONDS = 15;

/** What the page does for each link: the path that it sends the token to. */
const PATHS = { confirm: '/v1/auth/confirm-address' };

const { language, texts } = textsFor(navigator.languages ?? []);
const root = document.getElementById('page');

/** Shows a title and a text in place of what was there. */
function show(title, text, ...others) {
  const heading = make('h1', {}, title);
  root.replaceChildren(
    make('section', { class: 'card' }, heading, make('p', { role: 'status' }, text), ...others),
  );
  return heading;
}

/** @returns the status of the answer; undefined if there was none. */
async function send(path, body) {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', 'accept-language': language },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(REQUEST_SECONDS * 1000),
  }).catch(() => undefined);
  return answer?.status;
}

function start(act, token) {
  const { title, text, button, done } = texts[act];
  const press = async () => {
    pressed.disabled = true;
    const status = await send(PATHS[act], { token });
    if (status === 204) focusOn(show(title, done));
    else if (status === 410) focusOn(show(title, texts.void));
    else focusOn(start(act, token).appendChild(make('p', { role: 'alert' }, texts.failed)));
  };
  const pressed = make('button', { type: 'button', class: 'primary', click: press }, button);
  show(title, text, make('div', { class: 'buttons' }, pressed));
  return root.firstChild;
}

window.addEventListener('hashchange', () => window.location.reload());
document.documentElement.lang = language;
document.title = texts.title;
const [, act, token] = LINK.exec(window.location.hash.replaceAll(/%2f/gi, '/')) ?? [];
if (token === undefined) show(texts.title, texts.badLink);
else start(act, token);
