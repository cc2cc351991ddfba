/** Names the person whose tickets they are. */
import { type Booking, fullName } from '../model/booking.ts';
import type { Log } from '../ports/log.ts';
import type { UserStore } from '../ports/user-store.ts';
import { contactIfKnown } from './contacts.ts';

/**
 * @returns the name of the attendee, or of the customer's account if the booking has no attendee; undefined if
 * neither is known, also after a failed read (logged).
 */
export async function holderOf(
  booking: Booking,
  ports: { users: Pick<UserStore, 'contacts'>; log: Log },
): Promise<string | undefined> {
  const { attendee } = booking;
  if (attendee !== undefined) return fullName(attendee);
  return (await contactIfKnown(booking, ports))?.name;
}
