/**
 * The announcement: what an organizer writes to those who hold tickets of an event, to those who wait for some, or to
 * both. Each of them is mailed it once. Pure rules; `domain/events` writes announcements, `domain/notices` sends them.
 */
import { type Booking, givesUpAt, ticketsHeld } from './booking.ts';
import { derivedId } from './derived-id.ts';
import { asOf } from './lapsed-offer.ts';
import { ANNOUNCEMENTS_PER_EVENT_AND_DAY, ANNOUNCEMENTS_PER_EVENT_LIMIT } from './limits.ts';
import type { Chances, Notice } from './notice.ts';
import type { NoticeLog } from './notice-log.ts';
import { Refusal } from './refusal.ts';

export const AUDIENCES = ['holders', 'waiters', 'all'] as const;

/**
 * `holders` have tickets. `waiters` wait for tickets, or have an offer that they have not accepted yet. A booking that
 * has a part of its tickets and waits for the others is both.
 */
export type Audience = (typeof AUDIENCES)[number];

/**
 * `number`: counts the announcements of the event, from 1. `id`: derived from the request, so that a repeat finds the
 * first one. `text`: paragraphs of plain text. `at`: when it was written, ms. `by`: the id of the organizer or admin.
 */
export type Announcement = {
  eventId: string;
  number: number;
  id: string;
  subject: string;
  text: string;
  to: Audience;
  at: number;
  by: string;
  /** Digest of the request's body, by which a reuse of its idempotency key with another body is detected. */
  fingerprint: string;
  /** The ids of those before it, the last one last, by which a repeat is found. One of an earlier version has none. */
  earlierIds?: string[];
};

/**
 * How many bookings were reached. `sent`: the mail service accepted the mail. `unsubscribed`: the address wants no
 * announcements of the organizer. `notSent`: for another reason there is no mail. `delayed`: the mail could not be sent
 * when it was the booking's turn, and is tried again later.
 */
export type AnnouncementCounts = { sent: number; unsubscribed: number; notSent: number; delayed: number };

/**
 * Where the sending goes on. `waitlist`: after the entry with the arrival key `after`, with `passed` entries before the
 * next one. `bookings`: in the booking partition, after the booking `after`.
 */
export type AnnouncementCursor =
  | { walk: 'waitlist'; after: string; passed: number }
  | { walk: 'bookings'; partition: number; after?: string };

/** `step`: counts the writes of the progress. `cursor`: missing at the start. `doneAt`: when all were told, ms. */
export type AnnouncementProgress = {
  step: number;
  counts: AnnouncementCounts;
  cursor?: AnnouncementCursor;
  doneAt?: number;
};

export const NOBODY_TOLD: AnnouncementProgress = {
  step: 0,
  counts: { sent: 0, unsubscribed: 0, notSent: 0, delayed: 0 },
};

/** Derives an announcement's id, so that a repeat with the same event, actor and key finds the first one. */
export function announcementIdFor(eventId: string, userId: string, idempotencyKey: string): string {
  return derivedId('announcement', eventId, userId, idempotencyKey);
}

/** Whether the announcement is for a booking in this state. `now` in ms. */
export function isAddressed(booking: Booking, to: Audience, now: number): boolean {
  const { status } = asOf(booking, now);
  if (status === 'cancelled' || givesUpAt(booking) !== undefined) return false;
  const waits = status === 'waitlisted' || status === 'offered';
  const holds = status === 'confirmed' || (status === 'waitlisted' && booking.granted > 0);
  return to === 'all' || (to === 'waiters' ? waits : holds);
}

/**
 * The notice of an announcement, if it is for this booking and the booking is not younger than it. `now` in ms.
 * `chances`: what is known of a waiter's chances.
 */
export function announcementNoticeOf(
  booking: Booking,
  { number, subject, text, to, at }: Announcement,
  now: number,
  chances: Chances = {},
): Notice | undefined {
  const [first] = booking.history;
  if (first === undefined || first.at > at || !isAddressed(booking, to, now)) return undefined;
  const { offerExpiresAt: expiresAt, ...known } = asOf(booking, now);
  const { quantity } = known;
  const held = ticketsHeld(known);
  const waitsFor = quantity - held;
  return {
    kind: 'announcement',
    entry: number,
    at,
    quantity,
    held,
    waitsFor,
    ...(expiresAt !== undefined && { expiresAt }),
    announced: { subject, text },
    ...(waitsFor > 0 && { chances }),
  };
}

/** Whether the booking got tickets, or an offer, from the waitlist after the instant `at` (ms), so that it waited then. */
export function waitedAt({ history }: Pick<Booking, 'history'>, at: number): boolean {
  return history.some((happened) => 'promotionNumber' in happened && happened.at >= at);
}

/**
 * @returns as what a booking counts for the announcement, by its notice log; undefined if there is no record from
 * `since` on (ms), because nothing was to be sent or because it has to be tried again.
 */
export function countedAs(
  { records }: Pick<NoticeLog, 'records'>,
  { number }: Pick<Announcement, 'number'>,
  since = 0,
): keyof AnnouncementCounts | undefined {
  const record = records.find(
    ({ kind, entry, at }) => kind === 'announcement' && entry === number && at >= since,
  );
  if (record === undefined) return undefined;
  const { outcome } = record;
  return outcome === 'sent' || outcome === 'unsubscribed' ? outcome : 'notSent';
}

/** @returns the number of the announcement with this id, by what the last one knows of those before it. */
export function numberOfEarlier(
  { number, earlierIds = [] }: Pick<Announcement, 'number' | 'earlierIds'>,
  id: string,
): number | undefined {
  const place = earlierIds.indexOf(id);
  return place === -1 ? undefined : number - earlierIds.length + place;
}

const DAY_SECONDS = 24 * 60 * 60;

/**
 * Checks the limits of an event and of a day (UTC). `latest`: the last announcements of the event, the latest first, as many as a day
 * may have; `now` in ms.
 * @throws Refusal `announcement-limit-reached`, `too-many-announcements`
 */
export function refuseTooMany(latest: Pick<Announcement, 'at' | 'number'>[], now: number): void {
  if ((latest[0]?.number ?? 0) >= ANNOUNCEMENTS_PER_EVENT_LIMIT) {
    throw new Refusal(
      'announcement-limit-reached',
      'This event has the most announcements that an event may have.',
      { limit: ANNOUNCEMENTS_PER_EVENT_LIMIT },
    );
  }
  const dayOf = (instant: number) => Math.floor(instant / 1000 / DAY_SECONDS);
  const today = latest.filter(({ at }) => dayOf(at) === dayOf(now));
  if (today.length < ANNOUNCEMENTS_PER_EVENT_AND_DAY) return;
  const retryAfterSeconds = Math.ceil((dayOf(now) + 1) * DAY_SECONDS - now / 1000);
  throw new Refusal(
    'too-many-announcements',
    'This event has the most announcements of a day. The next day begins at midnight UTC.',
    { limit: ANNOUNCEMENTS_PER_EVENT_AND_DAY, retryAfterSeconds },
  );
}
