/**
 * Notes that an account read what the trail of security events watches. It comes before the answer: what could not be noted
 * is not answered. A crash after it leaves an entry of a read that nobody saw.
 */
import { BOOKING_RETRY_BUDGET_MS } from '../model/limits.ts';
import { readEvent, type SecurityRead } from '../model/security-event.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { SecurityLog } from '../ports/security-log.ts';
import type { SecurityTrail } from '../ports/security-trail.ts';
import { RetryBudget } from '../process/retry-budget.ts';

export type NoteReadPorts = { trail: Pick<SecurityTrail, 'add'>; securityLog: SecurityLog; runtime: Runtime };

/** @throws Busy */
export async function noteRead(
  read: SecurityRead,
  { trail, securityLog, runtime }: NoteReadPorts,
): Promise<void> {
  const event = readEvent(read, runtime.now());
  const retryBudget = new RetryBudget(runtime, BOOKING_RETRY_BUDGET_MS);
  await retryBudget.retryWhileBusy(() => trail.add(event));
  securityLog.write(event);
}
