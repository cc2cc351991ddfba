/** The rule by which a simulated run decides whether everybody was told: one violation of each kind is found. */
import { describe, expect, test } from '@jest/globals';
import type { Booking, HistoryEntry } from '../../functions/domain/model/booking.ts';
import { aSoundEvent, booked, joined, minute, promoted } from '../kit/sound-event.ts';
import { type ToldNotice, toldWrongly, untoldIn } from './notices/check-told.ts';

const offered: HistoryEntry = {
  what: 'offered',
  at: minute(101),
  quantity: 1,
  promotionNumber: 1,
  expiresAt: minute(111),
};
const acted = (what: 'accepted' | 'declined' | 'expired' | 'lapsed' | 'event-cancelled'): HistoryEntry => ({
  what,
  at: minute(105),
  quantity: 1,
});
const left: HistoryEntry = { what: 'left', at: minute(100), quantity: 1, by: 'x' };
const cancelled: HistoryEntry = { what: 'cancelled', at: minute(100), quantity: 1, by: 'x' };

const erased: HistoryEntry = { what: 'person-erased', at: minute(101), by: 'x' };
const transferred: HistoryEntry = {
  what: 'ticket-transferred',
  at: minute(2),
  ticket: 1,
  newTicket: 3,
  by: 'x',
  transferId: 't',
};

const aBooking = (...history: HistoryEntry[]): Booking => ({
  ...aSoundEvent('e').bookings.whole,
  id: 'b',
  history,
});

const mail = (entry: number, kind: string, fields: Partial<ToldNotice> = {}): ToldNotice => ({
  bookingId: 'b',
  entry,
  kind,
  at: 0,
  mayRepeat: false,
  isAbandoned: false,
  ...fields,
});

/** What is told of the transfer in entry 1. */
const TRANSFERRED = [mail(1, 'ticket-received'), mail(1, 'ticket-transferred')];

const wrongWith = (history: HistoryEntry[], ...mails: ToldNotice[]) =>
  toldWrongly([aBooking(...history)], mails).map((says) => says.replace('the customer of b ', ''));

describe('Mails are right', () => {
  test.each<[string, HistoryEntry[], ToldNotice[]]>([
    ['of a booking', [booked(1, 1)], [mail(0, 'booked')]],
    ['of a place that a promotion overtook', [joined(1, 1), promoted(1, 1)], [mail(1, 'promoted')]],
    ['of an accepted offer', [joined(1, 1), offered, acted('accepted')], [mail(2, 'offer-accepted')]],
    ['of an offer that ran out', [joined(1, 1), offered, acted('expired')], [mail(2, 'offer-ended')]],
    ['of an offer that lapsed', [joined(1, 1), offered, acted('lapsed')], [mail(2, 'offer-lapsed')]],
    [
      'of a wait that ended after it',
      [joined(1, 1), offered, acted('lapsed'), acted('expired')],
      [mail(2, 'offer-lapsed'), mail(3, 'wait-ended')],
    ],
    ['of a wait that ended', [joined(1, 1), acted('expired')], [mail(1, 'wait-ended')]],
    [
      'of a cancelled event',
      [booked(1, 1), acted('event-cancelled')],
      [mail(0, 'booked'), mail(1, 'event-cancelled')],
    ],
    ['of one act in two entries', [booked(1, 1), left, cancelled], [mail(0, 'booked'), mail(2, 'cancelled')]],
    [
      'of a transferred ticket that was cancelled',
      [booked(2, 1), transferred, { ...cancelled, quantity: 2 } as HistoryEntry],
      [mail(0, 'booked'), ...TRANSFERRED, mail(2, 'cancelled', { toHolderOf: 3 }), mail(2, 'cancelled')],
    ],
    [
      'of one that ended with its event before its holder was sent it',
      [booked(2, 1), transferred, acted('event-cancelled')],
      [
        mail(0, 'booked'),
        mail(1, 'ticket-transferred'),
        mail(2, 'event-cancelled', { toHolderOf: 3 }),
        mail(2, 'event-cancelled'),
      ],
    ],
    [
      'of a holder who was erased before they were told',
      [booked(2, 1), transferred, { ...cancelled, quantity: 2 } as HistoryEntry, erased],
      [mail(0, 'booked'), ...TRANSFERRED, mail(2, 'cancelled')],
    ],
    [
      'if the sender died before its note',
      [booked(1, 1)],
      [mail(0, 'booked'), mail(0, 'booked', { mayRepeat: true })],
    ],
  ])('%s', (_, history, mails) => {
    expect(wrongWith(history, ...mails)).toEqual([]);
  });
});

describe('It is found that a customer', () => {
  test.each<[string, HistoryEntry[], ToldNotice[]]>([
    ['was not told of entry 0: booked', [booked(1, 1)], []],
    ['was not told of entry 1: offered', [joined(1, 1), offered], [mail(0, 'waitlisted')]],
    ['was told of entry 0 twice', [booked(1, 1)], [mail(0, 'booked'), mail(0, 'booked')]],
    [
      'was told of entry 0 after a later one',
      [booked(1, 1), cancelled],
      [mail(1, 'cancelled'), mail(0, 'booked')],
    ],
    [
      'was told "promoted" of entry 0, which is not in the history',
      [booked(1, 1)],
      [mail(0, 'promoted'), mail(0, 'booked', { mayRepeat: true })],
    ],
    [
      'was told "cancelled" of entry 1, which is not in the history',
      [booked(1, 1)],
      [mail(0, 'booked'), mail(1, 'cancelled')],
    ],
    [
      'was not told of entry 1: ticket-received',
      [booked(2, 1), transferred],
      [mail(0, 'booked'), mail(1, 'ticket-transferred')],
    ],
    [
      'was not told of entry 2: cancelled to the holder of ticket 3',
      [booked(2, 1), transferred, { ...cancelled, quantity: 2 } as HistoryEntry],
      [mail(0, 'booked'), ...TRANSFERRED, mail(2, 'cancelled')],
    ],
    [
      'was told "cancelled" of entry 2 to the holder of ticket 3, which is not in the history',
      [booked(2, 1), transferred, cancelled],
      [mail(0, 'booked'), ...TRANSFERRED, mail(2, 'cancelled', { toHolderOf: 3 }), mail(2, 'cancelled')],
    ],
    [
      'was told of entry 2 twice',
      [booked(2, 1), transferred, acted('event-cancelled')],
      [
        mail(0, 'booked'),
        ...TRANSFERRED,
        mail(2, 'event-cancelled', { toHolderOf: 3 }),
        mail(2, 'event-cancelled', { toHolderOf: 3 }),
        mail(2, 'event-cancelled'),
      ],
    ],
  ])('%s', (says, history, mails) => {
    expect(wrongWith(history, ...mails)).toEqual([says]);
  });

  test('of a booking that is not stored was told something', () => {
    expect(toldWrongly([], [mail(0, 'booked')])).toHaveLength(1);
  });

  test('was not told is named by the booking', () => {
    const told = aBooking(booked(1, 1));
    const untold = { ...told, id: 'c' };
    expect(untoldIn([told, untold], [mail(0, 'booked')])).toEqual([untold]);
  });
});
