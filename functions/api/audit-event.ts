import { auditPorts, callers, storePorts } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { auditEvent } from '../domain/audit-event.ts';
import { AUDIT_ANSWER_LIMIT_BOOKINGS } from '../domain/limits.ts';
import { readEventOf } from '../domain/read-event-of.ts';

const ports = auditPorts();
const { memory } = storePorts();

export const handler = endpoint('audit-event', { callers: callers() }, async ({ actor, id }) => {
  const event = await readEventOf(actor, id('eventId'), { memory });
  return { body: await auditEvent(event.id, ports, { most: AUDIT_ANSWER_LIMIT_BOOKINGS }) };
});
