import { callers, storePorts, tickets } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { readBookingOf } from '../domain/cancel-booking.ts';
import { runsEvent } from '../domain/user.ts';
import { ticketsView } from '../http/ticket-views.ts';
import { bookingView, organizerBookingView } from '../http/views.ts';

const { bookings, environment, memory } = storePorts();
const issuer = tickets();

export const handler = endpoint('read-booking', { callers: callers() }, async ({ actor, id }) => {
  const event = await memory.facts(id('eventId'));
  const booking = await readBookingOf(actor, event, id('bookingId'), { bookings });
  const position = booking.status === 'waitlisted' ? await bookings.position(event, booking) : undefined;
  const view = runsEvent(actor, event) ? organizerBookingView : bookingView;
  return { body: { ...view(booking, environment.now(), position), ...(await ticketsView(booking, issuer)) } };
});
