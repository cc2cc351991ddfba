/** Requests from many addresses of one network of IPv6, which one customer of a provider has, are counted together, too. */
import { describe, expect, test } from '@jest/globals';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { guardLogIn } from '../../functions/domain/accounts/guard-log-in.ts';
import { NETWORK_SHARES } from '../../functions/domain/model/limits.ts';
import { type Limited, routeLimiter } from '../../functions/http/rate-limiting.ts';
import { ROUTES, type RouteName } from '../../functions/http/routes.ts';
import { sourceOf } from '../../functions/http/source-address.ts';
import { logInSourceStore } from '../../functions/store/log-in-sources.ts';
import { aLimiter } from '../kit/limiter.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

type Run = (request: object) => Promise<void>;

/** A process that counts requests of a route. `answer`: `wrong` for a request that fails after it was counted. */
function aRoute(name: RouteName, rates: string) {
  const made = aLimiter(rates);
  const { before, after } = routeLimiter(made.limiter)(ROUTES[name]) as { before: Run; after: Run };
  const contexts: Limited[] = [];
  async function isAdmitted(sourceIp: string, answer: 'right' | 'wrong' = 'wrong'): Promise<boolean> {
    const context = {} as Context & Limited;
    contexts.push(context);
    const event = { requestContext: { http: { sourceIp } } } as APIGatewayProxyEventV2;
    try {
      await before({ event, context });
    } catch {
      return false;
    }
    if (answer === 'right') await after({ event, context });
    return true;
  }
  const admitted = async (addresses: string[]) => {
    const all: boolean[] = [];
    for (const address of addresses) all.push(await isAdmitted(address));
    return all.filter(Boolean).length;
  };
  return { ...made, admitted, isAdmitted, contexts };
}

const COUNT = 50;
const ofOneNetwork = (prefix: string) =>
  Array.from({ length: COUNT }, (_, n) => `${prefix}:${(n + 1).toString(16)}::1`);

describe('Registrations from one network of IPv6', () => {
  test('are as many as those of sixteen addresses, from however many', async () => {
    const route = aRoute('register-user', 'register=2/1h');
    const addresses = ofOneNetwork('2001:db8:a');
    expect(await route.admitted([...addresses, ...addresses])).toBe(2 * NETWORK_SHARES);
    expect(route.contexts.at(-1)?.limitFields).toMatchObject({
      'ratelimit-policy': `"register";q=${2 * NETWORK_SHARES};w=3600`,
      ratelimit: expect.stringMatching(/^"register";r=0;t=\d+$/),
    });
  });

  test('do not use up more than the share of one address from one', async () => {
    const route = aRoute('register-user', 'register=2/1h');
    expect(await route.admitted(Array(40).fill('2001:db8:b:1::1'))).toBe(2);
    expect(route.contexts.at(-1)?.limitFields?.['ratelimit-policy']).toBe('"register";q=2;w=3600');
    expect(await route.isAdmitted('2001:db8:b:2::1')).toBe(true);
  });

  test('a negative control: if networks are not counted, are as many as come', async () => {
    const route = aRoute('register-user', 'register=1/1h');
    const { count } = route.limiter;
    route.limiter.count = async (limit, key, shares) =>
      shares === undefined ? count.call(route.limiter, limit, key) : undefined;
    expect(await route.admitted(ofOneNetwork('2001:db8:e'))).toBe(COUNT);
  });

  test('do not count with those of other networks, nor do those of IPv4', async () => {
    const route = aRoute('register-user', 'register=1/1h');
    const networks = Array.from({ length: COUNT }, (_, n) => `2001:db9:${n.toString(16)}::1`);
    expect(await route.admitted(networks)).toBe(COUNT);
    expect(await route.admitted(Array.from({ length: COUNT }, (_, n) => `203.0.113.${n}`))).toBe(COUNT);
  });
});

describe('Guesses at a password from one network of IPv6', () => {
  test('are few, and right passwords use up nothing of the network', async () => {
    const route = aRoute('log-in', 'log-in-source=1/1h');
    const addresses = ofOneNetwork('2001:db8:c');
    for (const address of addresses) expect(await route.isAdmitted(address, 'right')).toBe(true);
    expect(await route.admitted(addresses)).toBe(NETWORK_SHARES);
  });

  test('a negative control: what counts the log-in alone lets each address try once it has waited', async () => {
    const { limiter, clock, table } = aLimiter('log-in-account=1/1h');
    const guard = { limiter, sources: logInSourceStore(table), runtime: clock };
    const tried = async (address: string) => {
      const attempt = { address: 'ada@example.com', source: sourceOf(address) };
      return guardLogIn(attempt, guard, async () => undefined).then(
        () => true,
        () => false,
      );
    };
    const addresses = ofOneNetwork('2001:db8:d');
    for (const address of addresses) await tried(address);
    clock.set(clock.now() + 31 * 60_000);
    const again: boolean[] = [];
    for (const address of addresses) again.push(await tried(address));
    expect(again.filter(Boolean).length).toBeGreaterThan(NETWORK_SHARES);
  });
});
