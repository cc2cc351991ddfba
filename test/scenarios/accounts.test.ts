/** The life of an account: its address, its password, its sessions, and its end, told by mails. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { expectFaults, expectProblem } from '../api/answers.ts';
import { describeWithBrowser, launchChromium } from '../kit/chromium.ts';
import { mailsTo } from '../kit/mailbox.ts';
import { aService, eventually, type TestService, withKey } from '../kit/service.ts';

const password = 'correct horse battery';

let it: TestService;
beforeAll(async () => {
  it = await aService({ sendsNotices: true });
});
afterAll(() => it.stop());

let registered = 0;
async function register(language = 'en') {
  registered += 1;
  const email = `person-${registered}@example.com`;
  const { status, body } = await it.call({
    path: '/v1/auth/register',
    body: { name: 'Ada', email, password },
    headers: { 'accept-language': language },
  });
  expect(status).toBe(201);
  return { email, id: body.user.id, token: body.accessToken, refreshToken: body.refreshToken };
}

/** Waits for the mails with this subject to an address. @returns the last of them. */
async function mailTo(email: string, subject: string, count = 1) {
  const found = await eventually(async () => {
    const mails = (await mailsTo(it.service, email)).filter((mail) => mail.subject === subject);
    return mails.length >= count && mails.at(-1);
  }, 15_000);
  return found;
}

/** @returns the link in a mail, and its token. */
function linkIn({ body: { text } }: { body: { text: string } }, act: string) {
  const [link = '', token = ''] = new RegExp(`http\\S+/account#${act}/(\\S+)`).exec(text) ?? [];
  return { link, token };
}

const me = async (token: string) => (await it.call({ path: '/v1/me', token })).body;

const CONFIRM = 'Please confirm your email address';

test('Ada confirms her address by the link of a mail, once', async () => {
  const ada = await register();
  expect(await me(ada.token)).toMatchObject({ isAddressConfirmed: false });
  const { link, token } = linkIn(await mailTo(ada.email, CONFIRM), 'confirm');

  // A program that checks mails opens the link: that changes nothing.
  const opened = await fetch(link);
  expect([opened.status, await opened.text()]).toEqual([200, expect.stringContaining('/account/page.js')]);
  expect(await me(ada.token)).toMatchObject({ isAddressConfirmed: false });

  const confirm = (key: string) =>
    it.call({ path: '/v1/auth/confirm-address', body: { token }, headers: withKey(key) });
  expect((await confirm('press')).status).toBe(204);
  expect((await confirm('press')).status).toBe(204);
  expectProblem(await confirm('another press'), 410, 'link-void');
  expect(await me(ada.token)).toMatchObject({ isAddressConfirmed: true });
});

test('the mail is in German for whoever prefers it, and asking again at once sends no second one', async () => {
  const ada = await register('de-AT, en;q=0.5');
  await mailTo(ada.email, 'Bitte bestätigen Sie Ihre E-Mail-Adresse');
  const again = await it.call({ method: 'POST', path: '/v1/me/confirmation', token: ada.token, body: {} });
  expect(again.status).toBe(204);
  expect(await mailsTo(it.service, ada.email)).toHaveLength(1);
});

const RESET = 'Set a new password';
const CHANGED = 'Your password was changed';

const logIn = (email: string, secret: string) =>
  it.call({ path: '/v1/auth/login', body: { email, password: secret } });

test('Ada forgot her password: the answer is that for an address without an account, and a mail brings a link', async () => {
  const ada = await register();
  const forgot = (email: string) => it.call({ path: '/v1/auth/forgot-password', body: { email } });
  const [known, unknown] = [await forgot(ada.email), await forgot('nobody@example.com')];
  expect([known.status, known.body]).toEqual([202, '']);
  expect([unknown.status, unknown.body]).toEqual([202, '']);
  const { token } = linkIn(await mailTo(ada.email, RESET), 'reset');

  const reset = (body: object, key = 'press') =>
    it.call({ path: '/v1/auth/reset-password', body: { token, ...body }, headers: withKey(key) });
  expectFaults(await reset({ password: 'qwertyuiop' }), '/password');
  expectFaults(await reset({ password: ada.email }), '/password');
  const secret = 'a new password of hers';
  expect((await reset({ password: secret })).status).toBe(204);
  expect((await reset({ password: secret })).status).toBe(204);
  expectProblem(await reset({ password: 'another one of hers' }, 'again'), 410, 'link-void');

  expectProblem(await it.call({ path: '/v1/me', token: ada.token }), 401, 'unauthenticated');
  const refreshed = await it.call({
    path: '/v1/auth/refresh',
    body: { refreshToken: ada.refreshToken },
  });
  expectProblem(refreshed, 401, 'unauthenticated');
  expectProblem(await logIn(ada.email, password), 401, 'wrong-credentials');
  const { body: again } = await logIn(ada.email, secret);
  expect(again.user).toMatchObject({ id: ada.id, isAddressConfirmed: true });
  await mailTo(ada.email, CHANGED);
  expect(await mailsTo(it.service, 'nobody@example.com')).toEqual([]);
});

test('Ada changes her password: the other sessions end, this one stays, and a mail tells her', async () => {
  const ada = await register();
  const { body: phone } = await logIn(ada.email, password);
  const newPassword = 'a new password of hers';
  const change = (old: string, headers = {}) =>
    it.call({ path: '/v1/me/password', token: ada.token, body: { password: old, newPassword }, headers });
  expectProblem(await change('not her password'), 401, 'wrong-credentials');
  expect((await change(password, withKey('press'))).status).toBe(204);
  expect((await change(password, withKey('press'))).status).toBe(204);

  expectProblem(await it.call({ path: '/v1/me', token: phone.accessToken }), 401, 'unauthenticated');
  expect((await me(ada.token)).id).toBe(ada.id);
  const kept = await it.call({ path: '/v1/auth/refresh', body: { refreshToken: ada.refreshToken } });
  expect(kept.status).toBe(200);
  expect((await logIn(ada.email, newPassword)).status).toBe(200);
  await mailTo(ada.email, CHANGED);
});

test('Ada sees where she is logged in, ends one session, and then all others', async () => {
  const ada = await register();
  const logInWith = async (userAgent: string) =>
    (
      await it.call({
        path: '/v1/auth/login',
        body: { email: ada.email, password },
        headers: { 'user-agent': userAgent },
      })
    ).body;
  const sessions = (token: string) => it.call({ path: '/v1/me/sessions', token });
  const end = (token: string, id = '') => it.call({ method: 'DELETE', path: `/v1/me/sessions${id}`, token });
  const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
  const [phone, tablet] = [await logInWith(firefox), await logInWith('curl/8.9.1')];
  await it.call({ path: '/v1/auth/refresh', body: { refreshToken: phone.refreshToken } });

  const { body } = await sessions(ada.token);
  expect(body.items.map(({ client, isThisOne }: Record<string, unknown>) => [client, isThisOne])).toEqual([
    ['other', false],
    ['firefox', false],
    [undefined, true],
  ]);
  const [ofTablet, ofPhone] = body.items;
  expect([ofPhone.refreshedAt, ofTablet.refreshedAt]).toEqual([expect.any(String), undefined]);
  expect(Date.parse(ofPhone.begunAt)).toBeLessThanOrEqual(Date.parse(ofPhone.refreshedAt));

  const stranger = await register();
  expectProblem(await end(stranger.token, `/${ofTablet.id}`), 404, 'not-found');
  expect((await end(ada.token, `/${ofTablet.id}`)).status).toBe(204);
  expect((await end(ada.token, `/${ofTablet.id}`)).status).toBe(204);
  expectProblem(await it.call({ path: '/v1/me', token: tablet.accessToken }), 401, 'unauthenticated');
  expect((await me(phone.accessToken)).id).toBe(ada.id);

  expect((await end(ada.token)).status).toBe(204);
  expectProblem(await it.call({ path: '/v1/me', token: phone.accessToken }), 401, 'unauthenticated');
  const left = await sessions(ada.token);
  expect(left.body.items.map((one: Record<string, unknown>) => one['isThisOne'])).toEqual([true]);
  const kept = await it.call({ path: '/v1/auth/refresh', body: { refreshToken: ada.refreshToken } });
  expect(kept.status).toBe(200);
});

describeWithBrowser()('The page of an account', () => {
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];
  beforeAll(async () => {
    browser = await launchChromium();
    page = await browser.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) complaints.push(message.text());
    });
  });
  afterAll(async () => {
    await browser?.close();
    expect(complaints).toEqual([]);
  });

  const shown = (name: string) => page.getByText(name, { exact: false }).first().waitFor();

  test('confirms the address when its button is pressed, and not before', async () => {
    const ada = await register();
    const { link } = linkIn(await mailTo(ada.email, CONFIRM), 'confirm');
    await page.goto(link);
    await page.getByRole('button', { name: 'Confirm the address' }).waitFor();
    expect(await me(ada.token)).toMatchObject({ isAddressConfirmed: false });
    await page.getByRole('button', { name: 'Confirm the address' }).click();
    await shown('Your email address is confirmed.');
    expect(await me(ada.token)).toMatchObject({ isAddressConfirmed: true });
    await page.goto('about:blank');
    await page.goto(link);
    await page.getByRole('button', { name: 'Confirm the address' }).click();
    await shown('This link was used');
  });

  test('sets a new password, and says if it is too easy to guess', async () => {
    const ada = await register();
    await it.call({ path: '/v1/auth/forgot-password', body: { email: ada.email } });
    const { link } = linkIn(await mailTo(ada.email, RESET), 'reset');
    await page.goto(link);
    await page.getByLabel('New password').fill('qwertyuiop');
    await page.getByRole('button', { name: 'Set the password' }).click();
    await shown('This password is not allowed');
    await page.getByLabel('New password').fill('from the page itself');
    await page.getByRole('button', { name: 'Set the password' }).click();
    await shown('Your password is changed.');
    expect((await logIn(ada.email, 'from the page itself')).status).toBe(200);
  });
});
