/**
 * Reads the names and email addresses of customers, for their event's organizer. Bookings do not copy
 * personal data from accounts. Guests have no account, so their names are in their bookings.
 */
import type { Booking } from '../model/booking.ts';
import { wasErased } from '../model/closing.ts';
import type { Contact } from '../model/user.ts';
import type { Log } from '../ports/log.ts';
import type { UserStore } from '../ports/user-store.ts';

type Users = Pick<UserStore, 'contacts'>;

type Customers = Pick<Booking, 'customerId' | 'history'>;

/**
 * @returns the contacts by customer id, for `contactOf`, without customers that have no account, or whose bookings name no
 *   person any more. @throws Busy.
 */
export async function contactsOf(
  bookings: Customers[],
  { users }: { users: Users },
): Promise<Map<string, Contact>> {
  const named = bookings.filter((booking) => !wasErased(booking));
  return users.contacts([...new Set(named.map(({ customerId }) => customerId))]);
}

/** @returns the contact to show with a booking; undefined without an account, and once its person was erased. */
export function contactOf(booking: Customers, contacts: Map<string, Contact>): Contact | undefined {
  return wasErased(booking) ? undefined : contacts.get(booking.customerId);
}

/** @returns a reader of contacts for one request, which reads each account once however often it is asked for. */
export function readingOnce(users: Users): Users {
  const read = new Map<string, Contact | undefined>();
  return {
    async contacts(ids) {
      const unread = ids.filter((id) => !read.has(id));
      const found = unread.length === 0 ? new Map<string, Contact>() : await users.contacts(unread);
      for (const id of unread) read.set(id, found.get(id));
      return new Map(
        ids.flatMap((id): [string, Contact][] => {
          const contact = read.get(id);
          return contact === undefined ? [] : [[id, contact]];
        }),
      );
    },
  };
}

/** @returns the contact of one booking, or undefined without an account or after a failed read (logged). */
export async function contactIfKnown(
  booking: Customers & Pick<Booking, 'id'>,
  { users, log }: { users: Users; log: Log },
): Promise<Contact | undefined> {
  try {
    return contactOf(booking, await contactsOf([booking], { users }));
  } catch (error) {
    log.warn('The account of a booking could not be read.', {
      bookingId: booking.id,
      error: error instanceof Error ? error.name : 'unknown',
    });
    return undefined;
  }
}
