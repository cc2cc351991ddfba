/** Gives somebody a role on the staff of an event. */
import { callers, limiter, sendsMail, staffPorts } from '../compose.ts';
import { endpoint, hasOtherIssuer } from '../compose-frame.ts';
import { appointMember } from '../domain/staff/appoint-member.ts';
import { languageOf } from '../http/accept.ts';
import { appointMemberBody } from '../http/requests/staff.ts';
import { memberView } from '../http/views/staff.ts';

const ports = staffPorts();

export const handler = endpoint(
  'appoint-member',
  { body: appointMemberBody, callers: callers(), limiter: limiter() },
  async ({ actor, body, id, acceptLanguage, idempotencyKey }) => {
    const mailing = { language: languageOf(acceptLanguage), sendsMail: sendsMail() };
    const canConfirm = sendsMail() || hasOtherIssuer();
    const request = { ...body, eventId: id('eventId'), actor, idempotencyKey, canConfirm, mailing };
    return { body: memberView(await appointMember(request, ports)) };
  },
);
