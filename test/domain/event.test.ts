import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  availabilityOf,
  type Event,
  eventFaults,
  eventIdFor,
  isIdle,
  joinVerdict,
  type Line,
  lineCopies,
  NEW_LINE,
  newShards,
  type Shard,
  salesState,
  salesWindow,
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

const OPEN_AT = Date.parse('2030-01-01T00:00:00.000Z');
const CLOSE_AT = Date.parse('2030-02-01T00:00:00.000Z');

function anEvent(fields: Partial<Event> = {}): Event {
  return {
    id: 'event',
    organizerId: 'organizer',
    name: 'First night',
    startsAt: '2030-03-01T20:00:00.000Z',
    salesOpenAt: new Date(OPEN_AT).toISOString(),
    salesCloseAt: new Date(CLOSE_AT).toISOString(),
    capacity: 10,
    maxPerBooking: 10,
    maxPerCustomer: 10,
    allowGuests: false,
    waitlist: { enabled: true, policy: 'strict' },
    createdAt: '2029-01-01T00:00:00.000Z',
    revision: 0,
    shardCount: 4,
    fingerprint: '',
    ...fields,
  };
}

function aShard(fields: Partial<Shard> = {}): Shard {
  return {
    index: 0,
    freeTickets: 3,
    closed: false,
    joined: 0,
    salesOpenAt: OPEN_AT,
    salesCloseAt: CLOSE_AT,
    maxPerCustomer: 10,
    ...fields,
  };
}

const aLine = (fields: Partial<Line> = {}): Line => ({ ...NEW_LINE, ...fields });

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
    const shards = newShards(anEvent({ capacity: 10, maxPerCustomer: 7 }));
    expect(shards.map((shard) => shard.freeTickets)).toEqual([3, 3, 2, 2]);
    expect(shards.map((shard) => shard.index)).toEqual([0, 1, 2, 3]);
    for (const { index: _index, freeTickets: _freeTickets, ...facts } of shards) {
      expect(facts).toEqual({
        closed: false,
        joined: 0,
        salesOpenAt: OPEN_AT,
        salesCloseAt: CLOSE_AT,
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

describe('Sales', () => {
  test.each([
    ['a millisecond before they open', OPEN_AT - 1, 'not-open'],
    ['at the instant they open', OPEN_AT, 'open'],
    ['a millisecond before they close', CLOSE_AT - 1, 'open'],
    ['at the instant they close', CLOSE_AT, 'closed'],
  ])('%s are %s', (_, now, state) => {
    expect(salesState(anEvent(), now)).toBe(state);
  });

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

test.each<[string, Partial<Line>, boolean]>([
  ['has nothing to hand out and nobody handing out', {}, true],
  ['has tickets in the pool', { pool: 1 }, false],
  ['has tickets that a raised capacity brought', { raised: 1 }, false],
  ['may have tickets in its shards', { drained: false }, false],
  ['has a clerk at work', { servingUpTo: '~' }, false],
])('a line that %s is idle or not', (_, fields, idle) => {
  expect(isIdle(aLine({ queueing: true, drained: true, ...fields }))).toBe(idle);
});

describe('The facts of an event, taken together,', () => {
  const [early, late, later] = [
    '2030-01-01T00:00:00.000Z',
    '2030-02-01T00:00:00.000Z',
    '2030-03-01T00:00:00.000Z',
  ];
  const fields = (facts: Partial<Event>) => eventFaults(facts).map(({ field }) => field);

  test('have no fault where nothing is stated, or each is at its bound', () => {
    expect(fields({})).toEqual([]);
    expect(fields({ startsAt: late, endsAt: late, salesOpenAt: early, salesCloseAt: late })).toEqual([]);
    expect(fields({ maxPerBooking: 3, maxPerCustomer: 3 })).toEqual([]);
  });

  test.each<[string, Partial<Event>, (keyof Event)[]]>([
    ['sales that close after the start', { startsAt: late, salesCloseAt: later }, ['salesCloseAt']],
    ['sales that open when they close', { salesOpenAt: late, salesCloseAt: late }, ['salesOpenAt']],
    ['sales that open at the start, and so never', { startsAt: late, salesOpenAt: late }, ['salesOpenAt']],
    ['an end before the start', { startsAt: late, endsAt: early }, ['endsAt']],
    [
      'a customer who may hold less than one booking',
      { maxPerBooking: 3, maxPerCustomer: 2 },
      ['maxPerCustomer'],
    ],
    [
      'several faults, each named',
      { startsAt: early, salesOpenAt: later, salesCloseAt: late, maxPerBooking: 2, maxPerCustomer: 1 },
      ['salesCloseAt', 'salesOpenAt', 'maxPerCustomer'],
    ],
  ])('have the fault of %s', (_, facts, expected) => {
    expect(fields(facts)).toEqual(expected);
    for (const { detail } of eventFaults(facts)) expect(detail).toMatch(/\w+ \w+/);
  });
});

describe('The window in which tickets are sold', () => {
  const at = (second: number) => new Date(second * 1_000).toISOString();
  const facts = { salesOpenAt: at(10), salesCloseAt: at(20) };

  test('is what the organizer says', () => {
    const whole = { salesOpenAt: 10_000, salesCloseAt: 20_000 };
    expect(salesWindow(facts)).toEqual(whole);
    expect(salesWindow({ ...facts, createdAt: at(9) })).toEqual(whole);
  });

  test.each([10, 11])(
    'is open for every clock if it opens with the event or before: made at %i s',
    (second) => {
      expect(salesWindow({ ...facts, createdAt: at(second) }).salesOpenAt).toBe(0);
    },
  );

  test('is over for every clock once the event is cancelled', () => {
    expect(salesWindow({ ...facts, cancelledAt: at(15) })).toEqual({ salesOpenAt: 10_000, salesCloseAt: 0 });
  });
});
