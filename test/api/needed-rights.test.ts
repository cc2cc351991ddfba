/**
 * The rights of the routes that read: each is needed, and what they change is declared by what its keys begin with. Everybody asks
 * each of them for all that it can, and the calls of its function are recorded.
 */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { RATE_LIMITS, type RateLimitName } from '../../functions/domain/model/limits.ts';
import { ROUTES, type Route, type RouteName, type TableRight } from '../../functions/http/routes.ts';
import { withIssuer } from '../../lib/own-items.ts';
import { startColdProcess } from '../kit/cold-process.ts';
import { AUDIENCE, ROLES_CLAIM, startIssuer } from '../kit/issuer.ts';
import { aService, type TestService } from '../kit/service.ts';
import { recordUses, type Use, undeclaredOf, unneededOf } from '../kit/used-rights.ts';
import { aWalk, type Walk } from './reading-walk.ts';

let it: TestService;
let walk: Walk;
beforeAll(async () => {
  it = await aService();
  walk = await aWalk(it);
}, 60_000);
afterAll(() => it.stop());

const READING = (Object.entries(ROUTES) as [RouteName, Route][]).filter(
  ([name, { method, table }]) => table.length > 0 && (method === 'GET' || name === 'preview-announcement'),
);

/** So few of each that a process takes a token for each request, and so many that none is refused. */
const RATES = (Object.keys(RATE_LIMITS) as RateLimitName[]).map((name) => `${name}=39/1s`).join(',');

/** Passes until a wallet is configured, and streams by the function, are answered 406. */
const orRefused = (route: Route) => [route.status, 406];

/** @returns the rights that the function of a route uses to answer everybody. */
async function usesOf(name: RouteName, route: Route): Promise<Use[]> {
  process.env['RATE_LIMITS'] = RATES;
  const cold = await startColdProcess(name);
  const uses = recordUses(cold.table);
  const statuses = new Set<number>();
  try {
    await walk.begin();
    for (const request of walk.requestsOf(name)) statuses.add((await cold.send(request)).status);
  } finally {
    cold.end();
    process.env['RATE_LIMITS'] = 'off';
  }
  expect(orRefused(route).some((status) => statuses.has(status))).toBe(true);
  expect([...statuses].filter((status) => status === 429 || status >= 500)).toEqual([]);
  return uses;
}

const used = new Map<RouteName, Use[]>();

test.each(READING)('%s may do what it does, and nothing else', async (name, route) => {
  const uses = await usesOf(name, route);
  used.set(name, uses);
  expect({ undeclared: undeclaredOf(uses, route), unneeded: unneededOf(uses, route) }).toEqual({
    undeclared: [],
    unneeded: [],
  });
});

const findingsOf = (name: RouteName, change: Partial<Route>) => {
  const [uses, route] = [used.get(name) ?? [], { ...ROUTES[name], ...change } as Route];
  return { undeclared: undeclaredOf(uses, route), unneeded: unneededOf(uses, route) };
};

test('a negative control: a right too many is found, and so is one that is missing', () => {
  const asBefore: TableRight[] = ['BatchGetItem', 'GetItem', 'PutItem'];
  expect(findingsOf('read-me', { table: asBefore }).unneeded).toEqual(['PutItem']);
  // What it changes begins alike.
  expect(findingsOf('read-line', { table: [...asBefore, 'Query'] }).unneeded).toEqual(['PutItem']);
  expect(findingsOf('read-me', { notesReads: true }).unneeded).toEqual(['PutItem SECURITY#*']);
  expect(findingsOf('read-me', { table: ['BatchGetItem'] }).undeclared).toContainEqual(
    expect.objectContaining({ right: 'GetItem' }),
  );
  expect(findingsOf('list-sessions', { indexes: [] }).undeclared).toContainEqual(
    expect.objectContaining({ right: 'Query', index: 'listings' }),
  );
  const { marksWaitlists: _, ...line } = ROUTES['read-line'];
  const [mark] = undeclaredOf(used.get('read-line') ?? [], line);
  expect(mark).toEqual({ right: 'PutItem', key: expect.stringMatching(/^EVENT#[\w-]{22}#MARKS$/) });
});

test('where another issuer keeps the accounts, a route of reading may make and change that of the caller', async () => {
  // The issuer says that it is set up for development.
  for (const method of ['info', 'warn'] as const) jest.spyOn(console, method).mockReturnValue(undefined);
  const issuer = await startIssuer();
  const settings = { OIDC_ISSUER: issuer.url, OIDC_AUDIENCE: AUDIENCE, OIDC_ROLES_CLAIM: ROLES_CLAIM };
  Object.assign(process.env, settings);
  const cold = await startColdProcess('read-me');
  try {
    const uses = recordUses(cold.table);
    const ada = { id: 'ada', email: 'ada@issuer.example' };
    for (const [roles, isVerified] of [
      [['organizer'], false],
      [[], true],
    ] as const) {
      const { accessToken: token } = await issuer.logIn({ ...ada, roles: [...roles], isVerified });
      expect((await cold.send({ token })).body).toMatchObject({ email: isVerified ? ada.email : '' });
    }
    const declared = withIssuer(ROUTES['read-me']);
    expect(undeclaredOf(uses, declared)).toEqual([]);
    // By it the sessions of the service's own accounts are read.
    expect(unneededOf(uses, declared)).toEqual(['BatchGetItem']);
    expect(undeclaredOf(uses, ROUTES['read-me']).map(({ key = '' }) => key.split('#')[0])).toEqual(
      expect.arrayContaining(['USER', 'EMAIL', 'SECURITY']),
    );
  } finally {
    cold.end();
    for (const name of Object.keys(settings)) delete process.env[name];
    await issuer.stop();
    jest.restoreAllMocks();
  }
}, 30_000);
