/** Zod schemas of the query parameters of lists and receipts. */
import * as z from 'zod/mini';
import type { AvailabilityState } from '../../domain/model/availability.ts';
import type { BookingStatus } from '../../domain/model/booking.ts';
import { ID } from '../../domain/model/id.ts';
import { EXPORT_PAGE_MAX_ROWS, PAGE_DEFAULT_ITEMS, PAGE_MAX_ITEMS } from '../../domain/model/limits.ts';
import { Refusal } from '../../domain/model/refusal.ts';
import { ROLES } from '../../domain/model/user.ts';
import { instant, line } from './fields.ts';

const upTo = (most: number) => z.coerce.number().check(z.int(), z.gte(1), z.lte(most));

const cursor = z.exactOptional(z.string().check(z.minLength(1), z.maxLength(1_000)));

export const pageQuery = z.strictObject({
  limit: z._default(upTo(PAGE_MAX_ITEMS), PAGE_DEFAULT_ITEMS),
  cursor,
});

const STATES = {
  'not-open': 'not-open',
  'on-sale': 'on-sale',
  'sold-out': 'sold-out',
  closed: 'closed',
  cancelled: 'cancelled',
} as const satisfies { [State in AvailabilityState]: State };

export const listEventsQuery = z.extend(pageQuery, {
  from: z.exactOptional(instant),
  to: z.exactOptional(instant),
  q: z.exactOptional(line(100)),
  state: z.exactOptional(z.enum(STATES)),
  organizer: z.exactOptional(z.literal('me')),
});

/** The cursor is the id of the last listed account. */
export const listUsersQuery = z.extend(pageQuery, {
  cursor: z.exactOptional(z.string().check(z.regex(ID, 'not a cursor'))),
  role: z.exactOptional(z.enum(ROLES)),
});

/**
 * Without a `limit`: the length of a part depends on the number of promotions in the bookings that it reads.
 */
export const receiptQuery = z.strictObject({ cursor });

const STATUSES = {
  confirmed: 'confirmed',
  waitlisted: 'waitlisted',
  offered: 'offered',
  cancelled: 'cancelled',
} as const satisfies { [Status in BookingStatus]: Status };

/** `limit` has no default, because the size of a page depends on the media type of the answer. */
export const listBookingsQuery = z.strictObject({
  limit: z.exactOptional(upTo(EXPORT_PAGE_MAX_ROWS)),
  cursor,
  position: z.exactOptional(z.coerce.number().check(z.int(), z.gte(1))),
  status: z.exactOptional(z.enum(STATUSES)),
});

/** @returns the limit. @throws Refusal `validation-failed` if it is greater than `most`. */
export function atMost(most: number, limit: number): number {
  if (limit <= most) return limit;
  throw new Refusal('validation-failed', `A page has at most ${most} items. Send a lower limit.`, {
    errors: [{ pointer: 'limit', detail: `at most ${most}` }],
  });
}
