/** The entry: the waitlist's item of one waiting booking. Entries are spread over waitlist partitions. */
import * as z from 'zod/mini';
import { arrivalKey, arrivalKeyBound, type Booking } from '../../domain/model/booking.ts';
import type { Event } from '../../domain/model/event.ts';
import type { Arrived } from '../../domain/model/line.ts';
import { mergeInOrder } from '../../domain/model/merge-in-order.ts';
import type { Entry } from '../../domain/model/plan-promotions.ts';
import { waitlistPartitions } from '../../domain/model/waitlist-state.ts';
import type { EntryRange } from '../../domain/ports/marks-store.ts';
import { type Item, type Key, optional, parseItem } from '../table/item.ts';

type Spread = Pick<Event, 'id' | 'shardCount'>;

/** The waitlist partition of the entries that join through this shard. */
export const entryPartition = (event: Spread, shard: number): string =>
  `EVENT#${event.id}#WAITLIST#${shard % waitlistPartitions(event.shardCount)}`;

/** All waitlist partitions of the event. */
export const entryPartitions = (event: Spread): string[] =>
  Array.from({ length: waitlistPartitions(event.shardCount) }, (_, partition) =>
    entryPartition(event, partition),
  );

/** @throws Error when the booking never joined the waitlist. */
export function entryKeyOf(event: Event, booking: Pick<Booking, 'id' | 'arrival' | 'shard'>): Key {
  if (booking.shard === undefined) throw new Error('This booking has no entry in the waitlist.');
  return { pk: entryPartition(event, booking.shard), sk: arrivalKey(booking) };
}

const ENTRY = z.object({
  pk: z.string(),
  sk: z.string(),
  quantity: z.int(),
  atOnce: optional(z.literal(true)),
  until: optional(z.int()),
  passedAt: optional(z.int()),
  lapses: optional(z.int()),
});

export function toEntryItem(
  event: Event,
  booking: Pick<Booking, 'id' | 'arrival' | 'shard' | 'quantity' | 'granted'>,
): Item {
  return { ...entryKeyOf(event, booking), quantity: booking.quantity - booking.granted };
}

export function fromEntryItem(item: Item): Entry {
  const { pk, sk, ...entry } = parseItem('entry', ENTRY, item);
  return { ...entry, key: sk, bookingId: bookingIdIn(sk), partition: pk };
}

/** The sort key is the arrival key. */
const bookingIdIn = (sk: string) => sk.slice(sk.indexOf('#') + 1);

const QUANTITY = z.pick(ENTRY, { quantity: true });

/** The tickets that an entry asks for, of an item that was read without its other attributes. */
export function quantityIn(item: Item): number {
  return parseItem('entry', QUANTITY, item).quantity;
}

const KEY = z.pick(ENTRY, { sk: true });

/** What orders the booking of an entry, of an item that was read without its other attributes. */
export function arrivedIn(item: Item): Arrived {
  const { sk } = parseItem('entry', KEY, item);
  return { arrival: Number.parseInt(sk, 10), id: bookingIdIn(sk) };
}

/** The condition of a query for the entries of a waitlist partition in the range. */
export function entriesBetween(pk: string, { after, before }: EntryRange) {
  const range = { ':partition': pk, ':before': before };
  if (after === undefined)
    return { KeyConditionExpression: 'pk = :partition AND sk < :before', ExpressionAttributeValues: range };
  return {
    KeyConditionExpression: 'pk = :partition AND sk BETWEEN :after AND :before',
    ExpressionAttributeValues: { ...range, ':after': arrivalKeyBound(after), ':before': lastBefore(before) },
  };
}

/** @returns a key after every arrival key that is before this one, since the ids of entries are equally long. */
function lastBefore(key: string): string {
  return `${key.slice(0, -1)}${String.fromCharCode(key.charCodeAt(key.length - 1) - 1)}~`;
}

/** The entry asks for as many tickets as were read. */
export const ENTRY_IS_WHAT_WAS_SEEN = 'quantity = :seen';

/** Entries of one or more waitlist partitions. `complete`: the range that was read has no further entries. */
export type PartitionEntries = { entries: Entry[]; complete: boolean };

/** Merges the entries of waitlist partitions in order of arrival, as `mergeInOrder` does. */
export function mergePartitions(partitions: PartitionEntries[]): PartitionEntries {
  const parts = partitions.map(({ entries, complete }) => ({ read: entries, isComplete: complete }));
  const { read, isComplete } = mergeInOrder(parts, ({ key }) => key);
  return { entries: read, complete: isComplete };
}
