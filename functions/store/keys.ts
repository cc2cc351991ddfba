/**
 * Makes every key of the table and of its indexes; no other file does. The comment in `table.ts` lists them.
 */
import { createHash } from 'node:crypto';
import { bookingPartition } from '../domain/model/booking.ts';
import type { Event } from '../domain/model/event.ts';
import { PENDING_WORK_PARTITIONS } from '../domain/model/limits.ts';
import type { Role, User } from '../domain/model/user.ts';
import { waitlistPartitions, waitlistReplicas } from '../domain/model/waitlist-state.ts';

export type Key = { pk: string; sk: string };

const DUE_DIGITS = 15;

export const eventKey = (eventId: string): Key => ({ pk: `EVENT#${eventId}`, sk: 'EVENT' });

export const createdKey = (eventId: string): Key => ({ pk: `EVENT#${eventId}`, sk: 'CREATED' });

/** The partition of an event in the index by start. Cancelled events have another one than all others. */
export const eventListing = (list: 'events' | 'cancelled'): string =>
  list === 'events' ? 'EVENTS' : 'EVENTS#CANCELLED';

/** The pointer from an organizer to an event. The item has no other attributes. */
export const organizedKey = (organizerId: string, eventId: string): Key => ({
  pk: `ORGANIZER#${organizerId}`,
  sk: `EVENT#${eventId}`,
});

/** The waitlist has its own partition, so that reads of the event never throttle reads of the waitlist. */
export const waitlistKey = (eventId: string): Key => ({
  pk: `EVENT#${eventId}#WAITLIST-STATE`,
  sk: 'WAITLIST-STATE',
});

/** The keys of all replicas of the waitlist's item, each in its own partition. The first is `waitlistKey`. */
export const waitlistKeys = (event: Pick<Event, 'id' | 'shardCount' | 'waitlist'>): Key[] =>
  Array.from({ length: waitlistReplicas(event) }, (_, replica) => {
    const first = waitlistKey(event.id);
    return replica === 0 ? first : { ...first, pk: `${first.pk}#${replica}` };
  });

export const shardKey = (eventId: string, shard: number): Key => ({
  pk: `EVENT#${eventId}#SHARD#${shard}`,
  sk: 'SHARD',
});

type Spread = Pick<Event, 'id' | 'shardCount'>;

const bookingPartitionKey = (event: Spread, partition: number): string =>
  `EVENT#${event.id}#BOOKINGS#${partition}`;

export const bookingKey = (event: Spread, bookingId: string): Key => ({
  pk: bookingPartitionKey(event, bookingPartition(bookingId, event.shardCount)),
  sk: `BOOKING#${bookingId}`,
});

/** All partitions that hold bookings of the event. */
export const bookingPartitions = (event: Spread): string[] =>
  Array.from({ length: event.shardCount }, (_, partition) => bookingPartitionKey(event, partition));

/** The waitlist partition of the entries that join through this shard. */
export const entryPartition = (event: Spread, shard: number): string =>
  `EVENT#${event.id}#WAITLIST#${shard % waitlistPartitions(event.shardCount)}`;

/** All waitlist partitions of the event. */
export const entryPartitions = (event: Spread): string[] =>
  Array.from({ length: waitlistPartitions(event.shardCount) }, (_, partition) =>
    entryPartition(event, partition),
  );

export const tallyKey = (customerId: string, eventId: string): Key => ({
  pk: `CUSTOMER#${customerId}`,
  sk: `EVENT#${eventId}`,
});

export const userKey = (userId: string): Key => ({ pk: `USER#${userId}`, sk: 'USER' });

/** Each role has its own list, so that the few organizers are found without reading the many attendees. */
export const userListing = (role: Role): string => `USERS#${role}`;

/** Sorts by the creation time of the account, and stays the same when the role changes. */
export const userListingKey = ({ createdAt, id }: Pick<User, 'createdAt' | 'id'>): string =>
  `${createdAt}#${id}`;

/** Holds a hash of the address, so that logs and traces of keys do not contain personal data. */
export const emailKey = (normalizedEmail: string): Key => ({
  pk: `EMAIL#${createHash('sha256').update(normalizedEmail).digest('base64url')}`,
  sk: 'EMAIL',
});

export const sessionKey = (sessionId: string): Key => ({ pk: `SESSION#${sessionId}`, sk: 'SESSION' });

export const attemptsKey = (name: string): Key => ({ pk: `ATTEMPTS#${name}`, sk: 'ATTEMPTS' });

/** The key of the cursor at which the next sweep continues an unfinished one. */
export const SWEEP_CURSOR: Key = { pk: 'SWEEP', sk: 'SWEEP' };

export const SIGNING_KEY: Key = { pk: 'SIGNING-KEY', sk: 'SIGNING-KEY' };

export const TICKET_SECRET: Key = { pk: 'TICKET-SECRET', sk: 'TICKET-SECRET' };

/**
 * The key of an item in the sparse index of pending work. Two kinds of partitions keep reads of the index
 * small:
 * - `RELEASED` sorts releases by event: the clerk reads those of its event, and the sweep reads all, because
 *   a release stays for seconds only;
 * - `DUE` sorts all other pending work by due time: the sweep reads up to the present.
 */
export type PendingWorkKey = { pendingWorkPartition: string; pendingWorkKey: string };

const partitionOf = (eventId: string): number =>
  (createHash('sha256').update(eventId).digest()[0] ?? 0) % PENDING_WORK_PARTITIONS;

export const releasePartitionOf = (eventId: string): string => `RELEASED#${partitionOf(eventId)}`;

export const duePartitionOf = (eventId: string): string => `DUE#${partitionOf(eventId)}`;

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
export const releaseKeyOf = (eventId: string, dueAt: number, bookingId: string): PendingWorkKey => ({
  pendingWorkPartition: releasePartitionOf(eventId),
  pendingWorkKey: `${eventId}#${sortableInstant(dueAt)}#${bookingId}`,
});

/**
 * The pending-work key of anything but a release. `reason`: `waitlist`, `event` or the id of a booking.
 * `dueAt` in ms.
 */
export const dueKeyOf = (eventId: string, dueAt: number, reason: string): PendingWorkKey => ({
  pendingWorkPartition: duePartitionOf(eventId),
  pendingWorkKey: `${sortableInstant(dueAt)}#${eventId}#${reason}`,
});

export function parsePendingWorkKey(
  kind: PendingWorkPartition['kind'],
  pendingWorkKey: string,
): { eventId: string; dueAt: number; reason: string } {
  const [first = '', second = '', reason = ''] = pendingWorkKey.split('#');
  const [eventId, dueAt] = kind === 'release' ? [first, second] : [second, first];
  return { eventId, dueAt: Number(dueAt), reason };
}
