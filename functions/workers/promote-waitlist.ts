/**
 * Consumes the FIFO queue: a batch may contain messages of several events, and the clerk runs once for each
 * event.
 */
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { clerkPorts, log } from '../compose.ts';
import { MESSAGE_RETRY_BUDGET_MS } from '../domain/model/limits.ts';
import { Refusal } from '../domain/model/refusal.ts';
import { runInRequest } from '../domain/process/request-context.ts';
import { RetryBudget } from '../domain/process/retry-budget.ts';
import { promoteWaitlist } from '../domain/waitlist/promote-waitlist.ts';
import { parseMessage } from '../store/queue.ts';

const ports = clerkPorts();

function byGroup(records: SQSRecord[]): SQSRecord[][] {
  return Object.values(Object.groupBy(records, (record) => record.attributes.MessageGroupId ?? '')).filter(
    (group) => group !== undefined,
  );
}

async function serve(group: SQSRecord[]): Promise<void> {
  const messages = group.map((record) => ({ ...parseMessage(record.body), sentAt: sentAtOf(record) }));
  const eventId = messages[0]?.eventId ?? '';
  const bookingIds = messages.flatMap((message) => message.bookingIds ?? []);
  // A failed message blocks its event for the whole visibility timeout, so contention is retried here.
  const retryBudget = new RetryBudget(ports.runtime, MESSAGE_RETRY_BUDGET_MS);
  const began = ports.runtime.now();
  await retryBudget.retryWhileBusy(() => promoteWaitlist(eventId, bookingIds, ports));
  const ms = ports.runtime.now() - began;
  // The message of a release is sent once the cancellation is stored.
  const released = messages.filter((message) => message.bookingIds !== undefined);
  const releasedAt = Math.min(...released.map(({ sentAt }) => sentAt));
  const sinceReleaseMs = ports.runtime.now() - releasedAt;
  log.info('The waitlist of an event was served.', {
    eventId,
    messages: messages.length,
    ms,
    ...(released.length > 0 && { sinceReleaseMs }),
  });
}

function sentAtOf({ attributes }: SQSRecord): number {
  return Number(attributes.SentTimestamp);
}

/**
 * Handles a batch. The messages of a group succeed or fail together, because one run of the clerk handles all
 * of them: if it fails, every message of the group is reported, and the queue holds back the later messages
 * of the group.
 */
export function handler(batch: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  const invocation = { requestId: context.awsRequestId, lambda: context, now: ports.runtime.now() };
  return runInRequest(invocation, () => serveBatch(batch));
}

async function serveBatch(batch: SQSEvent): Promise<SQSBatchResponse> {
  const groups = byGroup(batch.Records);
  const results = await Promise.allSettled(groups.map(serve));
  const failed = groups.flatMap((group, index) => {
    const result = results[index];
    if (result?.status !== 'rejected') return [];
    log.warn('A group of messages failed. The queue will deliver it again.', {
      eventId: group[0]?.attributes.MessageGroupId ?? '',
      messages: group.length,
      error: result.reason instanceof Refusal ? result.reason.code : String(result.reason?.name),
    });
    return group;
  });
  return { batchItemFailures: failed.map((record) => ({ itemIdentifier: record.messageId })) };
}
