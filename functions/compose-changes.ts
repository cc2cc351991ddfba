/**
 * Joins the parts that change and cancel events. It is separate from `compose.ts`, because few functions need them.
 */
import { bookingPorts, table, users } from './compose.ts';
import { securityLog } from './http/security-log.ts';
import { eventChangeStore } from './store/event-change.ts';

export function eventChangePorts() {
  return { ...bookingPorts(), changes: eventChangeStore(table()), users: users(), securityLog };
}
