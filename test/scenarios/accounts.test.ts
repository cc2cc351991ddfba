/** The life of an account: its address, its password, its sessions, and its end, told by mails. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { table } from '../../functions/compose.ts';
import { letterTo } from '../../functions/domain/model/letter.ts';
import { letterStore } from '../../functions/store/letters.ts';
import { webhookEndpointStore } from '../../functions/store/webhook-endpoints.ts';
import { expectFaults, expectProblem } from '../api/answers.ts';
import { mailsTo, tokenIn } from '../kit/mailbox.ts';
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

const me = async (token: string) => (await it.call({ path: '/v1/me', token })).body;

const CONFIRM = 'Please confirm your email address';

/** Registers somebody who opens the link of the mail, so that they may get a role. */
async function registerAndConfirm() {
  const person = await register();
  const token = tokenIn(await mailTo(person.email, CONFIRM), 'confirm');
  const confirm = { path: '/v1/auth/confirm-address', token: person.token, body: { token } };
  expect((await it.call(confirm)).status).toBe(204);
  return person;
}

test('Ada confirms her address by the link of a mail, once', async () => {
  const ada = await register();
  expect(await me(ada.token)).toMatchObject({ isAddressConfirmed: false });
  const token = tokenIn(await mailTo(ada.email, CONFIRM), 'confirm');

  const confirm = (key: string) =>
    it.call({
      path: '/v1/auth/confirm-address',
      token: ada.token,
      body: { token },
      headers: withKey(key),
    });
  // Without a session of the account, whoever gets the mail would confirm it for whoever made the account.
  expect((await it.call({ path: '/v1/auth/confirm-address', body: { token } })).status).toBe(401);
  const { token: other } = await register();
  const asOther = { path: '/v1/auth/confirm-address', token: other, body: { token } };
  expectProblem(await it.call(asOther), 410, 'link-void');
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
  const token = tokenIn(await mailTo(ada.email, RESET), 'reset');

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
  const wrong = await change('not her password');
  expectProblem(wrong, 401, 'wrong-credentials');
  expect(wrong.body.detail).toBe('Check the password.');
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

const ASKED = 'A new address for your account';
const MOVED = 'Your account has a new address';

test('Ada changes her name and her address: the new one counts once it is confirmed, and the old one is told', async () => {
  const [ada, other] = [await register(), await register()];
  const change = (body: object) => it.call({ method: 'PATCH', path: '/v1/me', token: ada.token, body });
  const named = await change({ name: 'Ada Lovelace' });
  expect([named.status, named.body]).toEqual([200, await me(ada.token)]);
  expectProblem(await change({ email: other.email, password }), 409, 'email-taken');

  const [wrong, next] = [`wrong-${ada.email}`, `new-${ada.email}`];
  expect((await change({ email: wrong, password })).body).toMatchObject({
    email: ada.email,
    newEmail: wrong,
  });
  const voided = tokenIn(await mailTo(wrong, CONFIRM), 'confirm');
  expect((await change({ email: next.toUpperCase(), password })).body).toMatchObject({
    name: 'Ada Lovelace',
    email: ada.email,
    newEmail: next,
  });
  await mailTo(ada.email, ASKED, 2);
  const token = tokenIn(await mailTo(next, CONFIRM), 'confirm');
  const confirm = (used: string) =>
    it.call({ path: '/v1/auth/confirm-address', token: ada.token, body: { token: used } });
  expectProblem(await confirm(voided), 410, 'link-void');
  expectProblem(await logIn(next, password), 401, 'wrong-credentials');
  expect((await confirm(token)).status).toBe(204);

  expect(await me(ada.token)).toEqual({ ...named.body, email: next, isAddressConfirmed: true });
  await mailTo(ada.email, MOVED);
  expect((await logIn(next, password)).body.user.id).toBe(ada.id);
  expectProblem(await logIn(ada.email, password), 401, 'wrong-credentials');
  const freed = { name: 'Grace', email: ada.email, password };
  expect((await it.call({ path: '/v1/auth/register', body: freed })).status).toBe(201);
});

test('a new password voids an address that was asked for before it, and a new address a reset link', async () => {
  const ada = await register();
  const own = { token: ada.token, method: 'PATCH', path: '/v1/me' };
  const tokenFor = async (email: string, current: string) => {
    await it.call({ ...own, body: { email, password: current } });
    return { token: tokenIn(await mailTo(email, CONFIRM), 'confirm') };
  };
  const confirm = (body: object) => it.call({ path: '/v1/auth/confirm-address', token: ada.token, body });
  const stolen = await tokenFor(`stolen-${ada.email}`, password);
  const changed = { password, newPassword: 'staple of another horse' };
  await it.call({ path: '/v1/me/password', token: ada.token, body: changed });
  expectProblem(await confirm(stolen), 410, 'link-void');
  await it.call({ path: '/v1/auth/forgot-password', body: { email: ada.email } });
  const token = tokenIn(await mailTo(ada.email, RESET), 'reset');
  expect((await confirm(await tokenFor(`later-${ada.email}`, changed.newPassword))).status).toBe(204);
  const reset = { path: '/v1/auth/reset-password', body: { token, password: 'a third pass phrase' } };
  expectProblem(await it.call(reset), 410, 'link-void');
});

test('an address that somebody else registers before it is confirmed is theirs, and a withdrawn one is void', async () => {
  const ada = await register();
  const next = `taken-${ada.email}`;
  const change = (email: string) =>
    it.call({ method: 'PATCH', path: '/v1/me', token: ada.token, body: { email, password } });
  await change(next);
  const token = tokenIn(await mailTo(next, CONFIRM), 'confirm');
  await it.call({ path: '/v1/auth/register', body: { name: 'Grace', email: next, password } });
  const confirm = () => it.call({ path: '/v1/auth/confirm-address', token: ada.token, body: { token } });
  expectProblem(await confirm(), 409, 'email-taken');
  expect((await change(ada.email)).body).not.toHaveProperty('newEmail');
  expectProblem(await confirm(), 410, 'link-void');
});

test('Ada exports what is stored about her, and nothing that gives access', async () => {
  const ada = await register();
  await mailTo(ada.email, CONFIRM);
  const [{ id: eventId }, { id: other }] = [await it.anEvent(), await it.anEvent()];
  await it.book(ada, eventId, { quantity: 2 });
  await it.book(ada, other);
  const page = (query: string) => it.call({ path: `/v1/me/export${query}`, token: ada.token });
  const first = await eventually(async () => {
    const answer = await page('?limit=1');
    const isTold = answer.body.bookings.items[0]?.notices?.length > 0 && answer.body.letters[0]?.outcome;
    return isTold === 'sent' && answer;
  }, 15_000);
  expect(first.body).toMatchObject({
    account: { id: ada.id, name: 'Ada', email: ada.email, createdAt: expect.any(String) },
    sessions: [{ isThisOne: true }],
    letters: [{ about: 'confirm-address', language: 'en', outcome: 'sent' }],
    bookings: {
      items: [
        {
          eventId: other,
          customer: { email: ada.email },
          history: [{ what: 'booked' }],
          notices: [{ about: 'booked' }],
        },
      ],
      nextCursor: expect.any(String),
    },
  });
  const next = await page(`?limit=1&cursor=${first.body.bookings.nextCursor}`);
  expect(next.body.bookings).toMatchObject({ items: [{ eventId, quantity: 2 }] });
  expect(JSON.stringify(first.body)).not.toMatch(/digest|hash|argon2|secret|tokenHash|box1\./i);
});

test('the letters of an export are in the order in which they were written', async () => {
  const { id, name, email, token } = await it.anAccount();
  const letters = ['c', 'a', 'b'].map((letter, at) =>
    letterTo({ id, name, email }, 'password-changed', 'en', { id: letter, at: Date.now() + at }),
  );
  for (const letter of letters) await letterStore(table()).write(letter);
  const { body } = await it.call({ path: '/v1/me/export', token });
  expect(body.letters.map(({ at }: { at: string }) => Date.parse(at))).toEqual(letters.map(({ at }) => at));
});

test('an export reads as many letters as it shows, however many there are', async () => {
  const { id, name, email } = await it.anAccount();
  for (let at = 0; at < 4; at += 1)
    await letterStore(table()).write(
      letterTo({ id, name, email }, 'password-changed', 'en', { id: `${at}`, at }),
    );
  expect(await letterStore(table()).listOf(id, 3)).toHaveLength(3);
  expect(await letterStore(table()).listOf(id, 10)).toHaveLength(4);
});

const CLOSED = 'Your account is closed';

const close = (token: string, secret = password) =>
  it.call({ method: 'DELETE', path: '/v1/me', token, body: { password: secret } });

test('Ada closes her account: her bookings stay without her name, and nothing else is left of her', async () => {
  const ada = await register();
  const attendee = { firstName: 'Ada', lastName: 'Lovelace', email: ada.email };
  const { id: eventId, organizer } = await it.anEvent({ capacity: 5 });
  const { body: booked } = await it.book(ada, eventId, { quantity: 2, attendee });
  const tickets = `/v1/events/${eventId}/bookings/${booked.id}/tickets`;
  const named = { firstName: 'Charles', lastName: 'Babbage' };
  expect(
    (await it.call({ method: 'PATCH', path: `${tickets}/1`, token: ada.token, body: named })).status,
  ).toBe(200);

  expectProblem(await close(ada.token, 'not her password'), 401, 'wrong-credentials');
  expectProblem(await close(ada.token), 409, 'bookings-open');
  expect((await it.cancel(ada, eventId, booked.id, { quantity: 1 })).status).toBe(200);
  expectProblem(await close(ada.token), 409, 'bookings-open');
  expect((await it.cancel(ada, eventId, booked.id)).status).toBe(200);
  expect((await close(ada.token)).status).toBe(204);

  expectProblem(await it.call({ path: '/v1/me', token: ada.token }), 401, 'unauthenticated');
  const refreshed = await it.call({ path: '/v1/auth/refresh', body: { refreshToken: ada.refreshToken } });
  expectProblem(refreshed, 401, 'unauthenticated');
  expectProblem(await logIn(ada.email, password), 401, 'wrong-credentials');
  await mailTo(ada.email, CLOSED);

  const { body: list } = await it.call({ path: `/v1/events/${eventId}/bookings`, token: organizer.token });
  expect(list.items).toHaveLength(1);
  expect(JSON.stringify(list)).not.toMatch(/Ada|Lovelace|Charles|Babbage|person-(?!erased)/);
  expect(list.items[0].history.map(({ what }: { what: string }) => what)).toContain('cancelled');
  const audit = await it.call({ path: `/v1/events/${eventId}/audit`, token: organizer.token });
  expect(audit.body.holds).toBe(true);
  await eventually(async () => !JSON.stringify(await itemsOf(ada.id)).includes(ada.email));
  expect(JSON.stringify(await itemsOf(ada.id))).not.toMatch(/"Ada"|argon2/);
});

test('the address of a closed account is free, and its idempotency key makes no second account of its id', async () => {
  const email = 'again@example.com';
  const registering = (key: string) =>
    it.call({ path: '/v1/auth/register', body: { name: 'Ada', email, password }, headers: withKey(key) });
  const first = (await registering('one')).body;
  expect((await close(first.accessToken)).status).toBe(204);
  expectProblem(await registering('one'), 422, 'idempotency-key-reused');
  const second = await registering('two');
  expect(second.status).toBe(201);
  expect(second.body.user.id).not.toBe(first.user.id);
});

test('an organizer hands over first, and leaves no webhook endpoint; the only admin cannot close', async () => {
  const organizer = await registerAndConfirm();
  await it.changeRole(organizer, 'organizer');
  const body = { name: 'First night', startsAt: '2099-01-01T20:00:00Z', capacity: 1 };
  const event = await it.call({ path: '/v1/events', token: organizer.token, body });
  expectProblem(await close(organizer.token), 409, 'events-open');
  await it.call({ method: 'DELETE', path: `/v1/events/${event.body.id}`, token: organizer.token });
  for (const url of ['https://hooks.example/ada', 'https://hooks.example/lovelace'])
    await it.call({ path: '/v1/webhooks', token: organizer.token, body: { url } });
  expect(await webhookEndpointStore(table()).list(organizer.id)).toHaveLength(2);
  expect((await close(organizer.token)).status).toBe(204);
  expect(await webhookEndpointStore(table()).list(organizer.id)).toEqual([]);

  const [one, other] = [await registerAndConfirm(), await registerAndConfirm()];
  for (const person of [one, other]) await it.changeRole(person, 'admin');
  const admins = await it.call({ path: '/v1/users?role=admin', token: one.token });
  for (const { id } of admins.body.items)
    if (id !== one.id && id !== other.id)
      await it.call({
        method: 'PATCH',
        path: `/v1/users/${id}`,
        token: one.token,
        body: { role: 'attendee' },
      });
  expect((await close(other.token)).status).toBe(204);
  expectProblem(await close(one.token), 409, 'last-admin');
  expect((await me(one.token)).role).toBe('admin');
});

/** @returns what is stored under the id of an account, and its sessions. */
async function itemsOf(userId: string) {
  const { client, name: TableName } = table();
  const own = new QueryCommand({
    TableName,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': `USER#${userId}` },
  });
  return (await client.send(own)).Items;
}
