/** Somebody has the access token of a session for some minutes, and not the password: the account stays its owner's. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { accountPorts, users } from '../../functions/compose.ts';
import { changeProfile } from '../../functions/domain/accounts/change-profile.ts';
import { expectFaults, expectProblem } from '../api/answers.ts';
import { mailsTo, tokenIn } from '../kit/mailbox.ts';
import { aService, eventually, type TestService } from '../kit/service.ts';

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

/** Confirms an address by its mail, and has the password reset by another. @returns whether the account is theirs then. */
async function takeOver(theirs: string): Promise<boolean> {
  const tokenOf = (subject: string, act: 'confirm' | 'reset') =>
    eventually(async () => {
      const mail = (await mailsTo(it.service, theirs)).find((one) => one.subject === subject);
      return mail && tokenIn(mail, act);
    }, 15_000);
  const token = await tokenOf('Please confirm your email address', 'confirm');
  await it.call({ path: '/v1/auth/confirm-address', body: { token } });
  await it.call({ path: '/v1/auth/forgot-password', body: { email: theirs } });
  const password = 'a password of theirs';
  const reset = { token: await tokenOf('Set a new password', 'reset'), password };
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
    const { id, email, theirs } = await register();
    const told = { language: 'en' as const, sendsMail: true };
    const asked = { userId: id, email: theirs, check: async () => undefined, ...told };
    await changeProfile(asked, { ...accountPorts(), users: users() });
    expect(await takeOver(theirs)).toBe(true);
    expectProblem(await logIn(email, PASSWORD), 401, 'wrong-credentials');
  });
});
