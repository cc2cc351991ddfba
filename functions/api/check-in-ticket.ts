/** Checks in a scanned ticket, or tickets of a booking. */
import { callers, limiter, scanPorts } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { checkInTickets } from '../domain/door/check-in-tickets.ts';
import { checkInBody, targetIn } from '../http/requests/check-ins.ts';
import { checkInView } from '../http/views/tickets.ts';

const ports = scanPorts();

export const handler = endpoint(
  'check-in-ticket',
  { body: checkInBody, callers: callers(), limiter: limiter() },
  async ({ actor, body, id, idempotencyKey }) => {
    const scan = { ...targetIn(body), eventId: id('eventId'), actor, idempotencyKey };
    return { body: checkInView(await checkInTickets(scan, ports), body.ticket !== undefined) };
  },
);
