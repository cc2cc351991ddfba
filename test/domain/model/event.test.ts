/** Events in the model: shards, sales at a shard, availability, and the id of an event. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { availabilityOf } from '../../../functions/domain/model/availability.ts';
import {
  copiedTerms,
  type Event,
  type EventFields,
  eventIdFor,
  eventOf,
  isAsCreated,
  waitingLimit,
} from '../../../functions/domain/model/event.ts';

import {
  BOOKINGS_PER_CUSTOMER_AND_EVENT_LIMIT,
  CAPACITY_LIMIT_TICKETS,
  PEAK_LIMIT_REQUESTS_PER_SECOND,
  REQUESTS_PER_SHARD_AND_SECOND,
  SHARDS_MAX,
  SHARDS_MIN,
  SHARDS_UNASKED_MAX,
  TICKETS_PER_SHARD,
} from '../../../functions/domain/model/limits.ts';
import { salesState } from '../../../functions/domain/model/sale-terms.ts';
import {
  joinVerdict,
  newShards,
  type Shard,
  shardCountFor,
  splitCapacity,
  takeVerdict,
} from '../../../functions/domain/model/shard.ts';
import { NEW_WAITLIST, type WaitlistCounts } from '../../../functions/domain/model/waitlist-state.ts';

const OPEN_AT = Date.parse('2030-01-01T00:00:00.000Z');
const CLOSE_AT = Date.parse('2030-02-01T00:00:00.000Z');
const DOOR_CLOSES_AT = Date.parse('2030-03-02T02:00:00.000Z');

function anEvent(fields: Partial<EventFields> = {}): Event {
  return eventOf({
    id: 'event',
    organizerId: 'organizer',
    name: 'First night',
    startsAt: '2030-03-01T20:00:00.000Z',
    endsAt: new Date(DOOR_CLOSES_AT).toISOString(),
    capacity: 10,
    stated: {
      salesOpenAt: new Date(OPEN_AT).toISOString(),
      salesCloseAt: new Date(CLOSE_AT).toISOString(),
    },
    allowGuests: false,
    waitlist: { enabled: true, policy: 'strict' },
    createdAt: '2029-01-01T00:00:00.000Z',
    revision: 0,
    shardCount: 4,
    fingerprint: '',
    ...fields,
  });
}

function aShard(fields: Partial<Shard> = {}): Shard {
  return {
    index: 0,
    freeTickets: 3,
    closed: false,
    joined: 0,
    ...copiedTerms(anEvent()),
    ...fields,
  };
}

const aWaitlist = (fields: Partial<WaitlistCounts> = {}): WaitlistCounts => ({ ...NEW_WAITLIST, ...fields });

const capacities = fc.oneof(
  fc.integer({ min: 1, max: 2_000 }),
  fc.integer({ min: 1, max: CAPACITY_LIMIT_TICKETS }),
);
const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);

describe('The shards of an event', () => {
  test('share its whole capacity in shares that differ by at most one ticket', () => {
    fc.assert(
      fc.property(capacities, fc.integer({ min: 1, max: SHARDS_MAX }), (capacity, shardCount) => {
        const shares = splitCapacity(capacity, shardCount);
        expect(shares).toHaveLength(shardCount);
        expect(sum(shares)).toBe(capacity);
        expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
        expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test('of a new event hold all its tickets, are open, and have a copy of the sale terms', () => {
    const shards = newShards(anEvent({ capacity: 10, stated: { maxPerBooking: 3, maxPerCustomer: 7 } }));
    expect(shards.map((shard) => shard.freeTickets)).toEqual([3, 3, 2, 2]);
    expect(shards.map((shard) => shard.index)).toEqual([0, 1, 2, 3]);
    for (const { index: _index, freeTickets: _freeTickets, ...fields } of shards) {
      expect(fields).toEqual({
        closed: false,
        joined: 0,
        salesOpenAt: 0,
        salesCloseAt: Date.parse('2030-03-02T02:00:00.000Z'),
        doorClosesAt: DOOR_CLOSES_AT,
        maxPerCustomer: 7,
      });
    }
  });

  test('are a power of two within the limits, each with about `TICKETS_PER_SHARD` tickets', () => {
    fc.assert(
      fc.property(capacities, (capacity) => {
        const count = shardCountFor({ capacity });
        expect(Number.isInteger(Math.log2(count))).toBe(true);
        expect(count).toBeGreaterThanOrEqual(SHARDS_MIN);
        expect(count).toBeLessThanOrEqual(SHARDS_UNASKED_MAX);
        if (count < SHARDS_UNASKED_MAX) expect(capacity / count).toBeLessThanOrEqual(TICKETS_PER_SHARD);
        if (count > SHARDS_MIN) expect(capacity / count).toBeGreaterThan(TICKETS_PER_SHARD / 2);
      }),
    );
  });

  test.each([
    [1, SHARDS_MIN],
    [SHARDS_MIN * TICKETS_PER_SHARD, SHARDS_MIN],
    [SHARDS_MIN * TICKETS_PER_SHARD + 1, SHARDS_MIN * 2],
    [SHARDS_UNASKED_MAX * TICKETS_PER_SHARD, SHARDS_UNASKED_MAX],
    [CAPACITY_LIMIT_TICKETS, SHARDS_UNASKED_MAX],
  ])('%i tickets have %i shards', (capacity, shards) => {
    expect(shardCountFor({ capacity })).toBe(shards);
  });

  test.each([
    [1, SHARDS_MIN],
    [SHARDS_MIN * REQUESTS_PER_SHARD_AND_SECOND + 1, SHARDS_MIN * 2],
    [SHARDS_UNASKED_MAX * REQUESTS_PER_SHARD_AND_SECOND, SHARDS_UNASKED_MAX],
    [SHARDS_UNASKED_MAX * REQUESTS_PER_SHARD_AND_SECOND + 1, SHARDS_UNASKED_MAX * 2],
    [PEAK_LIMIT_REQUESTS_PER_SECOND, SHARDS_MAX],
  ])(
    'for %i requests a second are %i, if that is more than the tickets need',
    (peakRequestsPerSecond, shards) => {
      expect(shardCountFor({ capacity: 1, peakRequestsPerSecond })).toBe(shards);
      expect(shardCountFor({ capacity: CAPACITY_LIMIT_TICKETS, peakRequestsPerSecond })).toBe(
        Math.max(shards, SHARDS_UNASKED_MAX),
      );
    },
  );
});

test('the door sale is open after sales have closed and until the event ends', () => {
  const request = { now: CLOSE_AT, maxPerCustomer: 10, quantity: 1 };
  expect(takeVerdict(aShard(), request)).toBe('sales-closed');
  expect(takeVerdict(aShard(), { ...request, isAtDoor: true })).toBe('yes');
  expect(takeVerdict(aShard(), { ...request, isAtDoor: true, now: DOOR_CLOSES_AT })).toBe('sales-closed');
  expect(takeVerdict(aShard(), { ...request, isAtDoor: true, now: OPEN_AT - 1 })).toBe('sales-not-open');
});

describe('Sales', () => {
  test('are in the same state for the shards as for the event', () => {
    fc.assert(
      fc.property(fc.integer({ min: -2, max: 2 }), fc.constantFrom(OPEN_AT, CLOSE_AT), (offset, boundary) => {
        const request = { now: boundary + offset, maxPerCustomer: 10, quantity: 1 };
        const verdicts = { 'not-open': 'sales-not-open', open: 'yes', closed: 'sales-closed' };
        const expected = verdicts[salesState(anEvent(), request.now)];
        expect(takeVerdict(aShard(), request)).toBe(expected);
        expect(joinVerdict(aShard({ closed: true }), request)).toBe(expected);
      }),
    );
  });
});

describe('A shard', () => {
  const request = { now: OPEN_AT, maxPerCustomer: 10, quantity: 3 };

  test.each([
    ['sells its free tickets, to the last one', {}, {}, 'yes'],
    ['does not sell one ticket more than it has', {}, { quantity: 4 }, 'short'],
    ['does not sell once it is closed', { closed: true }, {}, 'closed'],
    [
      'reports that it is closed rather than that it has too few tickets',
      { closed: true, freeTickets: 0 },
      {},
      'closed',
    ],
    ['does not sell to a request that assumes another limit', { maxPerCustomer: 9 }, {}, 'terms-changed'],
    [
      'reports changed sale terms rather than any other reason',
      { maxPerCustomer: 9, closed: true, freeTickets: 0 },
      { now: CLOSE_AT },
      'terms-changed',
    ],
    [
      'reports closed sales rather than that it is closed',
      { closed: true },
      { now: CLOSE_AT },
      'sales-closed',
    ],
  ])('%s', (_, shard, change, verdict) => {
    expect(takeVerdict(aShard(shard), { ...request, ...change })).toBe(verdict);
  });

  test.each([
    ['admits nobody to the waitlist while it sells', {}, {}, 'terms-changed'],
    ['admits to the waitlist once it is closed', { closed: true }, {}, 'yes'],
    ['admits to the waitlist without free tickets, too', { closed: true, freeTickets: 0 }, {}, 'yes'],
    [
      'admits no request that assumes another limit',
      { closed: true, maxPerCustomer: 9 },
      {},
      'terms-changed',
    ],
    ['admits nobody before sales open', { closed: true }, { now: OPEN_AT - 1 }, 'sales-not-open'],
    ['admits nobody after sales have closed', { closed: true }, { now: CLOSE_AT }, 'sales-closed'],
  ])('%s', (_, shard, change, verdict) => {
    expect(joinVerdict(aShard(shard), { ...request, ...change })).toBe(verdict);
  });
});

describe('Availability', () => {
  const during = OPEN_AT + 1;

  test('adds the shards and the unassigned tickets; all other tickets are booked', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: 0, max: 100 }),
        (free, unassigned, booked) => {
          const capacity = sum(free) + unassigned + booked;
          const shards = free.map((freeTickets, index) => aShard({ index, freeTickets }));
          const seen = availabilityOf(anEvent({ capacity }), shards, aWaitlist({ unassigned }), during);
          expect(seen).toEqual({
            state: sum(free) + unassigned > 0 ? 'on-sale' : 'sold-out',
            capacity,
            available: sum(free) + unassigned,
            booked,
            waiting: 0,
            asOf: new Date(during).toISOString(),
          });
        },
      ),
    );
  });

  test('is 0 for a new request while anybody waits', () => {
    const shards = [aShard({ joined: 2 }), aShard({ index: 1, joined: 1 })];
    const seen = availabilityOf(
      anEvent(),
      shards,
      aWaitlist({ sellsInOrder: true, unassigned: 1, served: 2 }),
      during,
    );
    expect(seen).toMatchObject({ state: 'sold-out', available: 0, waiting: 1, booked: 3 });
  });

  test('is above 0 again once every waiter has left or was promoted', () => {
    const waitlist = aWaitlist({ sellsInOrder: true, unassigned: 1, served: 3 });
    const seen = availabilityOf(anEvent(), [aShard({ freeTickets: 0, joined: 3 })], waitlist, during);
    expect(seen).toMatchObject({ state: 'on-sale', available: 1, waiting: 0 });
  });

  test('does not include pending capacity', () => {
    const seen = availabilityOf(
      anEvent({ capacity: 12 }),
      [aShard()],
      aWaitlist({ pendingCapacity: 2 }),
      during,
    );
    expect(seen).toMatchObject({ capacity: 12, available: 3, booked: 7 });
  });

  test('has as many waiters as took room of the limit of the waitlist, also once that was changed', () => {
    const event = anEvent({ waitlist: { enabled: true, policy: 'strict', limit: 9 } });
    const shards = [aShard({ joined: 4, room: 1 }), aShard({ index: 1, joined: 4, room: 2 })];
    const seen = (fields: Partial<WaitlistCounts>) =>
      availabilityOf(event, shards, aWaitlist({ served: 1, unassignedRoom: 2, ...fields }), during).waiting;
    expect(seen({})).toBe(4);
    expect(seen({ limit: 12 })).toBe(7);
    expect(seen({ unassignedRoom: 8 })).toBe(0);
  });

  test('of a cancelled event has the progress of its cancellation, at any time', () => {
    const event = anEvent({ cancelledAt: new Date(during).toISOString() });
    const waitlist = aWaitlist({ cancelled: 4, cancellationDone: true });
    for (const now of [OPEN_AT - 1, during, CLOSE_AT]) {
      expect(availabilityOf(event, [], waitlist, now)).toMatchObject({
        state: 'cancelled',
        cancellation: { bookings: 4, isComplete: true },
      });
    }
  });

  test('never has a negative number of waiters, even if its parts were read at different instants', () => {
    const seen = availabilityOf(anEvent(), [aShard({ joined: 1 })], aWaitlist({ served: 2 }), during);
    expect(seen.waiting).toBe(0);
  });

  test.each([
    ['before sales open', OPEN_AT - 1, 'not-open'],
    ['after they closed', CLOSE_AT, 'closed'],
  ])('%s is 0, however many tickets are free', (_, now, state) => {
    expect(availabilityOf(anEvent(), [aShard()], aWaitlist({ unassigned: 2 }), now)).toMatchObject({
      state,
      available: 0,
      booked: 5,
    });
  });
});

test('the same organizer and key give the same event id, and any other pair another one', () => {
  const ids = [
    eventIdFor('organizer', 'key'),
    eventIdFor('organizer', 'key2'),
    eventIdFor('organizer2', 'key'),
    eventIdFor('organizerk', 'ey'),
  ];
  expect(eventIdFor('organizer', 'key')).toBe(ids[0]);
  expect(new Set(ids).size).toBe(4);
});

test('the id of an event is the same in every version, so that a repeat after a deployment finds it', () => {
  expect(eventIdFor('organizer', 'key')).toBe('5TdKy7QaKxi2ImyB_oExBw');
});

test('a customer waits with as many bookings as the event states, or as one can make', () => {
  const waitlist = { enabled: true, policy: 'strict' } as const;
  expect(waitingLimit(anEvent({ waitlist }))).toBe(BOOKINGS_PER_CUSTOMER_AND_EVENT_LIMIT);
  expect(waitingLimit(anEvent({ waitlist: { ...waitlist, limitPerCustomer: 1 } }))).toBe(1);
});

test('an event is as it was created while nothing but its staff was changed', () => {
  expect(isAsCreated(anEvent())).toBe(true);
  expect(isAsCreated(anEvent({ revision: 2, staffChanges: 2 }))).toBe(true);
  expect(isAsCreated(anEvent({ revision: 3, staffChanges: 2 }))).toBe(false);
  expect(isAsCreated(anEvent({ revision: 1 }))).toBe(false);
});
