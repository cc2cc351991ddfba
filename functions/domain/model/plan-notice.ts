/** Plans which notice of a booking is sent next. Pure rules. */
import { type Announcement, announcementNoticeOf } from './announcement.ts';
import { type Booking, isExpired, joinIsFinalAt } from './booking.ts';
import type { Event } from './event.ts';
import { NOTICE_AGE_LIMIT_MS, RECORDS_TOLD_HOLDERS_LIMIT } from './limits.ts';
import {
  type Chances,
  changeNoticesOf,
  isOvertaken,
  isSameNotice,
  type Notice,
  type NoticeName,
  noticesOf,
  reminderAt,
  reminderOf,
} from './notice.ts';
import type { NoticeLog, NoticeRecord } from './notice-log.ts';

/**
 * `next`: the notice to send, if any. `skipped`: the records of those before it that are not sent.
 * `handledEntries`: the history entries that are dealt with once this plan is carried out.
 * `notBefore` (ms): a notice is left, and nothing is sent before this instant.
 */
export type NoticePlan = {
  skipped: NoticeRecord[];
  next: Notice | undefined;
  handledEntries: number;
  notBefore?: number;
};

/** An announcement that a booking may have to be told of. `chances`: what is known of them, for a waiter. */
export type DueAnnouncement = { announcement: Announcement; chances?: Chances };

/**
 * Notices of the history come first, in its order; then a change of the event, then a reminder, and at last
 * announcements, by their numbers. Nobody is told that they wait while their request may still remove the booking: it may
 * not have been acknowledged. `now` in ms.
 */
export function planNotice(
  event: Event,
  booking: Booking,
  log: NoticeLog,
  now: number,
  announcements: DueAnnouncement[] = [],
): NoticePlan {
  const all = noticesOf(booking);
  const skipped: NoticeRecord[] = [];
  let { handledEntries } = log;
  for (const [index, notice] of all.entries()) {
    const { entry, kind, toHolderOf } = notice;
    const notBefore = kind === 'waitlisted' ? (joinIsFinalAt(booking) ?? now) : now;
    if (entry >= handledEntries && notBefore > now)
      return { skipped, next: undefined, handledEntries, notBefore };
    // An entry of which several are told is dealt with after the last one, the customer.
    const isLast = all[index + 1]?.entry !== entry;
    if (entry < log.handledEntries || (!isLast && isRecorded(notice, log.records))) continue;
    handledEntries = isLast ? entry + 1 : entry;
    const isPointless = isOvertaken(notice, all);
    if (!isTooLate(notice, now) && !isPointless) return { skipped, next: notice, handledEntries };
    const outcome = isPointless ? 'overtaken' : 'too-late';
    skipped.push({ entry, kind, at: now, outcome, ...(toHolderOf !== undefined && { toHolderOf }) });
  }
  const mayTellHolders = log.records.length < RECORDS_TOLD_HOLDERS_LIMIT;
  const others = [
    ...changeNoticesOf(booking, event, now).filter(
      ({ toHolderOf }) => toHolderOf === undefined || mayTellHolders,
    ),
    reminderOf(booking, event, now),
    ...announcements
      .toSorted((one, other) => one.announcement.number - other.announcement.number)
      .map(({ announcement, chances }) => announcementNoticeOf(booking, announcement, now, chances)),
  ];
  const next = others.find(
    (one) => one !== undefined && !isRecorded(one, log.records) && !isTooLate(one, now),
  );
  return { skipped, next, handledEntries };
}

/** @returns when the customer is to be reminded (ms), or undefined if they are not, or were already. */
export function nextLookAt(
  event: Event,
  booking: Booking,
  records: NoticeRecord[],
  now: number,
): number | undefined {
  const entry = booking.history.findLastIndex(({ what }) => what === 'offered');
  if (isRecorded({ kind: 'offer-reminder', entry }, records) || isExpired(booking, now)) return undefined;
  return reminderAt(booking, event);
}

/**
 * Whether a notice of the booking's history is still to be sent, to its customer or to the holder of a ticket, or will be once
 * the booking has ended with its event. `now` in ms.
 */
export function isUntold(
  booking: Booking,
  event: Pick<Event, 'cancelledAt'>,
  { handledEntries, records }: Pick<NoticeLog, 'handledEntries' | 'records'>,
  now: number,
): boolean {
  if (event.cancelledAt !== undefined && booking.status !== 'cancelled') return true;
  const all = noticesOf(booking);
  return all.some(
    (notice) =>
      notice.entry >= handledEntries &&
      !isRecorded(notice, records) &&
      !isTooLate(notice, now) &&
      !isOvertaken(notice, all),
  );
}

function isTooLate({ at }: Notice, now: number): boolean {
  return at + NOTICE_AGE_LIMIT_MS <= now;
}

function isRecorded(notice: NoticeName, records: NoticeRecord[]): boolean {
  return records.some((record) => isSameNotice(record, notice));
}
