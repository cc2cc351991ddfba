/**
 * Somebody has the access token of a session for some minutes, and not the password: the account stays its owner's, who is told
 * of what was set up with it and stays when the password is changed.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { accountPorts, table, users } from '../../functions/compose.ts';
import { changeProfile } from '../../functions/domain/accounts/change-profile.ts';
import type { LetterKind } from '../../functions/domain/model/letter.ts';
import { letterStore } from '../../functions/store/letters.ts';
import { expectFaults, expectProblem } from '../api/answers.ts';
import { mailsTo, subjectsTo, tokenIn } from '../kit/mailbox.ts';
import { aService, eventually, type TestService, withKey } from '../kit/service.ts';

const PASSWORD = 'correct horse battery';

let it: TestService;
beforeAll(async () => {
  it = await aService({ sendsNotices: true, rateLimits: 'on' });
});
afterAll(() => it.stop());

let registered = 0;
async function register() {
  registered += 1;
  const email = `owner-${registered}@example.com`;
  const person = { name: 'Ada', email, password: PASSWORD };
  const { body } = await it.call({ path: '/v1/auth/register', body: person });
  return { email, id: body.user.id, token: body.accessToken, theirs: `theirs-${email}` };
}

const logIn = (email: string, password: string) =>
  it.call({ path: '/v1/auth/login', body: { email, password } });

/** Waits for a mail to an address. @returns the token in its link. */
function tokenTo(email: string, subject: string, act: 'confirm' | 'reset'): Promise<string> {
  return eventually(async () => {
    const mail = (await mailsTo(it.service, email)).find((one) => one.subject === subject);
    return mail && tokenIn(mail, act);
  }, 15_000);
}

async function confirm(email: string, session: string): Promise<void> {
  const token = await tokenTo(email, 'Please confirm your email address', 'confirm');
  const request = { path: '/v1/auth/confirm-address', token: session, body: { token } };
  expect((await it.call(request)).status).toBe(204);
}

/** Confirms an address by its mail, and has the password reset by another. @returns whether the account is theirs then. */
async function takeOver(theirs: string, session: string): Promise<boolean> {
  await confirm(theirs, session);
  await it.call({ path: '/v1/auth/forgot-password', body: { email: theirs } });
  const password = 'a password of theirs';
  const reset = { token: await tokenTo(theirs, 'Set a new password', 'reset'), password };
  await it.call({ path: '/v1/auth/reset-password', body: reset });
  return (await logIn(theirs, password)).status === 200;
}

describe('An account whose session somebody else has', () => {
  test('gets no other address without its password, which is guessed as slowly as by logging in', async () => {
    const { email, token, theirs } = await register();
    const change = (body: object) => it.call({ method: 'PATCH', path: '/v1/me', token, body });
    expectFaults(await change({ email: theirs }), '/password');
    for (let guess = 0; guess < 10; guess += 1)
      expectProblem(await change({ email: theirs, password: `guess ${guess}` }), 401, 'wrong-credentials');
    expectProblem(await change({ email: theirs, password: PASSWORD }), 429, 'too-many-attempts');
    expect((await it.call({ path: '/v1/me', token })).body).not.toHaveProperty('newEmail');
    expect((await change({ name: 'Mallory', email })).status).toBe(200);
    expect(await mailsTo(it.service, theirs)).toEqual([]);
  });

  test('a negative control: is theirs if no password is asked for', async () => {
    const { id, email, token, theirs } = await register();
    const told = { language: 'en' as const, sendsMail: true };
    const asked = { userId: id, email: theirs, check: async () => undefined, ...told };
    await changeProfile(asked, { ...accountPorts(), users: users() });
    expect(await takeOver(theirs, token)).toBe(true);
    expectProblem(await logIn(email, PASSWORD), 401, 'wrong-credentials');
  });
});

/** The kinds of the letters to an account. A letter is there once the change is answered. */
async function lettersTo({ id }: { id: string }): Promise<LetterKind[]> {
  const found = await letterStore(table()).listOf(id, 100);
  return found.map(({ letter }) => letter.kind);
}

const german = { 'accept-language': 'de-AT, en;q=0.5' };

/** An address, which need not be looked up. */
const THEIRS = 'https://192.0.1.1/theirs';

/** An organizer, with what somebody does who has their session. @returns the letters after it. */
async function anOrganizer() {
  const owner = await it.aConfirmedAccount({ role: 'organizer' });
  const send = async (method: string, path: string, body?: object, headers = {}) => {
    const given = { method, path: `/v1/${path}`, token: owner.token, headers };
    const answer = await it.call({ ...given, ...(body !== undefined && { body }) });
    return { ...answer, letters: await lettersTo(owner) };
  };
  return { owner, send };
}

/** The subjects of the mails of letters, in some order. */
const mailed = async ({ email }: { email: string }, count: number) =>
  (await subjectsTo(it.service, email, count)).toSorted();

describe('An organizer whose session somebody else has', () => {
  test('is told of each endpoint that is made, moved, enabled again or given another secret, and of nothing else', async () => {
    const { owner, send } = await anOrganizer();
    const made = await send('POST', 'webhooks', { url: THEIRS }, withKey('a'));
    expect([made.status, made.letters]).toEqual([201, ['endpoint-set']]);
    const endpoint = `webhooks/${made.body.id}`;
    const countAfter = async (...request: Parameters<typeof send>) => {
      const { status, letters } = await send(...request);
      expect(status).toBeLessThan(300);
      return letters.length;
    };
    expect(await countAfter('POST', 'webhooks', { url: THEIRS }, withKey('a'))).toBe(1);
    expect(await countAfter('PATCH', endpoint, { description: 'Accounting' })).toBe(1);
    expect(await countAfter('PATCH', endpoint, { url: THEIRS })).toBe(1);
    expect(await countAfter('PATCH', endpoint, { enabled: false })).toBe(1);
    expect(await countAfter('PATCH', endpoint, { url: `${THEIRS}/too` }, german)).toBe(2);
    expect(await countAfter('PATCH', endpoint, { enabled: true }, german)).toBe(3);
    expect(await countAfter('PATCH', endpoint, { enabled: true })).toBe(3);
    const rotate = ['POST', `${endpoint}/rotate-secret`, {}] as const;
    expect(await countAfter(...rotate, withKey('b'))).toBe(4);
    expect(await countAfter(...rotate, withKey('b'))).toBe(4);
    expect(await countAfter('DELETE', endpoint)).toBe(4);
    expect(await mailed(owner, 4)).toEqual([
      'A webhook endpoint of yours was set up',
      'A webhook endpoint of yours was set up',
      'Ein Webhook-Endpunkt von Ihnen wurde eingerichtet',
      'Ein Webhook-Endpunkt von Ihnen wurde eingerichtet',
    ]);
  });

  test('is told of each role that somebody gets at an event, and of an event that is handed over, once each', async () => {
    const { owner, send } = await anOrganizer();
    const theirs = await it.aConfirmedAccount({ role: 'organizer' });
    const event = { name: 'First night', startsAt: '2099-01-01T20:00:00Z', capacity: 1 };
    const place = `events/${(await send('POST', 'events', event)).body.id}`;
    const appoint = (role: string, headers = {}) =>
      send('POST', `${place}/staff`, { email: theirs.email, role }, headers);
    expect((await appoint('door', withKey('a'))).letters).toEqual(['member-appointed']);
    expect((await appoint('door', withKey('a'))).letters).toHaveLength(1);
    expect((await appoint('door', withKey('b'))).letters).toHaveLength(1);
    expect((await appoint('door')).letters).toHaveLength(1);
    expect((await appoint('manager', german)).letters).toHaveLength(2);
    expect((await send('DELETE', `${place}/staff/${theirs.id}`)).letters).toHaveLength(2);
    expect((await appoint('manager')).letters).toHaveLength(3);
    const handOver = () => send('POST', `${place}/owner`, { userId: theirs.id }, withKey('c'));
    expect((await handOver()).letters.toSorted()[0]).toBe('event-handed-over');
    expect((await handOver()).letters).toHaveLength(4);
    expect(await mailed(owner, 4)).toEqual([
      'An event of yours was handed over',
      'Jemand hat eine Rolle bei einer Veranstaltung von Ihnen bekommen',
      'Somebody got a role at an event of yours',
      'Somebody got a role at an event of yours',
    ]);
    expect(await lettersTo(theirs)).toEqual([]);
  });

  test('is told of what an admin does with an event, as its owner', async () => {
    const { id, organizer } = await it.anEvent();
    const [admin, next] = [await it.aPerson('admin'), await it.aConfirmedAccount({ role: 'organizer' })];
    const act = (path: string, body: object) =>
      it.call({ path: `/v1/events/${id}/${path}`, token: admin.token, body });
    expect((await act('staff', { email: next.email, role: 'manager' })).status).toBe(200);
    expect((await act('owner', { userId: next.id })).status).toBe(200);
    expect((await act('owner', { userId: next.id })).status).toBe(200);
    expect((await lettersTo(organizer)).toSorted()).toEqual(['event-handed-over', 'member-appointed']);
    expect([await lettersTo(admin), await lettersTo(next)]).toEqual([[], []]);
  });

  test('finds the endpoint still there after a new password, which is why a mail tells of it', async () => {
    const { id, email, token: first } = await register();
    await confirm(email, first);
    await it.changeRole({ id, token: first }, 'organizer');
    const { accessToken: token } = (await logIn(email, PASSWORD)).body;
    await it.call({ path: '/v1/webhooks', token, body: { url: THEIRS } });
    const newPassword = 'a new password of hers';
    const changed = { path: '/v1/me/password', token, body: { password: PASSWORD, newPassword } };
    expect((await it.call(changed)).status).toBe(204);
    const { body: again } = await logIn(email, newPassword);
    const { body: endpoints } = await it.call({ path: '/v1/webhooks', token: again.accessToken });
    expect(endpoints.items).toMatchObject([{ url: THEIRS, enabled: true }]);
    expect(await mailed({ email }, 3)).toContain('A webhook endpoint of yours was set up');
    const { body: exported } = await it.call({ path: '/v1/me/export', token: again.accessToken });
    expect(exported.letters.map(({ about }: { about: string }) => about)).toContain('endpoint-set');
  });

  test('is written no letter where the service sends no mail', async () => {
    const { owner, send } = await anOrganizer();
    const next = await it.aConfirmedAccount({ role: 'organizer' });
    const event = { name: 'First night', startsAt: '2099-01-01T20:00:00Z', capacity: 1 };
    const { body } = await send('POST', 'events', event);
    process.env['CUSTOMER_MAIL'] = 'off';
    try {
      const { body: endpoint } = await send('POST', 'webhooks', { url: THEIRS });
      await send('PATCH', `webhooks/${endpoint.id}`, { url: `${THEIRS}/too` });
      await send('POST', `webhooks/${endpoint.id}/rotate-secret`, {});
      await send('POST', `events/${body.id}/staff`, { email: next.email, role: 'manager' });
      const { status } = await send('POST', `events/${body.id}/owner`, { userId: next.id });
      expect([status, await lettersTo(owner)]).toEqual([200, []]);
    } finally {
      process.env['CUSTOMER_MAIL'] = 'on';
    }
  });
});

describe('An admin whose session somebody else has', () => {
  test('is told of each higher role that is given with their account, and the account of each role that it gets', async () => {
    const admin = await it.aConfirmedAccount({ role: 'admin' });
    const theirs = await it.aConfirmedAccount();
    const give = async (role: string, headers = {}) => {
      const path = `/v1/users/${theirs.id}`;
      const { status } = await it.call({
        method: 'PATCH',
        path,
        token: admin.token,
        body: { role },
        headers,
      });
      expect(status).toBe(200);
      return [(await lettersTo(admin)).length, (await lettersTo(theirs)).length];
    };
    expect(await give('organizer')).toEqual([1, 1]);
    expect(await give('organizer')).toEqual([1, 1]);
    expect(await give('attendee')).toEqual([1, 2]);
    expect(await give('admin', german)).toEqual([2, 3]);
    expect(await mailed(admin, 2)).toEqual([
      'Ihr Konto hat jemandem eine höhere Rolle gegeben',
      'Your account gave somebody a higher role',
    ]);
    expect(await mailed(theirs, 3)).toEqual([
      'Ihr Konto hat eine andere Rolle',
      'Your account has another role',
      'Your account has another role',
    ]);
  });

  test('finds the other admin still there after a new password, which is why a mail tells of it', async () => {
    const { id, email, token: first } = await register();
    await confirm(email, first);
    await it.changeRole({ id, token: first }, 'admin');
    const { accessToken: token } = (await logIn(email, PASSWORD)).body;
    const theirs = await it.aConfirmedAccount();
    const give = { method: 'PATCH', path: `/v1/users/${theirs.id}`, token, body: { role: 'admin' } };
    expect((await it.call(give)).status).toBe(200);
    const changed = { password: PASSWORD, newPassword: 'a new password of hers' };
    expect((await it.call({ path: '/v1/me/password', token, body: changed })).status).toBe(204);
    expect((await it.call({ path: '/v1/users?limit=1', token: theirs.token })).status).toBe(200);
    await it.changeRole(theirs, 'attendee');
    expectProblem(await it.call({ path: '/v1/users?limit=1', token: theirs.token }), 403, 'forbidden');
    expect(await mailed({ email }, 4)).toContain('Your account gave somebody a higher role');
  });
});
