/**
 * Removes what somebody who logs out leaves in this browser: what was filled in and not sent, what was sent and is not answered, and
 * what is known of doors. A session that ends by itself leaves it: whoever logs in again goes on.
 */
import { forgetStored, readStored } from '../parts/stored.ts';
import type { Sent } from './sent-orders.ts';

/**
 * What is the browser's, and not of the account: the language, the bookings that it opens without a log-in, and how the device is
 * at a door.
 */
const OF_BROWSER = [
  'boxoffice.session',
  'boxoffice.language',
  'boxoffice.bookings',
  'boxoffice.door.device',
  'boxoffice.door.muted',
];
/** Scans that the service has not seen. Without them somebody who was let in would be let in again: the next log-in hands them in. */
const SCANS = 'boxoffice.door.kept.';
export const ORDERS = 'boxoffice.order.';

/** An order of a guest that has no answer yet is of nobody's account. With its key it is booked once. */
function isGuestsOrder(name: string): boolean {
  if (!name.startsWith(ORDERS)) return false;
  const { userId, answeredAt } = (readStored(name) ?? {}) as Partial<Sent>;
  return userId === undefined && answeredAt === undefined;
}

export function forgetLeftBehind(): void {
  forgetStored((name) => OF_BROWSER.includes(name) || name.startsWith(SCANS) || isGuestsOrder(name));
}
