/** The keys of the index of pending work, and the cursor of the sweep. */
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { bookingPartition } from '../../domain/model/booking.ts';
import type { Event } from '../../domain/model/event.ts';
import { PENDING_WORK_PARTITIONS, SHARDS_PER_RELEASE_PARTITION } from '../../domain/model/limits.ts';
import type { PendingWork, SweepCursor } from '../../domain/ports/pending-work-store.ts';
import { type Item, type Key, parseItem } from '../table/item.ts';

const DUE_DIGITS = 15;

/** The key of the cursor at which the next sweep continues an unfinished one. */
export const SWEEP_CURSOR: Key = { pk: 'SWEEP', sk: 'SWEEP' };

/**
 * The key of an item in the sparse index of pending work. Two kinds of partitions keep reads of the index
 * small:
 * - `RELEASED` sorts releases by event: the clerk reads those of its event, which are in several partitions if it has many
 *   shards, and the sweep reads all, because a release stays for seconds only;
 * - `DUE` sorts all other pending work by due time: the sweep reads up to the present. Notices and webhooks are spread by booking,
 *   everything else by event.
 */
export type PendingWorkKey = { pendingWorkPartition: string; pendingWorkKey: string };

const partitionOf = (eventId: string): number =>
  (createHash('sha256').update(eventId).digest()[0] ?? 0) % PENDING_WORK_PARTITIONS;

type Spread = Pick<Event, 'id' | 'shardCount'>;

/** All partitions that hold releases of the event. The first one is that of an event with few shards. */
export function releasePartitionsOf({ id, shardCount }: Spread): string[] {
  const count = Math.min(PENDING_WORK_PARTITIONS, Math.ceil(shardCount / SHARDS_PER_RELEASE_PARTITION));
  const first = partitionOf(id);
  return Array.from({ length: count }, (_, n) => `RELEASED#${(first + n) % PENDING_WORK_PARTITIONS}`);
}

export const duePartitionOf = (eventId: string): string => `DUE#${partitionOf(eventId)}`;

/**
 * The partition of the due work of a log, of which an event has one for each booking. The logs of an event are spread over all
 * partitions, because each is written when it is claimed and when it is settled.
 */
const logPartitionOf = (subject: string): string =>
  `DUE#${bookingPartition(subject, PENDING_WORK_PARTITIONS)}`;

export type PendingWorkPartition = { name: string; kind: 'release' | 'due' };

export const PENDING_WORK_PARTITION_NAMES: PendingWorkPartition[] = Array.from(
  { length: PENDING_WORK_PARTITIONS },
  (_, n) => [
    { name: `RELEASED#${n}`, kind: 'release' as const },
    { name: `DUE#${n}`, kind: 'due' as const },
  ],
).flat();

/** An instant as text that sorts chronologically. `at` in ms. */
export const sortableInstant = (at: number): string => String(at).padStart(DUE_DIGITS, '0');

/** The pending-work key of a booking's release. `dueAt` in ms. */
export function releaseKeyOf(event: Spread, dueAt: number, bookingId: string): PendingWorkKey {
  const partitions = releasePartitionsOf(event);
  return {
    pendingWorkPartition: partitions[bookingPartition(bookingId, partitions.length)] ?? '',
    pendingWorkKey: `${event.id}#${sortableInstant(dueAt)}#${bookingId}`,
  };
}

/**
 * The pending-work key of anything but a release. `reason`: `waitlist`, `event`, the id of a booking, that of
 * a booking's notice log, or that of a delivery log. A letter has the id of its account in the place of that of an event.
 * `dueAt` in ms.
 */
export const dueKeyOf = (eventId: string, dueAt: number, reason: string): PendingWorkKey => ({
  pendingWorkPartition: duePartitionOf(eventId),
  pendingWorkKey: `${sortableInstant(dueAt)}#${eventId}#${reason}`,
});

const logKeyOf = (eventId: string, dueAt: number, reason: string, subject: string): PendingWorkKey => ({
  ...dueKeyOf(eventId, dueAt, reason),
  pendingWorkPartition: logPartitionOf(subject),
});

/** The partition with the ends of events from whose bookings persons were not erased yet. The sweep of pending work does not read it. */
const OVER = 'OVER';

/** The key of an event by its end. `overAt` in ms. */
export const overKeyOf = (eventId: string, overAt: number): PendingWorkKey => ({
  pendingWorkPartition: OVER,
  pendingWorkKey: `${sortableInstant(overAt)}#${eventId}`,
});

/** The condition of a query for the events that were over at the instant `until` (ms). */
export const overBy = (until: number) => ({
  KeyConditionExpression: 'pendingWorkPartition = :over AND pendingWorkKey < :until',
  ExpressionAttributeValues: { ':over': OVER, ':until': sortableInstant(until + 1) },
});

/** @returns the id of the event of such a key. */
export const overEventId = (item: Item): string => pendingWorkKeyIn(item).split('#')[1] ?? '';

const INDEXED = z.object({ pendingWorkKey: z.string() });

/** Begins the reason of a notice log; an id of a booking contains no colon. */
const NOTICES_OF = 'notices:';

/** @returns the sort key of an item in the index. */
export function pendingWorkKeyIn(item: Item): string {
  return parseItem('item of pending work', INDEXED, item).pendingWorkKey;
}

/** The due key of a booking's notice log. */
export const noticesDueKeyOf = (eventId: string, dueAt: number, bookingId: string): PendingWorkKey =>
  logKeyOf(eventId, dueAt, `${NOTICES_OF}${bookingId}`, bookingId);

/** Begins the reason of a delivery log, which names its endpoint and its subject. */
const WEBHOOKS_OF = 'webhooks:';

/** The due key of a delivery log. `subject`: the id of a booking, or `event`. */
export const webhooksDueKeyOf = (
  eventId: string,
  dueAt: number,
  endpointId: string,
  subject: string,
): PendingWorkKey => logKeyOf(eventId, dueAt, `${WEBHOOKS_OF}${endpointId}:${subject}`, subject);

/** Begins the reason of a letter; its account is in the place of an event. */
const LETTER_OF = 'letter:';

/** The due key of a letter. */
export const lettersDueKeyOf = (userId: string, dueAt: number, letterId: string): PendingWorkKey =>
  dueKeyOf(userId, dueAt, `${LETTER_OF}${letterId}`);

export function fromPendingWorkItem(kind: PendingWorkPartition['kind'], item: Item): PendingWork {
  const [first = '', second = '', reason = ''] = pendingWorkKeyIn(item).split('#');
  const [eventId, due] = kind === 'release' ? [first, second] : [second, first];
  const dueAt = Number(due);
  if (kind === 'release') return { eventId, dueAt, reason: 'release', bookingId: reason };
  if (reason === 'waitlist' || reason === 'event') return { eventId, dueAt, reason };
  if (reason.startsWith(NOTICES_OF))
    return { eventId, dueAt, reason: 'notices', bookingId: reason.slice(NOTICES_OF.length) };
  if (reason.startsWith(LETTER_OF))
    return { userId: eventId, dueAt, reason: 'letter', letterId: reason.slice(LETTER_OF.length) };
  if (reason.startsWith(WEBHOOKS_OF)) {
    const [endpointId = '', about = ''] = reason.slice(WEBHOOKS_OF.length).split(':');
    const subject = about === 'event' ? about : { bookingId: about };
    return { eventId, dueAt, reason: 'webhooks', endpointId, subject };
  }
  return { eventId, dueAt, reason: 'booking', bookingId: reason };
}

const CURSOR = z.object({ partition: z.int(), after: z.string() });

export function toCursorItem(cursor: SweepCursor): Item {
  return { ...SWEEP_CURSOR, ...cursor };
}

export function fromCursorItem(item: Item): SweepCursor {
  return parseItem('cursor of the sweep', CURSOR, item);
}
