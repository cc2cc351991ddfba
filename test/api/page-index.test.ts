/** The first document of the page over HTTP: who gets which one, and what comes where the list cannot be read. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { table } from '../../functions/compose.ts';
import { aService, eventually, type TestService } from '../kit/service.ts';

let it: TestService;
let url: string;
beforeAll(async () => {
  it = await aService({ servesPage: true });
  url = it.service.url;
  await it.anEvent({ name: 'First night' });
});
afterAll(() => it.stop());

const get = (headers: Record<string, string> = {}, method = 'GET') => fetch(`${url}/`, { method, headers });
/** Waits until a document of this language has the event: one is kept for a second. */
const drawn = (language: string) =>
  eventually(async () => {
    const answer = await get({ 'accept-language': language });
    const text = await answer.text();
    return text.includes('First night') && { answer, text };
  });

test('the answer to / has the list in the language of the browser, for it to ask each time', async () => {
  const { answer, text } = await drawn('de-AT,de;q=0.9');
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'cache-control': 'no-cache',
    'content-type': 'text/html; charset=utf-8',
    vary: 'accept-encoding, accept-language',
    'x-content-type-options': 'nosniff',
  });
  expect(answer.headers.get('content-security-policy')).toMatch(/script-src 'self'; style-src 'self';/);
  expect(answer.headers.get('content-security-policy')).not.toContain('unsafe');
  expect(text).toContain('<h1>Veranstaltungen</h1>');
  expect((await drawn('en')).text).toContain('<h1>Events</h1>');
});

test('HEAD and If-None-Match get no body, and a session changes nothing', async () => {
  await drawn('en-GB');
  const language = { 'accept-language': 'en-GB' };
  await eventually(async () => {
    const [whole, head] = [await get(language), await get(language, 'HEAD')];
    const etag = whole.headers.get('etag') ?? '';
    const unchanged = await get({ ...language, 'if-none-match': etag });
    expect(await head.text()).toBe('');
    // Between two of them another one may have been drawn.
    return unchanged.status === 304 && head.headers.get('etag') === etag;
  });
  const { token } = await it.aPerson('admin');
  const own = await get({ ...language, authorization: `Bearer ${token}`, cookie: 'a=b' });
  expect([own.status, own.headers.get('set-cookie')]).toEqual([200, null]);
  expect(await own.text()).toContain('First night');
});

test("drafts are in nobody's document", async () => {
  const organizer = await it.aPerson('organizer');
  const draft = { name: 'Still a secret', startsAt: '2090-01-01T20:00:00Z', capacity: 3, isDraft: true };
  const { status } = await it.call({ path: '/v1/events', token: organizer.token, body: draft });
  expect(status).toBe(201);
  await it.anEvent({ name: 'Made after it' });
  const text = await eventually(async () => {
    const html = await (await get({ 'accept-language': 'en-IE' })).text();
    return html.includes('Made after it') && html;
  });
  expect(text).not.toContain('Still a secret');
});

test('while the events cannot be read, the answer is the page without them, which asks for them', async () => {
  const fail = { step: 'initialize', name: 'fail' } as const;
  table().client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName === 'QueryCommand')
          throw Object.assign(new Error('Slow down'), { name: 'ThrottlingException', $metadata: {} });
        return next(args);
      },
    fail,
  );
  try {
    const answer = await eventually(async () => {
      const one = await get({ 'accept-language': 'en-NZ' });
      return !(await one.clone().text()).includes('First night') && one;
    });
    expect(answer.status).toBe(200);
    const text = await answer.text();
    expect(text).toContain('<div id="app"></div>');
    expect(text).not.toContain('drawn-events');
    const { headers } = await fetch(`${url}/index.html?locale=en`);
    expect(headers.get('cache-control')).toBe('no-cache');
  } finally {
    table().client.middlewareStack.remove(fail.name);
  }
  expect((await drawn('en-NZ')).answer.status).toBe(200);
});

test('the function draws for a locale that there is, and a service without a page has none', async () => {
  const { status, body } = await it.call({ path: '/index.html?locale=fr' });
  expect([status, body.errors]).toEqual([
    422,
    [{ pointer: 'locale', detail: expect.stringContaining('en-GB') }],
  ]);
  const plain = await it.call({ path: '/index.html' });
  expect([plain.status, plain.body.includes('<div id="app"></div>')]).toEqual([200, true]);
});
