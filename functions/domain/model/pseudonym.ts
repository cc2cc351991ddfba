/** The names of bookings in receipts, which tell nobody whose they are. */
import type { Booking } from './booking.ts';
import { derivedId } from './derived-id.ts';

const PSEUDONYM_CHARACTERS = 12;

/** The name of a booking in receipts, and what its arrival is drawn by: 72 bits of a hash of its id. */
export function pseudonymOf({ eventId, id }: Pick<Booking, 'eventId' | 'id'>): string {
  return derivedId('place', eventId, id).slice(0, PSEUDONYM_CHARACTERS);
}
