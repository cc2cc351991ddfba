/** Lists a customer's bookings, the latest first. They are few, so a page is cut from all of them. */
import { arrivalKey, type Booking } from './booking.ts';
import type { BookingStore } from './ports.ts';

/** The cursor is the arrival of the last booking that was listed, as text that fits an address. */
export async function listBookingsOf(
  customerId: string,
  { limit, cursor }: { limit: number; cursor?: string },
  { bookings }: { bookings: BookingStore },
): Promise<{ items: Booking[]; nextCursor?: string }> {
  const after = cursor === undefined ? undefined : Buffer.from(cursor, 'base64url').toString();
  const all = await bookings.ofCustomer(customerId);
  const left = all.filter((booking) => after === undefined || arrivalKey(booking) < after);
  left.sort((a, b) => (arrivalKey(a) > arrivalKey(b) ? -1 : 1));
  const items = left.slice(0, limit);
  const last = items.at(-1);
  return {
    items,
    ...(left.length > limit && last && { nextCursor: Buffer.from(arrivalKey(last)).toString('base64url') }),
  };
}
