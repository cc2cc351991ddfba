import { describe, expect, test } from '@jest/globals';
import { auditEvent, type EventPicture, type GuaranteeName } from '../../functions/domain/audit-event.ts';
import { arrivalKey, type Booking, type Fact } from '../../functions/domain/booking.ts';
import type { Shard } from '../../functions/domain/event.ts';

function aBooking(id: string, arrival: number, history: Fact[], fields: Partial<Booking>): Booking {
  return {
    id,
    eventId: 'event',
    customerId: `customer of ${id}`,
    status: 'confirmed',
    quantity: 1,
    granted: 0,
    released: 0,
    arrival,
    fingerprint: '',
    history,
    cancellations: {},
    ...fields,
  };
}

const booked = (quantity: number): Fact => ({ what: 'booked', at: 1, quantity });
const joined = (quantity: number): Fact => ({ what: 'joined', at: 2, quantity });
const promoted = (quantity: number, turn: number): Fact => ({ what: 'promoted', at: 4, quantity, turn });
const cancelled = (quantity: number): Fact => ({ what: 'cancelled', at: 3, quantity, by: 'somebody' });
const handedOn = (quantity: number): Fact => ({ what: 'handed-on', at: 4, quantity });

const aShard = (index: number, freeTickets: number): Shard => ({
  index,
  freeTickets,
  closed: true,
  joined: 3,
  salesOpenAt: 0,
  salesCloseAt: 100,
  maxPerCustomer: 4,
});

/** Ten tickets: nine are held, one is in the pool, where the next who waits wants three. */
function aSoundPicture() {
  const bookings = {
    partly: aBooking('partly', 10, [booked(3), cancelled(1), handedOn(1)], { quantity: 2 }),
    whole: aBooking('whole', 11, [booked(4)], { quantity: 4 }),
    gone: aBooking('gone', 12, [booked(3), cancelled(3), handedOn(3)], { quantity: 0, status: 'cancelled' }),
    first: aBooking('first', 20, [joined(2), promoted(2, 1)], { quantity: 2 }),
    second: aBooking('second', 21, [joined(1), promoted(1, 2)], {}),
    left: aBooking('left', 15, [joined(1), { what: 'left', at: 3, quantity: 1, by: 'somebody' }], {
      quantity: 0,
      status: 'cancelled',
    }),
    turnedAway: aBooking('turnedAway', 30, [joined(1), { what: 'turned-away', at: 3, quantity: 1 }], {
      quantity: 0,
      status: 'cancelled',
    }),
    next: aBooking('next', 31, [joined(3)], { quantity: 3, status: 'waitlisted' }),
    last: aBooking('last', 32, [joined(1)], { status: 'waitlisted' }),
  };
  const entryOf = (booking: Booking) => ({
    bookingId: booking.id,
    key: arrivalKey(booking),
    quantity: booking.quantity,
    partition: 'stripe',
  });
  const picture: EventPicture = {
    event: {
      id: 'event',
      organizerId: 'organizer',
      name: 'First night',
      startsAt: '2030-03-01T20:00:00.000Z',
      salesOpenAt: '2030-01-01T00:00:00.000Z',
      salesCloseAt: '2030-02-01T00:00:00.000Z',
      capacity: 10,
      maxPerBooking: 4,
      maxPerCustomer: 4,
      allowGuests: false,
      waitlist: { enabled: true, policy: 'strict' },
      createdAt: '2029-01-01T00:00:00.000Z',
      revision: 0,
      shardCount: 2,
      fingerprint: '',
    },
    shards: [aShard(0, 0), aShard(1, 0)],
    line: {
      queueing: true,
      drained: true,
      pool: 1,
      raised: 0,
      pass: 3,
      served: 2,
      turns: 2,
      joined: 0,
      cancelled: 0,
      cancellationDone: false,
    },
    bookings: Object.values(bookings),
    entries: [entryOf(bookings.next), entryOf(bookings.last)],
  };
  return { picture, ...bookings };
}

type Sound = ReturnType<typeof aSoundPicture>;

/** The guarantees that do not hold once the fault is there, with whom each names. */
function broken(plant: (sound: Sound) => void): Partial<Record<GuaranteeName, string[]>> {
  const sound = aSoundPicture();
  plant(sound);
  const findings = auditEvent(sound.picture).filter((finding) => !finding.holds);
  return Object.fromEntries(findings.map(({ guarantee, offenders }) => [guarantee, offenders]));
}

test('a sound picture passes every check, and each says what it saw', () => {
  const findings = auditEvent(aSoundPicture().picture);
  expect(findings.filter((finding) => !finding.holds || finding.offenders.length > 0)).toEqual([]);
  expect(findings.map(({ guarantee, evidence }) => [guarantee, evidence])).toEqual([
    ['NoOversell', '1 free + 9 held + 0 released = 10 tickets'],
    ['NoLostTicket', '0 releases left over, 2 waiting and 2 in the line, 1 tickets in the pool'],
    ['NoOvertaking', '2 promotions in order of arrival among 6 who joined the line'],
    ['OneEffect', '9 bookings whose history adds up to what they hold'],
    ['WithinLimit', '9 customers with at most 4 tickets each'],
  ]);
});

test('an event that nobody has booked is sound', () => {
  const { picture } = aSoundPicture();
  const untouched: EventPicture = {
    ...picture,
    shards: [aShard(0, 5), aShard(1, 5)],
    line: { ...picture.line, pool: 0, served: 0 },
    bookings: [],
    entries: [],
  };
  expect(auditEvent(untouched).filter((finding) => !finding.holds)).toEqual([]);
});

describe('NoOversell is found broken by', () => {
  test.each<[string, (sound: Sound) => void]>([
    ['a ticket too many in a shard', ({ picture }) => picture.shards.push(aShard(2, 1))],
    ['a ticket that is gone from the pool', ({ picture }) => Object.assign(picture.line, { pool: 0 })],
    [
      'a capacity that is not the sum of its parts',
      ({ picture }) => Object.assign(picture.event, { capacity: 9 }),
    ],
    [
      'a counter below nought, though the sum is right',
      ({ picture }) => Object.assign(picture, { shards: [aShard(0, 1), aShard(1, -1)] }),
    ],
    [
      'a pool below nought, though the sum is right',
      ({ picture }) => {
        picture.line.pool = -1;
        picture.shards = [aShard(0, 2)];
      },
    ],
  ])('%s', (_, plant) => {
    expect(broken(plant)).toEqual({ NoOversell: [] });
  });
});

test('tickets that are offered, or given to who still waits for the rest, are held', () => {
  const found = broken(({ picture, first, next }) => {
    first.status = 'offered';
    first.history[1] = { what: 'offered', at: 4, quantity: 2, turn: 1, expiresAt: 9 };
    next.granted = 1;
    next.history.push({ what: 'granted', at: 5, quantity: 1, turn: 3 });
    picture.line.pool = 0;
    Object.assign(picture.entries[0] ?? {}, { quantity: 2 });
  });
  expect(found).toEqual({});
});

test('tickets that a raised capacity brought are free until somebody hands them out', () => {
  const found = broken(({ picture }) => {
    picture.event.capacity = 12;
    picture.line.raised = 2;
  });
  expect(found).toEqual({});
});

describe('NoLostTicket is found broken by', () => {
  test('a release that nobody handed on', () => {
    const found = broken(({ picture, partly }) => {
      Object.assign(partly, { released: 1, history: [booked(3), cancelled(1)] });
      picture.line.pool = 0;
    });
    expect(found).toEqual({ NoLostTicket: ['partly'] });
  });

  test('somebody who waits and is not in the line', () => {
    expect(broken(({ picture }) => picture.entries.pop())).toEqual({ NoLostTicket: ['last'] });
  });

  test('a place in the line that belongs to nobody who waits', () => {
    const found = broken(({ picture }) =>
      picture.entries.push({ bookingId: 'left', key: '~', quantity: 1, partition: 'stripe' }),
    );
    expect(found).toEqual({ NoLostTicket: [] });
  });

  test('a place in the line for another quantity than its booking', () => {
    expect(broken(({ picture }) => Object.assign(picture.entries[1] ?? {}, { quantity: 2 }))).toEqual({
      NoLostTicket: ['last'],
    });
  });

  test('a head of the line whose tickets are in the pool', () => {
    const found = broken(({ picture, next }) => {
      Object.assign(next, { quantity: 1, history: [joined(1)] });
      Object.assign(picture.entries[0] ?? {}, { quantity: 1 });
    });
    expect(found).toEqual({ NoLostTicket: ['next'] });
  });
});

test('a line that rests may have tickets in its pool', () => {
  const found = broken(({ picture, next }) => {
    Object.assign(next, { quantity: 1, history: [joined(1)] });
    Object.assign(picture.entries[0] ?? {}, { quantity: 1 });
    picture.event.waitlist.enabled = false;
  });
  expect(found).toEqual({});
});

test.each(['accept-fewer', 'skip'] as const)(
  'under %s a ticket in the pool is one that somebody should have',
  (policy) => {
    const found = broken(({ picture }) => {
      picture.event.waitlist.policy = policy;
    });
    expect(Object.keys(found)).toEqual(['NoLostTicket']);
  },
);

describe('NoOvertaking is found broken by', () => {
  test('promotions in another order than the arrivals', () => {
    const found = broken(({ first, second }) => {
      first.history[1] = promoted(2, 2);
      second.history[1] = promoted(1, 1);
    });
    expect(found).toEqual({ NoOvertaking: ['first'] });
  });

  test('a promotion past somebody who still waits', () => {
    expect(broken(({ next }) => Object.assign(next, { arrival: 5 }))).toEqual({ NoOvertaking: ['next'] });
  });

  test('two promotions with one number', () => {
    const found = broken(({ second }) => {
      second.history[1] = promoted(1, 1);
    });
    expect(found).toEqual({ NoOvertaking: [] });
  });

  test('equal time stamps served against the order of the ids', () => {
    const found = broken(({ first, second }) => {
      Object.assign(first, { arrival: 20 });
      Object.assign(second, { arrival: 20, id: 'earlier' });
    });
    expect(found).toEqual({ NoOvertaking: ['earlier'] });
  });
});

test('under skip, who fits may be served before who does not', () => {
  const found = broken(({ picture, first, second }) => {
    picture.event.waitlist.policy = 'skip';
    picture.line.pool = 0;
    picture.event.capacity = 9;
    first.history[1] = promoted(2, 2);
    second.history[1] = promoted(1, 1);
  });
  expect(found).toEqual({});
});

test('who left the line before their turn was not overtaken', () => {
  expect(broken(({ left, turnedAway }) => Object.assign(turnedAway, { arrival: left.arrival - 1 }))).toEqual(
    {},
  );
});

describe('OneEffect is found broken by', () => {
  test.each<[string, (sound: Sound) => void]>([
    ['a booking made twice', ({ whole }) => Object.assign(whole, { history: [booked(2), booked(2)] })],
    ['a booking with no beginning', ({ whole }) => Object.assign(whole, { history: [] })],
    [
      'a booking that holds more than it was made for',
      ({ whole }) => Object.assign(whole, { history: [booked(3)] }),
    ],
    [
      'a booking that holds less',
      ({ whole }) => Object.assign(whole, { history: [booked(4), cancelled(1), handedOn(1)] }),
    ],
    [
      'a cancellation that nobody handed on',
      ({ whole }) => Object.assign(whole, { history: [booked(5), cancelled(1)] }),
    ],
    [
      'a cancellation handed on twice',
      ({ whole }) => Object.assign(whole, { history: [booked(5), cancelled(1), handedOn(1), handedOn(1)] }),
    ],
  ])('%s', (_, plant) => {
    expect(broken(plant)).toEqual({ OneEffect: ['whole'] });
  });

  test('an offer that ran out and whose tickets nobody handed on', () => {
    const found = broken(({ whole }) => {
      whole.history = [booked(5), { what: 'expired', at: 3, quantity: 1 }];
    });
    expect(found).toEqual({ OneEffect: ['whole'] });
  });

  test('a booking promoted twice', () => {
    expect(broken(({ second }) => second.history.push(promoted(1, 3)))).toEqual({ OneEffect: ['second'] });
  });
});

describe('WithinLimit is found broken by', () => {
  test('one customer with several bookings, each of which would be allowed', () => {
    const found = broken(({ partly, first, last }) => {
      for (const booking of [partly, first, last]) booking.customerId = 'one and the same';
    });
    expect(found).toEqual({ WithinLimit: ['partly', 'first', 'last'] });
  });
});

test('a customer may hold as many tickets as the limit says', () => {
  const found = broken(({ partly, first, gone }) => {
    for (const booking of [partly, first, gone]) booking.customerId = 'one and the same';
  });
  expect(found).toEqual({});
});
