/** The soak test: its judge, with a negative control for each finding, and a short run. */
import { afterAll, describe, expect, test } from '@jest/globals';
import { endServiceProcesses } from '../../bin/local/service-process.ts';
import { chanceOf } from '../../bin/soak/chance.ts';
import { judgeEvent } from '../../bin/soak/judge.ts';
import type {
  EventRecord,
  StoredBooking,
  StoredEvent,
  StoredHistoryEntry,
  Wish,
} from '../../bin/soak/records.ts';
import { newTally, playRound } from '../../bin/soak/rounds.ts';
import type { Scene } from '../../bin/soak/scenes.ts';
import { startTestedService } from '../../bin/soak/tested-service.ts';

afterAll(() => endServiceProcesses());

const AT = '2030-01-01T00:00:00.000Z';

function aWish(name: string, fields: Partial<Wish> = {}): Wish {
  const { quantity = 1 } = fields;
  return {
    customerId: `customer of ${name}`,
    key: 'wish-0',
    bookingId: name,
    quantity,
    onSoldOut: 'waitlist',
    outcome: 'acknowledged',
    answers: [{ status: 201, id: name, quantity }],
    sawConfirmed: false,
    acts: [],
    ...fields,
  };
}

function stored(name: string, fields: Partial<StoredBooking> = {}): StoredBooking {
  const { quantity = 1, status = 'confirmed' } = fields;
  return {
    id: name,
    customerId: `customer of ${name}`,
    status,
    quantity,
    granted: 0,
    createdAt: AT,
    history: [{ what: status === 'waitlisted' ? 'joined' : 'booked', at: AT, quantity }],
    ...fields,
  };
}

const historyEntry = (what: string, quantity: number, by?: string) => ({
  what,
  at: AT,
  quantity,
  ...(by && { by }),
});
/** The history entry of a request that would not wait when it joins the waitlist. */
const leaving: StoredHistoryEntry = { what: 'joined', at: AT, quantity: 1, leavesUnserved: true };
const endedWaiting = (end: StoredHistoryEntry): Partial<StoredBooking> => ({
  status: 'cancelled',
  quantity: 0,
  history: [historyEntry('joined', 2), end],
});
const waiting = { status: 202, id: 'waiter', quantity: 2 };

/**
 * An event of four tickets, three held and one free. One booking waits for two tickets, one was partly cancelled, and
 * the outcome of one request is unknown: it is not stored.
 */
function aSoundEvent(): { record: EventRecord; event: StoredEvent } {
  const wishes = [
    aWish('holder', { sawConfirmed: true, acts: [{ what: 'check-in', ticket: 1, outcome: 'acknowledged' }] }),
    aWish('parter', { quantity: 3, acts: [{ what: 'cancel', quantity: 1, outcome: 'acknowledged' }] }),
    aWish('leaver', { acts: [{ what: 'cancel', outcome: 'acknowledged' }] }),
    aWish('waiter', { quantity: 2, answers: [waiting, waiting] }),
    aWish('unknown', { outcome: 'unknown', answers: [] }),
    aWish('refused', { outcome: 'refused', answers: [], onSoldOut: 'reject' }),
  ];
  const bookings = [
    stored('holder', {
      history: [historyEntry('booked', 1), { what: 'checked-in', at: AT, ticket: 1, by: 'door' }],
    }),
    stored('parter', {
      quantity: 2,
      history: [
        historyEntry('booked', 3),
        historyEntry('cancelled', 1, 'customer of parter'),
        historyEntry('handed-on', 1),
      ],
    }),
    stored('leaver', {
      status: 'cancelled',
      quantity: 0,
      history: [
        historyEntry('booked', 1),
        historyEntry('cancelled', 1, 'customer of leaver'),
        historyEntry('handed-on', 1),
      ],
    }),
    stored('waiter', { status: 'waitlisted', quantity: 2 }),
  ];
  const findings = [{ guarantee: 'NoOversell', holds: true, evidence: 'it adds up', offenders: [] }];
  return {
    record: { eventId: 'event', kind: 'small', capacity: 4, maybeCapacity: [], wishes, oddAnswers: [] },
    event: {
      capacity: 4,
      policy: 'strict',
      available: 0,
      booked: 3,
      bookings,
      findings,
      messages: 0,
      deadLetters: 0,
    },
  };
}

type Sound = ReturnType<typeof aSoundEvent>;

/** @returns the violations that the judge finds in the sound event after `change`. */
function saysAfter(change: (sound: Sound) => void): string[] {
  const sound = aSoundEvent();
  change(sound);
  return judgeEvent(sound.record, sound.event).map(({ guarantee, says }) => `${guarantee}: ${says}`);
}

const bookingOf = ({ event }: Sound, name: string): StoredBooking => {
  const found = event.bookings.find(({ id }) => id === name);
  if (found === undefined) throw new Error(`There is no ${name}.`);
  return found;
};
const wishOf = ({ record }: Sound, name: string): Wish => {
  const found = record.wishes.find(({ bookingId }) => bookingId === name);
  if (found === undefined) throw new Error(`There is no ${name}.`);
  return found;
};
const without = (sound: Sound, name: string) => {
  sound.event.bookings = sound.event.bookings.filter(({ id }) => id !== name);
};

describe('The judge of a soak', () => {
  test('finds nothing if everything acknowledged is stored', () => {
    expect(saysAfter(() => undefined)).toEqual([]);
  });

  test('accepts an unknown request with and without its effect', () => {
    const happened = ({ event }: Sound) => {
      event.bookings.push(stored('unknown'));
      event.booked += 1;
    };
    expect(saysAfter(happened)).toEqual([]);
  });

  test('accepts a request that would not wait if it was promoted, or if its outcome is unknown and it is not stored', () => {
    const served = (sound: Sound) => {
      Object.assign(wishOf(sound, 'holder'), { onSoldOut: 'reject' });
      bookingOf(sound, 'holder').history.splice(0, 1, leaving, historyEntry('promoted', 1));
      Object.assign(wishOf(sound, 'unknown'), { onSoldOut: 'reject' });
    };
    expect(saysAfter(served)).toEqual([]);
  });

  test('accepts the end of waiting with the end of sales', () => {
    const closed = (sound: Sound) => {
      Object.assign(sound.record, { salesCloseAt: AT });
      const end = { what: 'expired', at: AT, quantity: 2, because: 'sales-closed' };
      Object.assign(bookingOf(sound, 'waiter'), endedWaiting(end));
    };
    expect(saysAfter(closed)).toEqual([]);
  });

  test.each<[string, (sound: Sound) => void, string]>([
    ['a lost booking', (it) => without(it, 'holder'), 'Durable: an acknowledged booking is lost'],
    [
      'a lost cancellation',
      (it) => Object.assign(bookingOf(it, 'leaver'), stored('leaver')),
      'Durable: an acknowledged cancellation is lost',
    ],
    [
      'a lost partial cancellation',
      (it) => Object.assign(bookingOf(it, 'parter'), stored('parter', { quantity: 3 })),
      'Durable: the cancellation of 1 tickets was acknowledged, 0 are cancelled',
    ],
    [
      'a lost check-in',
      (it) => bookingOf(it, 'holder').history.pop(),
      'Durable: the check-in of ticket 1 is lost',
    ],
    [
      'a lost acceptance',
      (it) => wishOf(it, 'holder').acts.push({ what: 'accept', outcome: 'acknowledged' }),
      'Durable: an acknowledged accept is lost',
    ],
    [
      'a lost change of the capacity',
      (it) => Object.assign(it.record, { capacity: 5 }),
      'Durable: capacity 5 was acknowledged, 4 is stored',
    ],
    [
      'acknowledged tickets of a booking that is waitlisted',
      (it) => Object.assign(wishOf(it, 'waiter'), { answers: [{ ...waiting, status: 201 }] }),
      'Durable: tickets were acknowledged, but the booking is waitlisted',
    ],
    [
      'a repeated booking in the list',
      (it) => it.event.bookings.push(stored('holder')),
      'OneEffect: a booking is listed twice',
    ],
    [
      'a second booking of a key',
      (it) => it.event.bookings.push(stored('another', { customerId: 'customer of holder' })),
      'OneEffect: a customer has a booking without a request',
    ],
    [
      'two answers to one key',
      (it) => wishOf(it, 'holder').answers.push({ status: 202, id: 'holder', quantity: 1 }),
      'OneEffect: a repeated request got another answer than the first one',
    ],
    [
      'a ticket that was checked in twice',
      (it) => bookingOf(it, 'holder').history.push({ what: 'checked-in', at: AT, ticket: 1, by: 'door' }),
      'OneEffect: ticket 1 was checked in twice',
    ],
    [
      'a booking that nobody requested',
      (it) => it.event.bookings.push(stored('stranger')),
      'OneEffect: a booking of an unknown customer is stored',
    ],
    [
      'a booking of a rejected request',
      (it) => it.event.bookings.push(stored('refused')),
      'OneEffect: a rejected request made a booking',
    ],
    [
      'a waitlisted booking of a request that would not wait',
      (it) => {
        Object.assign(wishOf(it, 'unknown'), { onSoldOut: 'reject' });
        it.event.bookings.push(stored('unknown', { status: 'waitlisted', history: [leaving] }));
      },
      'OneEffect: a request with onSoldOut "reject" left a booking unserved',
    ],
    [
      'a 202 for a request that would not wait',
      (it) => Object.assign(wishOf(it, 'waiter'), { onSoldOut: 'reject' }),
      'HonestAnswer: a request with onSoldOut "reject" was answered "waitlisted"',
    ],
    [
      'a request that would not wait and joined as one that waits',
      (it) => {
        Object.assign(wishOf(it, 'holder'), { onSoldOut: 'reject' });
        bookingOf(it, 'holder').history = [historyEntry('joined', 1), historyEntry('promoted', 1)];
      },
      'OneEffect: a request with onSoldOut "reject" joined the waitlist to stay',
    ],
    [
      'a request that would not wait and got an offer',
      (it) => {
        Object.assign(wishOf(it, 'holder'), { onSoldOut: 'reject' });
        bookingOf(it, 'holder').history = [leaving, historyEntry('offered', 1), historyEntry('accepted', 1)];
      },
      'OneEffect: a request with onSoldOut "reject" got an offer or only a part of its tickets',
    ],
    [
      'a waiter who is treated as a request that would not wait',
      (it) => Object.assign(bookingOf(it, 'waiter').history[0] ?? {}, { leavesUnserved: true }),
      'OneEffect: a request with onSoldOut "waitlist" was not allowed to wait',
    ],
    [
      'waiting that ended during sales',
      (it) =>
        Object.assign(
          bookingOf(it, 'waiter'),
          endedWaiting({ what: 'expired', at: AT, quantity: 2, because: 'sales-closed' }),
        ),
      'OnTime: its place in the waitlist or its offer ended too soon',
    ],
    [
      'waiting that ended like an offer',
      (it) => Object.assign(bookingOf(it, 'waiter'), endedWaiting({ what: 'expired', at: AT, quantity: 2 })),
      'OnTime: its place in the waitlist or its offer ended too soon',
    ],
    [
      'a waiter after the end of sales',
      (it) => Object.assign(it.record, { salesCloseAt: AT }),
      'OnTime: it is waitlisted after sales have closed',
    ],
    [
      'a wrong count of booked tickets',
      (it) => Object.assign(it.event, { booked: 4 }),
      'NoLostTicket: 3 tickets are held, 4 are counted as booked',
    ],
    [
      'a cancellation that nobody requested',
      (it) => Object.assign(wishOf(it, 'leaver'), { acts: [] }),
      'OneEffect: 1 tickets are cancelled, the cancellation of 0 was requested',
    ],
    [
      'a waiter for whom there are enough free tickets',
      (it) => {
        without(it, 'parter');
        it.event.booked = 1;
      },
      'NoLostTicket: it is waitlisted while 3 tickets are free',
    ],
    [
      'tickets that are neither held nor available',
      (it) => without(it, 'waiter'),
      'NoLostTicket: 1 tickets are free, 0 are shown as available',
    ],
    [
      'more held tickets than the capacity',
      (it) => Object.assign(it.event, { capacity: 2 }),
      'NoOversell: 3 of 2 tickets are held',
    ],
    [
      'an offer that is open after its expiry',
      (it) => Object.assign(bookingOf(it, 'holder'), { status: 'offered' }),
      'OnTime: an offer is open long after it expired',
    ],
    [
      'an audit that fails',
      (it) =>
        it.event.findings.push({ guarantee: 'NoOvertaking', holds: false, evidence: 'e', offenders: ['o'] }),
      'NoOvertaking: the audit found: e [o]',
    ],
    ['a dead letter', (it) => Object.assign(it.event, { deadLetters: 1 }), 'NoLostTicket: 1 dead letters'],
    [
      'a message left in the queue',
      (it) => Object.assign(it.event, { messages: 2 }),
      'NoLostTicket: 2 messages are still queued',
    ],
    [
      'an undocumented answer',
      (it) => it.record.oddAnswers.push('an answer was 500'),
      'HonestAnswer: an answer was 500',
    ],
  ])('a negative control: it finds %s', (_, change, says) => {
    expect(saysAfter(change)).toContain(says);
  });
});

describe('A soak', () => {
  const scene: Scene = {
    kind: 'small',
    capacity: 8,
    customers: 16,
    waitlist: { policy: 'strict' },
    raise: 2,
    arrivalsMs: 3_000,
    staysMs: 4_000,
  };

  test('of one small event with a service that is killed every second loses nothing', async () => {
    const tally = newTally();
    const stage = await startTestedService([scene]);
    try {
      await stage.start();
      await playRound(stage, [scene], chanceOf(7), tally, { leastMs: 500, mostMs: 1_000 });
    } finally {
      await stage.close(false);
    }
    expect(tally.violations).toEqual([]);
    expect(tally.kills).toBeGreaterThan(0);
    expect(tally).toMatchObject({ rounds: 1, events: 1 });
    expect(tally.acknowledgedWishes).toBeGreaterThan(8);
  });

  test('draws its random numbers from the seed', () => {
    const draw = (seed: number) => Array.from({ length: 5 }, chanceOf(seed).next);
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });
});
