/**
 * The target of the schedule: sends the messages that a crash between a write and its message left unsent,
 * and those of work that has become due. Then it erases persons from bookings of events that are long over, if the operator
 * states it. It fails if it runs out of time, so that the alarm on its failures
 * fires; the next sweep continues at its cursor.
 */
import type { Context } from 'aws-lambda';
import { log, sweepPorts } from '../compose.ts';
import { eraseAfterEventsPorts } from '../compose-erasure.ts';
import { eraseAfterEvents } from '../domain/bookings/erase-after-events.ts';
import { runInRequest } from '../domain/process/request-context.ts';
import { sweepPendingWork } from '../domain/waitlist/sweep-pending-work.ts';

const ports = sweepPorts();
const erasurePorts = eraseAfterEventsPorts();

export function handler(_event: unknown, context: Context): Promise<void> {
  const invocation = { requestId: context.awsRequestId, lambda: context, now: ports.runtime.now() };
  return runInRequest(invocation, async () => {
    const { late, isComplete } = await sweepPendingWork(ports);
    if (late > 0)
      log.warn('The sweep found pending work whose message did not arrive in time, and sent it again.', {
        late,
      });
    if (!isComplete) throw new Error('The sweep ran out of time. The next sweep continues where it stopped.');
    await eraseAfterEvents(erasurePorts);
  });
}
