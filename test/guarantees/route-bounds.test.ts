/**
 * What a request of each route costs at most: a cold function over the embedded engine, which reports the capacity units,
 * in the worst case that `route-bounds.ts` states. A route without a bound fails here.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { ROUTES, type Route, type RouteName } from '../../functions/http/routes.ts';
import { type Table, transienceOf } from '../../functions/store/table/client.ts';
import { createTestTable, TABLE_NAME, type TestTable } from '../kit/boxoffice.ts';
import { startColdProcess } from '../kit/cold-process.ts';
import { meter, totalUnits } from '../kit/metering.ts';
import { ROUTE_BOUNDS, type RouteBound, type Units } from '../kit/route-bounds.ts';
import { aWorld, type World } from '../kit/worst-cases.ts';

/** Nothing listens on this port: no message is waited for. */
const DEAD_QUEUE = 'http://127.0.0.1:9';
const ARRANGING_MS = 120_000;

const KINDS = ['calls', 'read', 'write'] as const;
const READS = /^(BatchGet|Get|Query)/;

let testTable: TestTable;
let world: World;
beforeAll(async () => {
  testTable = await createTestTable();
  delete process.env['RATE_LIMITS'];
  Object.assign(process.env, {
    TABLE_NAME,
    CUSTOMER_MAIL: 'on',
    AWS_ENDPOINT_URL_SQS: DEAD_QUEUE,
    QUEUE_URL: `${DEAD_QUEUE}/000000000000/clerks.fifo`,
  });
  world = await aWorld();
}, ARRANGING_MS);
afterAll(async () => {
  delete process.env['AWS_ENDPOINT_URL_SQS'];
  delete process.env['CUSTOMER_MAIL'];
  await testTable.stop();
});

const bounds = Object.entries(ROUTE_BOUNDS) as [RouteName, RouteBound][];

test('every route that may touch the table has a bound, and no other', () => {
  const touching = Object.entries(ROUTES).filter(([, route]: [string, Route]) => route.table.length > 0);
  expect(Object.keys(ROUTE_BOUNDS).sort()).toEqual(touching.map(([name]) => name).sort());
});

/** Counts also the calls whose condition fails, and none that a busy machine did not answer in time: these are made again. */
function countCalls(table: Table): { made: number } {
  const calls = { made: 0 };
  const count = { step: 'initialize', name: 'countCalls' } as const;
  table.client.middlewareStack.add(
    (next) => async (args) => {
      calls.made += 1;
      try {
        return await next(args);
      } catch (error) {
        if (transienceOf(error) !== undefined) calls.made -= 1;
        throw error;
      }
    },
    count,
  );
  return calls;
}

/** The clock stands still meanwhile: an answer that ends for want of time, on a busy machine, costs less than the worst one. */
async function costOf(name: RouteName, { request, status, laterMs = 0 }: RouteBound): Promise<Units> {
  const asked = await request(world);
  const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + laterMs);
  const cold = await startColdProcess(name);
  try {
    const uses = meter(cold.table);
    const calls = countCalls(cold.table);
    const answer = await cold.send(asked);
    const { status: ordinary } = ROUTES[name];
    expect([name, answer.status, answer.status >= 400 && answer.body]).toEqual([
      name,
      status ?? ordinary,
      status === undefined ? false : answer.body,
    ]);
    const unitsOf = (isRead: boolean) =>
      totalUnits(uses.filter(({ command }) => READS.test(command) === isRead));
    return { calls: calls.made, read: unitsOf(true), write: unitsOf(false) };
  } finally {
    cold.end();
    clock.mockRestore();
  }
}

test.each(bounds)('a request of %s stays within its bound', async (name, bound) => {
  const cost = await costOf(name, bound);

  const over = KINDS.filter((kind) => cost[kind] > bound[kind]).map((kind) => [
    kind,
    cost[kind],
    bound[kind],
  ]);
  // A single unit may be one that is written after the answer, and not yet when it is counted.
  const loose = KINDS.filter((kind) => bound[kind] > Math.max(1, 2 * cost[kind])).map((kind) => [
    kind,
    cost[kind],
    bound[kind],
  ]);
  expect({ over, loose }).toEqual({ over: [], loose: [] });
});

test('docs/measurements.md has every bound', () => {
  const text = readFileSync(join(import.meta.dirname, '../../docs/measurements.md'), 'utf8');
  const rows = bounds.map(([name, { worst = '', calls, read, write }]) => {
    const { method, path } = ROUTES[name];
    return `| \`${method} ${path}\` | ${[worst, calls, read, write].join(' | ')} |`;
  });
  expect(rows.filter((row) => !text.includes(row))).toEqual([]);
});
