/**
 * Joins the parts that change and cancel events. It is separate from `compose.ts`, because few functions need them.
 */
import { bookingPorts, table } from './compose.ts';
import { eventChangeStore } from './store/event-change.ts';

export function eventChangePorts() {
  return { ...bookingPorts(), changes: eventChangeStore(table()) };
}
