/** The first page of the list of events: one read a second in each process, however many ask, and the same for everybody. */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { ApiAnswer } from '../../bin/local/api-client.ts';
import { makePerson } from '../../bin/local/people.ts';
import { EVENT_CACHE_TTL_MS, FIRST_PAGES_REMEMBERED } from '../../functions/domain/model/limits.ts';
import { aBoxoffice, TABLE_NAME } from '../kit/boxoffice.ts';
import { type ColdProcess, type RouteRequest, startColdProcess } from '../kit/cold-process.ts';
import { meter, type Use } from '../kit/metering.ts';
import { failCall } from '../kit/tampering.ts';
import { useTestTable } from '../kit/test-table.ts';

const REQUESTS = 50;

useTestTable();

let now = Date.now();
let cold: ColdProcess;
let uses: Use[];
let isBusy = false;
beforeAll(async () => {
  process.env['TABLE_NAME'] = TABLE_NAME;
  process.env['RATE_LIMITS'] = 'off';
  jest.spyOn(Date, 'now').mockImplementation(() => now);
  cold = await startColdProcess('list-events');
  uses = meter(cold.table);
  cold.table.client.middlewareStack.add(
    (next) => (args) => (isBusy ? failCall('throttle', () => next(args)) : next(args)),
    { step: 'initialize', name: 'injectFaults' },
  );
  await aBoxoffice().anEvent({ name: 'The first' });
});
afterAll(() => {
  cold.end();
  delete process.env['RATE_LIMITS'];
  jest.restoreAllMocks();
});

const laterBy = (ms: number) => {
  now += ms;
  uses.length = 0;
};

const namesIn = ({ body }: ApiAnswer): string[] => body.items.map(({ name }: { name: string }) => name);

/** @returns how often the index was read for as many requests at a time, and then as many one after the other. */
async function readsOf(request: RouteRequest): Promise<number> {
  laterBy(EVENT_CACHE_TTL_MS);
  const answers = await Promise.all(Array.from({ length: REQUESTS }, () => cold.send(request)));
  for (let sent = 0; sent < REQUESTS; sent += 1) answers.push(await cold.send(request));
  for (const answer of answers) expect([answer.status, namesIn(answer)]).toEqual([200, ['The first']]);
  return uses.filter(({ command }) => command === 'QueryCommand').length;
}

test('100 requests of a second read the index as often as one', async () => {
  laterBy(EVENT_CACHE_TTL_MS);
  await cold.send({});
  const once = uses.filter(({ command }) => command === 'QueryCommand').length;
  expect(once).toBeGreaterThan(0);
  expect(await readsOf({})).toBe(once);
  // The negative control: a list that is not the same for everybody, which is read for each request.
  expect(await readsOf({ query: { q: 'first' } })).toBeGreaterThanOrEqual(2 * REQUESTS);
});

test('an event is on the page of everybody a second after it was published, and at once with a token', async () => {
  const { token } = await makePerson('organizer');
  laterBy(EVENT_CACHE_TTL_MS);
  await cold.send({});
  await aBoxoffice().anEvent({ name: 'The second' });
  const both = ['The first', 'The second'];
  expect(namesIn(await cold.send({}))).toEqual(['The first']);
  expect(namesIn(await cold.send({ token })).sort()).toEqual(both);
  expect(namesIn(await cold.send({ query: { q: 'second' } }))).toEqual(['The second']);
  laterBy(EVENT_CACHE_TTL_MS - 1);
  expect(namesIn(await cold.send({}))).toEqual(['The first']);
  laterBy(1);
  expect(namesIn(await cold.send({})).sort()).toEqual(both);
});

test('pages of other lengths are remembered apart, a few of them', async () => {
  laterBy(EVENT_CACHE_TTL_MS);
  const pageOf = async (limit: number) =>
    namesIn(await cold.send({ query: { limit: String(limit) } })).length;
  expect([await pageOf(1), await pageOf(2)]).toEqual([1, 2]);
  uses.length = 0;
  expect([await pageOf(1), await pageOf(2)]).toEqual([1, 2]);
  expect(uses).toEqual([]);
  for (let others = 1; others <= FIRST_PAGES_REMEMBERED; others += 1) await pageOf(2 + others);
  uses.length = 0;
  await pageOf(1);
  expect(uses.length).toBeGreaterThan(0);
});

test('a busy table is answered 503, and asked again by the next request', async () => {
  laterBy(EVENT_CACHE_TTL_MS);
  isBusy = true;
  expect(await cold.send({})).toMatchObject({ status: 503, body: { code: 'busy' } });
  isBusy = false;
  expect((await cold.send({})).status).toBe(200);
});
