/** The event cache: its time to live, refreshes, and work shared by concurrent requests. */
import { describe, expect, test } from '@jest/globals';
import { EVENT_CACHE_TTL_MS } from '../../../functions/domain/model/limits.ts';
import type { EventStore } from '../../../functions/domain/ports/event-store.ts';
import { EventCache } from '../../../functions/domain/process/event-cache.ts';

/** An event cache over a store that counts its reads. The test changes `stored` and advances the clock. */
function aCache() {
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
  const runtime = {
    now: () => clock.now,
    random: () => 0,
    sleep: async () => undefined,
    newId: () => '',
  };
  return { cache: new EventCache(events, runtime), clock, stored, counts };
}

describe('A cached event', () => {
  test('is read once within its time to live, and again after it', async () => {
    const { cache, clock, stored, counts } = aCache();
    await cache.get('event');
    stored.name = 'Second night';
    clock.now += EVENT_CACHE_TTL_MS - 1;
    expect(await cache.get('event')).toMatchObject({ name: 'First night' });
    clock.now += 1;
    expect(await cache.get('event')).toMatchObject({ name: 'Second night' });
    expect(counts.reads).toBe(2);
  });

  test('is read at once if it must be fresh, and cached again from then on', async () => {
    const { cache, stored } = aCache();
    await cache.get('event');
    stored.name = 'Second night';
    expect(await cache.refresh('event')).toMatchObject({ name: 'Second night' });
    expect(await cache.get('event')).toMatchObject({ name: 'Second night' });
  });

  test('is distinct from another event', async () => {
    const { cache } = aCache();
    expect([await cache.get('one'), await cache.get('two')]).toMatchObject([{ id: 'one' }, { id: 'two' }]);
  });

  test('that does not exist is read again, since it may be created later', async () => {
    const { cache, stored } = aCache();
    stored.name = undefined;
    await expect(cache.get('event')).rejects.toMatchObject({ code: 'not-found' });
    stored.name = 'First night';
    expect(await cache.get('event')).toMatchObject({ name: 'First night' });
  });
});
