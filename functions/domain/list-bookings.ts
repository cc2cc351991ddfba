/**
 * Lists a customer's bookings, the newest first. A customer has few bookings, so each page reads and sorts all of them.
 * Where they are too many, the list comes part by part (`readPart`).
 */
import { arrivalKey, type Booking } from './booking.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { LISTING_PATIENCE_MS, LISTING_SORTED_BOOKINGS } from './limits.ts';
import { notACursor } from './not-a-cursor.ts';
import { Patience } from './patience.ts';
import type { Environment, ListingStore } from './ports.ts';
import { partIn, readPart } from './read-part.ts';

type Ports = { listings: Pick<ListingStore, 'ofCustomer'>; environment: Environment };

/** The cursor names the arrival of the last listed booking. @throws Refusal `validation-failed` for a wrong cursor. */
export async function listBookingsOf(
  customerId: string,
  { limit, cursor }: { limit: number; cursor?: string },
  { listings, environment }: Ports,
): Promise<{ items: Booking[]; nextCursor?: string }> {
  const { before, ...fields } = cursor === undefined ? {} : decodeCursor(cursor);
  if (typeof before === 'number') throw notACursor();
  const part = partIn(fields);
  // Later pages of a part read further, because the part may have grown since its first page.
  const most = before === undefined ? LISTING_SORTED_BOOKINGS : 2 * LISTING_SORTED_BOOKINGS;
  const patience = new Patience(environment, LISTING_PATIENCE_MS);
  const { items, upTo } = await readPart(listings.ofCustomer(customerId, part), part, { most, patience });
  const listed = items.filter((booking) => before === undefined || arrivalKey(booking) < before);
  listed.sort((a, b) => (arrivalKey(a) > arrivalKey(b) ? -1 : 1));
  const page = listed.slice(0, limit);
  const last = page.at(-1);
  if (last !== undefined && listed.length > page.length) {
    const { from } = part;
    return { items: page, nextCursor: encodeCursor({ from, upTo, before: arrivalKey(last) }) };
  }
  return { items: page, ...(upTo !== undefined && { nextCursor: encodeCursor({ from: upTo }) }) };
}
