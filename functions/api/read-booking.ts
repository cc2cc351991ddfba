import { callers, storePorts, tickets, users } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { readBookingOf } from '../domain/cancel-booking.ts';
import { contactsOf } from '../domain/contacts.ts';
import { runsEvent } from '../domain/user.ts';
import { ticketsView } from '../http/ticket-views.ts';
import { bookingView, organizerBookingView } from '../http/views.ts';

const { bookings, environment, memory } = storePorts();
const accounts = { users: users() };
const issuer = tickets();

export const handler = endpoint('read-booking', { callers: callers() }, async ({ actor, id }) => {
  const event = await memory.facts(id('eventId'));
  const booking = await readBookingOf(actor, event, id('bookingId'), { bookings });
  const position = booking.status === 'waitlisted' ? await bookings.position(event, booking) : undefined;
  const now = environment.now();
  const shown = runsEvent(actor, event)
    ? organizerBookingView(booking, now, {
        position,
        customer: (await contactsOf([booking], accounts)).get(booking.customerId),
      })
    : bookingView(booking, now, position);
  return { body: { ...shown, ...(await ticketsView(booking, issuer)) } };
});
