/**
 * The page that the links of letters open. Nothing happens before the visitor presses its button, so that a program that
 * checks mails does not use up the link.
 */
import { focusOn, make } from '/booking/elements.js';
import { textsFor } from './texts.js';

const LINK = /^#(confirm|reset)\/([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)$/;
const REQUEST_SECONDS = 15;

/** The path to which the page sends the token of each link. */
const PATHS = { confirm: '/v1/auth/confirm-address', reset: '/v1/auth/reset-password' };

const { language, texts } = textsFor(navigator.languages ?? []);
const root = document.getElementById('page');

/** Shows a title and a text in place of what was there, and moves the focus to the title. */
function end(title, text) {
  const heading = make('h1', {}, title);
  root.replaceChildren(make('section', { class: 'card' }, heading, make('p', {}, text)));
  focusOn(heading);
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

/** Shows what the link does, with its button; to reset a password, with a field for the new one. */
function start(act, token) {
  const { title, text, label, button, done, refused } = texts[act];
  const field =
    label &&
    make('input', { type: 'password', id: 'password', autocomplete: 'new-password', required: true });
  const problem = make('p', { role: 'alert' });
  const pressed = make('button', { type: 'submit', class: 'primary' }, button);
  const submit = async (event) => {
    event.preventDefault();
    pressed.disabled = true;
    problem.textContent = '';
    const status = await send(PATHS[act], { token, ...(field && { password: field.value }) });
    pressed.disabled = false;
    if (status === 204) end(title, done);
    else if (status === 410) end(title, texts.void);
    else problem.textContent = status === 422 && refused ? refused : texts.failed;
  };
  root.replaceChildren(
    make(
      'form',
      { class: 'card', submit },
      make('h1', {}, title),
      make('p', {}, text),
      field && make('p', {}, make('label', { for: 'password' }, `${label}: `), field),
      problem,
      make('div', { class: 'buttons' }, pressed),
    ),
  );
}

window.addEventListener('hashchange', () => window.location.reload());
document.documentElement.lang = language;
document.title = texts.title;
const [, act, token] = LINK.exec(window.location.hash.replaceAll(/%2f/gi, '/')) ?? [];
if (token === undefined) end(texts.title, texts.badLink);
else start(act, token);
