/** The shapes that come in and go out, as zod schemas. What is stored has shapes of its own, in the store. */
import * as z from 'zod';
import { type Booking, isExpired } from '../domain/booking.ts';
import { type Availability, type Event, eventFaults } from '../domain/event.ts';
import {
  BOOKING_LIMIT_TICKETS,
  CAPACITY_LIMIT_TICKETS,
  OFFER_TTL_MAX_SECONDS,
  OFFER_TTL_MIN_SECONDS,
  PAGE_DEFAULT_ITEMS,
  PAGE_MAX_ITEMS,
  PASSWORD_MAX_CHARACTERS,
  PASSWORD_MIN_CHARACTERS,
  WAITLIST_LIMIT_MAX_BOOKINGS,
} from '../domain/limits.ts';
import type { User } from '../domain/user.ts';
import type { BookingAnswer, EventAnswer, UserAnswer } from './answers.ts';

/** Not a least length, which would let spaces through where only the schema is known. */
const notBlank = z.string().trim().regex(/\S/, 'must not be blank');
const name = notBlank.max(200);
const personName = notBlank.max(100);
/** At most 64 characters before the @ (RFC 5321); names after it as RFC 1123 has them. */
const EMAIL =
  /^(?=.{1,64}@)(?:[A-Za-z0-9_'+-]+\.)*[A-Za-z0-9_'+-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/;
const email = z.email({ pattern: EMAIL }).max(254);
/** Instants are compared as text, so only those with a year of four digits will do. */
const instant = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text).toISOString())
  .refine((text) => /^\d{4}-/.test(text), 'the year must lie between 0000 and 9999');
const tickets = z.int().min(1);

export const registerUserBody = z.strictObject({
  name,
  email,
  password: z.string().min(PASSWORD_MIN_CHARACTERS).max(PASSWORD_MAX_CHARACTERS),
});

export const logInBody = z.strictObject({ email, password: z.string().min(1).max(PASSWORD_MAX_CHARACTERS) });

export const refreshTokenBody = z.strictObject({ refreshToken: z.string().min(1).max(200) });

export const changeRoleBody = z.strictObject({ role: z.enum(['attendee', 'organizer', 'admin']) });

const offerTtlSeconds = z.int().min(OFFER_TTL_MIN_SECONDS).max(OFFER_TTL_MAX_SECONDS);

export const createEventBody = z
  .strictObject({
    name,
    startsAt: instant,
    capacity: tickets.max(CAPACITY_LIMIT_TICKETS),
    venue: name.exactOptional(),
    description: z.string().trim().max(2_000).exactOptional(),
    endsAt: instant.exactOptional(),
    salesOpenAt: instant.exactOptional(),
    salesCloseAt: instant.exactOptional(),
    maxPerBooking: tickets.max(BOOKING_LIMIT_TICKETS).exactOptional(),
    maxPerCustomer: tickets.max(CAPACITY_LIMIT_TICKETS).exactOptional(),
    allowGuests: z.boolean().default(false),
    waitlist: z
      .strictObject({
        enabled: z.boolean().default(true),
        policy: z.enum(['strict', 'accept-fewer', 'skip']).default('strict'),
        offerTtlSeconds: offerTtlSeconds.exactOptional(),
        limit: z.int().min(1).max(WAITLIST_LIMIT_MAX_BOOKINGS).exactOptional(),
      })
      .prefault({})
      .refine((waitlist) => waitlist.policy !== 'accept-fewer' || waitlist.offerTtlSeconds === undefined, {
        path: ['offerTtlSeconds'],
        message: 'part of a quantity is assigned at once, never offered',
      }),
  })
  .superRefine((event, context) => {
    for (const { field, detail } of eventFaults(event))
      context.addIssue({ code: 'custom', path: [field], message: detail });
  });

/** Why somebody acts on another person's booking. */
const reason = z.string().trim().min(1).max(200);

export const bookTicketsBody = z.strictObject({
  quantity: tickets.max(BOOKING_LIMIT_TICKETS),
  onSoldOut: z.enum(['waitlist', 'reject']).default('waitlist'),
  attendee: z.strictObject({ firstName: personName, lastName: personName, email }).exactOptional(),
  /** By who runs the event, for somebody at the door. */
  reason: reason.exactOptional(),
});

export const cancelBookingBody = z.strictObject({
  quantity: tickets.max(BOOKING_LIMIT_TICKETS).exactOptional(),
  reason: reason.exactOptional(),
});

export const noBody = z.strictObject({});

export const changeEventBody = z.strictObject({
  name: name.exactOptional(),
  startsAt: instant.exactOptional(),
  capacity: tickets.max(CAPACITY_LIMIT_TICKETS).exactOptional(),
  venue: name.exactOptional(),
  description: z.string().trim().max(2_000).exactOptional(),
  endsAt: instant.exactOptional(),
  salesOpenAt: instant.exactOptional(),
  salesCloseAt: instant.exactOptional(),
  maxPerBooking: tickets.max(BOOKING_LIMIT_TICKETS).exactOptional(),
  maxPerCustomer: tickets.max(CAPACITY_LIMIT_TICKETS).exactOptional(),
  allowGuests: z.boolean().exactOptional(),
  waitlist: z
    .strictObject({ enabled: z.boolean().exactOptional(), offerTtlSeconds: offerTtlSeconds.exactOptional() })
    .exactOptional(),
});

export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(PAGE_MAX_ITEMS).default(PAGE_DEFAULT_ITEMS),
  cursor: z.string().min(1).max(1_000).exactOptional(),
});

export function userView({ id, name, email, role }: User): UserAnswer {
  return { id, name, email, role };
}

export function eventView(event: Event, availability: Availability): EventAnswer {
  const { shardCount: _shardCount, fingerprint: _fingerprint, revision: _revision, ...shown } = event;
  return { ...shown, availability };
}

/** `position` only while the booking waits. An offer that has run out by the clock is shown as it is: gone. */
export function bookingView(booking: Booking, now: number, position?: number): BookingAnswer {
  const { id, eventId, arrival, attendee, granted, offerExpiresAt } = booking;
  const isGone = isExpired(booking, now);
  return {
    id,
    eventId,
    status: isGone ? 'cancelled' : booking.status,
    quantity: isGone ? 0 : booking.quantity,
    createdAt: new Date(arrival).toISOString(),
    ...(granted > 0 && { granted }),
    ...(attendee && { attendee }),
    ...(position !== undefined && { position }),
    ...(offerExpiresAt !== undefined &&
      !isGone && { offerExpiresAt: new Date(offerExpiresAt).toISOString() }),
  };
}

/** A booking as whoever runs the event sees it: also whose it is, and what happened to it, when and by whom. */
export function organizerBookingView(booking: Booking, now: number, position?: number): BookingAnswer {
  return {
    ...bookingView(booking, now, position),
    customerId: booking.customerId,
    history: booking.history.map((fact) => ({
      ...fact,
      at: new Date(fact.at).toISOString(),
      ...(fact.what === 'offered' && { expiresAt: new Date(fact.expiresAt).toISOString() }),
    })),
  };
}
