/**
 * Consumes the table's stream: sends the notices of each booking that changed, of each booking whose notice is to be
 * tried again, and of all bookings of an event that changed.
 */
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { cache, log, runtime, table } from '../compose.ts';
import { noticePorts } from '../compose-notices.ts';
import { NOTICES_AT_ONCE } from '../domain/model/limits.ts';
import { Refusal } from '../domain/model/refusal.ts';
import { sendChangeNotices } from '../domain/notices/send-change-notices.ts';
import { sendNotices } from '../domain/notices/send-notices.ts';
import { runInRequest } from '../domain/process/request-context.ts';
import { eventStore } from '../store/events.ts';
import { type Changed, changedIn } from '../store/items/stream-record.ts';

const ports = { ...noticePorts(), events: eventStore(table()), cache: cache() };

type Work = Changed & { records: DynamoDBRecord[] };

/** Groups the records of a batch by what has to be looked at. */
function workIn(records: DynamoDBRecord[]): Work[] {
  const work = new Map<string, Work>();
  for (const record of records) {
    const changed = changedIn(record.dynamodb?.Keys);
    if (changed === undefined) continue;
    const key = `${changed.eventId} ${changed.bookingId ?? ''}`;
    const known = work.get(key) ?? { ...changed, records: [] };
    known.records.push(record);
    work.set(key, known);
  }
  return [...work.values()];
}

/** @returns the records if their work has to be done again. */
async function serve({ eventId, bookingId, records }: Work): Promise<DynamoDBRecord[]> {
  try {
    if (bookingId === undefined) await sendChangeNotices(await ports.cache.refresh(eventId), ports);
    else await sendNotices(await ports.cache.get(eventId), bookingId, ports);
    return [];
  } catch (error) {
    // The event was removed, because nobody had booked.
    if (error instanceof Refusal && error.code === 'not-found') return [];
    const reason = error instanceof Refusal ? error.code : error instanceof Error ? error.name : 'unknown';
    log.warn('Notices could not be sent. The stream will deliver the change again.', {
      eventId,
      ...(bookingId !== undefined && { bookingId }),
      reason,
    });
    return records;
  }
}

/** Handles a batch. The stream delivers the records from the first reported one on again. */
export function handler(batch: DynamoDBStreamEvent, context: Context): Promise<DynamoDBBatchResponse> {
  const invocation = { requestId: context.awsRequestId, lambda: context, now: runtime.now() };
  return runInRequest(invocation, async () => {
    const left = workIn(batch.Records);
    const failed: DynamoDBRecord[] = [];
    const work = async () => {
      for (let next = left.shift(); next !== undefined; next = left.shift())
        failed.push(...(await serve(next)));
    };
    await Promise.all(Array.from({ length: NOTICES_AT_ONCE }, work));
    return {
      batchItemFailures: failed.map(({ dynamodb }) => ({ itemIdentifier: dynamodb?.SequenceNumber ?? '' })),
    };
  });
}
