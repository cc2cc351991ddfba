/** Closing a sale: one process closes the shards and starts selling in order; the others wait. */
import { describe, expect, test } from '@jest/globals';
import { eventOf } from '../../../functions/domain/model/event.ts';
import { BOOKING_RETRY_BUDGET_MS, CLOSER_LEASE_MS } from '../../../functions/domain/model/limits.ts';
import type { WaitlistState } from '../../../functions/domain/model/waitlist-state.ts';
import type { EventStore } from '../../../functions/domain/ports/event-store.ts';
import type { Runtime } from '../../../functions/domain/ports/runtime.ts';
import type { WaitlistStore } from '../../../functions/domain/ports/waitlist-store.ts';
import { EventCache } from '../../../functions/domain/process/event-cache.ts';
import { RetryBudget } from '../../../functions/domain/process/retry-budget.ts';
import { closeSale } from '../../../functions/domain/waitlist/close-sale.ts';

const event = eventOf({
  id: 'event',
  organizerId: 'organizer',
  name: 'First night',
  startsAt: '2030-01-01T20:00:00.000Z',
  capacity: 2,
  stated: {},
  allowGuests: false,
  waitlist: { enabled: true, policy: 'strict' },
  createdAt: '2029-01-01T00:00:00.000Z',
  revision: 0,
  shardCount: 2,
  fingerprint: '',
});

const nothing = () => undefined;

/** A process over a fake waitlist; `passing` runs at every sleep, `looking` at every read of the shards. */
function aProcess(
  state: Partial<WaitlistState>,
  passing: (now: number) => void = nothing,
  looking: () => void = nothing,
) {
  const clock = { now: 1_000_000 };
  const writes: string[] = [];
  const looks: (number | undefined)[] = [];
  const runtime: Runtime = {
    now: () => clock.now,
    random: () => 0.5,
    sleep: async (ms) => {
      clock.now += ms;
      passing(clock.now);
    },
    newId: () => 'id',
  };
  const done = (name: string) => async () => {
    writes.push(name);
    return true;
  };
  const waitlist = {
    read: async () => ({ sellsInOrder: false, pendingCapacity: 0, ...state }),
    readClosing: async () => ({ sellsInOrder: false, ...state }),
    electCloser: done('elect'),
    closeShard: done('close'),
    startSellingInOrder: async (...[, seen, , lookAt]: Parameters<WaitlistStore['startSellingInOrder']>) => {
      writes.push('mark');
      looks.push(lookAt);
      return seen.pendingCapacity === (state.pendingCapacity ?? 0);
    },
  } as unknown as WaitlistStore;
  const events = {
    readShards: async () => {
      looking();
      return [{ freeTickets: 0 }];
    },
    read: async () => event,
  } as unknown as EventStore;
  const cache = new EventCache(events, runtime);
  const retryBudget = new RetryBudget(runtime, BOOKING_RETRY_BUDGET_MS);
  const close = () => closeSale(event, retryBudget, { events, waitlist, cache, runtime });
  return { close, writes, looks, cache, state };
}

describe('Closing a sale', () => {
  test('is done by a process that finds no other at it: it closes every shard, then starts selling in order', async () => {
    const { close, writes, cache } = aProcess({});
    await close();
    expect(writes).toEqual(['elect', 'close', 'close', 'mark']);
    expect(cache.sellsInOrder.has('event')).toBe(true);
  });

  test('starts selling in order again, without closing a shard again, if the capacity was raised meanwhile', async () => {
    const state: Partial<WaitlistState> = {};
    const process = aProcess(state, nothing, () => {
      state.pendingCapacity = 2;
    });
    await process.close();
    expect(process.writes).toEqual(['elect', 'close', 'close', 'mark', 'mark']);
    expect(process.cache.sellsInOrder.has('event')).toBe(true);
  });

  test('keeps the look that a change of the event has set, if it is the earlier one', async () => {
    const [usual, changed, late] = [
      aProcess({}),
      aProcess({ lookAt: 1_000_500 }),
      aProcess({ lookAt: 9e15 }),
    ];
    for (const { close } of [usual, changed, late]) await close();
    expect(changed.looks).toEqual([1_000_500]);
    expect(late.looks).toEqual(usual.looks);
    expect(usual.looks[0]).toBeGreaterThan(1_000_500);
  });

  test('costs no write while another process does it', async () => {
    const state: Partial<WaitlistState> = { closerUntil: 1_000_000 + CLOSER_LEASE_MS };
    const process = aProcess(state, (now) => {
      if (now > 1_000_200) state.sellsInOrder = true;
    });
    await process.close();
    expect(process.writes).toEqual([]);
    expect(process.cache.sellsInOrder.has('event')).toBe(true);
  });

  test('is taken over after the lease of another process has expired', async () => {
    const { close, writes } = aProcess({ closerUntil: 1_000_000 + CLOSER_LEASE_MS });
    await close();
    expect(writes).toEqual(['elect', 'close', 'close', 'mark']);
  });
});
