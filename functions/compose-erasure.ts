/**
 * Joins the parts that erase persons. It is separate from `compose.ts`, because few functions need them.
 */
import { bookingReadPorts, cache, listingPorts, runtime, sendsMail, table, users } from './compose.ts';
import type { CloseAccountPorts } from './domain/accounts/close-account.ts';
import type { EraseAfterEventsPorts } from './domain/bookings/erase-after-events.ts';
import type { ErasePersonPorts } from './domain/bookings/erase-person.ts';
import { readEraseAfter } from './domain/model/erase-after.ts';
import { securityLog } from './http/security-log.ts';
import { accountEnds } from './store/account-ends.ts';
import { accountStore } from './store/accounts.ts';
import { bookingNameStore } from './store/booking-names.ts';
import { bookingStore } from './store/bookings.ts';
import { erasureStore } from './store/erasures.ts';
import { eventListingStore } from './store/event-listings.ts';
import { eventStore } from './store/events.ts';
import { noticeStore } from './store/notices.ts';
import { webhookEndpointStore } from './store/webhook-endpoints.ts';

export function closeAccountPorts(): CloseAccountPorts {
  const { listings, bookings } = listingPorts();
  return {
    accounts: { ...accountStore(table()), ...accountEnds(table()) },
    users: users(),
    bookings,
    names: bookingNameStore(table()),
    listings,
    eventListings: eventListingStore(table()),
    endpoints: webhookEndpointStore(table()),
    cache: cache(),
    securityLog,
    runtime,
  };
}

export function erasePersonPorts(): Omit<ErasePersonPorts, 'sendsMail'> {
  return {
    ...bookingReadPorts(),
    names: bookingNameStore(table()),
    notices: noticeStore(table()),
    securityLog,
    runtime,
  };
}

/** @throws Error that says what is wrong with `ERASE_AFTER_DAYS`. */
export function eraseAfterEventsPorts(): EraseAfterEventsPorts {
  return {
    eraseAfterMs: readEraseAfter('ERASE_AFTER_DAYS', process.env['ERASE_AFTER_DAYS']),
    sendsMail: sendsMail(),
    notices: noticeStore(table()),
    erasures: erasureStore(table()),
    events: eventStore(table()),
    bookings: bookingStore(table()),
    names: bookingNameStore(table()),
    securityLog,
    runtime,
  };
}
