/** How the steps and routes of `npm run verify-stack` count. The run itself is a part of `.ci/run`. */
import { expect, test } from '@jest/globals';
import type { ApiCall } from '../../bin/local/api-client.ts';
import { CalledRoutes } from '../../bin/verify-stack/called-routes.ts';
import { answered, holds, refused, Steps } from '../../bin/verify-stack/steps.ts';
import { ROUTES, type Route, type RouteName } from '../../functions/http/routes.ts';

test('a step that fails is counted once, and ends its scene and no other', async () => {
  const lines: string[] = [];
  const steps = new Steps((line) => lines.push(line));
  await steps.scene('One', async () => {
    await steps.take('passes', async () => answered({ status: 200, body: 'yes' }, 200));
    await steps.take('fails', async () => holds(false, 'two tickets'));
    await steps.take('is left out', async () => undefined);
  });
  await steps.scene('Two', async () => {
    await steps.take('passes, too', async () =>
      refused({ status: 404, body: { code: 'not-found' } }, 404, 'not-found'),
    );
    throw new Error('between two steps');
  });
  expect(steps.passed).toBe(2);
  expect(steps.failures).toEqual(['fails: not so: two tickets', 'Two: between two steps']);
  expect(lines.join('\n')).not.toContain('is left out');
});

test('an answer with another status or code is an error that shows it', () => {
  const denied = { status: 500, body: { code: 'internal-error' } };
  expect(() => answered(denied, 200 as number)).toThrow('expected 200, got 500: {"code":"internal-error"}');
  expect(() => refused(denied, 500, 'busy')).toThrow('expected 500 busy, got 500');
});

/** Routes that the stack refuses on the emulator, with the status. */
const REFUSED: { [Name in RouteName]?: number } = {
  'answer-unknown': 404,
  'read-booking-updates': 406,
  'read-ticket-pass': 406,
};
const ALL = Object.entries(ROUTES) as [RouteName, Route][];

const callOf = ({ method, path }: Route): ApiCall =>
  path === '$default'
    ? { method: 'GET', path: '/v1/nothing' }
    : { method, path: `${path.replaceAll(/\{\w+\}/g, 'A1')}?limit=1` };

/** @returns what is wrong with a walk that calls each route once. `statuses`: answers that differ; undefined for no call. */
async function faultsWith(statuses: { [Name in RouteName]?: number | undefined }): Promise<string[]> {
  const called = new CalledRoutes();
  for (const [name, route] of ALL) {
    const status = name in statuses ? statuses[name] : (REFUSED[name] ?? route.status);
    if (status === undefined) continue;
    const answer = { status, headers: {}, body: '', latencyMs: 1 };
    await called.watching({ call: async () => answer, close: () => undefined }).call(callOf(route));
  }
  return called.faults();
}

test('a walk that calls each route, and is answered as it has to be, lacks none', async () => {
  expect(await faultsWith({})).toEqual([]);
});

test('a negative control: each route that is not called is found', async () => {
  for (const [name] of ALL)
    expect(await faultsWith({ [name]: undefined })).toEqual([`${name} was not called`]);
});

test('a route that only refused is not tried, and neither is one that succeeds where it has to refuse', async () => {
  expect(await faultsWith({ 'book-tickets': 409 })).toEqual([
    'book-tickets was answered 409 and not with success',
  ]);
  expect(await faultsWith({ 'read-ticket-pass': 200 })).toEqual([
    'read-ticket-pass was answered 200 and not with 406, because the stack has no certificates of wallets',
  ]);
});

test('a call without a method counts as the client sends it, and one success is enough', async () => {
  const called = new CalledRoutes();
  const answering = (status: number) =>
    called.watching({
      call: async () => ({ status, headers: {}, body: '', latencyMs: 1 }),
      close: () => undefined,
    });
  await answering(401).call({ path: '/v1/auth/login', body: {} });
  await answering(200).call({ path: '/v1/auth/login', body: {} });
  await answering(200).call({ path: '/v1/me' });
  const faults = called.faults();
  for (const name of ['log-in', 'read-me']) expect(faults.join()).not.toContain(`${name} was`);
});
