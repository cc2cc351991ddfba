/**
 * Who the customers of bookings are, for those who run the event. Bookings hold no personal data of accounts, so the
 * accounts are read when the bookings are shown. Guests have none: their names are in their bookings.
 */
import type { Booking } from './booking.ts';
import type { Log, UserStore } from './ports.ts';
import type { Contact } from './user.ts';

type Users = Pick<UserStore, 'contacts'>;

/** By the id of the customer, those who have an account. */
export async function contactsOf(
  bookings: Pick<Booking, 'customerId'>[],
  { users }: { users: Users },
): Promise<Map<string, Contact>> {
  const ids = new Set(bookings.map(({ customerId }) => customerId));
  return users.contacts([...ids]);
}

/** The same for one booking where the answer matters more than the name: undefined, too, where the table fails. */
export async function contactIfKnown(
  booking: Pick<Booking, 'id' | 'customerId'>,
  { users, log }: { users: Users; log: Log },
): Promise<Contact | undefined> {
  try {
    return (await contactsOf([booking], { users })).get(booking.customerId);
  } catch (error) {
    log.warn('A customer was left out of an answer.', {
      bookingId: booking.id,
      error: error instanceof Error ? error.name : 'unknown',
    });
    return undefined;
  }
}
