/** The life of an account: its address, its password, its sessions, and its end, told by mails. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { expectProblem } from '../api/answers.ts';
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
