/** What the listings of users and of an event's bookings take and show, and what a receipt takes. */
import * as z from 'zod';
import type { BookingStatus } from '../domain/booking.ts';
import { EXPORT_PAGE_MAX_ROWS } from '../domain/limits.ts';
import { Refusal } from '../domain/refusal.ts';
import { ROLES } from '../domain/user.ts';
import { ID } from './id.ts';
import { pageQuery } from './schemas.ts';

/** These listings go on after the item that the cursor names. */
const cursor = z.string().regex(ID, 'not a cursor').exactOptional();

export const listUsersQuery = pageQuery.extend({ cursor, role: z.enum(ROLES).exactOptional() });

/** Each part of a receipt is as long as what it looked at has promotions. */
export const receiptQuery = z.strictObject({ cursor });

const STATUSES = {
  confirmed: 'confirmed',
  waitlisted: 'waitlisted',
  offered: 'offered',
  cancelled: 'cancelled',
} as const satisfies { [Status in BookingStatus]: Status };

/** How much fits a page depends on what it is written in, so `limit` has no default here. */
export const listBookingsQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(EXPORT_PAGE_MAX_ROWS).exactOptional(),
  cursor,
  status: z.enum(STATUSES).exactOptional(),
});

/** @throws Refusal `validation-failed` for a limit beyond `most`. */
export function atMost(most: number, limit: number): number {
  if (limit <= most) return limit;
  throw new Refusal('validation-failed', `A page has ${most} items at most.`, {
    errors: [{ pointer: 'limit', detail: `at most ${most}` }],
  });
}
