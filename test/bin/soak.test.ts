import { afterAll, describe, expect, test } from '@jest/globals';
import { endServiceProcesses } from '../../bin/local/service-process.ts';
import { chanceOf } from '../../bin/soak/chance.ts';
import { judgeEvent } from '../../bin/soak/judge.ts';
import { readOptions } from '../../bin/soak/options.ts';
import type { EventRecord, StoredBooking, StoredEvent, StoredFact, Wish } from '../../bin/soak/records.ts';
import { newTally, playRound } from '../../bin/soak/rounds.ts';
import type { Scene } from '../../bin/soak/scenes.ts';
import { openStage } from '../../bin/soak/stage.ts';

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

const fact = (what: string, quantity: number, by?: string) => ({ what, at: AT, quantity, ...(by && { by }) });
/** How a request that would not wait joins the line. */
const leaving: StoredFact = { what: 'joined', at: AT, quantity: 1, leavesUnserved: true };
const endedWaiting = (end: StoredFact): Partial<StoredBooking> => ({
  status: 'cancelled',
  quantity: 0,
  history: [fact('joined', 2), end],
});
const waiting = { status: 202, id: 'waiter', quantity: 2 };

/** Four tickets: three held, one free; one waits for two, one gave a ticket up, one is unknown and not there. */
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
    stored('holder', { history: [fact('booked', 1), { what: 'checked-in', at: AT, ticket: 1, by: 'door' }] }),
    stored('parter', {
      quantity: 2,
      history: [fact('booked', 3), fact('cancelled', 1, 'customer of parter'), fact('handed-on', 1)],
    }),
    stored('leaver', {
      status: 'cancelled',
      quantity: 0,
      history: [fact('booked', 1), fact('cancelled', 1, 'customer of leaver'), fact('handed-on', 1)],
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

/** What the judge says of the sound event after `change`. */
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
  test('finds nothing where everything acknowledged is stored', () => {
    expect(saysAfter(() => undefined)).toEqual([]);
  });

  test('lets an unknown request have its effect or not', () => {
    const happened = ({ event }: Sound) => {
      event.bookings.push(stored('unknown'));
      event.booked += 1;
    };
    expect(saysAfter(happened)).toEqual([]);
  });

  test('lets a request that would not wait be served from the line, or unknown and gone', () => {
    const served = (sound: Sound) => {
      Object.assign(wishOf(sound, 'holder'), { onSoldOut: 'reject' });
      bookingOf(sound, 'holder').history.splice(0, 1, leaving, fact('promoted', 1));
      Object.assign(wishOf(sound, 'unknown'), { onSoldOut: 'reject' });
    };
    expect(saysAfter(served)).toEqual([]);
  });

  test('lets a place in the line end with the sale', () => {
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
      'a lost cancellation of a part',
      (it) => Object.assign(bookingOf(it, 'parter'), stored('parter', { quantity: 3 })),
      'Durable: 1 tickets were given up, 0 are',
    ],
    ['a lost check-in', (it) => bookingOf(it, 'holder').history.pop(), 'Durable: the check-in of 1 is lost'],
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
      'tickets that turned into a place in the line',
      (it) => Object.assign(wishOf(it, 'waiter'), { answers: [{ ...waiting, status: 201 }] }),
      'Durable: tickets were acknowledged and are only waited for',
    ],
    [
      'a double in the list',
      (it) => it.event.bookings.push(stored('holder')),
      'OneEffect: a booking is stored twice',
    ],
    [
      'a second booking of a key',
      (it) => it.event.bookings.push(stored('another', { customerId: 'customer of holder' })),
      'OneEffect: a customer has a booking beside those asked for',
    ],
    [
      'two answers to one key',
      (it) => wishOf(it, 'holder').answers.push({ status: 202, id: 'holder', quantity: 1 }),
      'OneEffect: a repeat was answered otherwise than the first time',
    ],
    [
      'a ticket that came in twice',
      (it) => bookingOf(it, 'holder').history.push({ what: 'checked-in', at: AT, ticket: 1, by: 'door' }),
      'OneEffect: ticket 1 is checked in twice',
    ],
    [
      'a booking that nobody asked for',
      (it) => it.event.bookings.push(stored('stranger')),
      'OneEffect: a booking that nobody asked for',
    ],
    [
      'a booking that was refused',
      (it) => it.event.bookings.push(stored('refused')),
      'OneEffect: a refused request made a booking',
    ],
    [
      'a booking that a request left in the line when it would not wait',
      (it) => {
        Object.assign(wishOf(it, 'unknown'), { onSoldOut: 'reject' });
        it.event.bookings.push(stored('unknown', { status: 'waitlisted', history: [leaving] }));
      },
      'OneEffect: it would not wait, and was left unserved',
    ],
    [
      'a place in the line for a request that would not wait',
      (it) => Object.assign(wishOf(it, 'waiter'), { onSoldOut: 'reject' }),
      'HonestAnswer: it would not wait, and was answered with a place in the line',
    ],
    [
      'a request that would not wait and joined to stay',
      (it) => {
        Object.assign(wishOf(it, 'holder'), { onSoldOut: 'reject' });
        bookingOf(it, 'holder').history = [fact('joined', 1), fact('promoted', 1)];
      },
      'OneEffect: it would not wait, and joined to stay',
    ],
    [
      'a request that would not wait and was made an offer',
      (it) => {
        Object.assign(wishOf(it, 'holder'), { onSoldOut: 'reject' });
        bookingOf(it, 'holder').history = [leaving, fact('offered', 1), fact('accepted', 1)];
      },
      'OneEffect: it would not wait, and was served otherwise than whole',
    ],
    [
      'a waiter who is treated as one that would not wait',
      (it) => Object.assign(bookingOf(it, 'waiter').history[0] ?? {}, { leavesUnserved: true }),
      'OneEffect: it would have waited, and was not to',
    ],
    [
      'a place in the line that ended while sales went on',
      (it) =>
        Object.assign(
          bookingOf(it, 'waiter'),
          endedWaiting({ what: 'expired', at: AT, quantity: 2, because: 'sales-closed' }),
        ),
      'OnTime: its place or its offer ended too soon',
    ],
    [
      'a place in the line that ended as if it were an offer',
      (it) => Object.assign(bookingOf(it, 'waiter'), endedWaiting({ what: 'expired', at: AT, quantity: 2 })),
      'OnTime: its place or its offer ended too soon',
    ],
    [
      'a waiter who is left after the sale',
      (it) => Object.assign(it.record, { salesCloseAt: AT }),
      'OnTime: it waits, and sales are over',
    ],
    [
      'a count of booked tickets that is wrong',
      (it) => Object.assign(it.event, { booked: 4 }),
      'NoLostTicket: 3 tickets are held, 4 are counted as booked',
    ],
    [
      'a cancellation that nobody asked for',
      (it) => Object.assign(wishOf(it, 'leaver'), { acts: [] }),
      'OneEffect: 1 tickets are given up, 0 were asked for',
    ],
    [
      'a waiter whose tickets are there',
      (it) => {
        without(it, 'parter');
        it.event.booked = 1;
      },
      'NoLostTicket: it waits, and 3 tickets are free',
    ],
    [
      'tickets that nobody can have',
      (it) => without(it, 'waiter'),
      'NoLostTicket: 1 tickets are not held, 0 can be had',
    ],
    [
      'more tickets than there are',
      (it) => Object.assign(it.event, { capacity: 2 }),
      'NoOversell: 3 of 2 tickets are held',
    ],
    [
      'an offer that stays open',
      (it) => Object.assign(bookingOf(it, 'holder'), { status: 'offered' }),
      'OnTime: an offer is open long after its time',
    ],
    [
      'an audit that fails',
      (it) =>
        it.event.findings.push({ guarantee: 'NoOvertaking', holds: false, evidence: 'e', offenders: ['o'] }),
      'NoOvertaking: the audit says: e [o]',
    ],
    ['a dead letter', (it) => Object.assign(it.event, { deadLetters: 1 }), 'NoLostTicket: 1 dead letters'],
    [
      'a message left over',
      (it) => Object.assign(it.event, { messages: 2 }),
      'NoLostTicket: 2 messages are still queued',
    ],
    [
      'an answer that is none of the contract',
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

  test('of one small event, killed every second, loses nothing', async () => {
    const tally = newTally();
    const stage = await openStage([scene]);
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

  test('takes its chances from the seed', () => {
    const draw = (seed: number) => Array.from({ length: 5 }, chanceOf(seed).next);
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  test('says what it does not understand', () => {
    expect(() => readOptions(['--minutes', 'ten'])).toThrow(/--minutes takes a number above 0, not "ten"/);
    expect(() => readOptions(['--seed', '-1'])).toThrow(/--seed/);
    expect(() => readOptions(['--hours', '1'])).toThrow(/npm run soak -- \[options\]/);
  });
});
