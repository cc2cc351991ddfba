/** Accounts on many staffs and with many bookings, which are stored as they are. */
import { runtime, table } from '../../functions/compose.ts';
import type { Booking } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { organizedKey, toEventItem } from '../../functions/store/items/event.ts';
import { tallyKey } from '../../functions/store/items/tally.ts';
import { LONG_NAMED } from './metering.ts';
import { aBooking, storeBookings } from './stored-bookings.ts';
import { putAll } from './worst-cases.ts';

/** Puts the account on the staff of so many copies of an event. Their ids begin with this letter. */
export async function putOnStaffs(
  userId: string,
  source: Event,
  count: number,
  letter = 'A',
): Promise<Event[]> {
  const events = Array.from({ length: count }, () => {
    const id = `${letter}${runtime.newId().slice(1)}`;
    return { ...source, id, staff: { [userId]: 'manager' as const } };
  });
  await putAll(events.flatMap((event) => [toEventItem(event), organizedKey(userId, event.id)]));
  return events;
}

export type PastBookings = { event: Event; bookings: Booking[] };

/** Stores so many bookings with names of a copy of an event that is over. */
export async function storePastBookings(
  customerId: string,
  source: Event,
  count: number,
): Promise<PastBookings> {
  const id = runtime.newId();
  const event = { ...source, id, startsAt: '2020-01-01T20:00:00.000Z', endsAt: '2020-01-01T22:00:00.000Z' };
  const bookings = Array.from({ length: count }, () => aBooking(event, { customerId, attendee: LONG_NAMED }));
  await putAll([toEventItem(event)]);
  await storeBookings(table(), event, bookings);
  const bookingIds = bookings.map((booking) => booking.id);
  await putAll([{ ...tallyKey(customerId, id), held: count, bookingIds, shardCount: event.shardCount }]);
  return { event, bookings };
}
