import { describe, expect, test } from '@jest/globals';
import { closeSale } from '../../functions/domain/close-sale.ts';
import { eventOf, type Line } from '../../functions/domain/event.ts';
import { EventMemory } from '../../functions/domain/event-memory.ts';
import { BOOKING_PATIENCE_MS, CLOSER_LEASE_MS } from '../../functions/domain/limits.ts';
import { Patience } from '../../functions/domain/patience.ts';
import type { Environment, EventStore, LineStore } from '../../functions/domain/ports.ts';

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

/** A process over a line that says who closes it; `passing` happens with every sleep, `closing` with every shard. */
function aProcess(
  state: Partial<Line>,
  passing: (now: number) => void = nothing,
  closing: () => void = nothing,
) {
  const clock = { now: 1_000_000 };
  const writes: string[] = [];
  const environment: Environment = {
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
  const line = {
    read: async () => ({ queueing: false, raised: 0, ...state }),
    electCloser: done('elect'),
    closeShard: async () => {
      writes.push('close');
      closing();
      return true;
    },
    markQueueing: async (_event: unknown, seen: Line) => {
      writes.push('mark');
      return seen.raised === (state.raised ?? 0);
    },
  } as unknown as LineStore;
  const events = {
    readShards: async () => [{ freeTickets: 0 }],
    read: async () => event,
  } as unknown as EventStore;
  const memory = new EventMemory(events, environment);
  const patience = new Patience(environment, BOOKING_PATIENCE_MS);
  const close = () => closeSale(event, patience, { events, line, memory, environment });
  return { close, writes, memory, state };
}

describe('Closing a sale', () => {
  test('is done by who finds nobody at it: every shard, then the mark', async () => {
    const { close, writes, memory } = aProcess({});
    await close();
    expect(writes).toEqual(['elect', 'close', 'close', 'mark']);
    expect(memory.queueing.has('event')).toBe(true);
  });

  test('marks it again, and closes no shard again, where the capacity was raised meanwhile', async () => {
    const state: Partial<Line> = {};
    const process = aProcess(state, nothing, () => {
      state.raised = 2;
    });
    await process.close();
    expect(process.writes).toEqual(['elect', 'close', 'close', 'mark', 'mark']);
    expect(process.memory.queueing.has('event')).toBe(true);
  });

  test('costs no write while somebody else is at it', async () => {
    const state: Partial<Line> = { closerUntil: 1_000_000 + CLOSER_LEASE_MS };
    const process = aProcess(state, (now) => {
      if (now > 1_000_200) state.queueing = true;
    });
    await process.close();
    expect(process.writes).toEqual([]);
    expect(process.memory.queueing.has('event')).toBe(true);
  });

  test('is taken over from who has let the lease run out', async () => {
    const { close, writes } = aProcess({ closerUntil: 1_000_000 + CLOSER_LEASE_MS });
    await close();
    expect(writes).toEqual(['elect', 'close', 'close', 'mark']);
  });
});
