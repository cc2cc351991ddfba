/** What the listings of users and of an event's bookings take and show. */
import * as z from 'zod';
import type { BookingStatus } from '../domain/booking.ts';
import type { ListedBooking } from '../domain/list-event-bookings.ts';
import { ROLES } from '../domain/user.ts';
import { ID } from './endpoint.ts';
import { bookingView, pageQuery } from './schemas.ts';

/** These listings go on after the item that the cursor names. */
const cursor = z.string().regex(ID, 'not a cursor').exactOptional();

export const listUsersQuery = pageQuery.extend({ cursor, role: z.enum(ROLES).exactOptional() });

const STATUSES = {
  confirmed: 'confirmed',
  waitlisted: 'waitlisted',
  cancelled: 'cancelled',
} as const satisfies { [Status in BookingStatus]: Status };

export const listBookingsQuery = pageQuery.extend({ cursor, status: z.enum(STATUSES).exactOptional() });

/** A booking as whoever runs the event sees it: also whose it is, and what happened to it when. */
export function listedBookingView({ booking, position }: ListedBooking) {
  const { customerId, history } = booking;
  return {
    ...bookingView(booking, position),
    customerId,
    history: history.map((fact) => ({ ...fact, at: new Date(fact.at).toISOString() })),
  };
}
