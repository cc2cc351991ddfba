/** Checks in a scanned ticket. */
import { callers, scanPorts } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { checkInTicket } from '../domain/door/check-in-ticket.ts';
import { checkInBody } from '../http/requests/check-ins.ts';
import { scanView } from '../http/views/tickets.ts';

const ports = scanPorts();

export const handler = endpoint(
  'check-in-ticket',
  { body: checkInBody, callers: callers() },
  async ({ actor, body, id, idempotencyKey }) => {
    const scan = { eventId: id('eventId'), code: body.ticket, actor, idempotencyKey };
    const recorded = await checkInTicket(scan, ports);
    return { body: { ...scanView(recorded), checkedInAt: new Date(recorded.historyEntry.at).toISOString() } };
  },
);
