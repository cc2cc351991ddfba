/** What the holders of transferred tickets are told, and when: which notices there are, and which of them is next. */
import { describe, expect, test } from '@jest/globals';
import type { Booking, HistoryEntry } from '../../../functions/domain/model/booking.ts';
import type { Event } from '../../../functions/domain/model/event.ts';
import { NOTICE_AGE_LIMIT_MS, RECORDS_TOLD_HOLDERS_LIMIT } from '../../../functions/domain/model/limits.ts';
import {
  changeNoticesOf,
  holderToldOf,
  type Notice,
  noticesOf,
} from '../../../functions/domain/model/notice.ts';
import { EMPTY_LOG, type NoticeLog, type NoticeRecord } from '../../../functions/domain/model/notice-log.ts';
import { planNotice } from '../../../functions/domain/model/plan-notice.ts';
import { aBooking } from '../../kit/booking.ts';

const BOOKED: HistoryEntry = { what: 'booked', at: 1, quantity: 3 };
const moved = (ticket: number, newTicket: number, at = 2): HistoryEntry => ({
  what: 'ticket-transferred',
  at,
  ticket,
  newTicket,
  by: 'customer',
  transferId: `transfer ${newTicket}`,
});
/** A cancellation of tickets 4 and 5, which were transferred, and of 3. */
const CANCELLED = {
  what: 'cancelled' as const,
  at: 3,
  quantity: 3,
  by: 'organizer',
  why: 'ill',
  transferred: [4, 5],
};
const LIFE: HistoryEntry[] = [BOOKED, moved(1, 4), moved(2, 5), CANCELLED];

/** A notice or record as `kind entry`, with the ticket whose holder is told. */
const short = ({ kind, entry, toHolderOf }: Pick<Notice, 'kind' | 'entry' | 'toHolderOf'>) =>
  `${kind} ${entry}${toHolderOf === undefined ? '' : ` to ${toHolderOf}`}`;
const toldOf = (history: HistoryEntry[], fields: Partial<Booking> = {}) =>
  noticesOf(aBooking({ history, ...fields })).map(short);

describe('The holders of transferred tickets are told', () => {
  test('of a cancellation before the customer, without its reason and the other tickets', () => {
    expect(toldOf(LIFE).slice(-3)).toEqual(['cancelled 3 to 4', 'cancelled 3 to 5', 'cancelled 3']);
    expect(noticesOf(aBooking({ history: LIFE })).at(-2)).toStrictEqual({
      kind: 'cancelled',
      entry: 3,
      at: 3,
      quantity: 1,
      held: 0,
      waitsFor: 0,
      isByOrganizer: true,
      toHolderOf: 5,
    });
  });

  test('of the end of the event, also if it ends a wait in the same act', () => {
    const history: HistoryEntry[] = [
      { what: 'joined', at: 1, quantity: 3 },
      { what: 'granted', at: 1, quantity: 1, promotionNumber: 1 },
      moved(1, 2),
      { what: 'left', at: 3, quantity: 2 },
      { what: 'event-cancelled', at: 3, quantity: 1, transferred: [2] },
    ];
    expect(toldOf(history).slice(-2)).toEqual(['event-cancelled 4 to 2', 'event-cancelled 4']);
  });

  test('nothing of an entry that does not name them, as those of an earlier version', () => {
    const { transferred: _none, ...unnamed } = CANCELLED;
    expect(toldOf([BOOKED, moved(1, 4), moved(2, 5), unnamed]).slice(-1)).toEqual(['cancelled 3']);
    expect(toldOf([BOOKED, moved(1, 4), moved(2, 5), unnamed])).toHaveLength(6);
  });

  test('of a change of the event that came after the transfer, before the customer, while their ticket is valid', () => {
    const event = { toldChange: { revision: 7, at: 5, before: { venue: null } } };
    const booking = aBooking({
      history: [BOOKED, moved(1, 4), moved(2, 5, 6), moved(3, 6, 4), moved(6, 7, 5)],
    });
    const notices = changeNoticesOf(booking, event, 9);
    expect(notices.map(short)).toEqual(['event-changed 7 to 4', 'event-changed 7 to 7', 'event-changed 7']);
    expect(notices[0]).toStrictEqual({
      kind: 'event-changed',
      entry: 7,
      at: 5,
      quantity: 1,
      held: 1,
      waitsFor: 0,
      before: { venue: null },
      toHolderOf: 4,
    });
    expect(changeNoticesOf(aBooking({ history: LIFE, status: 'cancelled', quantity: 0 }), event, 9)).toEqual(
      [],
    );
  });
});

test('a notice says whose ticket it is about, if it is not to the customer', () => {
  const notices = noticesOf(aBooking({ history: [BOOKED, moved(1, 4), CANCELLED] }));
  expect(notices.map(holderToldOf)).toEqual([undefined, 4, undefined, 4, 5, undefined]);
});

describe('The next notice', () => {
  const EVENT = { waitlist: {} } as Event;
  const plan = (log: Partial<NoticeLog>, { event = EVENT, history = LIFE } = {}) => {
    const planned = planNotice(event, aBooking({ history }), { ...EMPTY_LOG, ...log }, 10);
    const { next, skipped, handledEntries } = planned;
    const passed = skipped.map((record) => `${short(record)} ${record.outcome}`);
    return { next: next && short(next), skipped: passed, handledEntries };
  };
  const record = (kind: NoticeRecord['kind'], entry: number, toHolderOf?: number): NoticeRecord => ({
    kind,
    entry,
    at: 5,
    outcome: 'sent',
    ...(toHolderOf !== undefined && { toHolderOf }),
  });

  test('of a cancellation is that of each holder, and at last the customer’s, with which the entry is handled', () => {
    const records = [record('ticket-received', 1), record('ticket-received', 2)];
    const steps: [NoticeRecord | undefined, string, number][] = [
      [undefined, 'cancelled 3 to 4', 3],
      [record('cancelled', 3, 4), 'cancelled 3 to 5', 3],
      [record('cancelled', 3, 5), 'cancelled 3', 4],
    ];
    for (const [told, next, handledEntries] of steps) {
      if (told !== undefined) records.push(told);
      expect(plan({ handledEntries: 3, records })).toEqual({ next, skipped: [], handledEntries });
    }
    expect(plan({ handledEntries: 4, records })).toEqual({ next: undefined, skipped: [], handledEntries: 4 });
  });

  test('is none that is too late, and each holder has a record of that', () => {
    const late = LIFE.map((happened) => ({ ...happened, at: 10 - NOTICE_AGE_LIMIT_MS }));
    expect(plan({ handledEntries: 3, records: [record('cancelled', 3, 4)] }, { history: late })).toEqual({
      next: undefined,
      skipped: ['cancelled 3 to 5 too-late', 'cancelled 3 too-late'],
      handledEntries: 4,
    });
    const { skipped } = planNotice(
      EVENT,
      aBooking({ history: late }),
      { ...EMPTY_LOG, handledEntries: 3 },
      10,
    );
    expect(skipped).toStrictEqual([
      { kind: 'cancelled', entry: 3, at: 10, outcome: 'too-late', toHolderOf: 4 },
      { kind: 'cancelled', entry: 3, at: 10, outcome: 'too-late', toHolderOf: 5 },
      { kind: 'cancelled', entry: 3, at: 10, outcome: 'too-late' },
    ]);
  });

  test('of a change is that of each holder, then the customer’s; a log with very many records tells the customer alone', () => {
    const event = { waitlist: {}, toldChange: { revision: 7, at: 5 } } as Event;
    const history = LIFE.slice(0, 3);
    const records: NoticeRecord[] = [];
    for (const toHolderOf of [4, 5, undefined]) {
      const told = record('event-changed', 7, toHolderOf);
      expect(plan({ handledEntries: 3, records }, { event, history }).next).toBe(short(told));
      records.push(told);
    }
    expect(plan({ handledEntries: 3, records }, { event, history }).next).toBeUndefined();
    const many = Array.from({ length: RECORDS_TOLD_HOLDERS_LIMIT }, (_, entry) =>
      record('announcement', entry),
    );
    const nextAfter = (log: NoticeRecord[]) =>
      plan({ handledEntries: 3, records: log }, { event, history }).next;
    expect(nextAfter(many)).toBe('event-changed 7');
    expect(nextAfter(many.slice(1))).toBe('event-changed 7 to 4');
  });
});
