import { describe, expect, test } from '@jest/globals';
import type { Event } from '../../functions/domain/event.ts';
import { EventMemory } from '../../functions/domain/event-memory.ts';
import { EVENT_FACTS_TTL_MS } from '../../functions/domain/limits.ts';
import type { EventStore } from '../../functions/domain/ports.ts';

/** A memory over a store that counts its reads; `stored` may change, and the clock moves by hand. */
function aMemory() {
  const clock = { now: 1_000_000 };
  const stored = { name: 'First night' as string | undefined };
  const counts = { reads: 0, looks: 0 };
  const events = {
    read: async (id: string) => {
      counts.reads += 1;
      return stored.name === undefined ? undefined : { id, name: stored.name };
    },
    readShards: async () => {
      counts.looks += 1;
      return [{ index: 0, freeTickets: 3 }];
    },
  } as unknown as EventStore;
  const environment = {
    now: () => clock.now,
    random: () => 0,
    sleep: async () => undefined,
    newId: () => '',
  };
  return { memory: new EventMemory(events, environment), clock, stored, counts };
}

describe('The facts of an event', () => {
  test('are read once within their time, and again after it', async () => {
    const { memory, clock, stored, counts } = aMemory();
    await memory.facts('event');
    stored.name = 'Second night';
    clock.now += EVENT_FACTS_TTL_MS - 1;
    expect(await memory.facts('event')).toMatchObject({ name: 'First night' });
    clock.now += 1;
    expect(await memory.facts('event')).toMatchObject({ name: 'Second night' });
    expect(counts.reads).toBe(2);
  });

  test('are read at once where they must be fresh, and remembered from then', async () => {
    const { memory, stored } = aMemory();
    await memory.facts('event');
    stored.name = 'Second night';
    expect(await memory.freshFacts('event')).toMatchObject({ name: 'Second night' });
    expect(await memory.facts('event')).toMatchObject({ name: 'Second night' });
  });

  test('of one event are not those of another', async () => {
    const { memory } = aMemory();
    expect([await memory.facts('one'), await memory.facts('two')]).toMatchObject([
      { id: 'one' },
      { id: 'two' },
    ]);
  });

  test('that are not there are asked for again: an event may come to be', async () => {
    const { memory, stored } = aMemory();
    stored.name = undefined;
    await expect(memory.facts('event')).rejects.toMatchObject({ code: 'not-found' });
    stored.name = 'First night';
    expect(await memory.facts('event')).toMatchObject({ name: 'First night' });
  });
});

describe('Work that several want at once', () => {
  test('is done once for all of them, and once more for who comes later', async () => {
    const { memory } = aMemory();
    let runs = 0;
    const work = async () => {
      runs += 1;
      return runs;
    };
    expect(await Promise.all([1, 2, 3].map(() => memory.once('work', work)))).toEqual([1, 1, 1]);
    expect(await memory.once('work', work)).toBe(2);
  });

  test('fails for all of them, and is tried again by who comes later', async () => {
    const { memory } = aMemory();
    const failing = [1, 2].map(() => memory.once('work', () => Promise.reject(new Error('No.'))));
    expect((await Promise.allSettled(failing)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await memory.once('work', async () => 'done')).toBe('done');
  });
});

describe('The look at all shards for hints', () => {
  const event = { id: 'event', shardCount: 1 } as Event;

  test('is not repeated while the last one is young enough', async () => {
    const { memory, clock, counts } = aMemory();
    await memory.refreshHints(event, 64);
    clock.now += 63;
    await memory.refreshHints(event, 64);
    expect(counts.looks).toBe(1);
    clock.now += 1;
    await memory.refreshHints(event, 64);
    expect(counts.looks).toBe(2);
  });

  test('is shared by those who need one at the same time', async () => {
    const { memory, clock, counts } = aMemory();
    await Promise.all([memory.refreshHints(event, 64), memory.refreshHints(event, 64)]);
    expect(counts.looks).toBe(1);
    expect(memory.hints.candidates('event', 1, 4, clock.now)).toEqual([]);
  });
});
