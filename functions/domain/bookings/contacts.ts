/**
 * Reads the names and email addresses of customers, for their event's organizer. Bookings do not copy
 * personal data from accounts. Guests have no account, so their names are in their bookings.
 */
import type { Booking } from '../model/booking.ts';
import type { Contact } from '../model/user.ts';
import type { Log } from '../ports/log.ts';
import type { UserStore } from '../ports/user-store.ts';

type Users = Pick<UserStore, 'contacts'>;

/** @returns the contacts by customer id, without customers that have no account. @throws Busy. */
export async function contactsOf(
  bookings: Pick<Booking, 'customerId'>[],
  { users }: { users: Users },
): Promise<Map<string, Contact>> {
  const ids = new Set(bookings.map(({ customerId }) => customerId));
  return users.contacts([...ids]);
}

/** @returns the contact of one booking, or undefined without an account or after a failed read (logged). */
export async function contactIfKnown(
  booking: Pick<Booking, 'id' | 'customerId'>,
  { users, log }: { users: Users; log: Log },
): Promise<Contact | undefined> {
  try {
    return (await contactsOf([booking], { users })).get(booking.customerId);
  } catch (error) {
    log.warn('The account of a booking could not be read.', {
      bookingId: booking.id,
      error: error instanceof Error ? error.name : 'unknown',
    });
    return undefined;
  }
}
