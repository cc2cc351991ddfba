/** Gives somebody a role on the staff of an event. */
import { callers, canConfirm, limiter, mailingTo, staffPorts } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { appointMember } from '../domain/staff/appoint-member.ts';
import { appointMemberBody } from '../http/requests/staff.ts';
import { memberView } from '../http/views/staff.ts';

const ports = staffPorts();

export const handler = endpoint(
  'appoint-member',
  { body: appointMemberBody, callers: callers(), limiter: limiter() },
  async ({ actor, body, id, acceptLanguage, idempotencyKey }) => {
    const told = { canConfirm: canConfirm(), mailing: mailingTo(acceptLanguage) };
    const request = { ...body, eventId: id('eventId'), actor, idempotencyKey, ...told };
    return { body: memberView(await appointMember(request, ports)) };
  },
);
