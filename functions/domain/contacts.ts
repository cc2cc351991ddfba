/**
 * Reads the names and addresses of the customers of bookings, to show them to the organizer. Bookings do not copy
 * personal data from accounts. Guests have no account: their names are in their bookings.
 */
import type { Booking } from './booking.ts';
import type { Log, UserStore } from './ports.ts';
import type { Contact } from './user.ts';

type Users = Pick<UserStore, 'contacts'>;

/** The contacts by customer id. Customers without an account are missing. */
export async function contactsOf(
  bookings: Pick<Booking, 'customerId'>[],
  { users }: { users: Users },
): Promise<Map<string, Contact>> {
  const ids = new Set(bookings.map(({ customerId }) => customerId));
  return users.contacts([...ids]);
}

/** The contact for one booking. A failure of the table is logged and gives undefined, like a missing account. */
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
