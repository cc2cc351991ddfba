/** The entry: the waitlist's item of one waiting booking. Entries are spread over waitlist partitions. */
import * as z from 'zod/mini';
import { arrivalKey, arrivalKeyBound, type Booking } from '../../domain/model/booking.ts';
import type { Event } from '../../domain/model/event.ts';
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
  return { ...entry, key: sk, bookingId: sk.slice(sk.indexOf('#') + 1), partition: pk };
}

const QUANTITY = z.pick(ENTRY, { quantity: true });

/** The tickets that an entry asks for, of an item that was read without its other attributes. */
export function quantityIn(item: Item): number {
  return parseItem('entry', QUANTITY, item).quantity;
}

const KEY = z.pick(ENTRY, { sk: true });

/** The arrival (ms) of an entry, of an item that was read without its other attributes. */
export function arrivalIn(item: Item): number {
  return Number.parseInt(parseItem('entry', KEY, item).sk, 10);
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

/**
 * Merges the entries of waitlist partitions in order of arrival. The result ends at the earliest last entry
 * of an incomplete partition, because that partition may hold the next entry.
 */
export function mergePartitions(partitions: PartitionEntries[]): PartitionEntries {
  const cutOff = partitions
    .filter((partition) => !partition.complete)
    .map((partition) => partition.entries.at(-1)?.key ?? '');
  const bound = cutOff.sort()[0];
  const entries = partitions
    .flatMap((partition) => partition.entries)
    .filter((entry) => bound === undefined || entry.key <= bound)
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  return { entries, complete: bound === undefined };
}
