/** Undoes a check-in. */
import { callers, scanPorts } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { undoCheckIn } from '../domain/door/undo-check-in.ts';
import { undoCheckInBody } from '../http/requests/check-ins.ts';
import { scanView } from '../http/views/tickets.ts';

const ports = scanPorts();

export const handler = endpoint(
  'undo-check-in',
  { body: undoCheckInBody, callers: callers() },
  async ({ actor, body, id, idempotencyKey }) => {
    const { ticket: code, reason } = body;
    const scan = { eventId: id('eventId'), code, reason, actor, idempotencyKey };
    return { body: scanView(await undoCheckIn(scan, ports)) };
  },
);
