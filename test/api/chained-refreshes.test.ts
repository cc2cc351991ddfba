/** Who exchanges a refresh token beside its owner: once, as tabs do, and each time, as a thief has to. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { ApiAnswer } from '../../bin/local/api-client.ts';
import { aService, type TestService } from '../kit/service.ts';
import { type ServiceClock, serviceClock } from '../kit/service-clock.ts';
import { expectProblem } from './answers.ts';

const ada = { name: 'Ada', email: 'ada@example.com', password: 'correct horse battery' };
const MINUTE_MS = 60_000;

let it: TestService;
let userId: string;
let token: string;
beforeAll(async () => {
  it = await aService();
  userId = (await it.call({ path: '/v1/auth/register', body: ada })).body.user.id;
  token = (await it.aPerson('admin')).token;
});
afterAll(() => it.stop());

let clock: ServiceClock;
let now: number;
beforeEach(() => {
  now = Date.now();
  clock = serviceClock();
});
afterEach(() => clock.restore());

function pass(ms: number): void {
  now += ms;
  clock.set(now);
}

async function logIn(): Promise<ApiAnswer['body']> {
  const { name: _name, ...body } = ada;
  return (await it.call({ path: '/v1/auth/login', body })).body;
}

const refresh = (refreshToken: string, key?: string) =>
  it.call({
    path: '/v1/auth/refresh',
    body: { refreshToken },
    ...(key !== undefined && { headers: { 'idempotency-key': key } }),
  });

/** The second exchange is made `gapMs` after the first. */
async function exchangeTwice(refreshToken: string, gapMs: number): Promise<[ApiAnswer, ApiAnswer]> {
  const first = await refresh(refreshToken);
  pass(gapMs);
  return [first, await refresh(refreshToken)];
}

async function reusesInTrail(): Promise<number> {
  const { body } = await it.call({ path: '/v1/security-events?limit=100', token });
  const reuses = body.items.filter((entry: Record<string, unknown>) => entry['userId'] === userId);
  return reuses.filter(({ kind }: { kind: string }) => kind === 'refresh-token-reused').length;
}

test.each([0, 3_000])(
  'a thief who exchanges each token %i ms after its owner ends the session at the second one',
  async (gapMs) => {
    const before = await reusesInTrail();
    const stolen = (await logIn()).refreshToken;
    const [ofOwner, ofThief] = await exchangeTwice(stolen, gapMs);
    expect([ofOwner.status, ofThief.status]).toEqual([200, 200]);
    expect(ofThief.body.refreshToken).toBe(ofOwner.body.refreshToken);

    pass(14 * MINUTE_MS);
    const [next, chained] = await exchangeTwice(ofOwner.body.refreshToken, gapMs);
    expect(next.status).toBe(200);
    expectProblem(chained, 401, 'unauthenticated');
    expectProblem(await refresh(next.body.refreshToken), 401, 'unauthenticated');
    for (const { accessToken } of [ofThief.body, next.body])
      expectProblem(await it.call({ path: '/v1/me', token: accessToken }), 401, 'unauthenticated');
    expect(await reusesInTrail()).toBe(before + 1);
  },
);

test('a thief who exchanges each token before its owner, with a key, ends the session at the second one', async () => {
  const { refreshToken: stolen } = await logIn();
  const { body } = await refresh(stolen, 'thief-1');
  expect((await refresh(stolen)).status).toBe(200);
  const next = (await refresh(body.refreshToken, 'thief-2')).body;
  expectProblem(await refresh(body.refreshToken), 401, 'unauthenticated');
  expectProblem(await refresh(next.refreshToken), 401, 'unauthenticated');
});

test('exchanges at the same time with keys of their own are told apart, too', async () => {
  const atOnce = (refreshToken: string) =>
    Promise.all(['one', 'two'].map((key) => refresh(refreshToken, `${key}-${refreshToken.slice(-8)}`)));
  const [first, second] = await atOnce((await logIn()).refreshToken);
  expect([first?.status, second?.status]).toEqual([200, 200]);
  const statuses = (await atOnce(first?.body.refreshToken)).map(({ status }) => status);
  expect(statuses.sort()).toEqual([200, 401]);
});

test('tabs that exchange a token at once now and then, and three of them, keep their session', async () => {
  let { refreshToken } = await logIn();
  for (let round = 0; round < 3; round += 1) {
    const [first, second] = await exchangeTwice(refreshToken, 3_000);
    const third = await refresh(refreshToken);
    expect([first.status, second.status, third.status]).toEqual([200, 200, 200]);
    expect(third.body.refreshToken).toBe(first.body.refreshToken);
    pass(14 * MINUTE_MS);
    const alone = await refresh(third.body.refreshToken);
    expect(alone.status).toBe(200);
    pass(14 * MINUTE_MS);
    refreshToken = alone.body.refreshToken;
  }
});

test('a client that repeats each exchange with its key, soon or late, keeps its session', async () => {
  let { refreshToken } = await logIn();
  for (const gapMs of [0, 3_000, MINUTE_MS]) {
    const key = `of-${gapMs}`;
    const first = await refresh(refreshToken, key);
    pass(gapMs);
    const again = await refresh(refreshToken, key);
    expect([again.status, again.body.refreshToken]).toEqual([200, first.body.refreshToken]);
    refreshToken = again.body.refreshToken;
  }
});
