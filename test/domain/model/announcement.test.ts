/** Announcements in the model: whom one is for, what its notice says, how a booking counts, and the limits. */
import { describe, expect, test } from '@jest/globals';
import {
  type Announcement,
  type Audience,
  announcementIdFor,
  announcementNoticeOf,
  countedAs,
  isAddressed,
  refuseTooMany,
  waitedAt,
} from '../../../functions/domain/model/announcement.ts';
import type { Booking, HistoryEntry } from '../../../functions/domain/model/booking.ts';
import type { Event } from '../../../functions/domain/model/event.ts';
import {
  ANNOUNCEMENTS_PER_EVENT_AND_DAY,
  ANNOUNCEMENTS_PER_EVENT_LIMIT,
  NOTICE_AGE_LIMIT_MS,
} from '../../../functions/domain/model/limits.ts';
import type { NoticeOutcome } from '../../../functions/domain/model/notice-log.ts';
import { EMPTY_LOG } from '../../../functions/domain/model/notice-log.ts';
import { planNotice } from '../../../functions/domain/model/plan-notice.ts';
import { Refusal } from '../../../functions/domain/model/refusal.ts';
import { addressIdOf } from '../../../functions/domain/model/user.ts';
import { aBooking } from '../../kit/booking.ts';

const BOOKED: HistoryEntry = { what: 'booked', at: 1, quantity: 3 };
const JOINED: HistoryEntry = { what: 'joined', at: 1, quantity: 3 };

const anAnnouncement = (fields: Partial<Announcement> = {}): Announcement => ({
  eventId: 'event',
  number: 2,
  id: 'id',
  subject: 'Doors',
  text: 'At seven.',
  to: 'all',
  at: 5,
  by: 'organizer',
  fingerprint: '',
  ...fields,
});

const holder = aBooking({ history: [BOOKED] });
const waiter = aBooking({ status: 'waitlisted', history: [JOINED] });
const partHolder = aBooking({ status: 'waitlisted', granted: 1, history: [JOINED] });
const offered = aBooking({ status: 'offered', offerExpiresAt: 9, history: [JOINED] });

describe('An announcement', () => {
  test.each<[string, Booking, Audience[]]>([
    ['somebody with tickets', holder, ['holders', 'all']],
    ['somebody who waits', waiter, ['waiters', 'all']],
    ['somebody who waits for a part', partHolder, ['holders', 'waiters', 'all']],
    ['somebody with an offer', offered, ['waiters', 'all']],
    ['somebody whose offer has expired', { ...offered, offerExpiresAt: 6 }, []],
    ['somebody who cancelled', aBooking({ status: 'cancelled', quantity: 0 }), []],
    [
      'a request that accepts only free tickets',
      { ...waiter, history: [{ ...JOINED, leavesUnserved: true }] },
      [],
    ],
  ])('to %s is for the right audiences', (_, booking, audiences) => {
    const all: Audience[] = ['holders', 'waiters', 'all'];
    expect(all.filter((to) => isAddressed(booking, to, 6))).toEqual(audiences);
    const notices = all.map((to) => announcementNoticeOf(booking, anAnnouncement({ to }), 6));
    expect(notices.filter((notice) => notice !== undefined)).toHaveLength(audiences.length);
  });

  test('is told with its text, and to waiters with their chances', () => {
    const announced = { subject: 'Doors', text: 'At seven.' };
    const told = { kind: 'announcement', entry: 2, at: 5, quantity: 3, announced };
    const chances = { position: 4, promotions: 1 };
    const notice = (booking: Booking) => announcementNoticeOf(booking, anAnnouncement(), 6, chances);
    expect(notice(holder)).toStrictEqual({ ...told, held: 3, waitsFor: 0 });
    expect(notice(waiter)).toStrictEqual({ ...told, held: 0, waitsFor: 3, chances });
    expect(notice(partHolder)).toStrictEqual({ ...told, held: 1, waitsFor: 2, chances });
    expect(notice(offered)).toStrictEqual({ ...told, held: 3, waitsFor: 0, expiresAt: 9 });
    expect(announcementNoticeOf(waiter, anAnnouncement(), 6)?.chances).toEqual({});
  });

  test('is not told to who booked later', () => {
    const at = (instant: number) => aBooking({ history: [{ ...BOOKED, at: instant } as HistoryEntry] });
    expect(announcementNoticeOf(at(5), anAnnouncement(), 6)).toBeDefined();
    expect(announcementNoticeOf(at(6), anAnnouncement(), 6)).toBeUndefined();
    expect(announcementNoticeOf(aBooking({ history: [] }), anAnnouncement(), 6)).toBeUndefined();
  });

  test('comes after every other notice, in the order of the numbers, and once', () => {
    const due = [3, 2].map((number) => ({ announcement: anAnnouncement({ number }) }));
    const event = { toldChange: { revision: 4, at: 5 } } as Event;
    const records = [
      { entry: 4, kind: 'event-changed' as const, at: 6, outcome: 'sent' as const },
      { entry: 2, kind: 'announcement' as const, at: 6, outcome: 'sent' as const },
      { entry: 3, kind: 'announcement' as const, at: 6, outcome: 'sent' as const },
    ];
    const nextAfter = (handledEntries: number, count: number, now = 6) => {
      const log = { ...EMPTY_LOG, handledEntries, records: records.slice(0, count) };
      const { next } = planNotice(event, holder, log, now, due);
      return next && `${next.kind} ${next.entry}`;
    };
    expect([nextAfter(0, 0), nextAfter(1, 0), nextAfter(1, 1), nextAfter(1, 2), nextAfter(1, 3)]).toEqual([
      'booked 0',
      'event-changed 4',
      'announcement 2',
      'announcement 3',
      undefined,
    ]);
    expect(nextAfter(1, 1, 5 + NOTICE_AGE_LIMIT_MS)).toBeUndefined();
  });

  test('has an id of its event, its author and its key', () => {
    const ids = [
      announcementIdFor('e', 'u', 'k'),
      announcementIdFor('f', 'u', 'k'),
      announcementIdFor('e', 'v', 'k'),
      announcementIdFor('e', 'u', 'l'),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    expect(announcementIdFor('e', 'u', 'k')).toBe(ids[0]);
  });
});

describe('A booking counts', () => {
  const record = (
    outcome: NoticeOutcome,
    entry = 2,
    kind: 'announcement' | 'event-changed' = 'announcement',
  ) => ({
    records: [{ entry, kind, at: 6, outcome }],
  });

  test.each<[NoticeOutcome, string]>([
    ['sent', 'sent'],
    ['unsubscribed', 'unsubscribed'],
    ['suppressed', 'notSent'],
    ['over-limit', 'notSent'],
  ])('with the outcome %s as %s', (outcome, counted) => {
    expect(countedAs(record(outcome), anAnnouncement())).toBe(counted);
  });

  test('by its first record alone if the announcement may have met it before', () => {
    expect(countedAs(record('sent'), anAnnouncement(), 6)).toBe('sent');
    expect(countedAs(record('sent'), anAnnouncement(), 7)).toBeUndefined();
  });

  test('as one that waited if it got tickets or an offer from the waitlist afterwards', () => {
    const got = (what: 'promoted' | 'granted') => ({
      history: [JOINED, { what, at: 5, quantity: 1, promotionNumber: 1 }],
    });
    expect([waitedAt(got('promoted'), 5), waitedAt(got('granted'), 6)]).toEqual([true, false]);
    expect(waitedAt({ history: [{ ...BOOKED, at: 9 }] }, 5)).toBe(false);
  });

  test('for nothing without a record of this announcement', () => {
    expect(countedAs(record('sent', 3), anAnnouncement())).toBeUndefined();
    expect(countedAs(record('sent', 2, 'event-changed'), anAnnouncement())).toBeUndefined();
  });
});

describe('The limits', () => {
  const DAY_MS = 24 * 60 * 60 * 1000;
  const noon = Date.parse('2030-01-02T12:00:00.000Z');
  const some = (count: number, at: number) =>
    Array.from({ length: count }, (_, n) => ({ at, number: count - n }));
  const refusal = (known: Parameters<typeof refuseTooMany>[0]) => {
    try {
      refuseTooMany(known, noon);
      return undefined;
    } catch (error) {
      return error instanceof Refusal ? { code: error.code, ...error.extras } : error;
    }
  };

  test('of a day end at midnight UTC', () => {
    const most = ANNOUNCEMENTS_PER_EVENT_AND_DAY;
    const midnight = Date.parse('2030-01-02T00:00:00.000Z');
    expect(refusal(some(most - 1, noon))).toBeUndefined();
    expect(refusal(some(most, midnight - 1))).toBeUndefined();
    expect(refusal(some(most, midnight))).toEqual({
      code: 'too-many-announcements',
      limit: most,
      retryAfterSeconds: 12 * 60 * 60,
    });
  });

  test('of an event end never', () => {
    const most = ANNOUNCEMENTS_PER_EVENT_LIMIT;
    expect(refusal(some(most - 1, noon - DAY_MS))).toBeUndefined();
    expect(refusal(some(most, noon - DAY_MS))).toEqual({ code: 'announcement-limit-reached', limit: most });
  });
});

test('an address has one id in every spelling', () => {
  expect(addressIdOf(' Ada@BÜCHER.example')).toBe(addressIdOf('ada@xn--bcher-kva.example'));
  expect(addressIdOf('ada@example.com')).not.toBe(addressIdOf('eda@example.com'));
  expect(addressIdOf('ada@example.com')).toMatch(/^[\w-]{22}$/);
});
