/** Reads a whole event with its bookings into memory. Only for the small events of tools and tests. */
import type { Booking } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import type { Entry } from '../../functions/domain/model/plan-promotions.ts';
import type { EventSnapshot } from '../../functions/domain/verify/snapshot.ts';
import { auditStore } from '../../functions/store/audits.ts';
import { eventStore } from '../../functions/store/events.ts';
import type { Table } from '../../functions/store/table/client.ts';

/** Not atomic: an item that changes during the read may appear twice or not at all. */
export async function readEventSnapshot(table: Table, { id }: Pick<Event, 'id'>): Promise<EventSnapshot> {
  const audits = auditStore(table);
  const state = await audits.state({ id });
  const bookings: Booking[] = [];
  for await (const page of eventStore(table).bookings(state.event)) bookings.push(...page.bookings);
  const entries: Entry[] = [];
  for await (const page of audits.entries(state.event)) entries.push(...page);
  const staffChanges = await audits.staffChanges(state.event);
  return { ...state, bookings, entries, staffChanges };
}
