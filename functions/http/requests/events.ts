/** Zod schemas of the request bodies for events. */
import * as z from 'zod/mini';
import { LAPSED_OFFERS, WAITLIST_POLICIES } from '../../domain/model/event.ts';
import {
  BOOKING_LIMIT_TICKETS,
  BOOKINGS_PER_CUSTOMER_AND_EVENT_LIMIT,
  CAPACITY_LIMIT_TICKETS,
  DRAW_WINDOW_MAX_SECONDS,
  DRAW_WINDOW_MIN_SECONDS,
  OFFER_TTL_MAX_SECONDS,
  OFFER_TTL_MIN_SECONDS,
  PASS_HEAD_MAX_SECONDS,
  PASS_HEAD_MIN_SECONDS,
  PEAK_LIMIT_REQUESTS_PER_SECOND,
  POOLS_LIMIT,
  POOLS_PER_TYPE_LIMIT,
  PRICE_MAX_AMOUNT,
  TICKET_TYPES_LIMIT,
  WAITLIST_LIMIT_MAX_BOOKINGS,
} from '../../domain/model/limits.ts';
import { largePoolFaults } from '../../domain/model/pools.ts';
import { eventFaults } from '../../domain/model/sale-terms.ts';
import { atLeastOne, line, orElse, paragraphs, ticketTypeId } from './fields.ts';
import { link } from './link.ts';
import { instant, timeOfDay, timeZone } from './times.ts';

const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));

const name = line(200);
const address = line(300);
const description = paragraphs(2_000);
const tickets = atLeastOne(CAPACITY_LIMIT_TICKETS);
const capacity = z.union([tickets, z.literal('unlimited')], {
  error: `must be a whole number from 1 to ${CAPACITY_LIMIT_TICKETS}, or "unlimited"`,
});
const maxPerBooking = atLeastOne(BOOKING_LIMIT_TICKETS);
const offerTtlSeconds = z.int().check(z.gte(OFFER_TTL_MIN_SECONDS), z.lte(OFFER_TTL_MAX_SECONDS));

const passHeadAfterSeconds = z.int().check(z.gte(PASS_HEAD_MIN_SECONDS), z.lte(PASS_HEAD_MAX_SECONDS));

const limitPerCustomer = atLeastOne(BOOKINGS_PER_CUSTOMER_AND_EVENT_LIMIT);

const limit = atLeastOne(WAITLIST_LIMIT_MAX_BOOKINGS);

const quietHours = z.strictObject({ from: timeOfDay, to: timeOfDay });

const policy = z.enum(WAITLIST_POLICIES);
const lapsedOffer = z.enum(LAPSED_OFFERS);

const waitlist = z.strictObject({
  enabled: z._default(z.boolean(), true),
  policy: z._default(policy, 'strict'),
  offerTtlSeconds: z.exactOptional(offerTtlSeconds),
  quietHours: z.exactOptional(quietHours),
  lapsedOffer: z.exactOptional(lapsedOffer),
  passHeadAfterSeconds: z.exactOptional(passHeadAfterSeconds),
  limit: z.exactOptional(limit),
  limitPerCustomer: z._default(limitPerCustomer, 1),
  maxPerBooking: z.exactOptional(maxPerBooking),
});

const draw = z.strictObject({
  windowSeconds: z.int().check(z.gte(DRAW_WINDOW_MIN_SECONDS), z.lte(DRAW_WINDOW_MAX_SECONDS)),
});

const currency = z.string().check(
  z.regex(/^[A-Z]{3}$/, orElse('must be a currency code like EUR')),
  z.refine((code) => CURRENCIES.has(code), 'must be a currency of ISO 4217'),
);

const ticketType = z.strictObject({
  id: ticketTypeId,
  name: line(60),
  price: z.exactOptional(
    z.strictObject({ amount: z.int().check(z.gte(0), z.lte(PRICE_MAX_AMOUNT)), currency }),
  ),
  isOffSale: z.exactOptional(z.literal(true)),
  pools: z.exactOptional(z.array(ticketTypeId).check(z.minLength(1), z.maxLength(POOLS_PER_TYPE_LIMIT))),
});

const pools = z
  .array(z.strictObject({ id: ticketTypeId, capacity: tickets }))
  .check(z.minLength(1), z.maxLength(POOLS_LIMIT));

const ticketTypes = z.array(ticketType).check(z.minLength(1), z.maxLength(TICKET_TYPES_LIMIT));

const newEvent = z.strictObject({
  name,
  startsAt: instant,
  capacity,
  ticketTypes: z.exactOptional(ticketTypes),
  pools: z.exactOptional(pools),
  venue: z.exactOptional(name),
  address: z.exactOptional(address),
  url: z.exactOptional(link),
  timeZone: z.exactOptional(timeZone),
  description: z.exactOptional(description),
  endsAt: z.exactOptional(instant),
  salesOpenAt: z.exactOptional(instant),
  salesCloseAt: z.exactOptional(instant),
  maxPerBooking: z.exactOptional(maxPerBooking),
  maxPerCustomer: z.exactOptional(tickets),
  namesCloseAt: z.exactOptional(instant),
  allowGuests: z._default(z.boolean(), false),
  limitsGuestsByAddress: z.exactOptional(z.boolean()),
  requiresConfirmedAddress: z.exactOptional(z.boolean()),
  requiresChallenge: z.exactOptional(z.boolean()),
  isDraft: z.exactOptional(z.boolean()),
  waitlist: z.prefault(waitlist, {}),
  draw: z.exactOptional(draw),
  peakRequestsPerSecond: z.exactOptional(atLeastOne(PEAK_LIMIT_REQUESTS_PER_SECOND)),
});

export const createEventBody = newEvent.check(
  z.superRefine<z.output<typeof newEvent>>((event, context) => {
    for (const { field, detail } of [...eventFaults(event), ...largePoolFaults(event)])
      context.addIssue({ code: 'custom', path: field.split('/'), message: detail });
  }),
);

export const copyEventBody = z.strictObject({ startsAt: instant, name: z.exactOptional(name) });

/** @returns what is stored of a capacity: `unlimited` is the most that an event can have, and a flag. */
export function capacityFields(stated: z.output<typeof capacity>): { capacity: number; isUnlimited?: true } {
  return stated === 'unlimited'
    ? { capacity: CAPACITY_LIMIT_TICKETS, isUnlimited: true }
    : { capacity: stated };
}

/** The fields of an event that `changeEventBody` lacks, because they cannot be changed. */
export const FIXED_EVENT_FIELDS = ['/draw', '/limitsGuestsByAddress', '/peakRequestsPerSecond', '/pools'];

/** Null clears a field that is optional when an event is created. */
export const changeEventBody = z.strictObject({
  name: z.exactOptional(name),
  startsAt: z.exactOptional(instant),
  capacity: z.exactOptional(capacity),
  ticketTypes: z.exactOptional(z.nullable(ticketTypes)),
  venue: z.exactOptional(z.nullable(name)),
  address: z.exactOptional(z.nullable(address)),
  url: z.exactOptional(z.nullable(link)),
  timeZone: z.exactOptional(z.nullable(timeZone)),
  description: z.exactOptional(z.nullable(description)),
  endsAt: z.exactOptional(z.nullable(instant)),
  salesOpenAt: z.exactOptional(z.nullable(instant)),
  salesCloseAt: z.exactOptional(z.nullable(instant)),
  maxPerBooking: z.exactOptional(z.nullable(maxPerBooking)),
  maxPerCustomer: z.exactOptional(z.nullable(tickets)),
  namesCloseAt: z.exactOptional(z.nullable(instant)),
  allowGuests: z.exactOptional(z.boolean()),
  requiresConfirmedAddress: z.exactOptional(z.boolean()),
  requiresChallenge: z.exactOptional(z.boolean()),
  waitlist: z.exactOptional(
    z.strictObject({
      enabled: z.exactOptional(z.boolean()),
      policy: z.exactOptional(policy),
      offerTtlSeconds: z.exactOptional(z.nullable(offerTtlSeconds)),
      quietHours: z.exactOptional(z.nullable(quietHours)),
      lapsedOffer: z.exactOptional(z.nullable(lapsedOffer)),
      passHeadAfterSeconds: z.exactOptional(z.nullable(passHeadAfterSeconds)),
      limit: z.exactOptional(z.nullable(limit)),
      limitPerCustomer: z.exactOptional(limitPerCustomer),
      maxPerBooking: z.exactOptional(z.nullable(maxPerBooking)),
    }),
  ),
});
