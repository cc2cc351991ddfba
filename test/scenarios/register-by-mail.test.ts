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
const complete = (token: string, key = 'press', secret = password) =>
  it.call({ path: '/v1/auth/reset-password', body: { token, password: secret }, headers: withKey(key) });
const logIn = async (email: string, secret = password) =>
  (await it.call({ path: '/v1/auth/login', body: { email, password: secret } })).status;

/** The tokens of the mails to an address, in their order. */
async function tokensTo(email: string, count: number): Promise<string[]> {
  await subjectsTo(it.service, email, count);
  return (await mailsTo(it.service, email)).map((mail) => tokenIn(mail, 'register'));
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

  expectProblem(
    await it.call({
      path: '/v1/auth/confirm-address',
      token: (await it.aPerson()).token,
      body: { token },
      headers: withKey('confirm'),
    }),
    410,
    'link-void',
  );
  expectFaults(await complete(token, 'weak', 'qwertyuiop'), '/password');
  expectFaults(await complete(token, 'own', email), '/password');
  expect((await complete(token)).status).toBe(204);
  expect((await complete(token)).status).toBe(204);
  expectProblem(await complete(token, 'another press'), 410, 'link-void');
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

test.each([
  ['before', ['Mallory', 'Eve']],
  ['just after', ['Eve', 'Mallory']],
] as const)('a stranger who registers an address %s its owner has no account of it', async (_when, order) => {
  const email = `${order.join('.')}@example.com`.toLowerCase();
  const secrets = { Mallory: 'the password of a stranger', Eve: 'the password of Eve' };
  for (const name of order) expect((await register(email, undefined, secrets[name], name)).status).toBe(202);
  const [token = '', ...others] = await tokensTo(email, 1);
  expect(others).toEqual([]);
  expect((await complete(token, 'press', secrets.Eve)).status).toBe(204);
  expect([await logIn(email, secrets.Mallory), await logIn(email, secrets.Eve)]).toEqual([401, 200]);
  expect(await stored()).toContain(emailKey(email).pk);
});

test('a negative control: an account that is made with the password of the request is open to a stranger who sent it', async () => {
  const email = 'trent@example.com';
  const stranger = 'the password of a stranger';
  await register(email, undefined, stranger, 'Mallory');
  const [token = ''] = await tokensTo(email, 1);
  expect((await complete(token, 'press', stranger)).status).toBe(204);
  expect(await logIn(email, stranger)).toBe(200);
});

test('a weak password is refused for every address', async () => {
  const { email } = await it.anAccount();
  for (const address of [email, 'somebody@example.com'])
    expectFaults(await register(address, undefined, 'qwertyuiop'), '/password');
});
