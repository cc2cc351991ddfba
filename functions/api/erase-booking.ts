/** Erases the person from a booking. */
import { callers, limiter, sendsMail } from '../compose.ts';
import { erasePersonPorts } from '../compose-erasure.ts';
import { endpoint } from '../compose-frame.ts';
import { erasePerson } from '../domain/bookings/erase-person.ts';
import { noBody } from '../http/requests/bookings.ts';

const ports = erasePersonPorts();

export const handler = endpoint(
  'erase-booking',
  { body: noBody, callers: callers(), limiter: limiter() },
  async ({ actor, id }) => {
    const booking = { eventId: id('eventId'), bookingId: id('bookingId') };
    await erasePerson({ ...booking, actor }, { ...ports, sendsMail: sendsMail() });
    return {};
  },
);
