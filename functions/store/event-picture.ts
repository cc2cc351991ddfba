/** Reads everything that is stored of an event's tickets, for checking it. */
import type { EventPicture } from '../domain/audit-event.ts';
import type { Booking } from '../domain/booking.ts';
import type { Event } from '../domain/event.ts';
import type { Entry } from '../domain/serve-line.ts';
import type { Table } from './client.ts';
import { eventStore } from './events.ts';
import { lineStore } from './line.ts';

/** Not one instant: what moves while it is read may be seen twice or not at all. */
export async function readEventPicture(table: Table, event: Event): Promise<EventPicture> {
  const events = eventStore(table);
  const line = lineStore(table);
  const shards = await events.readShards(event, 'strong');
  const state = await line.read(event.id);
  const bookings: Booking[] = [];
  for await (const page of events.bookings(event)) bookings.push(...page);
  const entries: Entry[] = [];
  for (let isComplete = false; !isComplete; ) {
    const after = entries.at(-1)?.key;
    const head = await line.readHead(event, { upTo: '~', ...(after !== undefined && { after }) });
    entries.push(...head.entries);
    isComplete = head.complete;
  }
  return { event, shards, line: state, bookings, entries };
}
