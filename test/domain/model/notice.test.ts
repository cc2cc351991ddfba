/** Which history entries a customer is told, and with which numbers. */
import { describe, expect, test } from '@jest/globals';
import type { Booking, HistoryEntry } from '../../../functions/domain/model/booking.ts';
import type { Event } from '../../../functions/domain/model/event.ts';
import {
  changeNoticesOf,
  isOvertaken,
  type Notice,
  noticesOf,
  reminderAt,
  reminderOf,
} from '../../../functions/domain/model/notice.ts';
import { aBooking } from '../../kit/booking.ts';

const of = (history: HistoryEntry[], fields: Partial<Booking> = {}): Notice[] =>
  noticesOf(aBooking({ history, ...fields }));

/** A notice as `kind: quantity, held, waitsFor`. */
const short = ({ kind, quantity, held, waitsFor }: Notice) => `${kind}: ${quantity}, ${held}, ${waitsFor}`;
const told = (history: HistoryEntry[], fields: Partial<Booking> = {}) => of(history, fields).map(short);

/** An event without quiet hours. */
const PLAIN: Pick<Event, 'waitlist'> = { waitlist: { enabled: true, policy: 'strict' } };
const JOINED: HistoryEntry = { what: 'joined', at: 1, quantity: 3 };
const OFFERED: HistoryEntry = { what: 'offered', at: 2, quantity: 3, promotionNumber: 1, expiresAt: 9 };
const PROMOTED: HistoryEntry = { what: 'promoted', at: 2, quantity: 3, promotionNumber: 1 };
const PASSED: HistoryEntry = { what: 'passed', at: 2, quantity: 3, heldBackSince: 1, promotions: 0 };
const BOOKED: HistoryEntry = { what: 'booked', at: 1, quantity: 3 };
const HANDED_ON: HistoryEntry = { what: 'handed-on', at: 5, quantity: 3 };

describe('A customer is told', () => {
  test('that tickets are booked, and what a cancellation leaves', () => {
    const history: HistoryEntry[] = [
      BOOKED,
      { what: 'cancelled', at: 2, quantity: 1, by: 'customer' },
      { what: 'handed-on', at: 3, quantity: 1 },
      { what: 'cancelled', at: 4, quantity: 2, by: 'customer' },
    ];
    expect(told(history)).toEqual(['booked: 3, 3, 0', 'cancelled: 1, 2, 0', 'cancelled: 2, 0, 0']);
  });

  test('the joining, each grant and the promotion', () => {
    const history: HistoryEntry[] = [
      JOINED,
      { what: 'place-confirmed', at: 1, quantity: 3 },
      { what: 'granted', at: 2, quantity: 1, promotionNumber: 1 },
      { what: 'promoted', at: 3, quantity: 2, promotionNumber: 2 },
    ];
    expect(told(history)).toEqual(['waitlisted: 3, 0, 3', 'part-granted: 1, 1, 2', 'promoted: 2, 3, 0']);
  });

  test('that others may pass the booking, unless it is served before that is sent', () => {
    const notices = of([JOINED, PASSED, { ...PROMOTED, at: 3 }]);
    expect(notices.map(short)).toEqual(['waitlisted: 3, 0, 3', 'passed: 3, 0, 3', 'promoted: 3, 3, 0']);
    expect(notices.map((notice) => isOvertaken(notice, notices))).toEqual([true, true, false]);
  });

  test('an offer with its end, and its acceptance', () => {
    const notices = of([JOINED, OFFERED, { what: 'accepted', at: 3, quantity: 3 }]);
    expect(notices.map(short)).toEqual([
      'waitlisted: 3, 0, 3',
      'offered: 3, 3, 0',
      'offer-accepted: 3, 3, 0',
    ]);
    expect(notices[1]).toMatchObject({ entry: 1, at: 2, expiresAt: 9 });
  });

  test('that tickets were added, and of the link that somebody asked for', () => {
    const history: HistoryEntry[] = [
      BOOKED,
      { what: 'added', at: 2, quantity: 2, total: 5, by: 'customer', additionId: 'a' },
      { what: 'link-requested', at: 3 },
    ];
    expect(told(history)).toEqual(['booked: 3, 3, 0', 'tickets-added: 2, 5, 0', 'link: 5, 5, 0']);
    const granted = { what: 'granted' as const, at: 2, quantity: 1, promotionNumber: 1 };
    const asked = of([JOINED, granted, { what: 'link-requested', at: 4 }]).at(-1);
    expect(asked).toEqual({ kind: 'link', entry: 2, at: 4, quantity: 3, held: 1, waitsFor: 2 });
  });

  test.each([
    ['customer', {}],
    ['organizer', { isByOrganizer: true }],
  ])('of a transfer by the %s, after the new holder', (by, who) => {
    const moved = { what: 'ticket-transferred' as const, at: 2, ticket: 1, newTicket: 4, transferId: 't' };
    const about = { entry: 1, at: 2, quantity: 1, held: 3, waitsFor: 0, ticket: 1, newTicket: 4 };
    expect(of([BOOKED, { ...moved, by }]).slice(1)).toEqual([
      { ...about, kind: 'ticket-received' },
      { ...about, kind: 'ticket-transferred', ...who },
    ]);
  });

  test('that an offer was declined', () => {
    expect(told([JOINED, OFFERED, { what: 'declined', at: 3, quantity: 3 }, HANDED_ON]).at(-1)).toBe(
      'offer-declined: 3, 0, 0',
    );
  });

  test('that an offer ran out, or ended with the sale', () => {
    const ranOut = of([JOINED, OFFERED, { what: 'expired', at: 9, quantity: 3 }, HANDED_ON]).at(-1);
    expect(ranOut).toEqual({ kind: 'offer-ended', entry: 2, at: 9, quantity: 3, held: 0, waitsFor: 0 });
    const closed = of([JOINED, OFFERED, { what: 'expired', at: 9, quantity: 3, because: 'sales-closed' }]).at(
      -1,
    );
    expect(closed).toMatchObject({ kind: 'offer-ended', because: 'sales-closed' });
  });

  test('that the wait ended, with the tickets that remain', () => {
    const history: HistoryEntry[] = [
      JOINED,
      { what: 'granted', at: 2, quantity: 1, promotionNumber: 1 },
      { what: 'expired', at: 9, quantity: 2, because: 'sales-closed' },
    ];
    expect(of(history).at(-1)).toMatchObject({
      kind: 'wait-ended',
      held: 1,
      waitsFor: 0,
      because: 'sales-closed',
    });
  });

  test('that the wait ended, if nothing was granted', () => {
    const closed: HistoryEntry = { what: 'expired', at: 9, quantity: 3, because: 'sales-closed' };
    expect(told([JOINED, closed])).toEqual(['waitlisted: 3, 0, 3', 'wait-ended: 3, 0, 0']);
  });

  test('each of two cancellations at the same instant', () => {
    const cancelled: HistoryEntry = { what: 'cancelled', at: 2, quantity: 1, by: 'customer' };
    expect(told([BOOKED, cancelled, cancelled])).toEqual([
      'booked: 3, 3, 0',
      'cancelled: 1, 2, 0',
      'cancelled: 1, 1, 0',
    ]);
  });

  test('once of an act that leaves the waitlist and gives up tickets', () => {
    const trace = { at: 3, by: 'customer' };
    const history: HistoryEntry[] = [
      JOINED,
      { what: 'granted', at: 2, quantity: 1, promotionNumber: 1 },
      { what: 'left', quantity: 2, ...trace },
      { what: 'cancelled', quantity: 1, ...trace },
      HANDED_ON,
    ];
    expect(told(history).slice(2)).toEqual(['cancelled: 3, 0, 0']);
    expect(of(history).at(-1)?.entry).toBe(3);
  });

  test('each of two acts of the same kind', () => {
    const history: HistoryEntry[] = [
      JOINED,
      { what: 'left', at: 3, quantity: 1, by: 'customer' },
      { what: 'left', at: 3, quantity: 1, by: 'customer' },
    ];
    expect(told(history).slice(1)).toEqual(['cancelled: 1, 0, 2', 'cancelled: 1, 0, 1']);
  });

  test('who cancelled, and the reason that the organizer stated', () => {
    const by = (entry: Partial<HistoryEntry>) =>
      of([BOOKED, { what: 'cancelled', at: 2, quantity: 3, ...entry } as HistoryEntry]).at(-1);
    expect(by({ by: 'customer', why: 'ill' })).not.toHaveProperty('isByOrganizer');
    expect(by({ by: 'customer', why: 'ill' })).not.toHaveProperty('reason');
    expect(by({ by: 'organizer', why: 'a duplicate' })).toMatchObject({
      kind: 'cancelled',
      isByOrganizer: true,
      reason: 'a duplicate',
    });
    expect(by({ by: 'organizer' })).not.toHaveProperty('reason');
  });

  test('that the event is cancelled, whether tickets were held, waited for, or both', () => {
    const waiting: HistoryEntry = { what: 'left', at: 5, quantity: 3 };
    expect(told([JOINED, waiting]).at(-1)).toBe('event-cancelled: 3, 0, 0');
    expect(told([BOOKED, { what: 'event-cancelled', at: 5, quantity: 3 }, HANDED_ON]).at(-1)).toBe(
      'event-cancelled: 3, 0, 0',
    );
    const part: HistoryEntry[] = [
      JOINED,
      { what: 'granted', at: 2, quantity: 1, promotionNumber: 1 },
      { what: 'left', at: 5, quantity: 2 },
      { what: 'event-cancelled', at: 5, quantity: 1 },
    ];
    expect(told(part).slice(2)).toEqual(['event-cancelled: 3, 0, 0']);
  });

  test('that tickets are booked, if the request waited for its own promotion', () => {
    const unserved: HistoryEntry = { ...JOINED, leavesUnserved: true } as HistoryEntry;
    expect(told([unserved])).toEqual([]);
    expect(told([unserved, PROMOTED])).toEqual(['booked: 3, 3, 0']);
    const atOnce: HistoryEntry = { what: 'answered-at-once', at: 3, quantity: 3 };
    expect(told([JOINED, PROMOTED, atOnce])).toEqual(['waitlisted: 3, 0, 3', 'booked: 3, 3, 0']);
  });

  test('nothing of the door', () => {
    const scan = { at: 7, ticket: 1, by: 'organizer', scanId: 'scan' };
    const history: HistoryEntry[] = [
      BOOKED,
      { what: 'checked-in', ...scan },
      { what: 'check-in-undone', ...scan, reason: 'a slip' },
    ];
    expect(told(history)).toEqual(['booked: 3, 3, 0']);
  });
});

test('A notice that asks to wait or to act is overtaken by a later one, and no other is', () => {
  const notices = of([JOINED, OFFERED, { what: 'accepted', at: 3, quantity: 3 }]);
  expect(notices.map((notice) => isOvertaken(notice, notices))).toEqual([true, true, false]);
  const [first] = of([JOINED]);
  expect(first && isOvertaken(first, [first])).toBe(false);
  const booked = of([BOOKED, { what: 'cancelled', at: 2, quantity: 3, by: 'customer' }]);
  expect(booked.map((notice) => isOvertaken(notice, booked))).toEqual([false, false]);
  const asked = of([JOINED, { what: 'link-requested', at: 2 }]);
  expect(asked.map((notice) => isOvertaken(notice, asked))).toEqual([false, false]);
});

describe('A reminder of an offer', () => {
  const MINUTE = 60_000;
  const anOffer = (minutes: number, fields: Partial<Booking> = {}) => {
    const expiresAt = 2 + minutes * MINUTE;
    return aBooking({
      status: 'offered',
      offerExpiresAt: expiresAt,
      history: [JOINED, { ...OFFERED, expiresAt } as HistoryEntry],
      ...fields,
    });
  };

  test('is due at half of its time, until it runs out', () => {
    const offer = anOffer(10);
    expect(reminderAt(offer, PLAIN)).toBe(2 + 5 * MINUTE);
    expect(reminderOf(offer, PLAIN, 1 + 5 * MINUTE)).toBeUndefined();
    expect(reminderOf(offer, PLAIN, 2 + 5 * MINUTE)).toMatchObject({
      kind: 'offer-reminder',
      entry: 1,
      at: 2 + 5 * MINUTE,
      quantity: 3,
      expiresAt: 2 + 10 * MINUTE,
    });
    expect(reminderOf(offer, PLAIN, 2 + 10 * MINUTE)).toBeUndefined();
  });

  test('is due as before after a part of the offer was given back', () => {
    const offer = anOffer(10);
    const part: HistoryEntry = { what: 'cancelled', at: 3, quantity: 1, by: 'customer' };
    const less = { ...offer, quantity: 2, history: [...offer.history, part] };
    expect(reminderAt(less, PLAIN)).toBe(2 + 5 * MINUTE);
    expect(reminderOf(less, PLAIN, 2 + 5 * MINUTE)).toMatchObject({ kind: 'offer-reminder', entry: 1 });
  });

  test('is not sent for less than ten minutes, and not for a booking without an offer', () => {
    expect(reminderAt(anOffer(9), PLAIN)).toBeUndefined();
    expect(reminderAt(anOffer(60, { status: 'confirmed' }), PLAIN)).toBeUndefined();
    expect(reminderAt(aBooking({ status: 'offered', history: [JOINED] }), PLAIN)).toBeUndefined();
  });
});

describe('A change of the event', () => {
  const event = { toldChange: { revision: 4, at: 5 } };

  test('is told with what the booking holds and waits for, and the end of its offer', () => {
    expect(changeNoticesOf(aBooking(), event, 6)).toStrictEqual([
      {
        kind: 'event-changed',
        entry: 4,
        at: 5,
        quantity: 3,
        held: 3,
        waitsFor: 0,
      },
    ]);
    expect(changeNoticesOf(aBooking({ status: 'waitlisted', granted: 1 }), event, 6)).toMatchObject([
      {
        held: 1,
        waitsFor: 2,
      },
    ]);
    const offer = aBooking({ status: 'offered', offerExpiresAt: 9 });
    expect(changeNoticesOf(offer, event, 6)).toMatchObject([{ held: 3, waitsFor: 0, expiresAt: 9 }]);
  });

  test('is not told to who booked later, has no booking any more, or would not wait', () => {
    const at = (instant: number): Partial<Booking> => ({
      history: [{ ...BOOKED, at: instant } as HistoryEntry],
    });
    expect(changeNoticesOf(aBooking(at(5)), event, 6)).toHaveLength(1);
    expect(changeNoticesOf(aBooking(at(6)), event, 6)).toEqual([]);
    expect(changeNoticesOf(aBooking({ status: 'cancelled', quantity: 0 }), event, 6)).toEqual([]);
    expect(changeNoticesOf(aBooking({ status: 'offered', offerExpiresAt: 6 }), event, 6)).toEqual([]);
    const unserved = { ...JOINED, leavesUnserved: true } as HistoryEntry;
    expect(changeNoticesOf(aBooking({ status: 'waitlisted', history: [unserved] }), event, 6)).toEqual([]);
    expect(changeNoticesOf(aBooking({ history: [] }), event, 6)).toEqual([]);
    expect(changeNoticesOf(aBooking(), {}, 6)).toEqual([]);
  });
});
