/** Zod schemas of the query parameters of lists and receipts. */
import * as z from 'zod/mini';
import type { AvailabilityState } from '../../domain/model/availability.ts';
import type { BookingStatus } from '../../domain/model/booking.ts';
import { CHECKED_IN_STATES } from '../../domain/model/booking-search.ts';
import { ID } from '../../domain/model/id.ts';
import {
  EXPORT_PAGE_MAX_ROWS,
  PAGE_DEFAULT_ITEMS,
  PAGE_MAX_ITEMS,
  SEARCH_LIMIT_CHARACTERS,
} from '../../domain/model/limits.ts';
import { Refusal } from '../../domain/model/refusal.ts';
import { SECURITY_EVENT_KINDS } from '../../domain/model/security-event.ts';
import { ROLES } from '../../domain/model/user.ts';
import { WEBHOOK_TYPES } from '../../domain/model/webhook.ts';
import { DELIVERY_OUTCOMES } from '../../domain/model/webhook-delivery.ts';
import { line } from './fields.ts';
import { instant } from './times.ts';

/** A whole number of at least 1 in a text. `range` completes its description. */
const wholeNumber = (range: string, most = Number.MAX_SAFE_INTEGER) => {
  const error = `must be a whole number ${range}`;
  return z.coerce.number({ error }).check(z.int({ error }), z.gte(1, { error }), z.lte(most, { error }));
};

const oneOf = (values: readonly string[]) => ({ error: `must be one of: ${values.join(', ')}` });

const NOT_A_CURSOR = { error: 'not a cursor' };
const cursor = z.exactOptional(
  z.string().check(z.minLength(1, NOT_A_CURSOR), z.maxLength(1_000, NOT_A_CURSOR)),
);

export const pageQuery = z.strictObject({
  limit: z._default(wholeNumber(`from 1 to ${PAGE_MAX_ITEMS}`, PAGE_MAX_ITEMS), PAGE_DEFAULT_ITEMS),
  cursor,
});

const STATES = {
  'not-open': 'not-open',
  drawing: 'drawing',
  'on-sale': 'on-sale',
  'sold-out': 'sold-out',
  closed: 'closed',
  cancelled: 'cancelled',
} as const satisfies { [State in AvailabilityState]: State };

export const listEventsQuery = z.extend(pageQuery, {
  from: z.exactOptional(instant),
  to: z.exactOptional(instant),
  q: z.exactOptional(line(100)),
  state: z.exactOptional(z.enum(STATES, oneOf(Object.values(STATES)))),
  organizer: z.exactOptional(z.literal('me', { error: 'must be: me' })),
});

/** The cursor is the id of an account. */
export const listUsersQuery = z.extend(pageQuery, {
  cursor: z.exactOptional(z.string().check(z.regex(ID, NOT_A_CURSOR))),
  role: z.exactOptional(z.enum(ROLES, oneOf(ROLES))),
  q: z.exactOptional(line(SEARCH_LIMIT_CHARACTERS)),
});

export const listDeliveriesQuery = z.extend(pageQuery, {
  outcome: z.exactOptional(z.enum(DELIVERY_OUTCOMES, oneOf(DELIVERY_OUTCOMES))),
  type: z.exactOptional(z.enum(WEBHOOK_TYPES, oneOf(WEBHOOK_TYPES))),
});

export const listSecurityEventsQuery = z.extend(pageQuery, {
  kind: z.exactOptional(z.enum(SECURITY_EVENT_KINDS, oneOf(SECURITY_EVENT_KINDS))),
});

/**
 * Without a `limit`: the length of a part depends on the number of promotions in the bookings that it reads.
 */
export const receiptQuery = z.strictObject({ cursor });

/** Without a `limit`: a part is as large as one answer allows. */
export const arrivalsQuery = z.strictObject({ cursor });

const STATUSES = {
  confirmed: 'confirmed',
  waitlisted: 'waitlisted',
  offered: 'offered',
  cancelled: 'cancelled',
} as const satisfies { [Status in BookingStatus]: Status };

const ORDERS = ['booked', 'name', 'arrival'] as const;

/** `limit` has no default, because the size of a page depends on the media type of the answer. */
export const listBookingsQuery = z.strictObject({
  limit: z.exactOptional(
    wholeNumber(`from 1 to ${PAGE_MAX_ITEMS}, or to ${EXPORT_PAGE_MAX_ROWS} as CSV`, EXPORT_PAGE_MAX_ROWS),
  ),
  cursor,
  position: z.exactOptional(wholeNumber('of at least 1')),
  status: z.exactOptional(z.enum(STATUSES, oneOf(Object.values(STATUSES)))),
  q: z.exactOptional(line(SEARCH_LIMIT_CHARACTERS)),
  checkedIn: z.exactOptional(z.enum(CHECKED_IN_STATES, oneOf(CHECKED_IN_STATES))),
  order: z.exactOptional(z.enum(ORDERS, oneOf(ORDERS))),
});

/** @returns the limit. @throws Refusal `validation-failed` if it is greater than `most`. */
export function atMost(most: number, limit: number): number {
  if (limit <= most) return limit;
  throw new Refusal('validation-failed', `A page has at most ${most} items. Send a lower limit.`, {
    errors: [{ pointer: 'limit', detail: `at most ${most}` }],
  });
}
