/** What a process remembers of the room of shards. */
import { describe, expect, test } from '@jest/globals';
import type { Event } from '../../../functions/domain/model/event.ts';
import { SHARD_HINT_TTL_MS } from '../../../functions/domain/model/limits.ts';
import { RoomMemory } from '../../../functions/domain/sale/room-memory.ts';

const aWaitlistOf = (limit: number): Pick<Event, 'id' | 'shardCount' | 'waitlist'> => ({
  id: 'event',
  shardCount: 4,
  waitlist: { enabled: true, policy: 'strict', limit },
});
const choose = (memory: RoomMemory, next: number, limit = 16, now = 100) =>
  memory.choose(aWaitlistOf(limit), next, now, () => 0.5);

test('that there is room is known for as long as a hint', () => {
  const memory = new RoomMemory();
  expect(memory.isNoted('event', 100)).toBe(false);
  memory.note('event', 100);
  expect(memory.isNoted('event', 100 + SHARD_HINT_TTL_MS)).toBe(true);
  expect(memory.isNoted('event', 101 + SHARD_HINT_TTL_MS)).toBe(false);
});

describe('A shard is chosen', () => {
  test('as the rotation says, unless it is known to have no room', () => {
    const memory = new RoomMemory();
    expect(choose(memory, 3)).toBe(3);
    memory.remember('event', [{ index: 3, room: 0 }], 100);
    expect([0, 1, 2]).toContain(choose(memory, 3));
    expect(choose(memory, 3, 16, 101 + SHARD_HINT_TTL_MS)).toBe(3);
  });

  test('of those through which bookings join, and none if these have no room', () => {
    const memory = new RoomMemory();
    memory.remember('event', [{ index: 0, room: -1 }, { index: 1 }], 100);
    expect([2, 3]).toContain(choose(memory, 0));
    expect(choose(memory, 0, 8)).toBeUndefined();
  });
});
