/** Reads a booking with its tickets, and with its customer and history for the organizer. */
import { callers, storePorts, table, tickets, users } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { contactsOf } from '../domain/bookings/contacts.ts';
import { readBookingOf } from '../domain/bookings/read-booking-of.ts';
import { runsEvent } from '../domain/model/user.ts';
import type { BookingAnswer } from '../http/answers/bookings.ts';
import { taggedJson } from '../http/etag.ts';
import { bookingView, organizerBookingView } from '../http/views/bookings.ts';
import { ticketsView } from '../http/views/tickets.ts';
import { noticeStore } from '../store/notices.ts';

const { bookings, runtime, cache } = storePorts();
const notices = noticeStore(table());
const accounts = { users: users() };
const issuer = tickets();

export const handler = endpoint('read-booking', { callers: callers() }, async ({ actor, id }) => {
  const event = await cache.get(id('eventId'));
  const booking = await readBookingOf(actor, event, id('bookingId'), { bookings });
  const position = booking.status === 'waitlisted' ? await bookings.position(event, booking) : undefined;
  const now = runtime.now();
  const shown = runsEvent(actor, event)
    ? organizerBookingView(booking, now, {
        position,
        customer: (await contactsOf([booking], accounts)).get(booking.customerId),
        log: await notices.readLog(event, booking.id),
      })
    : bookingView(booking, now, position);
  const body: BookingAnswer = { ...shown, ...ticketsView(await issuer.issueAll(booking)) };
  return taggedJson(body);
});
