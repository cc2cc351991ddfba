/** Which notice of a booking is sent next, and when the sender looks again. */
import { describe, expect, test } from '@jest/globals';
import type { Booking, HistoryEntry } from '../../../functions/domain/model/booking.ts';
import type { Event } from '../../../functions/domain/model/event.ts';
import { JOIN_IS_FINAL_MS, NOTICE_AGE_LIMIT_MS } from '../../../functions/domain/model/limits.ts';
import { EMPTY_LOG, type NoticeLog, type NoticeRecord } from '../../../functions/domain/model/notice-log.ts';
import { nextLookAt, planNotice } from '../../../functions/domain/model/plan-notice.ts';
import { aBooking } from '../../kit/booking.ts';

const HOUR = 60 * 60 * 1000;
const EVENT = { waitlist: {} } as Event;
const BOOKED: HistoryEntry = { what: 'booked', at: 1, quantity: 3 };
const CANCELLED: HistoryEntry = { what: 'cancelled', at: 2, quantity: 1, by: 'customer' };
const TRANSFERRED: HistoryEntry = {
  what: 'ticket-transferred',
  at: 2,
  ticket: 2,
  newTicket: 4,
  by: 'customer',
  transferId: 'transfer',
};
const JOINED: HistoryEntry = { what: 'joined', at: 1, quantity: 3 };
const PROMOTED: HistoryEntry = { what: 'promoted', at: 2, quantity: 3, promotionNumber: 1 };
const OFFERED: HistoryEntry = {
  what: 'offered',
  at: 2,
  quantity: 3,
  promotionNumber: 1,
  expiresAt: 2 + HOUR,
};

const plan = (
  history: HistoryEntry[],
  {
    log = {},
    now = 10,
    event = EVENT,
    ...fields
  }: { log?: Partial<NoticeLog>; now?: number; event?: Event } & Partial<Booking> = {},
) => {
  const planned = planNotice(event, aBooking({ history, ...fields }), { ...EMPTY_LOG, ...log }, now);
  const { skipped, next, handledEntries } = planned;
  return { skipped, next: next && `${next.kind} ${next.entry}`, handledEntries };
};

const anOffer = { status: 'offered' as const, offerExpiresAt: 2 + HOUR };
const reminded: NoticeRecord = { entry: 1, kind: 'offer-reminder', at: 5, outcome: 'sent' };

describe('The next notice', () => {
  test('is the first of the history that is not handled, in its order', () => {
    expect(plan([BOOKED, CANCELLED])).toEqual({ skipped: [], next: 'booked 0', handledEntries: 1 });
    expect(plan([BOOKED, CANCELLED], { log: { handledEntries: 1 } })).toEqual({
      skipped: [],
      next: 'cancelled 1',
      handledEntries: 2,
    });
    expect(plan([BOOKED, CANCELLED], { log: { handledEntries: 2 } })).toEqual({
      skipped: [],
      next: undefined,
      handledEntries: 2,
    });
  });

  test('of a transfer is first that of the new holder, unless the new ticket is void, then that of the customer', () => {
    const log = { handledEntries: 1 };
    const received: NoticeRecord = { entry: 1, kind: 'ticket-received', at: 5, outcome: 'sent' };
    expect(plan([BOOKED, TRANSFERRED], { log })).toEqual({
      skipped: [],
      next: 'ticket-received 1',
      handledEntries: 1,
    });
    const second = { skipped: [], next: 'ticket-transferred 1', handledEntries: 2 };
    expect(plan([BOOKED, TRANSFERRED], { log: { ...log, records: [received] } })).toEqual(second);
    const cancelled: HistoryEntry = { ...CANCELLED, tickets: [4] };
    expect(plan([BOOKED, TRANSFERRED, cancelled], { log })).toEqual({
      ...second,
      skipped: [{ ...received, at: 10, outcome: 'overtaken' }],
    });
  });

  test('comes after those that were overtaken, which are recorded', () => {
    expect(plan([JOINED, PROMOTED])).toEqual({
      skipped: [{ entry: 0, kind: 'waitlisted', at: 10, outcome: 'overtaken' }],
      next: 'promoted 1',
      handledEntries: 2,
    });
  });

  test('is none of a join that its request may remove, until that cannot be any more', () => {
    const waiting = { status: 'waitlisted' as const };
    const planAt = (now: number, history: HistoryEntry[], fields: Partial<Booking>) =>
      planNotice(EVENT, aBooking({ history, ...fields }), EMPTY_LOG, now);
    const finalAt = 1 + JOIN_IS_FINAL_MS;
    expect(planAt(finalAt - 1, [JOINED], waiting)).toEqual({
      skipped: [],
      next: undefined,
      handledEntries: 0,
      notBefore: finalAt,
    });
    expect(planAt(finalAt, [JOINED], waiting)).not.toHaveProperty('notBefore');
    const confirmed: HistoryEntry = { what: 'place-confirmed', at: 2, quantity: 3 };
    for (const [history, fields] of [
      [[JOINED, confirmed], waiting],
      [[JOINED], { ...waiting, granted: 1 }],
    ] as const)
      expect(planAt(3, [...history], fields).next?.kind).toBe('waitlisted');
    expect(planAt(finalAt, [JOINED], waiting).next?.kind).toBe('waitlisted');
  });

  test('is none that is older than the limit, and that is recorded', () => {
    const now = 1 + NOTICE_AGE_LIMIT_MS;
    expect(plan([BOOKED], { now: now - 1 }).next).toBe('booked 0');
    expect(plan([BOOKED], { now })).toEqual({
      skipped: [{ entry: 0, kind: 'booked', at: now, outcome: 'too-late' }],
      next: undefined,
      handledEntries: 1,
    });
    expect(plan([JOINED, PROMOTED], { now: now + 1 }).skipped.map(({ outcome }) => outcome)).toEqual([
      'overtaken',
      'too-late',
    ]);
  });

  test('is a change of the event once the history is told, and that once', () => {
    const event = { toldChange: { revision: 4, at: 5 } } as Event;
    const told: NoticeRecord = { entry: 4, kind: 'event-changed', at: 6, outcome: 'sent' };
    expect(plan([BOOKED], { event }).next).toBe('booked 0');
    const log = { handledEntries: 1 };
    expect(plan([BOOKED], { event, log })).toEqual({
      skipped: [],
      next: 'event-changed 4',
      handledEntries: 1,
    });
    expect(plan([BOOKED], { event, log: { ...log, records: [told] } }).next).toBeUndefined();
    expect(plan([BOOKED], { event, log: { ...log, records: [{ ...told, entry: 3 }] } }).next).toBe(
      'event-changed 4',
    );
    expect(plan([BOOKED], { event, log: { ...log, records: [{ ...told, kind: 'booked' }] } }).next).toBe(
      'event-changed 4',
    );
    expect(plan([BOOKED], { event, log, now: 5 + NOTICE_AGE_LIMIT_MS }).next).toBeUndefined();
  });

  test('is a reminder of an open offer at half of its time, and that once', () => {
    const log = { handledEntries: 2 };
    const half = 2 + HOUR / 2;
    expect(plan([JOINED, OFFERED], { ...anOffer, log, now: half - 1 }).next).toBeUndefined();
    expect(plan([JOINED, OFFERED], { ...anOffer, log, now: half })).toEqual({
      skipped: [],
      next: 'offer-reminder 1',
      handledEntries: 2,
    });
    expect(
      plan([JOINED, OFFERED], { ...anOffer, log: { ...log, records: [reminded] }, now: half }).next,
    ).toBeUndefined();
  });
});

describe('The sender looks again', () => {
  const booking = aBooking({ ...anOffer, history: [JOINED, OFFERED] });

  test('when a reminder is due', () => {
    expect(nextLookAt(EVENT, booking, [], 10)).toBe(2 + HOUR / 2);
    expect(nextLookAt(EVENT, booking, [{ ...reminded, entry: 0 }], 10)).toBe(2 + HOUR / 2);
  });

  test('not after the reminder, nor after the offer, nor without one', () => {
    expect(nextLookAt(EVENT, booking, [reminded], 10)).toBeUndefined();
    expect(nextLookAt(EVENT, booking, [], 2 + HOUR)).toBeUndefined();
    expect(nextLookAt(EVENT, aBooking(), [], 10)).toBeUndefined();
  });
});
