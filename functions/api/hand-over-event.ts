/** Hands an event over to another owner. */
import { callers, limiter, sendsMail, staffPorts } from '../compose.ts';
import { endpoint, hasOtherIssuer } from '../compose-frame.ts';
import { handOver } from '../domain/staff/hand-over.ts';
import { languageOf } from '../http/accept.ts';
import { handOverBody } from '../http/requests/staff.ts';
import { memberView } from '../http/views/staff.ts';

const ports = staffPorts();

export const handler = endpoint(
  'hand-over-event',
  { body: handOverBody, callers: callers(), limiter: limiter() },
  async ({ actor, body, id, acceptLanguage, idempotencyKey }) => {
    const mailing = { language: languageOf(acceptLanguage), sendsMail: sendsMail() };
    const canConfirm = sendsMail() || hasOtherIssuer();
    const request = { ...body, eventId: id('eventId'), actor, idempotencyKey, canConfirm, mailing };
    return { body: memberView(await handOver(request, ports)) };
  },
);
