import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { arrivalKeyBound } from '../../functions/domain/booking.ts';
import type { CreateEvent } from '../../functions/domain/create-event.ts';
import { BOOKING_PATIENCE_MS, PASS_POLL_MS } from '../../functions/domain/limits.ts';
import { aCast, aStage, type Cast, rush, type Stage } from '../kit/stage.ts';
import { type Fault, tableWithFaults } from '../kit/tampering.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await aStage();
});
afterAll(() => stage.stop());

/** Fails a share of all transactions and plain writes, in turn, in each of the ways. */
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
  test('contention is retried until everyone has a true answer', async () => {
    const cast = aCast(undefined, aStormyTable(3));
    const event = await cast.anEvent({ capacity: 40 });
    const results = await rush(cast, event, reject(50));
    expect(results.filter((result) => 'id' in result)).toHaveLength(40);
    const codes = results.flatMap((result) => ('code' in result ? [result.code] : []));
    expect(codes).toEqual(Array(10).fill('sold-out'));
    expect(await cast.broken(event)).toEqual([]);
  });

  test('contention that does not end is said to be that, and leaves nothing behind', async () => {
    const cast = aCast(
      ({ environment }) => {
        let now = environment.now();
        return {
          environment: {
            ...environment,
            now: () => now,
            sleep: async (ms) => {
              now += ms;
            },
          },
        };
      },
      tableWithFaults((command) => (command === 'TransactWriteItemsCommand' ? 'conflict' : undefined)),
    );
    const event = await cast.anEvent({ capacity: 10 });
    await expect(cast.book(event)).rejects.toMatchObject({ code: 'busy' });
    expect((await cast.picture(event)).bookings).toEqual([]);
  });

  test('a place in the line whose answer and repeats were all lost is found before the request is answered', async () => {
    const cast = aCast();
    const event = await cast.anEvent({ capacity: 1 });
    await cast.book(event);
    await cast.book(event);
    let writes = 0;
    const lost = tableWithFaults((command) => {
      if (command !== 'TransactWriteItemsCommand') return undefined;
      writes += 1;
      // The first write finds that the shards are closed, the second joins the line.
      if (writes === 1) return undefined;
      return writes === 2 ? 'lost-after' : 'lost-before';
    });
    expect((await aCast(undefined, lost).book(event)).status).toBe('waitlisted');
    expect((await cast.picture(event)).entries).toHaveLength(2);
  });

  test('"sold out" says how many there are, and is true', async () => {
    const cast = aCast();
    const event = await cast.anEvent({ capacity: 5 });
    await cast.book(event, { quantity: 3 });
    await expect(cast.book(event, { quantity: 3, onSoldOut: 'reject' })).rejects.toMatchObject({
      code: 'sold-out',
      extras: { available: 2, requested: 3 },
    });
    expect((await cast.book(event, { quantity: 2, onSoldOut: 'reject' })).status).toBe('confirmed');
  });

  test('what is remembered of empty shards is checked before anybody is told "sold out"', async () => {
    const cast = aCast();
    const event = await cast.anEvent({ capacity: 4 });
    const empty = [0, 1, 2, 3].map((index) => ({ index, freeTickets: 0 }));
    cast.ports.memory.hints.remember(event.id, empty, cast.ports.environment.now());
    expect((await cast.book(event, { onSoldOut: 'reject' })).status).toBe('confirmed');
  });

  test('a negative control: believing what is remembered turns people away from free tickets', async () => {
    const cast = aCast(({ events }) => ({
      events: {
        ...events,
        readShards: async (event, consistency) =>
          (await events.readShards(event, consistency)).map((shard) => ({ ...shard, freeTickets: 0 })),
      },
    }));
    const event = await cast.anEvent({ capacity: 4 });
    const empty = [0, 1, 2, 3].map((index) => ({ index, freeTickets: 0 }));
    cast.ports.memory.hints.remember(event.id, empty, cast.ports.environment.now());
    await expect(cast.book(event, { onSoldOut: 'reject' })).rejects.toMatchObject({ code: 'sold-out' });
  });

  test('a request that would rather not wait gets what is in the pool, or "sold out"', async () => {
    const cast = aCast();
    const event = await cast.anEvent({ capacity: 2 });
    const holder = await cast.book(event, { quantity: 2 });
    const waiter = await cast.book(event);
    await cast.cancel(waiter);
    await cast.cancel(holder, 1);
    await cast.serve();
    await expect(cast.book(event, { quantity: 2, onSoldOut: 'reject' })).rejects.toMatchObject({
      code: 'sold-out',
      extras: { available: 1, requested: 2 },
    });
    const taking = cast.book(event, { onSoldOut: 'reject' });
    while (cast.sent.length === 0) await cast.ports.environment.sleep(1);
    await cast.serve();
    expect((await taking).status).toBe('confirmed');
    await expect(cast.book(event, { onSoldOut: 'reject' })).rejects.toMatchObject({ code: 'sold-out' });
    expect(await cast.broken(event)).toEqual([]);
  });

  /** One ticket in the pool, and nobody in the line. */
  async function withOneInThePool(cast: Cast, fields: Partial<CreateEvent> = {}) {
    const event = await cast.anEvent({ capacity: 2, ...fields });
    const holder = await cast.book(event, { quantity: 2 });
    await cast.cancel(await cast.book(event));
    await cast.cancel(holder, 1);
    await cast.serve();
    expect((await cast.picture(event)).line.pool).toBe(1);
    return event;
  }

  test('passes that are cut off before they serve anybody are no reason to say "sold out"', async () => {
    const cast = aCast();
    const event = await withOneInThePool(cast);
    const taking = cast.book(event, { onSoldOut: 'reject' });
    while (cast.sent.length === 0) await cast.ports.environment.sleep(1);
    const { pass } = await cast.ports.line.read(event);
    for (const next of [pass + 1, pass + 2]) {
      expect(await cast.ports.line.startPass(event, next, arrivalKeyBound(Date.now()))).toBe(true);
    }
    await cast.ports.environment.sleep(20 * PASS_POLL_MS);
    await cast.serve();
    expect((await taking).status).toBe('confirmed');
    expect(await cast.broken(event)).toEqual([]);
  });

  test('a ticket in the pool that no clerk hands out in time is "busy", not "sold out"', async () => {
    const cast = aCast();
    const event = await withOneInThePool(cast);
    const taking = cast.book(event, { onSoldOut: 'reject' });
    const expected = expect(taking).rejects.toMatchObject({ code: 'busy' });
    while (cast.sent.length === 0) await cast.ports.environment.sleep(1);
    const { pass } = await cast.ports.line.read(event);
    await cast.ports.line.startPass(event, pass + 1, arrivalKeyBound(0));
    await cast.ports.line.startPass(event, pass + 2, arrivalKeyBound(0));
    await expected;
    expect((await cast.picture(event)).entries).toEqual([]);
  });

  test('somebody who came before sales closed and was not served after it hears that they closed', async () => {
    const cast = aCast();
    const salesCloseAt = new Date(Date.now() + 1_500).toISOString();
    const event = await withOneInThePool(cast, { salesCloseAt });
    const taking = cast.book(event, { onSoldOut: 'reject' });
    const expected = expect(taking).rejects.toMatchObject({ code: 'sales-closed' });
    while (cast.sent.length === 0) await cast.ports.environment.sleep(1);
    await cast.ports.environment.sleep(Date.parse(salesCloseAt) - Date.now() + 1);
    await cast.serve();
    await expected;
    expect((await cast.picture(event)).entries).toEqual([]);
  });

  test('a clerk that died in the middle of its pass costs a joiner the patience of the request, and no more', async () => {
    const cast = aCast();
    const event = await cast.anEvent({ capacity: 1 });
    await cast.book(event);
    await cast.cancel(await cast.book(event));
    await cast.serve();
    const { pass } = await cast.ports.line.read(event);
    await cast.ports.line.startPass(event, pass + 1, arrivalKeyBound(Date.now() + 60_000));
    let slept = 0;
    const patient = aCast(({ environment }) => ({
      environment: {
        ...environment,
        now: () => environment.now() + slept,
        sleep: async (ms) => {
          slept += ms;
        },
      },
    }));
    await expect(patient.book(event)).rejects.toMatchObject({ code: 'busy' });
    expect(slept).toBeLessThanOrEqual(BOOKING_PATIENCE_MS);
    expect((await cast.picture(event)).entries).toEqual([]);
  });
});
