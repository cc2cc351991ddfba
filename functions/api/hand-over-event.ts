/** Hands an event over to another owner. */
import { callers, canConfirm, limiter, mailingTo, staffPorts } from '../compose.ts';
import { endpoint, hasOtherIssuer } from '../compose-frame.ts';
import { handOver } from '../domain/staff/hand-over.ts';
import { handOverBody } from '../http/requests/staff.ts';
import { memberView } from '../http/views/staff.ts';

const ports = staffPorts();

export const handler = endpoint(
  'hand-over-event',
  { body: handOverBody, callers: callers(), limiter: limiter() },
  async ({ actor, body, id, acceptLanguage, idempotencyKey }) => {
    const service = { canConfirm: canConfirm(), areAccountsElsewhere: hasOtherIssuer() };
    const told = { mailing: mailingTo(acceptLanguage), ...service };
    const request = { ...body, eventId: id('eventId'), actor, idempotencyKey, ...told };
    return { body: memberView(await handOver(request, ports)) };
  },
);
