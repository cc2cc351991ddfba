/** `REGISTRATION=by-mail`: registering answers alike for every address, and an account is made by the link of a mail. */
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { table } from '../../functions/compose.ts';
import { emailKey } from '../../functions/store/items/user.ts';
import { expectFaults, expectProblem } from '../api/answers.ts';
import { mailsTo, subjectsTo, tokenIn } from '../kit/mailbox.ts';
import { aService, type TestService, withKey } from '../kit/service.ts';

const password = 'correct horse battery';
const COMPLETE = 'Complete your registration';
const ALREADY = 'You have an account already';

let it: TestService;
beforeAll(async () => {
  process.env['REGISTRATION'] = 'by-mail';
  it = await aService({ sendsNotices: true });
});
afterAll(async () => {
  delete process.env['REGISTRATION'];
  await it.stop();
});

const register = (email: string, key?: string, secret = password, name = 'Ada') =>
  it.call({
    path: '/v1/auth/register',
    body: { name, email, password: secret },
    ...(key !== undefined && { headers: withKey(key) }),
  });
const confirm = (token: string, key = 'press') =>
  it.call({ path: '/v1/auth/confirm-address', body: { token }, headers: withKey(key) });
const logIn = async (email: string, secret = password) =>
  (await it.call({ path: '/v1/auth/login', body: { email, password: secret } })).status;

/** The tokens of the mails to an address, in their order. */
async function tokensTo(email: string, count: number): Promise<string[]> {
  await subjectsTo(it.service, email, count);
  return (await mailsTo(it.service, email)).map((mail) => tokenIn(mail, 'confirm'));
}

/** Everything that is stored, as one text. */
async function stored(): Promise<string> {
  const { client, name } = table();
  const { Items } = await client.send(new ScanCommand({ TableName: name, ConsistentRead: true }));
  return JSON.stringify(Items);
}

test('nobody has an account before the link is used, and then Ada has one with a confirmed address', async () => {
  const email = 'ada@example.com';
  const answer = await register(email, 'key');
  expect([answer.status, answer.body]).toEqual([202, '']);
  expect(answer.headers).not.toHaveProperty('location');
  expect((await register(email, 'key')).status).toBe(202);
  expect(await subjectsTo(it.service, email, 1)).toEqual([COMPLETE]);
  const [token = ''] = await tokensTo(email, 1);
  expect(await logIn(email)).toBe(401);

  expect((await confirm(token)).status).toBe(204);
  expect((await confirm(token)).status).toBe(204);
  expectProblem(await confirm(token, 'another press'), 410, 'link-void');
  expect(await logIn(email)).toBe(200);
  const { body } = await it.call({ path: '/v1/auth/login', body: { email, password } });
  expect(body.user).toMatchObject({ name: 'Ada', role: 'attendee', isAddressConfirmed: true });
  // A repeat of the request that registered makes nothing, and its mail was sent once.
  expect((await register(email, 'key')).status).toBe(202);
  expect(await mailsTo(it.service, email)).toHaveLength(1);
});

test('an address with an account is answered alike, and its owner is told', async () => {
  const { email } = await it.anAccount({ email: 'grace@example.com' });
  const [known, unknown] = [await register('Grace@Example.com'), await register('nobody@example.com')];
  const shown = ({ status, body, headers }: typeof known) => [status, body, Object.keys(headers).sort()];
  expect(shown(known)).toEqual(shown(unknown));
  expect(await subjectsTo(it.service, email, 1)).toEqual([ALREADY]);
  expect(await tokensTo(email, 1)).toEqual(['']);
  expect(await subjectsTo(it.service, 'nobody@example.com', 1)).toEqual([COMPLETE]);
});

test('the latest registration for an address counts, and voids the link of the one before', async () => {
  const email = 'eve@example.com';
  await register(email, undefined, 'the password of a stranger', 'Mallory');
  const [first = ''] = await tokensTo(email, 1);
  await register(email, undefined, password, 'Eve');
  const tokens = await tokensTo(email, 2);
  const latest = tokens.find((token) => token !== first) ?? '';
  expectProblem(await confirm(first), 410, 'link-void');
  expect((await confirm(latest)).status).toBe(204);
  expect([await logIn(email, 'the password of a stranger'), await logIn(email)]).toEqual([401, 200]);
  const everything = await stored();
  expect(everything).not.toContain('Mallory');
  expect(everything).toContain(emailKey(email).pk);
});

test('a weak password is refused for every address', async () => {
  const { email } = await it.anAccount();
  for (const address of [email, 'somebody@example.com'])
    expectFaults(await register(address, undefined, 'qwertyuiop'), '/password');
});
