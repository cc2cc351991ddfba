/** What a process remembers of the room of shards. */
import { expect, test } from '@jest/globals';
import { SHARD_HINT_TTL_MS } from '../../../functions/domain/model/limits.ts';
import { RoomMemory } from '../../../functions/domain/sale/room-memory.ts';

const choose = (memory: RoomMemory, next: number, now = 100) => memory.choose('event', next, now, () => 0.99);

test('nothing is chosen until something is remembered, or once that is old', () => {
  const memory = new RoomMemory();
  expect(choose(memory, 3)).toBeUndefined();
  memory.note('event', { readAt: 100 });
  expect(choose(memory, 3)).toBe(3);
  expect(choose(memory, 3, 100 + SHARD_HINT_TTL_MS)).toBe(3);
  expect(choose(memory, 3, 101 + SHARD_HINT_TTL_MS)).toBeUndefined();
});

test('a shard with room is chosen, the next one if it has some', () => {
  const memory = new RoomMemory();
  memory.note('event', { shards: [2, 5, 7], readAt: 100 });
  expect(choose(memory, 5)).toBe(5);
  expect(choose(memory, 3)).toBe(7);
  memory.forget('event', 7);
  expect(choose(memory, 7)).toBe(5);
  memory.forget('event', 5);
  memory.forget('event', 2);
  expect(choose(memory, 2)).toBeUndefined();
});

test('a shard without room, where any might have some, leaves nothing to go by', () => {
  const memory = new RoomMemory();
  memory.note('event', { readAt: 100 });
  memory.forget('event', 1);
  expect(choose(memory, 2)).toBeUndefined();
});
