/** Bookings that are as large as customers and door staff make them, for lists. */
import { table } from '../../functions/compose.ts';
import type { Booking, HistoryEntry } from '../../functions/domain/model/booking.ts';
import { eventStore } from '../../functions/store/events.ts';
import type { TestService } from './service.ts';
import { aBooking, anEventWith, type EventWithBookings, storeBookings } from './stored-bookings.ts';

/** Check-ins that were undone, with the longest reason: about 85 KB. */
const UNDONE = 280;

/** @returns a history that begins with `entries`, and goes on with those of another ticket. `at` (ms): of the first of these. */
export function aLargeHistory(entries: HistoryEntry[], at: number): Booking['history'] {
  const undone = Array.from({ length: UNDONE }, (_, n) => ({
    ...{ what: 'check-in-undone' as const, at: at + n, ticket: 2, by: 'x'.repeat(22) },
    ...{ scanId: `scan-${n}`, reason: 'x'.repeat(200) },
  }));
  return [...entries, ...undone];
}

/** Like `anEventWith`, one booking after the other, because the embedded engine would take too long for many at once. */
export async function anEventWithLarge(
  it: TestService,
  fields: Partial<Booking>[],
): Promise<EventWithBookings> {
  const event = await anEventWith(it, []);
  const stored = await eventStore(table()).read(event.id);
  if (stored === undefined) throw new Error('The event is not there.');
  const bookings = fields.map((one) => aBooking(stored, one));
  for (const booking of bookings) await storeBookings(table(), stored, [booking]);
  return { ...event, bookings };
}
