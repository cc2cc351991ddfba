/** The shapes that come in and go out, as zod schemas. What is stored has shapes of its own, in the store. */
import * as z from 'zod';
import type { Booking } from '../domain/booking.ts';
import type { Availability, Event } from '../domain/event.ts';
import {
  BOOKING_LIMIT_TICKETS,
  CAPACITY_LIMIT_TICKETS,
  PAGE_DEFAULT_ITEMS,
  PAGE_MAX_ITEMS,
  PASSWORD_MAX_CHARACTERS,
  PASSWORD_MIN_CHARACTERS,
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
    waitlist: z
      .strictObject({ enabled: z.boolean().default(true), policy: z.enum(['strict']).default('strict') })
      .prefault({}),
  })
  .superRefine((event, context) => {
    const complain = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    const closeAt = event.salesCloseAt ?? event.startsAt;
    if (closeAt > event.startsAt)
      complain('salesCloseAt', 'sales close when the event starts, at the latest');
    if (event.salesOpenAt && event.salesOpenAt >= closeAt)
      complain('salesOpenAt', 'must be before sales close');
    if (event.endsAt && event.endsAt < event.startsAt) complain('endsAt', 'must not be before startsAt');
    if (event.maxPerCustomer && event.maxPerBooking && event.maxPerCustomer < event.maxPerBooking) {
      complain('maxPerCustomer', 'must not be below maxPerBooking');
    }
  });

export const bookTicketsBody = z.strictObject({
  quantity: tickets.max(BOOKING_LIMIT_TICKETS),
  onSoldOut: z.enum(['waitlist', 'reject']).default('waitlist'),
  attendee: z.strictObject({ firstName: personName, lastName: personName, email }).exactOptional(),
});

export const cancelBookingBody = z.strictObject({
  quantity: tickets.max(BOOKING_LIMIT_TICKETS).exactOptional(),
});

export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(PAGE_MAX_ITEMS).default(PAGE_DEFAULT_ITEMS),
  cursor: z.string().min(1).max(1_000).exactOptional(),
});

export function userView({ id, name, email, role }: User): UserAnswer {
  return { id, name, email, role };
}

export function eventView(event: Event, availability: Availability): EventAnswer {
  const { shardCount: _shardCount, fingerprint: _fingerprint, ...shown } = event;
  return { ...shown, availability };
}

/** `position` only while the booking waits. */
export function bookingView(booking: Booking, position?: number): BookingAnswer {
  const { id, eventId, status, quantity, arrival, attendee } = booking;
  return {
    id,
    eventId,
    status,
    quantity,
    createdAt: new Date(arrival).toISOString(),
    ...(attendee && { attendee }),
    ...(position !== undefined && { position }),
  };
}
