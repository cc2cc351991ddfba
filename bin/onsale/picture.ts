/** A whole event in memory, as it is stored: for an on-sale, and for tests, whose events are small. */
import type { Booking } from '../../functions/domain/booking.ts';
import type { Event, Line, Shard } from '../../functions/domain/event.ts';
import type { Entry } from '../../functions/domain/serve-line.ts';
import { auditStore } from '../../functions/store/audits.ts';
import type { Table } from '../../functions/store/client.ts';
import { eventStore } from '../../functions/store/events.ts';

export type EventPicture = {
  event: Event;
  shards: Shard[];
  line: Line;
  bookings: Booking[];
  entries: Entry[];
};

/** Not one instant: what moves while it is read may be seen twice or not at all. */
export async function readEventPicture(table: Table, event: Event): Promise<EventPicture> {
  const audits = auditStore(table);
  const { shards, line } = await audits.counters(event);
  const bookings: Booking[] = [];
  for await (const page of eventStore(table).bookings(event)) bookings.push(...page.bookings);
  const entries = await allOf(audits.entries(event));
  return { event, shards, line, bookings, entries };
}

async function allOf<T>(pages: AsyncIterable<T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}
