/** Everything stored of the one event of a run, in one instant, as the domain's nouns. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type Booking, ticketsHeld } from '../../functions/domain/booking.ts';
import type { Event, Line, Shard } from '../../functions/domain/event.ts';
import type { Entry } from '../../functions/domain/serve-line.ts';
import type { Item } from '../../functions/store/commit.ts';
import {
  fromBookingItem,
  fromEntryItem,
  fromEventItem,
  fromLineItem,
  fromShardItem,
} from '../../functions/store/items.ts';
import type { WireItem } from './engine.ts';

export type Picture = {
  event: Event;
  line: Line;
  /** Where the line's item is there more than once: what the others say. */
  copies: Line[];
  shards: Shard[];
  bookings: Map<string, Booking>;
  /** In order of arrival. */
  entries: Entry[];
};

/** Undefined before the event is there. */
export function toPicture(wireItems: WireItem[]): Picture | undefined {
  const items: Item[] = wireItems.map((item) =>
    unmarshall(item as unknown as Record<string, AttributeValue>),
  );
  const eventItem = items.find(({ sk }) => sk === 'EVENT');
  const [lineItem, ...copies] = items
    .filter(({ sk }) => sk === 'LINE')
    .sort((a, b) => (a['pk'] < b['pk'] ? -1 : 1));
  if (eventItem === undefined || lineItem === undefined) return undefined;
  const bookings = items.filter(({ sk }) => sk.startsWith('BOOKING#')).map(fromBookingItem);
  return {
    event: fromEventItem(eventItem),
    line: fromLineItem(lineItem),
    copies: copies.map(fromLineItem),
    shards: items.filter(({ sk }) => sk === 'SHARD').map(fromShardItem),
    bookings: new Map(bookings.map((booking) => [booking.id, booking])),
    entries: items
      .filter(({ pk }) => pk.includes('#WAITLIST#'))
      .map(fromEntryItem)
      .sort((a, b) => (a.key < b.key ? -1 : 1)),
  };
}

export function freeTickets({ shards, line }: Picture): number {
  return shards.reduce((sum, shard) => sum + shard.freeTickets, line.pool);
}

export function heldTickets({ bookings }: Picture): number {
  return [...bookings.values()].reduce((sum, booking) => sum + ticketsHeld(booking) + booking.released, 0);
}

/** What each customer holds or waits for. */
export function holdings({ bookings }: Picture): Map<string, number> {
  const held = new Map<string, number>();
  for (const { customerId, quantity } of bookings.values()) {
    held.set(customerId, (held.get(customerId) ?? 0) + quantity);
  }
  return held;
}
