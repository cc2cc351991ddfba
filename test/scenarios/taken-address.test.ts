/**
 * A stranger registers with somebody's address before its owner does (`REGISTRATION=open`): the owner makes the account theirs by the
 * link that resets its password, whatever the stranger does with the password of now.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { accountPorts } from '../../functions/compose.ts';
import type { Account } from '../../functions/domain/model/account.ts';
import { expectProblem } from '../api/answers.ts';
import { mailsTo, tokenIn } from '../kit/mailbox.ts';
import { aService, eventually, type TestService } from '../kit/service.ts';

const FIRST = 'correct horse battery';
const SECOND = 'another horse battery';
const OWN = 'the password of the owner';

let it: TestService;
beforeAll(async () => {
  it = await aService({ sendsNotices: true });
});
afterAll(() => it.stop());

let registered = 0;
/** A stranger has an account with an address, and its owner has the link that resets the password. */
async function aTakenAddress() {
  registered += 1;
  const email = `mary-${registered}@example.com`;
  const person = { name: 'Mary', email, password: FIRST };
  const { body } = await it.call({ path: '/v1/auth/register', body: person });
  const stranger = { id: body.user.id as string, token: body.accessToken as string };
  const ask = async () =>
    expect((await it.call({ path: '/v1/auth/forgot-password', body: { email } })).status).toBe(202);
  const links = async () =>
    (await mailsTo(it.service, email)).filter(({ subject }) => subject === 'Set a new password');
  await ask();
  const link = await eventually(async () => {
    const [mail] = await links();
    return mail && tokenIn(mail, 'reset');
  }, 15_000);
  const change = async (password: string, newPassword: string) => {
    const request = { path: '/v1/me/password', token: stranger.token, body: { password, newPassword } };
    expect((await it.call(request)).status).toBe(204);
  };
  const reset = () => it.call({ path: '/v1/auth/reset-password', body: { token: link, password: OWN } });
  const logIn = async (password: string) =>
    (await it.call({ path: '/v1/auth/login', body: { email, password } })).status;
  return { email, stranger, ask, links, change, reset, logIn };
}

describe('The owner of an address that a stranger registered first', () => {
  test('resets the password by the link, although the stranger changes it meanwhile, and has the account alone', async () => {
    const { stranger, change, reset, logIn } = await aTakenAddress();
    await change(FIRST, SECOND);
    await change(SECOND, FIRST);
    expect((await reset()).status).toBe(204);
    expect(await Promise.all([OWN, FIRST, SECOND].map(logIn))).toEqual([200, 401, 401]);
    expectProblem(await it.call({ path: '/v1/me', token: stranger.token }), 401, 'unauthenticated');
    expectProblem(await reset(), 410, 'link-void');
  });

  test('a negative control: is kept out for an hour if each change of the password voids the link', async () => {
    const { email, stranger, ask, links, change, reset, logIn } = await aTakenAddress();
    await change(FIRST, SECOND);
    const { accounts } = accountPorts();
    const { passwordReset: _void, ...account } = (await accounts.read(stranger.id)) as Account;
    const after = { ...account, version: account.version + 1 };
    expect(await accounts.change(account, { after, letters: [] })).toBe('done');
    expectProblem(await reset(), 410, 'link-void');
    await ask();
    await change(SECOND, FIRST);
    const isTold = async () => (await mailsTo(it.service, email)).length >= 4;
    await eventually(isTold, 15_000);
    expect([(await links()).length, await logIn(FIRST)]).toEqual([1, 200]);
  });
});
