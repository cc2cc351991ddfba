/**
 * Lambda's reader of the table's stream on one machine: turns the stream on, reads its shards from the oldest
 * record on, calls the deployed consumer with several batches at a time, each of other partition keys, and repeats
 * from the first record that it reports as failed.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeTableCommand, DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import {
  type _Record,
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { writeLog } from '../../functions/http/log.ts';
import { clientConfig, leaveOutUnused } from '../../functions/store/table/client.ts';
import { TABLE_STREAM, type WEBHOOK_STREAM } from '../../functions/store/table/stream-definition.ts';
import { lambdaContext } from './lambda-context.ts';
import { partOf } from './part-of.ts';

/** A change is told within this time and that of the mail service. */
const PAUSE_MS = 200;
const PAUSE_AFTER_FAILURE_MS = 1_000;
/** The most that one call returns. */
const READ_RECORDS = 1_000;

type Consumer = (batch: DynamoDBStreamEvent, context: Context) => Promise<DynamoDBBatchResponse>;

/** Which changes a consumer is called with, and how. */
type ConsumedStream = typeof TABLE_STREAM | typeof WEBHOOK_STREAM;

export type StreamRunner = { stop: () => Promise<void> };

/** @returns the ARN of the table's stream, which is turned on if it is not. */
async function openStream(tableName: string): Promise<string> {
  const client = new DynamoDBClient(clientConfig());
  try {
    const describe = async () =>
      (await client.send(new DescribeTableCommand({ TableName: tableName }))).Table;
    const found = (await describe())?.LatestStreamArn;
    if (found !== undefined) return found;
    const StreamSpecification = { StreamEnabled: true, StreamViewType: TABLE_STREAM.viewType };
    await client.send(new UpdateTableCommand({ TableName: tableName, StreamSpecification }));
    const made = (await describe())?.LatestStreamArn;
    if (made === undefined) throw new Error(`The engine made no stream for the table ${tableName}.`);
    return made;
  } finally {
    client.destroy();
  }
}

/**
 * Reads until `stop`, which waits for the batch in progress. `onHandled` gets the sequence number of the last record
 * of each batch that was handled.
 */
export async function runStream(
  tableName: string,
  consumer: Consumer,
  onHandled: (sequenceNumber: string) => void = () => {},
  consumed: ConsumedStream = TABLE_STREAM,
): Promise<StreamRunner> {
  const StreamArn = await openStream(tableName);
  const client = new DynamoDBStreamsClient({
    ...clientConfig(),
    endpoint: process.env['AWS_ENDPOINT_URL_DYNAMODB'] ?? '',
  });
  leaveOutUnused(client);
  const stopping = new AbortController();
  const { signal } = stopping;
  /** Where to go on in each open shard; undefined once its last record was read. */
  const iterators = new Map<string, string | undefined>();

  async function findShards(): Promise<void> {
    const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn }));
    for (const { ShardId = '' } of StreamDescription?.Shards ?? []) {
      if (iterators.has(ShardId)) continue;
      const from = { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' as const };
      iterators.set(ShardId, (await client.send(new GetShardIteratorCommand(from))).ShardIterator);
    }
  }

  async function handle(records: _Record[]): Promise<void> {
    for (let left = records; left.length > 0 && !signal.aborted; ) {
      left = await callConsumer(left, consumer, consumed, signal);
      const [next] = left;
      const last = next === undefined ? records.at(-1) : records[records.indexOf(next) - 1];
      if (last?.dynamodb?.SequenceNumber !== undefined) onHandled(last.dynamodb.SequenceNumber);
      if (next !== undefined) await pause(PAUSE_AFTER_FAILURE_MS, signal);
    }
  }

  /** @returns whether there were records. */
  async function readOnce(): Promise<boolean> {
    if ([...iterators.values()].every((iterator) => iterator === undefined)) await findShards();
    let some = false;
    for (const [shard, ShardIterator] of iterators) {
      if (ShardIterator === undefined || signal.aborted) continue;
      const page = await client.send(new GetRecordsCommand({ ShardIterator, Limit: READ_RECORDS }));
      const { Records = [], NextShardIterator } = page;
      await handle(Records);
      some ||= Records.length > 0;
      if (!signal.aborted) iterators.set(shard, NextShardIterator);
    }
    return some;
  }

  async function poll(): Promise<void> {
    while (!signal.aborted) {
      try {
        if (!(await readOnce())) await pause(PAUSE_MS, signal);
      } catch (error) {
        if (signal.aborted) return;
        writeLog('error', 'The stream of the table could not be read. It will be tried again.', {
          error: String(error),
        });
        // An iterator expires; the next one begins at the oldest record, and what was handled is handled again.
        iterators.clear();
        await pause(PAUSE_AFTER_FAILURE_MS, signal);
      }
    }
  }

  const polling = poll();
  return {
    stop: async () => {
      stopping.abort();
      await polling;
      client.destroy();
    },
  };
}

/**
 * Calls the consumer with several batches at a time, each of other partition keys, as Lambda does.
 * @returns the records that are left, in their order: from the first one on that failed, of those with which it shares
 *   batches
 */
async function callConsumer(
  records: _Record[],
  consumer: Consumer,
  consumed: ConsumedStream,
  signal: AbortSignal,
): Promise<_Record[]> {
  const wanted = records.filter((record) => isConsumed(record, consumed));
  const parts = Map.groupBy(wanted, (record) => partOf(record, consumed.parallelBatches));
  // A part that fails waits for the others, so that nothing is called beside the repeat.
  const ends = await Promise.allSettled(
    [...parts.values()].map((part) => callInBatches(part, consumer, consumed, signal)),
  );
  const left = new Set<_Record>();
  for (const end of ends) {
    if (end.status === 'rejected') throw end.reason;
    for (const record of end.value) left.add(record);
  }
  return records.filter((record) => left.has(record));
}

/** @returns the records from the first one on that failed, or that was not handled because the reader stops. */
async function callInBatches(
  records: _Record[],
  consumer: Consumer,
  { batchSizeRecords, consumerTimeoutSeconds }: ConsumedStream,
  signal: AbortSignal,
): Promise<_Record[]> {
  for (let start = 0; start < records.length; start += batchSizeRecords) {
    if (signal.aborted) return records.slice(start);
    const batch = records.slice(start, start + batchSizeRecords);
    const event = { Records: batch.map(toRecord) };
    const { batchItemFailures } = await consumer(event, lambdaContext(consumerTimeoutSeconds));
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    const first = batch.findIndex(({ dynamodb }) => failed.has(dynamodb?.SequenceNumber ?? ''));
    if (first !== -1) return records.slice(start + first);
  }
  return [];
}

/** The same filter as that of the deployed event source. */
function isConsumed(
  { eventName, dynamodb }: _Record,
  { changes, sortKeyPrefixes, sortKeys }: ConsumedStream,
): boolean {
  const sortKey = dynamodb?.Keys?.['sk']?.S ?? '';
  const isNamed =
    sortKeyPrefixes.some((prefix) => sortKey.startsWith(prefix)) || sortKeys.some((key) => key === sortKey);
  return isNamed && changes.some((change) => change === eventName);
}

function toRecord({ eventID, eventName, dynamodb }: _Record): DynamoDBRecord {
  const { Keys, SequenceNumber } = dynamodb ?? {};
  return {
    ...(eventID !== undefined && { eventID }),
    ...(eventName !== undefined && { eventName }),
    dynamodb: {
      Keys: Object.fromEntries(Object.entries(Keys ?? {}).map(([name, { S = '' }]) => [name, { S }])),
      ...(SequenceNumber !== undefined && { SequenceNumber }),
    },
  };
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {});
}
