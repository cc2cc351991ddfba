/** The room of a limited waitlist: how it is divided, moved to shards and taken back. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { copiedTerms, type Event, eventOf } from '../../../functions/domain/model/event.ts';
import { WAITLIST_LIMIT_MAX_BOOKINGS } from '../../../functions/domain/model/limits.ts';
import { newWaitlist } from '../../../functions/domain/model/new-waitlist.ts';
import { joiningShards, newShards, type Shard } from '../../../functions/domain/model/shard.ts';
import {
  isFull,
  looksAtAll,
  sampledShards,
  sharesToMove,
  sharesToTakeBack,
} from '../../../functions/domain/model/waitlist-room.ts';
import {
  ROOM_MOVE_SHARDS_MAX,
  ROOM_MOVED_FROM,
  ROOM_SAMPLE_SHARDS,
} from '../../../functions/domain/model/waitlist-room-limits.ts';
import { NEW_WAITLIST } from '../../../functions/domain/model/waitlist-state.ts';
import { aSoundEvent } from '../../kit/sound-event.ts';

const { event: sound } = aSoundEvent('event');
const anEvent = (limit: number | undefined, shardCount: number): Event =>
  eventOf({
    ...sound,
    shardCount,
    waitlist: { enabled: true, policy: 'strict', ...(limit !== undefined && { limit }) },
  });

const limits = fc.oneof(
  fc.integer({ min: 1, max: 100 }),
  fc.integer({ min: 1, max: WAITLIST_LIMIT_MAX_BOOKINGS }),
);
const shardCounts = fc.constantFrom(4, 8, 64, 256);
const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);

describe('The room of a new waitlist', () => {
  test('is its limit, all in the shards through which bookings join, and in each of them', () => {
    fc.assert(
      fc.property(limits, shardCounts, (limit, shardCount) => {
        const event = anEvent(limit, shardCount);
        const rooms = newShards(event).map(({ room = -1 }) => room);
        const joining = joiningShards(event);
        expect(sum(rooms)).toBe(limit);
        expect(rooms.map((room) => room > 0)).toEqual(rooms.map((_, index) => index < joining));
        expect(shardCount % joining).toBe(0);
        expect(newWaitlist(event)).toEqual({ ...NEW_WAITLIST, unassignedRoom: 0, roomMoves: 0 });
      }),
    );
  });

  test('is not there without a limit', () => {
    const event = anEvent(undefined, 8);
    expect(joiningShards(event)).toBe(8);
    expect(newShards(event).filter(({ room }) => room !== undefined)).toEqual([]);
    expect(newWaitlist(event)).toEqual(NEW_WAITLIST);
  });
});

test('a waitlist is full only if no shard is known to have room and none is unassigned', () => {
  const full = { ...NEW_WAITLIST, shardsFull: true, unassignedRoom: 0 };
  expect(isFull(full)).toBe(true);
  expect(isFull({ ...full, unassignedRoom: -2 })).toBe(true);
  expect(isFull({ ...full, unassignedRoom: 1 })).toBe(false);
  expect(isFull({ ...NEW_WAITLIST, unassignedRoom: 0 })).toBe(false);
});

describe('Unassigned room', () => {
  test('is moved as a whole to shards through which bookings join, to each at most once', () => {
    const rooms = fc.integer({ min: ROOM_MOVED_FROM, max: 100_000 });
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(limits, shardCounts, rooms, chance, (limit, shardCount, room, random) => {
        const event = anEvent(limit, shardCount);
        const shares = sharesToMove(event, room, random);
        const indexes = shares.map(({ index }) => index);
        expect(sum(shares.map(({ quantity }) => quantity))).toBe(room);
        expect(new Set(indexes).size).toBe(shares.length);
        expect(Math.max(...indexes)).toBeLessThan(joiningShards(event));
        expect(shares.length).toBeLessThanOrEqual(ROOM_MOVE_SHARDS_MAX);
        expect(Math.min(...shares.map(({ quantity }) => quantity))).toBeGreaterThan(0);
      }),
    );
  });

  test('is not moved if there is little', () => {
    expect(sharesToMove(anEvent(100, 8), ROOM_MOVED_FROM - 1, 0)).toEqual([]);
    expect(sharesToMove(anEvent(100, 8), ROOM_MOVED_FROM, 0)).not.toEqual([]);
  });
});

test('room is taken back from the fullest shards, and no more than is missing', () => {
  const shards = [3, 0, 5, 1].map(
    (room, index): Shard => ({ index, room, freeTickets: 0, closed: true, joined: 0, ...copiedTerms(sound) }),
  );
  expect(sharesToTakeBack(shards, 6, 4)).toEqual([
    { index: 2, quantity: 5 },
    { index: 0, quantity: 1 },
  ]);
  expect(sharesToTakeBack(shards, 20, 4).map(({ quantity }) => quantity)).toEqual([5, 3, 1]);
  expect(sharesToTakeBack(shards, 20, 1)).toEqual([{ index: 2, quantity: 5 }]);
  expect(sharesToTakeBack(shards, 0, 4)).toEqual([]);
});

const randoms = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('A look at some shards', () => {
  test('is at different ones through which bookings join, all of them if they are few', () => {
    fc.assert(
      fc.property(limits, shardCounts, randoms, (limit, shardCount, random) => {
        const event = anEvent(limit, shardCount);
        const sampled = sampledShards(event, random);
        const joining = joiningShards(event);
        expect(new Set(sampled).size).toBe(Math.min(joining, ROOM_SAMPLE_SHARDS));
        expect(sampled.every((index) => Number.isInteger(index) && index >= 0 && index < joining)).toBe(true);
      }),
    );
  });

  test('reaches each of them', () => {
    const event = anEvent(undefined, 256);
    const reached = Array.from({ length: 256 }, (_, n) => sampledShards(event, n / 256)).flat();
    expect(new Set(reached).size).toBe(256);
  });
});

test('one in sixteen requests looks at all of 256 shards, twice as many at each later try, and each at few shards', () => {
  const looking = (shardCount: number, tries: number) => {
    const event = anEvent(undefined, shardCount);
    const all = Array.from({ length: 1_000 }, (_, n) => looksAtAll(event, tries, n / 1_000));
    return all.filter((looks) => looks).length;
  };
  expect([1, 2, 3, 4, 5, 6].map((tries) => looking(256, tries))).toEqual([63, 125, 250, 500, 1_000, 1_000]);
  expect([looking(16, 1), looking(64, 1)]).toEqual([1_000, 250]);
});
