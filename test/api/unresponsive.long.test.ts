/**
 * A table or a queue that does not answer: a committed write is answered as committed, nothing is done twice, and a
 * request that cannot be done is answered 503 before its deadline.
 */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { startDynamoEngine } from '../../bin/local/dynamo-engine.ts';
import { startQueueEngine } from '../../bin/local/queue-engine.ts';
import { collectLogLines } from '../kit/log-lines.ts';
import { aService, eventually, type TestService } from '../kit/service.ts';
import { aPassageTo, type Passage } from '../kit/unresponsive.ts';

let it: TestService;
let toTable: Passage;
let toQueue: Passage;
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  const [table, queue] = [await startDynamoEngine(undefined), await startQueueEngine()];
  toTable = await aPassageTo(table.endpoint);
  toQueue = await aPassageTo(queue.endpoint);
  process.env['AWS_ENDPOINT_URL_DYNAMODB'] = toTable.endpoint;
  process.env['AWS_ENDPOINT_URL_SQS'] = toQueue.endpoint;
  it = await aService();
  stops.push(it.stop, toTable.stop, toQueue.stop, table.stop, queue.stop);
});

afterEach(() => {
  toTable.hold(() => false);
  toQueue.hold(() => false);
});

afterAll(async () => {
  for (const stop of stops) await stop();
});

/** Holds the first `count` calls of an operation, and passes the others on. */
function holdFirst(passage: Passage, operation: string, count: number): void {
  passage.stuck.length = 0;
  let left = count;
  passage.hold((other) => {
    if (other !== operation || left === 0) return false;
    left -= 1;
    return true;
  });
}

const waitingAt = async (eventId: string) => (await it.call({ path: `/v1/events/${eventId}` })).body;

test.each([1, 2])('a booking whose transaction is stuck %d times is made once', async (times) => {
  const event = await it.anEvent({ capacity: 5 });
  holdFirst(toTable, 'TransactWriteItems', times);
  const answer = await it.book(await it.aPerson(), event.id);
  expect(answer).toMatchObject({ status: 201, body: { status: 'confirmed' } });
  expect(toTable.stuck).toHaveLength(times);
  await eventually(async () => (await waitingAt(event.id))['availability']?.available === 4);
});

test('a join of the waitlist is answered 202, and a cancellation 200, while messages get stuck', async () => {
  const event = await it.anEvent({ capacity: 1 });
  const holder = await it.aPerson();
  const held = await it.book(holder, event.id);
  const warnings = collectLogLines();
  toQueue.stuck.length = 0;
  toQueue.hold((operation) => operation === 'SendMessage');
  const waiter = await it.aPerson();
  const joined = await it.book(waiter, event.id);
  expect(joined).toMatchObject({ status: 202, body: { status: 'waitlisted' } });
  const cancelled = await it.cancel(holder, event.id, held.body['id']);
  expect(cancelled).toMatchObject({ status: 200, body: { status: 'cancelled' } });
  expect(toQueue.stuck.length).toBeGreaterThan(0);

  toQueue.hold(() => false);
  const served = await eventually(async () => {
    const { body } = await it.call({
      path: `/v1/events/${event.id}/bookings/${joined.body['id']}`,
      token: waiter.token,
    });
    return body['status'] === 'confirmed' && body;
  }, 20_000);
  expect(served).toMatchObject({ status: 'confirmed' });
  expect(warnings.lines).not.toEqual([]);
  warnings.restore();
}, 40_000);

test('a declined offer, a raised capacity and a cancelled event are answered while messages get stuck', async () => {
  const { id, organizer } = await it.anEvent({ capacity: 1, waitlist: { offerTtlSeconds: 3_600 } });
  const [holder, waiter] = [await it.aPerson(), await it.aPerson()];
  const held = await it.book(holder, id);
  const joined = await it.book(waiter, id);
  await it.cancel(holder, id, held.body['id']);
  const path = `/v1/events/${id}/bookings/${joined.body['id']}`;
  await eventually(async () => (await it.call({ path, token: waiter.token })).body['status'] === 'offered');
  const warnings = collectLogLines();
  toQueue.stuck.length = 0;
  toQueue.hold((operation) => operation === 'SendMessage');
  const declined = await it.call({ method: 'POST', path: `${path}/decline`, token: waiter.token });
  expect(declined).toMatchObject({ status: 200, body: { status: 'cancelled' } });
  const { token } = organizer;
  const pendingCapacity = await it.call({
    method: 'PATCH',
    path: `/v1/events/${id}`,
    token,
    body: { capacity: 3 },
  });
  expect(pendingCapacity).toMatchObject({ status: 200, body: { capacity: 3 } });
  const cancelled = await it.call({ method: 'DELETE', path: `/v1/events/${id}`, token });
  expect(cancelled.status).toBe(202);
  expect(toQueue.stuck.length).toBeGreaterThanOrEqual(3);
  expect(warnings.lines).toHaveLength(3);

  toQueue.hold(() => false);
  await eventually(async () => (await waitingAt(id))['availability'].cancellation?.isComplete, 20_000);
  warnings.restore();
}, 40_000);

test('a table that does not answer leads to a 503 before the deadline', async () => {
  const event = await it.anEvent({ capacity: 5 });
  const person = await it.aPerson();
  toTable.hold(() => true);
  const answer = await it.book(person, event.id);
  expect(answer).toMatchObject({ status: 503, body: { code: 'busy' } });
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  toTable.hold(() => false);
  expect(await it.book(person, event.id)).toMatchObject({ status: 201 });
}, 40_000);
