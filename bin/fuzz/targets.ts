/**
 * The targets of all operations: for each the path, and the values of fields that name something, with which a request can
 * succeed. The compiler rejects an operation without one.
 */
import type { DescribedRoute } from '../../functions/http/openapi/operation.ts';
import type { Caller } from './callers.ts';
import type { Stage } from './scene.ts';
import { ACCOUNT_TARGETS } from './targets/accounts.ts';
import { BOOKING_TARGETS } from './targets/bookings.ts';
import { EVENT_TARGETS } from './targets/events.ts';
import { RUNNING_TARGETS } from './targets/running.ts';
import type { Target } from './targets/target.ts';
import { TICKET_TARGETS } from './targets/tickets.ts';
import { WEBHOOK_TARGETS } from './targets/webhooks.ts';

const TARGETS = {
  ...ACCOUNT_TARGETS,
  ...EVENT_TARGETS,
  ...BOOKING_TARGETS,
  ...TICKET_TARGETS,
  ...RUNNING_TARGETS,
  ...WEBHOOK_TARGETS,
} satisfies Record<DescribedRoute, (stage: Stage, caller: Caller, turn: number) => Promise<Target>>;

/** @param turn the number of targets of this operation and caller before this one, by which its state is chosen. */
export function makeTarget(
  stage: Stage,
  caller: Caller,
  operation: DescribedRoute,
  turn: number,
): Promise<Target> {
  return TARGETS[operation](stage, caller, turn);
}
