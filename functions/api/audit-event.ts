/** Audits an event within one request, up to a number of bookings and what reading them takes. */
import { auditPorts, callers, storePorts } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { auditEvent } from '../domain/audit/audit-event.ts';
import { readEventOf } from '../domain/events/read-event-of.ts';
import { AUDIT_ANSWER_LIMIT_BOOKINGS, AUDIT_READING_LIMIT_UNITS } from '../domain/model/limits.ts';

const ports = auditPorts();
const { cache } = storePorts();

const MOST = { bookings: AUDIT_ANSWER_LIMIT_BOOKINGS, units: AUDIT_READING_LIMIT_UNITS };

export const handler = endpoint('audit-event', { callers: callers() }, async ({ actor, id }) => {
  const event = await readEventOf(actor, id('eventId'), { cache });
  const audit = await auditEvent(event.id, ports, { most: MOST });
  return { body: { ...audit, auditedAt: new Date(audit.auditedAt).toISOString() } };
});
