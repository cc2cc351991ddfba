/** The FIFO queue's consumer: one batch may hold messages of several events, and each event is served for itself. */
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { bookingPorts, log } from '../compose.ts';
import { MESSAGE_PATIENCE_MS } from '../domain/limits.ts';
import { Patience } from '../domain/patience.ts';
import type { Message } from '../domain/ports.ts';
import { promoteWaitlist } from '../domain/promote-waitlist.ts';
import { Refusal } from '../domain/refusal.ts';
import { runInRequest } from '../domain/request-context.ts';

const ports = bookingPorts();

function byGroup(records: SQSRecord[]): SQSRecord[][] {
  return Object.values(Object.groupBy(records, (record) => record.attributes.MessageGroupId ?? '')).filter(
    (group) => group !== undefined,
  );
}

async function serve(group: SQSRecord[]): Promise<void> {
  const messages = group.map((record) => JSON.parse(record.body) as Message);
  const eventId = messages[0]?.eventId ?? '';
  const bookingIds = messages.flatMap((message) => message.bookingIds ?? []);
  // A message that fails holds its event back for the whole visibility timeout, so contention is waited out here.
  const patience = new Patience(ports.environment, MESSAGE_PATIENCE_MS);
  await patience.outwaitBusy(() => promoteWaitlist(eventId, bookingIds, ports));
}

/**
 * A group's messages succeed or fail together, since one look at the event serves them all: when it fails, every
 * message of the group is reported, from the first on, and the queue holds back what follows.
 */
export function handler(batch: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  const invocation = { requestId: context.awsRequestId, lambda: context, now: ports.environment.now() };
  return runInRequest(invocation, () => serveBatch(batch));
}

async function serveBatch(batch: SQSEvent): Promise<SQSBatchResponse> {
  const groups = byGroup(batch.Records);
  const results = await Promise.allSettled(groups.map(serve));
  const failed = groups.flatMap((group, index) => {
    const result = results[index];
    if (result?.status !== 'rejected') return [];
    log.warn('A group of messages will come again.', {
      eventId: group[0]?.attributes.MessageGroupId ?? '',
      messages: group.length,
      error: result.reason instanceof Refusal ? result.reason.code : String(result.reason?.name),
    });
    return group;
  });
  return { batchItemFailures: failed.map((record) => ({ itemIdentifier: record.messageId })) };
}
