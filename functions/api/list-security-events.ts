/** Lists the trail of security events. */
import { callers, listSecurityEventsPorts } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { listSecurityEvents } from '../domain/accounts/list-security-events.ts';
import { listSecurityEventsQuery } from '../http/requests/lists.ts';
import { securityEventView } from '../http/views/security-events.ts';

const ports = listSecurityEventsPorts();

export const handler = endpoint(
  'list-security-events',
  { query: listSecurityEventsQuery, callers: callers() },
  async ({ query }) => {
    const { items, nextCursor } = await listSecurityEvents(query, ports);
    return { body: { items: items.map(securityEventView), nextCursor: nextCursor ?? null } };
  },
);
