/**
 * Lists a customer's bookings, the newest first. Most customers have few, so each page reads and sorts all of
 * them. If there are too many, `readPart` splits the list into parts, and only each part is sorted.
 */
import { type Booking, requestKey } from '../model/booking.ts';
import { bytesOf } from '../model/booking-size.ts';
import { decodeCursor, encodeCursor } from '../model/cursor.ts';
import { LISTING_OWN_BOOKING_BYTES, LISTING_OWN_BOOKINGS, LISTING_RETRY_BUDGET_MS } from '../model/limits.ts';
import { notACursor } from '../model/not-a-cursor.ts';
import type { ListingStore } from '../ports/listing-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import { partIn, readPart } from '../process/read-part.ts';
import { RetryBudget } from '../process/retry-budget.ts';
import { firstPage } from './first-page.ts';

type Ports = { listings: Pick<ListingStore, 'ofCustomer'>; runtime: Runtime };

/**
 * The cursor holds the arrival of the last listed booking and the part that it is in.
 * @throws Refusal `validation-failed` for a wrong cursor; Busy.
 */
export async function listBookingsOf(
  customerId: string,
  { limit, cursor }: { limit: number; cursor?: string },
  { listings, runtime }: Ports,
): Promise<{ items: Booking[]; nextCursor?: string }> {
  const { before, ...fields } = cursor === undefined ? {} : decodeCursor(cursor);
  if (typeof before === 'number') throw notACursor();
  const part = partIn(fields);
  // Later pages of a part read further, because the part may have grown since its first page.
  const most = before === undefined ? LISTING_OWN_BOOKINGS : 2 * LISTING_OWN_BOOKINGS;
  const retryBudget = new RetryBudget(runtime, LISTING_RETRY_BUDGET_MS);
  const bounds = { most, retryBudget, weightOf };
  const { items, upTo } = await readPart(listings.ofCustomer(customerId, part), part, bounds);
  const listed = items.filter((booking) => before === undefined || requestKey(booking) < before);
  listed.sort((a, b) => (requestKey(a) > requestKey(b) ? -1 : 1));
  const page = firstPage(listed, limit);
  const last = page.at(-1);
  if (last !== undefined && listed.length > page.length) {
    const { from } = part;
    return { items: page, nextCursor: encodeCursor({ from, upTo, before: requestKey(last) }) };
  }
  return { items: page, ...(upTo !== undefined && { nextCursor: encodeCursor({ from: upTo }) }) };
}

/** @returns as how many bookings it counts towards what an answer reads. */
const weightOf = (booking: Booking): number => Math.ceil(bytesOf(booking) / LISTING_OWN_BOOKING_BYTES);
