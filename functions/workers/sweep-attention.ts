/**
 * The schedule's target: sends again what a crash between a write and its message left behind, and what has become due.
 * It fails when it has no time to look at everything, so that the alarm on its failures tells; the next one goes on.
 */
import type { Context } from 'aws-lambda';
import { log, sweepPorts } from '../compose.ts';
import { runInRequest } from '../domain/request-context.ts';
import { sweepAttention } from '../domain/sweep-attention.ts';

const ports = sweepPorts();

export function handler(_event: unknown, context: Context): Promise<void> {
  const invocation = { requestId: context.awsRequestId, lambda: context, now: ports.environment.now() };
  return runInRequest(invocation, async () => {
    const { sent, isComplete } = await sweepAttention(ports);
    if (sent > 0) log.warn('The sweep found work that no message had brought.', { sent });
    if (!isComplete)
      throw new Error('The sweep had no time for everything. The next one goes on where it stopped.');
  });
}
