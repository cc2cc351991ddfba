/** Reads the items of the one event of a run, at one instant, into the domain's types. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type Booking, ticketsHeld } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import type { Entry } from '../../functions/domain/model/plan-promotions.ts';
import type { Shard } from '../../functions/domain/model/shard.ts';
import type { WaitlistState } from '../../functions/domain/model/waitlist-state.ts';
import { fromBookingItem } from '../../functions/store/items/booking.ts';
import { fromEntryItem } from '../../functions/store/items/entry.ts';
import { fromEventItem } from '../../functions/store/items/event.ts';
import { fromShardItem } from '../../functions/store/items/shard.ts';
import { fromWaitlistItem } from '../../functions/store/items/waitlist-state.ts';
import type { Item, Key } from '../../functions/store/table/item.ts';
import type { WireItem } from './engine.ts';

export type Snapshot = {
  event: Event;
  waitlist: WaitlistState;
  /** The replicas of the waitlist's item other than the first. */
  replicas: WaitlistState[];
  shards: Shard[];
  bookings: Map<string, Booking>;
  /** In order of arrival. */
  entries: Entry[];
};

/** @returns undefined if the event does not exist. */
export function toSnapshot(wireItems: WireItem[]): Snapshot | undefined {
  const items = wireItems.map((item): Item & Key => {
    const { pk, sk, ...rest } = unmarshall(item as unknown as Record<string, AttributeValue>);
    return { ...rest, pk: String(pk), sk: String(sk) };
  });
  const eventItem = items.find(({ sk }) => sk === 'EVENT');
  const [waitlistItem, ...replicas] = items
    .filter(({ sk }) => sk === 'WAITLIST-STATE')
    .sort((a, b) => (a.pk < b.pk ? -1 : 1));
  if (eventItem === undefined || waitlistItem === undefined) return undefined;
  const bookings = items.filter(({ sk }) => sk.startsWith('BOOKING#')).map(fromBookingItem);
  return {
    event: fromEventItem(eventItem),
    waitlist: fromWaitlistItem(waitlistItem),
    replicas: replicas.map(fromWaitlistItem),
    shards: items.filter(({ sk }) => sk === 'SHARD').map(fromShardItem),
    bookings: new Map(bookings.map((booking) => [booking.id, booking])),
    entries: items
      .filter(({ pk }) => pk.includes('#WAITLIST#'))
      .map(fromEntryItem)
      .sort((a, b) => (a.key < b.key ? -1 : 1)),
  };
}

export function freeTickets({ shards, waitlist }: Snapshot): number {
  return shards.reduce((sum, shard) => sum + shard.freeTickets, waitlist.unassigned);
}

export function heldTickets({ bookings }: Snapshot): number {
  return [...bookings.values()].reduce((sum, booking) => sum + ticketsHeld(booking) + booking.released, 0);
}

/** @returns the tickets that each customer holds or waits for. */
export function holdings({ bookings }: Snapshot): Map<string, number> {
  const held = new Map<string, number>();
  for (const { customerId, quantity } of bookings.values()) {
    held.set(customerId, (held.get(customerId) ?? 0) + quantity);
  }
  return held;
}
