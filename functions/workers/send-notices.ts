/**
 * Consumes the table's stream: sends the notices of each booking that changed, and of each booking whose notice is
 * to be tried again.
 */
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { cache, log, runtime } from '../compose.ts';
import { noticePorts } from '../compose-notices.ts';
import { NOTICES_AT_ONCE } from '../domain/model/limits.ts';
import { Refusal } from '../domain/model/refusal.ts';
import { sendNotices } from '../domain/notices/send-notices.ts';
import { runInRequest } from '../domain/process/request-context.ts';
import { bookingOfRecord } from '../store/items/stream-record.ts';

const ports = noticePorts();
const events = cache();

type Changed = { eventId: string; bookingId: string; records: DynamoDBRecord[] };

/** Groups the records of a batch by booking. */
function changedBookings(records: DynamoDBRecord[]): Changed[] {
  const changed = new Map<string, Changed>();
  for (const record of records) {
    const named = bookingOfRecord(record.dynamodb?.Keys);
    if (named === undefined) continue;
    const key = `${named.eventId} ${named.bookingId}`;
    const known = changed.get(key) ?? { ...named, records: [] };
    known.records.push(record);
    changed.set(key, known);
  }
  return [...changed.values()];
}

/** @returns the records of the booking if its notices have to be looked at again. */
async function serve({ eventId, bookingId, records }: Changed): Promise<DynamoDBRecord[]> {
  try {
    await sendNotices(await events.get(eventId), bookingId, ports);
    return [];
  } catch (error) {
    // The event was removed, because nobody had booked.
    if (error instanceof Refusal && error.code === 'not-found') return [];
    const name = error instanceof Refusal ? error.code : error instanceof Error ? error.name : 'unknown';
    log.warn('The notices of a booking could not be sent. The stream will deliver its change again.', {
      bookingId,
      error: name,
    });
    return records;
  }
}

/** Handles a batch. The stream delivers the records from the first reported one on again. */
export function handler(batch: DynamoDBStreamEvent, context: Context): Promise<DynamoDBBatchResponse> {
  const invocation = { requestId: context.awsRequestId, lambda: context, now: runtime.now() };
  return runInRequest(invocation, async () => {
    const left = changedBookings(batch.Records);
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
