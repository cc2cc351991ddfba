/** Every key of the table, made here and nowhere else. The table in `table.ts` lists them. */
import { createHash } from 'node:crypto';
import { bookingBucket } from '../domain/booking.ts';
import { type Event, lineCopies, waitlistStripes } from '../domain/event.ts';
import { ATTENTION_BUCKETS } from '../domain/limits.ts';
import type { Role, User } from '../domain/user.ts';

export type Key = { pk: string; sk: string };

const DUE_DIGITS = 15;

export const eventKey = (eventId: string): Key => ({ pk: `EVENT#${eventId}`, sk: 'EVENT' });

export const createdKey = (eventId: string): Key => ({ pk: `EVENT#${eventId}`, sk: 'CREATED' });

/** The partition of an event in the index by start. Cancelled events have their own, so no other list reads them. */
export const eventListing = (list: 'events' | 'cancelled'): string =>
  list === 'events' ? 'EVENTS' : 'EVENTS#CANCELLED';

/** The pointer from an organizer to an event. The item has no other attributes. */
export const organizedKey = (organizerId: string, eventId: string): Key => ({
  pk: `ORGANIZER#${organizerId}`,
  sk: `EVENT#${eventId}`,
});

/** In a partition of its own, so that reading the event never throttles reading the line when a sale ends. */
export const lineKey = (eventId: string): Key => ({ pk: `EVENT#${eventId}#LINE`, sk: 'LINE' });

/** All copies of the line's item, each in a partition of its own. */
export const lineKeys = (event: Pick<Event, 'id' | 'shardCount' | 'waitlist'>): Key[] =>
  Array.from({ length: lineCopies(event) }, (_, copy) => {
    const first = lineKey(event.id);
    return copy === 0 ? first : { ...first, pk: `${first.pk}#${copy}` };
  });

export const shardKey = (eventId: string, shard: number): Key => ({
  pk: `EVENT#${eventId}#SHARD#${shard}`,
  sk: 'SHARD',
});

type Spread = Pick<Event, 'id' | 'shardCount'>;

const bookingPartition = (event: Spread, bucket: number): string => `EVENT#${event.id}#BOOKINGS#${bucket}`;

export const bookingKey = (event: Spread, bookingId: string): Key => ({
  pk: bookingPartition(event, bookingBucket(bookingId, event.shardCount)),
  sk: `BOOKING#${bookingId}`,
});

/** All partitions that hold bookings of the event. */
export const bookingPartitions = (event: Spread): string[] =>
  Array.from({ length: event.shardCount }, (_, bucket) => bookingPartition(event, bucket));

/** The stripe of the line that entries made through this shard go to. */
export const entryPartition = (event: Spread, shard: number): string =>
  `EVENT#${event.id}#WAITLIST#${shard % waitlistStripes(event.shardCount)}`;

/** All stripes of the event's line. */
export const entryPartitions = (event: Spread): string[] =>
  Array.from({ length: waitlistStripes(event.shardCount) }, (_, stripe) => entryPartition(event, stripe));

export const tallyKey = (customerId: string, eventId: string): Key => ({
  pk: `CUSTOMER#${customerId}`,
  sk: `EVENT#${eventId}`,
});

export const userKey = (userId: string): Key => ({ pk: `USER#${userId}`, sk: 'USER' });

/** Users are listed role by role, so that the few who organize are found among the many who attend. */
export const userListing = (role: Role): string => `USERS#${role}`;

/** Sorts by when the account was made, and does not change with the role. */
export const userListingKey = ({ createdAt, id }: Pick<User, 'createdAt' | 'id'>): string =>
  `${createdAt}#${id}`;

/** The address itself stays out of the key, so that no log or trace of keys holds it. */
export const emailKey = (normalizedEmail: string): Key => ({
  pk: `EMAIL#${createHash('sha256').update(normalizedEmail).digest('base64url')}`,
  sk: 'EMAIL',
});

export const sessionKey = (sessionId: string): Key => ({ pk: `SESSION#${sessionId}`, sk: 'SESSION' });

export const attemptsKey = (name: string): Key => ({ pk: `ATTEMPTS#${name}`, sk: 'ATTEMPTS' });

/** Where a sweep that could not finish goes on. */
export const SWEEP_PLACE: Key = { pk: 'SWEEP', sk: 'SWEEP' };

export const SIGNING_KEY: Key = { pk: 'SIGNING-KEY', sk: 'SIGNING-KEY' };

export const TICKET_SECRET: Key = { pk: 'TICKET-SECRET', sk: 'TICKET-SECRET' };

/**
 * Pending work stands in a sparse index, in partitions by kind so that none of it is read before it is due:
 * - releases, by event: the clerk reads those of its event, the sweep reads them all, for they are gone within seconds;
 * - everything else by the instant at which it is due: the sweep reads no further than now.
 */
export type AttentionKey = { attentionBucket: string; attentionKey: string };

const bucketOf = (eventId: string): number =>
  (createHash('sha256').update(eventId).digest()[0] ?? 0) % ATTENTION_BUCKETS;

export const releaseBucketOf = (eventId: string): string => `RELEASED#${bucketOf(eventId)}`;

export const dueBucketOf = (eventId: string): string => `DUE#${bucketOf(eventId)}`;

export type AttentionBucket = { name: string; kind: 'release' | 'due' };

export const ATTENTION_BUCKET_LIST: AttentionBucket[] = Array.from({ length: ATTENTION_BUCKETS }, (_, n) => [
  { name: `RELEASED#${n}`, kind: 'release' as const },
  { name: `DUE#${n}`, kind: 'due' as const },
]).flat();

/** An instant as text that sorts as the instants do. `at` in ms. */
export const sortableInstant = (at: number): string => String(at).padStart(DUE_DIGITS, '0');

/** `dueAt` in ms. */
export const releaseKeyOf = (eventId: string, dueAt: number, bookingId: string): AttentionKey => ({
  attentionBucket: releaseBucketOf(eventId),
  attentionKey: `${eventId}#${sortableInstant(dueAt)}#${bookingId}`,
});

/** `about` is `line`, `event`, or the id of a booking. `dueAt` in ms. */
export const dueKeyOf = (eventId: string, dueAt: number, about: string): AttentionKey => ({
  attentionBucket: dueBucketOf(eventId),
  attentionKey: `${sortableInstant(dueAt)}#${eventId}#${about}`,
});

export function parseAttentionKey(
  kind: AttentionBucket['kind'],
  attentionKey: string,
): { eventId: string; dueAt: number; about: string } {
  const [first = '', second = '', about = ''] = attentionKey.split('#');
  const [eventId, dueAt] = kind === 'release' ? [first, second] : [second, first];
  return { eventId, dueAt: Number(dueAt), about };
}
