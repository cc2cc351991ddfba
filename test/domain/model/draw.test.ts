/** The draw: its arrivals can be computed with other tools, lie in the window, and favour nobody. */
import { describe, expect, test } from '@jest/globals';
import { availabilityOf } from '../../../functions/domain/model/availability.ts';
import { type HistoryEntry, requestedAt, requestKey } from '../../../functions/domain/model/booking.ts';
import { derivedId } from '../../../functions/domain/model/derived-id.ts';
import {
  drawnArrival,
  drawnAt,
  hashOfSeed,
  isDrawing,
  isOfWindow,
  isPublishedSeed,
  newDraw,
  seedPublishedAt,
  windowEndsAt,
} from '../../../functions/domain/model/draw.ts';
import { eventOf } from '../../../functions/domain/model/event.ts';
import { PENDING_WORK_GRACE_MS } from '../../../functions/domain/model/limits.ts';
import { newWaitlist } from '../../../functions/domain/model/new-waitlist.ts';
import { nextLookAt } from '../../../functions/domain/model/next-look.ts';
import { pseudonymOf } from '../../../functions/domain/model/pseudonym.ts';
import { NOT_PUBLISHED } from '../../../functions/domain/model/sale-terms.ts';
import { newShards } from '../../../functions/domain/model/shard.ts';
import { NEW_WAITLIST } from '../../../functions/domain/model/waitlist-state.ts';

const OPEN_AT = '2030-01-01T10:00:00.000Z';
const OPENS = Date.parse(OPEN_AT);
const SEED = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';
const DRAW = { windowSeconds: 60, seed: SEED, seedHash: hashOfSeed(SEED) };
const EVENT = { draw: DRAW, salesOpenAt: OPEN_AT };

describe('The draw', () => {
  test('is that of openssl dgst -sha256 -mac HMAC -macopt hexkey:SEED', () => {
    expect(DRAW.seedHash).toBe('630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd');
    expect(drawnArrival(DRAW, OPEN_AT, 'q3VxY0b-Tn1s') - OPENS).toBe(55_000);
    expect(drawnArrival(DRAW, OPEN_AT, 'aaaaaaaaaaaa') - OPENS).toBe(20_611);
    expect(drawnArrival({ ...DRAW, windowSeconds: 86_400 }, OPEN_AT, 'aaaaaaaaaaaa') - OPENS).toBe(29679915);
  });

  test('gives every arrival within the window, to all of its parts', () => {
    const parts = Array.from({ length: 4_000 }, (_, number) =>
      Math.floor((drawnArrival(DRAW, OPEN_AT, `place ${number}`) - OPENS) / 6_000),
    );
    const counts = Array.from({ length: 10 }, (_, part) => parts.filter((one) => one === part).length);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(4_000);
    // Five standard deviations around 400.
    for (const count of counts) expect(Math.abs(count - 400)).toBeLessThan(95);
  });

  test('does not favour the half of the bookings that is 3 ms early', () => {
    const bookings = Array.from({ length: 2_000 }, (_, number) => ({
      isEarly: number % 2 === 0,
      arrival: drawnArrival(
        DRAW,
        OPEN_AT,
        pseudonymOf({ eventId: 'e', id: derivedId('booking', String(number)) }),
      ),
    }));
    const winners = bookings.toSorted((one, other) => one.arrival - other.arrival).slice(0, 1_000);
    const early = winners.filter(({ isEarly }) => isEarly).length;
    // Three standard deviations of the number of early ones among a thousand drawn out of two thousand.
    expect(Math.abs(early - 500)).toBeLessThan(34);
  });

  test('has a new seed of 32 bytes, whose hash tells it from every other', () => {
    const draw = newDraw(10, Buffer.alloc(40, 1));
    expect(draw).toEqual({ windowSeconds: 10, seed: '01'.repeat(32), seedHash: hashOfSeed('01'.repeat(32)) });
    expect(isPublishedSeed(draw)).toBe(true);
    expect(isPublishedSeed({ ...draw, seed: `${'01'.repeat(31)}02` })).toBe(false);
  });
});

test('the instants of a draw follow one another, and an event without one has none', () => {
  expect([windowEndsAt(EVENT), drawnAt(EVENT), seedPublishedAt(EVENT)]).toEqual([
    OPENS + 60_000,
    OPENS + 65_000,
    OPENS + 120_000,
  ]);
  expect([OPENS - 1, OPENS + 59_999, OPENS + 60_000].map((at) => isOfWindow(EVENT, at))).toEqual([
    true,
    true,
    false,
  ]);
  expect([OPENS - 1, OPENS + 64_999, OPENS + 65_000].map((at) => isDrawing(EVENT, at))).toEqual([
    true,
    true,
    false,
  ]);
  const plain = { salesOpenAt: OPEN_AT };
  expect([windowEndsAt(plain), drawnAt(plain), seedPublishedAt(plain)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect([isOfWindow(plain, 0), isDrawing(plain, 0)]).toEqual([false, false]);
});

describe('A new event with a draw', () => {
  const event = eventOf({
    id: 'e',
    organizerId: 'o',
    name: 'Concert',
    startsAt: '2030-06-01T20:00:00.000Z',
    capacity: 10,
    stated: { salesOpenAt: OPEN_AT },
    allowGuests: false,
    waitlist: { enabled: true, policy: 'strict' },
    draw: DRAW,
    createdAt: '2029-12-31T00:00:00.000Z',
    revision: 0,
    shardCount: 4,
    fingerprint: '',
  });
  const { draw: _draw, ...plain } = event;

  test('has closed, empty shards, and all tickets unassigned until the sweep looks when the positions are known', () => {
    expect(newShards(event).map(({ closed, freeTickets }) => [closed, freeTickets])).toEqual(
      Array(4).fill([true, 0]),
    );
    expect(newShards(plain).map(({ closed, freeTickets }) => [closed, freeTickets])).toEqual([
      [false, 3],
      [false, 3],
      [false, 2],
      [false, 2],
    ]);
    expect(newWaitlist(event)).toMatchObject({
      sellsInOrder: true,
      shardsEmpty: true,
      unassigned: 10,
      lookAt: OPENS + 65_000,
    });
    expect(newWaitlist(plain)).toBe(NEW_WAITLIST);
    expect(newWaitlist(eventOf({ ...event, isDraft: true })).lookAt).toBe(NOT_PUBLISHED);
  });

  test('is looked at when the positions are known, then soon, and like others without unassigned tickets', () => {
    const waitlist = newWaitlist(event);
    expect(nextLookAt(event, waitlist, OPENS + 1)).toBe(OPENS + 65_000);
    const { lookAt: _lookAt, ...unseen } = waitlist;
    expect(nextLookAt(event, unseen, OPENS + 65_000)).toBe(OPENS + 65_000 + PENDING_WORK_GRACE_MS);
    expect(nextLookAt(event, { ...unseen, unassigned: 0 }, OPENS + 1)).toBe(
      Date.parse(event.salesCloseAt) + PENDING_WORK_GRACE_MS,
    );
  });

  test('has nothing available while it is drawing, and then what nobody waits for', () => {
    const seen = (now: number, asked = event) => {
      const { state, available, booked } = availabilityOf(asked, newShards(asked), newWaitlist(event), now);
      return [state, available, booked];
    };
    expect(seen(OPENS - 1)).toEqual(['not-open', 0, 0]);
    expect(seen(OPENS)).toEqual(['drawing', 0, 0]);
    expect(seen(OPENS + 64_999)).toEqual(['drawing', 0, 0]);
    expect(seen(OPENS + 65_000)).toEqual(['on-sale', 10, 0]);
  });
});

test('a drawn booking is listed by the instant of its request', () => {
  const history = (requestedAt?: number): HistoryEntry[] => [
    { what: 'joined', at: 9, quantity: 1, ...(requestedAt !== undefined && { requestedAt }) },
  ];
  expect(requestedAt({ arrival: 70, history: history(3) })).toBe(3);
  expect(requestedAt({ arrival: 70, history: history() })).toBe(70);
  expect(requestKey({ arrival: 70, id: 'b', history: history(3) })).toBe('000000000000003#b');
});
