/**
 * Tells the customers of an event what its organizer wrote. It walks through the waitlist in order of arrival, which
 * gives each waiter their position without a read of its own, and then through the bookings. What is written before the
 * positions of a draw are known goes through the bookings alone, so that nobody learns a position. Each booking is told by
 * `sendNotices`, so its other notices go first, and the notice log keeps that it was told.
 *
 * Steps for each part of the bookings, and what a crash after each leaves behind:
 * 1. The notices of the bookings. Crash: the stream calls the sender again, which finds in the notice logs who was told.
 * 2. For a booking that cannot be told now, a note in its log. Crash: as after 1.
 * 3. After some time, or at the end, the progress: a conditional write of an item in the stream, so that the sender is
 *    called again behind the changes that came meanwhile. Crash: as after 1, from this part on.
 */
import {
  type Announcement,
  type AnnouncementCounts,
  type AnnouncementCursor,
  type AnnouncementProgress,
  announcementNoticeOf,
  countedAs,
  isAddressed,
  waitedAt,
} from '../model/announcement.ts';
import { arrivalKeyBound } from '../model/booking.ts';
import { isDrawing } from '../model/draw.ts';
import type { Event } from '../model/event.ts';
import {
  ANNOUNCEMENT_READ_BOOKINGS,
  ANNOUNCEMENT_TIME_MS,
  CLOCK_SKEW_MS,
  LISTING_PARTITIONS_AT_ONCE,
} from '../model/limits.ts';
import type { NoticeLog } from '../model/notice-log.ts';
import type { DueAnnouncement } from '../model/plan-notice.ts';
import type { AnnouncementStore } from '../ports/announcement-store.ts';
import type { ListingStore } from '../ports/listing-store.ts';
import type { WaitlistReader } from '../ports/waitlist-store.ts';
import { type SendNoticesPorts, sendToAll } from './send-notices.ts';

type Ports = SendNoticesPorts & {
  announcements: Pick<AnnouncementStore, 'list' | 'read' | 'saveProgress'>;
  listings: Pick<ListingStore, 'bookings' | 'waitlist'>;
  waitlist: Pick<WaitlistReader, 'read'>;
};

/** `mayBeTold`: the booking waited when the announcement was written, so the walk through the waitlist may have met it. */
type Reached = { bookingId: string; position?: number; mayBeTold?: boolean };

/** Some bookings, and where the sending goes on after them; undefined after the last ones. */
type Part = { reached: Reached[]; next: AnnouncementCursor | undefined };

/**
 * Goes on where an earlier call stopped, for about `ANNOUNCEMENT_TIME_MS`. Does nothing for an announcement that all
 * were told.
 * @throws Busy if the store does not answer now: the call has to be repeated
 */
export async function sendAnnouncement(event: Event, number: number, ports: Ports): Promise<void> {
  const { announcements, runtime } = ports;
  const stored = await announcements.read(event.id, number);
  if (stored === undefined || stored.progress.doneAt !== undefined) return;
  const { announcement, progress } = stored;
  const until = runtime.now() + ANNOUNCEMENT_TIME_MS;
  const promotions = await promotionsIn(event, announcement, ports);
  const counts = { ...progress.counts };
  const save = (sending: Pick<AnnouncementProgress, 'cursor' | 'doneAt'>) =>
    announcements.saveProgress(event.id, number, { step: progress.step + 1, counts, ...sending });
  for await (const { reached, next } of partsOf(event, announcement, progress.cursor, ports)) {
    const chances = new Map(
      reached.map(({ bookingId, position }) => [
        bookingId,
        { ...(position !== undefined && { position }), ...promotions },
      ]),
    );
    const dueFor = (id: string) => [{ announcement, chances: chances.get(id) ?? {} }];
    for (const counted of await tell(event, reached, { announcement, dueFor }, ports)) counts[counted] += 1;
    if (next !== undefined && runtime.now() > until) {
      await save({ cursor: next });
      return;
    }
  }
  await save({ doneAt: runtime.now() });
}

async function promotionsIn(event: Event, { to }: Announcement, { waitlist }: Ports) {
  return to === 'holders' ? {} : { promotions: (await waitlist.read(event)).promotions };
}

const START_OF_WAITLIST: AnnouncementCursor = { walk: 'waitlist', after: arrivalKeyBound(0), passed: 0 };
const START_OF_BOOKINGS: AnnouncementCursor = { walk: 'bookings', partition: 0 };

async function* partsOf(
  event: Event,
  { to, at }: Announcement,
  cursor: AnnouncementCursor | undefined,
  ports: Ports,
): AsyncGenerator<Part> {
  const walksWaitlist = to !== 'holders' && !isDrawing(event, at);
  let from = cursor ?? (walksWaitlist ? START_OF_WAITLIST : START_OF_BOOKINGS);
  while (from.walk === 'waitlist') {
    const part = await waitersAfter(event, at, from, ports);
    yield part;
    from = part.next;
  }
  const { listings, runtime } = ports;
  const how = { atOnce: ANNOUNCEMENT_READ_BOOKINGS, sideBySide: () => LISTING_PARTITIONS_AT_ONCE };
  for await (const { bookings, next } of listings.bookings(event, from, how)) {
    const reached = bookings
      .filter(({ status }) => !walksWaitlist || status !== 'waitlisted')
      .filter((booking) => isAddressed(booking, to, runtime.now()) && (booking.history[0]?.at ?? 0) <= at)
      .map((booking) => ({ bookingId: booking.id, mayBeTold: waitedAt(booking, at) }));
    yield { reached, next: next && { walk: 'bookings', ...next } };
  }
}

/** Entries of the waitlist that arrived up to the instant `at` (ms), in order; after the last ones, the bookings follow. */
async function waitersAfter(
  event: Event,
  at: number,
  { after, passed }: Extract<AnnouncementCursor, { walk: 'waitlist' }>,
  { listings }: Ports,
): Promise<{ reached: Reached[]; next: AnnouncementCursor }> {
  const upTo = arrivalKeyBound(at + CLOCK_SKEW_MS);
  const found = await listings.waitlist(event, after, ANNOUNCEMENT_READ_BOOKINGS);
  const entries = found.filter(({ key }) => key <= upTo);
  const last = entries.at(-1);
  return {
    reached: entries.map(({ bookingId }, index) => ({ bookingId, position: passed + index + 1 })),
    next: last ? { walk: 'waitlist', after: last.key, passed: passed + entries.length } : START_OF_BOOKINGS,
  };
}

type Told = { announcement: Announcement; dueFor: (bookingId: string) => DueAnnouncement[] };

/**
 * @returns as what the bookings count, without those that the announcement is not for or that were counted before
 */
async function tell(
  event: Event,
  reached: Reached[],
  { announcement, dueFor }: Told,
  ports: Ports,
): Promise<(keyof AnnouncementCounts)[]> {
  const { runtime } = ports;
  const start = runtime.now();
  const ids = reached.map(({ bookingId }) => bookingId);
  const isTold = (log: NoticeLog) => countedAs(log, announcement) !== undefined;
  const seen = await sendToAll(event, ids, ports, { isTold, dueFor });
  return reached.flatMap(({ bookingId, mayBeTold }) => {
    const one = seen.get(bookingId);
    if (one === undefined) return [];
    const counted = countedAs(one.log, announcement, mayBeTold ? start : 0);
    if (counted !== undefined) return [counted];
    const isFor = announcementNoticeOf(one.booking, announcement, runtime.now()) !== undefined;
    return one.isBlocked && isFor ? ['delayed'] : [];
  });
}
