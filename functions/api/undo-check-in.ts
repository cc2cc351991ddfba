/** Undoes the check-in of a scanned ticket, or of tickets of a booking. */
import { callers, limiter, scanPorts } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { undoCheckIn } from '../domain/door/undo-check-in.ts';
import { targetIn, undoCheckInBody } from '../http/requests/check-ins.ts';
import { scanView } from '../http/views/tickets.ts';

const ports = scanPorts();

export const handler = endpoint(
  'undo-check-in',
  { body: undoCheckInBody, callers: callers(), limiter: limiter() },
  async ({ actor, body, id, idempotencyKey }) => {
    const { reason } = body;
    const scan = { ...targetIn(body), eventId: id('eventId'), reason, actor, idempotencyKey };
    return { body: scanView(await undoCheckIn(scan, ports), body.ticket !== undefined) };
  },
);
