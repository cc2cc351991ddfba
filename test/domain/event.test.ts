import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  availabilityOf,
  copiedTerms,
  type Event,
  type EventFacts,
  eventIdFor,
  eventOf,
  isIdle,
  joinVerdict,
  type LineCounts,
  lineCopies,
  NEW_LINE,
  newShards,
  type Shard,
  shardCountFor,
  splitCapacity,
  takeVerdict,
  waitlistStripes,
} from '../../functions/domain/event.ts';
import {
  CAPACITY_LIMIT_TICKETS,
  PEAK_LIMIT_REQUESTS_PER_SECOND,
  REQUESTS_PER_SHARD_AND_SECOND,
  SHARDS_MAX,
  SHARDS_MIN,
  SHARDS_UNASKED_MAX,
  TICKETS_PER_SHARD,
} from '../../functions/domain/limits.ts';
import { salesState } from '../../functions/domain/sale-terms.ts';

const OPEN_AT = Date.parse('2030-01-01T00:00:00.000Z');
const CLOSE_AT = Date.parse('2030-02-01T00:00:00.000Z');
const DOOR_CLOSES_AT = Date.parse('2030-03-02T02:00:00.000Z');

function anEvent(fields: Partial<EventFacts> = {}): Event {
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

const aLine = (fields: Partial<LineCounts> = {}): LineCounts => ({ ...NEW_LINE, ...fields });

const capacities = fc.oneof(
  fc.integer({ min: 1, max: 2_000 }),
  fc.integer({ min: 1, max: CAPACITY_LIMIT_TICKETS }),
);
const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);

describe('The shards of an event', () => {
  test('share its capacity: nothing is left over, and no share is larger than another by more than one', () => {
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

  test('of a new event hold all its tickets, are open, and know the facts that guard its sale', () => {
    const shards = newShards(anEvent({ capacity: 10, stated: { maxPerBooking: 3, maxPerCustomer: 7 } }));
    expect(shards.map((shard) => shard.freeTickets)).toEqual([3, 3, 2, 2]);
    expect(shards.map((shard) => shard.index)).toEqual([0, 1, 2, 3]);
    for (const { index: _index, freeTickets: _freeTickets, ...facts } of shards) {
      expect(facts).toEqual({
        closed: false,
        joined: 0,
        salesOpenAt: 0,
        salesCloseAt: Date.parse('2030-03-02T02:00:00.000Z'),
        doorClosesAt: DOOR_CLOSES_AT,
        maxPerCustomer: 7,
      });
    }
  });

  test('are a power of two within the bounds, each with about as many tickets as a shard is for', () => {
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
    'are for %i requests a second %i, where that is more than the tickets need',
    (peakRequestsPerSecond, shards) => {
      expect(shardCountFor({ capacity: 1, peakRequestsPerSecond })).toBe(shards);
      expect(shardCountFor({ capacity: CAPACITY_LIMIT_TICKETS, peakRequestsPerSecond })).toBe(
        Math.max(shards, SHARDS_UNASKED_MAX),
      );
    },
  );

  test('have a copy of the line for each 64, and one where the line has a limit', () => {
    const waitlist = { enabled: true, policy: 'strict' as const };
    expect([4, 64, 128, 256].map((shardCount) => lineCopies({ shardCount, waitlist }))).toEqual([1, 1, 2, 4]);
    expect(lineCopies({ shardCount: 256, waitlist: { ...waitlist, limit: 10 } })).toBe(1);
  });

  test('give the waitlist as many stripes as there are shards, up to its own bound', () => {
    expect([1, 4, 8, 64, 128, 256].map(waitlistStripes)).toEqual([1, 4, 8, 8, 8, 16]);
  });
});

test('the door is open for the organizer after sales have closed, and until the event ends', () => {
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
    ['sells what it has, to the last ticket', {}, {}, 'yes'],
    ['does not sell one ticket more than it has', {}, { quantity: 4 }, 'short'],
    ['does not sell once it is closed', { closed: true }, {}, 'closed'],
    [
      'says that it is closed before it says that it is short',
      { closed: true, freeTickets: 0 },
      {},
      'closed',
    ],
    ['does not sell to who believes another limit', { maxPerCustomer: 9 }, {}, 'facts-changed'],
    [
      'says that the facts changed before it says anything else',
      { maxPerCustomer: 9, closed: true, freeTickets: 0 },
      { now: CLOSE_AT },
      'facts-changed',
    ],
    [
      'says that sales are over before it says that it is closed',
      { closed: true },
      { now: CLOSE_AT },
      'sales-closed',
    ],
  ])('%s', (_, shard, change, verdict) => {
    expect(takeVerdict(aShard(shard), { ...request, ...change })).toBe(verdict);
  });

  test.each([
    ['lets nobody into the line while it sells', {}, {}, 'facts-changed'],
    ['lets people into the line once it is closed', { closed: true }, {}, 'yes'],
    ['does so whatever it still holds', { closed: true, freeTickets: 0 }, {}, 'yes'],
    ['lets nobody in who believes another limit', { closed: true, maxPerCustomer: 9 }, {}, 'facts-changed'],
    ['lets nobody in before sales open', { closed: true }, { now: OPEN_AT - 1 }, 'sales-not-open'],
    ['lets nobody in once sales are over', { closed: true }, { now: CLOSE_AT }, 'sales-closed'],
  ])('%s', (_, shard, change, verdict) => {
    expect(joinVerdict(aShard(shard), { ...request, ...change })).toBe(verdict);
  });
});

describe('Availability', () => {
  const during = OPEN_AT + 1;

  test('adds the shards and the pool up, and what is not free is booked', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: 0, max: 100 }),
        (free, pool, booked) => {
          const capacity = sum(free) + pool + booked;
          const shards = free.map((freeTickets, index) => aShard({ index, freeTickets }));
          const seen = availabilityOf(anEvent({ capacity }), shards, aLine({ pool }), during);
          expect(seen).toEqual({
            state: sum(free) + pool > 0 ? 'on-sale' : 'sold-out',
            capacity,
            available: sum(free) + pool,
            booked,
            waiting: 0,
            asOf: new Date(during).toISOString(),
          });
        },
      ),
    );
  });

  test('is nothing for a newcomer while anybody waits', () => {
    const shards = [aShard({ joined: 2 }), aShard({ index: 1, joined: 1 })];
    const seen = availabilityOf(anEvent(), shards, aLine({ queueing: true, pool: 1, served: 2 }), during);
    expect(seen).toMatchObject({ state: 'sold-out', available: 0, waiting: 1, booked: 3 });
  });

  test('is there again once everybody who waited was served', () => {
    const line = aLine({ queueing: true, pool: 1, served: 3 });
    const seen = availabilityOf(anEvent(), [aShard({ freeTickets: 0, joined: 3 })], line, during);
    expect(seen).toMatchObject({ state: 'on-sale', available: 1, waiting: 0 });
  });

  test('leaves tickets out that a raised capacity brought and nobody made free yet', () => {
    const seen = availabilityOf(anEvent({ capacity: 12 }), [aShard()], aLine({ raised: 2 }), during);
    expect(seen).toMatchObject({ capacity: 12, available: 3, booked: 7 });
  });

  test('counts who waits in one place where the line has a limit', () => {
    const event = anEvent({ waitlist: { enabled: true, policy: 'strict', limit: 5 } });
    const seen = availabilityOf(event, [aShard({ joined: 9 })], aLine({ joined: 1, served: 3 }), during);
    expect(seen).toMatchObject({ waiting: 1, available: 0, state: 'sold-out' });
  });

  test('of a cancelled event says how far its bookings are, whatever the clock says', () => {
    const event = anEvent({ cancelledAt: new Date(during).toISOString() });
    const line = aLine({ cancelled: 4, cancellationDone: true });
    for (const now of [OPEN_AT - 1, during, CLOSE_AT]) {
      expect(availabilityOf(event, [], line, now)).toMatchObject({
        state: 'cancelled',
        cancellation: { bookings: 4, isComplete: true },
      });
    }
  });

  test('never counts fewer than nobody, when its parts were read at different instants', () => {
    const seen = availabilityOf(anEvent(), [aShard({ joined: 1 })], aLine({ served: 2 }), during);
    expect(seen.waiting).toBe(0);
  });

  test.each([
    ['before sales open', OPEN_AT - 1, 'not-open'],
    ['after they closed', CLOSE_AT, 'closed'],
  ])('%s is nothing, whatever is free', (_, now, state) => {
    expect(availabilityOf(anEvent(), [aShard()], aLine({ pool: 2 }), now)).toMatchObject({
      state,
      available: 0,
      booked: 5,
    });
  });
});

test('the same organizer and key mean the same event, and any other pair another one', () => {
  const ids = [
    eventIdFor('organizer', 'key'),
    eventIdFor('organizer', 'key2'),
    eventIdFor('organizer2', 'key'),
    eventIdFor('organizerk', 'ey'),
  ];
  expect(eventIdFor('organizer', 'key')).toBe(ids[0]);
  expect(new Set(ids).size).toBe(4);
});

test('the id of an event stays the same from version to version, so that a repeat after a deployment meets it', () => {
  expect(eventIdFor('organizer', 'key')).toBe('5TdKy7QaKxi2ImyB_oExBw');
});

test.each<[string, Partial<LineCounts>, boolean]>([
  ['has nothing to hand out and nobody handing out', {}, true],
  ['has tickets in the pool', { pool: 1 }, false],
  ['has tickets that a raised capacity brought', { raised: 1 }, false],
  ['may have tickets in its shards', { drained: false }, false],
  ['has a clerk at work', { servingUpTo: '~' }, false],
])('a line that %s is idle or not', (_, fields, idle) => {
  expect(isIdle(aLine({ queueing: true, drained: true, ...fields }))).toBe(idle);
});
