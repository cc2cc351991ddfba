/**
 * Reads a whole event with its bookings into memory. Only for the small events of an on-sale and of tests.
 */
import type { Booking } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import type { Entry } from '../../functions/domain/model/plan-promotions.ts';
import type { Shard } from '../../functions/domain/model/shard.ts';
import type { WaitlistState } from '../../functions/domain/model/waitlist-state.ts';
import { auditStore } from '../../functions/store/audits.ts';
import { eventStore } from '../../functions/store/events.ts';
import type { Table } from '../../functions/store/table/client.ts';

export type EventSnapshot = {
  event: Event;
  shards: Shard[];
  waitlist: WaitlistState;
  bookings: Booking[];
  entries: Entry[];
};

/** Not atomic: an item that changes during the read may appear twice or not at all. */
export async function readEventSnapshot(table: Table, event: Event): Promise<EventSnapshot> {
  const audits = auditStore(table);
  const { shards, waitlist } = await audits.state(event);
  const bookings: Booking[] = [];
  for await (const page of eventStore(table).bookings(event)) bookings.push(...page.bookings);
  const entries = await allOf(audits.entries(event));
  return { event, shards, waitlist, bookings, entries };
}

async function allOf<T>(pages: AsyncIterable<T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}
