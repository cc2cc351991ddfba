import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aCast, aStage, rush, type Stage } from '../kit/stage.ts';
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
});
