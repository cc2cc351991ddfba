/**
 * `HonestAnswer`: "sold out" is true when it is said, and contention that outlasts the retry budget is
 * answered "busy" with nothing stored. The negative control trusts stale hints.
 */
import { describe, expect, test } from '@jest/globals';
import type { CreateEvent } from '../../functions/domain/events/create-event.ts';
import { arrivalKeyBound } from '../../functions/domain/model/booking.ts';
import { BOOKING_RETRY_BUDGET_MS, PASS_POLL_MS } from '../../functions/domain/model/limits.ts';
import { aBoxoffice, type Boxoffice, rush } from '../kit/boxoffice.ts';
import { type Fault, tableWithFaults } from '../kit/tampering.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

/** A table in which every n-th transaction fails, with each of the faults in turn. */
function aStormyTable(everyNth: number) {
  const faults: Fault[] = ['conflict', 'throttle', 'lost-before', 'lost-after'];
  let calls = 0;
  return tableWithFaults((command) => {
    if (command !== 'TransactWriteItemsCommand') return undefined;
    calls += 1;
    return calls % everyNth === 0 ? faults[(calls / everyNth) % faults.length] : undefined;
  });
}

const reject = (count: number) => Array.from({ length: count }, () => ({ onSoldOut: 'reject' as const }));

describe('HonestAnswer', () => {
  test('contention is retried until every request has a true answer', async () => {
    const boxoffice = aBoxoffice(undefined, aStormyTable(3));
    const event = await boxoffice.anEvent({ capacity: 40 });
    const results = await rush(boxoffice, event, reject(50));
    expect(results.filter((result) => 'id' in result)).toHaveLength(40);
    const codes = results.flatMap((result) => ('code' in result ? [result.code] : []));
    expect(codes).toEqual(Array(10).fill('sold-out'));
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('contention that outlasts the retry budget is answered busy, and nothing is stored', async () => {
    const boxoffice = aBoxoffice(
      ({ runtime }) => {
        let now = runtime.now();
        return {
          runtime: {
            ...runtime,
            now: () => now,
            sleep: async (ms) => {
              now += ms;
            },
          },
        };
      },
      tableWithFaults((command) => (command === 'TransactWriteItemsCommand' ? 'conflict' : undefined)),
    );
    const event = await boxoffice.anEvent({ capacity: 10 });
    await expect(boxoffice.book(event)).rejects.toMatchObject({ code: 'busy' });
    expect((await boxoffice.snapshot(event)).bookings).toEqual([]);
  });

  test('a join whose answer and retries are all lost is found before the request is answered', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 1 });
    await boxoffice.book(event);
    await boxoffice.book(event);
    let writes = 0;
    const lost = tableWithFaults((command) => {
      if (command !== 'TransactWriteItemsCommand') return undefined;
      writes += 1;
      // The first write finds that the shards are closed, the second joins the waitlist.
      if (writes === 1) return undefined;
      return writes === 2 ? 'lost-after' : 'lost-before';
    });
    expect((await aBoxoffice(undefined, lost).book(event)).status).toBe('waitlisted');
    expect((await boxoffice.snapshot(event)).entries).toHaveLength(2);
  });

  test('"sold out" states how many tickets are available, and is true', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 5 });
    await boxoffice.book(event, { quantity: 3 });
    await expect(boxoffice.book(event, { quantity: 3, onSoldOut: 'reject' })).rejects.toMatchObject({
      code: 'sold-out',
      extras: { available: 2, requested: 3 },
    });
    expect((await boxoffice.book(event, { quantity: 2, onSoldOut: 'reject' })).status).toBe('confirmed');
  });

  test('hints of empty shards are checked before a request is answered "sold out"', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 4 });
    const empty = [0, 1, 2, 3].map((index) => ({ index, freeTickets: 0 }));
    boxoffice.ports.shardPicker.hints.remember(event.id, empty, boxoffice.ports.runtime.now());
    expect((await boxoffice.book(event, { onSoldOut: 'reject' })).status).toBe('confirmed');
  });

  test('a negative control: trusting hints answers "sold out" while tickets are free', async () => {
    const boxoffice = aBoxoffice(({ events }) => ({
      events: {
        ...events,
        readShards: async (event, consistency) =>
          (await events.readShards(event, consistency)).map((shard) => ({ ...shard, freeTickets: 0 })),
      },
    }));
    const event = await boxoffice.anEvent({ capacity: 4 });
    const empty = [0, 1, 2, 3].map((index) => ({ index, freeTickets: 0 }));
    boxoffice.ports.shardPicker.hints.remember(event.id, empty, boxoffice.ports.runtime.now());
    await expect(boxoffice.book(event, { onSoldOut: 'reject' })).rejects.toMatchObject({ code: 'sold-out' });
  });

  test('a request that would not wait gets unassigned tickets, or "sold out"', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 2 });
    const holder = await boxoffice.book(event, { quantity: 2 });
    const waiter = await boxoffice.book(event);
    await boxoffice.cancel(waiter);
    await boxoffice.cancel(holder, 1);
    await boxoffice.serve();
    await expect(boxoffice.book(event, { quantity: 2, onSoldOut: 'reject' })).rejects.toMatchObject({
      code: 'sold-out',
      extras: { available: 1, requested: 2 },
    });
    const taking = boxoffice.book(event, { onSoldOut: 'reject' });
    while (boxoffice.sent.length === 0) await boxoffice.ports.runtime.sleep(1);
    await boxoffice.serve();
    expect((await taking).status).toBe('confirmed');
    await expect(boxoffice.book(event, { onSoldOut: 'reject' })).rejects.toMatchObject({ code: 'sold-out' });
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  /** One unassigned ticket, and nobody waits. */
  async function withOneUnassigned(boxoffice: Boxoffice, fields: Partial<CreateEvent> = {}) {
    const event = await boxoffice.anEvent({ capacity: 2, ...fields });
    const holder = await boxoffice.book(event, { quantity: 2 });
    await boxoffice.cancel(await boxoffice.book(event));
    await boxoffice.cancel(holder, 1);
    await boxoffice.serve();
    expect((await boxoffice.snapshot(event)).waitlist.unassigned).toBe(1);
    return event;
  }

  test('a request is not answered "sold out" because of passes that ended before they served anybody', async () => {
    const boxoffice = aBoxoffice();
    const event = await withOneUnassigned(boxoffice);
    const taking = boxoffice.book(event, { onSoldOut: 'reject' });
    while (boxoffice.sent.length === 0) await boxoffice.ports.runtime.sleep(1);
    const { pass } = await boxoffice.ports.waitlist.read(event);
    for (const next of [pass + 1, pass + 2]) {
      expect(await boxoffice.ports.waitlist.startPass(event, next, arrivalKeyBound(Date.now()))).toBe(true);
    }
    await boxoffice.ports.runtime.sleep(20 * PASS_POLL_MS);
    await boxoffice.serve();
    expect((await taking).status).toBe('confirmed');
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('a request for an unassigned ticket that no clerk hands out in time is answered "busy"', async () => {
    const boxoffice = aBoxoffice();
    const event = await withOneUnassigned(boxoffice);
    const taking = boxoffice.book(event, { onSoldOut: 'reject' });
    const expected = expect(taking).rejects.toMatchObject({ code: 'busy' });
    while (boxoffice.sent.length === 0) await boxoffice.ports.runtime.sleep(1);
    const { pass } = await boxoffice.ports.waitlist.read(event);
    await boxoffice.ports.waitlist.startPass(event, pass + 1, arrivalKeyBound(0));
    await boxoffice.ports.waitlist.startPass(event, pass + 2, arrivalKeyBound(0));
    await expected;
    expect((await boxoffice.snapshot(event)).entries).toEqual([]);
  });

  test('a request from before sales closed that is not served by then is answered "sales-closed"', async () => {
    const boxoffice = aBoxoffice();
    const salesCloseAt = new Date(Date.now() + 1_500).toISOString();
    const event = await withOneUnassigned(boxoffice, { salesCloseAt });
    const taking = boxoffice.book(event, { onSoldOut: 'reject' });
    const expected = expect(taking).rejects.toMatchObject({ code: 'sales-closed' });
    while (boxoffice.sent.length === 0) await boxoffice.ports.runtime.sleep(1);
    await boxoffice.ports.runtime.sleep(Date.parse(salesCloseAt) - Date.now() + 1);
    await boxoffice.serve();
    await expected;
    expect((await boxoffice.snapshot(event)).entries).toEqual([]);
  });

  test('a clerk that died during its pass delays a joining request by no more than the retry budget', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 1 });
    await boxoffice.book(event);
    await boxoffice.cancel(await boxoffice.book(event));
    await boxoffice.serve();
    const { pass } = await boxoffice.ports.waitlist.read(event);
    await boxoffice.ports.waitlist.startPass(event, pass + 1, arrivalKeyBound(Date.now() + 60_000));
    let slept = 0;
    const patient = aBoxoffice(({ runtime }) => ({
      runtime: {
        ...runtime,
        now: () => runtime.now() + slept,
        sleep: async (ms) => {
          slept += ms;
        },
      },
    }));
    await expect(patient.book(event)).rejects.toMatchObject({ code: 'busy' });
    expect(slept).toBeLessThanOrEqual(BOOKING_RETRY_BUDGET_MS);
    expect((await boxoffice.snapshot(event)).entries).toEqual([]);
  });
});
