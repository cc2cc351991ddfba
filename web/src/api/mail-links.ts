/**
 * Opens the links of mails. What a link allows is in the fragment of its address, which no server gets. It is taken out of
 * the address before anything is shown: the token of a booking is kept in this browser, one of an account by this page alone.
 */
import { signal } from '@preact/signals';
import { PAGE_PATHS } from '../page-paths.ts';
import { addressOf } from '../paths.ts';
import { rememberLinked } from './own-bookings.ts';

/** A token that was mailed to an address: to confirm it, to set a new password, or to complete a registration. It works once. */
export type AccountLink = { act: 'confirm' | 'reset' | 'register'; token: string };

/** The link of a mail about an account that this page was opened with. */
export const accountLink = signal<AccountLink | undefined>(undefined);

/** `#<eventId>/<bookingId>/<token>`; from an announcement, `/unsubscribe/<organizerId>/<addressId>/<token>` follows. */
const OF_BOOKING =
  /^#([\w-]{22})\/([\w-]{22})\/([\w-]+\.[\w-]+\.[\w-]+)(?:\/unsubscribe\/([\w-]{22})\/([\w-]{22})\/([\w-]{22}))?$/;
/** `#confirm/<token>`, `#reset/<token>` or `#register/<token>`. */
const OF_ACCOUNT = /^#(confirm|reset|register)\/([\w-]+\.[\w-]+)$/;

/** @returns the address of the screen for the link; undefined if it is not complete. */
function openBookingLink(fragment: string): string | undefined {
  const [, eventId, bookingId, token, organizerId, addressId, addressToken] = OF_BOOKING.exec(fragment) ?? [];
  if (eventId === undefined || bookingId === undefined || token === undefined) return undefined;
  const address = addressOf('booking', { eventId, bookingId });
  if (organizerId === undefined || addressId === undefined || addressToken === undefined) {
    rememberLinked({ eventId, bookingId, token });
    return address;
  }
  const announcements = { organizerId, addressId, token: addressToken };
  rememberLinked({ eventId, bookingId, token, announcements });
  return `${address}?announcements`;
}

function openAccountLink(fragment: string): undefined {
  const [, act, token] = OF_ACCOUNT.exec(fragment) ?? [];
  accountLink.value = token === undefined ? undefined : { act: act as AccountLink['act'], token };
}

const OPENERS: Record<string, (fragment: string) => string | undefined> = {
  [PAGE_PATHS.bookingLink]: openBookingLink,
  [PAGE_PATHS.accountLink]: openAccountLink,
};

/** Opens the link of a mail if the address is one. @returns whether the address was changed. */
export function openMailLink(): boolean {
  const { pathname, search, hash } = location;
  const open = OPENERS[pathname];
  if (open === undefined || hash === '') return false;
  // Some mail programs encode the slashes.
  const address = open(hash.replaceAll(/%2f/gi, '/'));
  history.replaceState(null, '', address ?? `${pathname}${search}`);
  return true;
}
