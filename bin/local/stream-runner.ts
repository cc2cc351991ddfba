/**
 * Lambda's reader of the table's stream on one machine: turns the stream on, reads its shards from the oldest
 * record on, calls the deployed consumer with several batches at a time, each of other partition keys, and repeats
 * a batch from the first record that it reports as failed.
 */
import { DescribeTableCommand, DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { writeLog } from '../../functions/http/log.ts';
import { clientConfig, leaveOutUnused } from '../../functions/store/table/client.ts';
import { TABLE_STREAM } from '../../functions/store/table/stream-definition.ts';
import { pause } from './pause.ts';
import { type ConsumedStream, type Consumer, RecordHandling } from './record-handling.ts';

/** A change is told within this time and that of the mail service. */
const PAUSE_MS = 200;
/** After records that are fewer than a page: more of them come with one call, and in larger batches. */
const PAUSE_AMONG_RECORDS_MS = 50;
const PAUSE_AFTER_FAILURE_MS = 1_000;
/** The most that one call returns. */
const READ_RECORDS = 1_000;

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
 * Reads until `stop`, which waits for the batches in progress. `onHandled` gets the sequence number of a record some
 * time after it and all before it are handled.
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

  const handling = new RecordHandling(consumer, consumed, onHandled, signal);

  /** @returns after which time there may be more to read, ms. */
  async function readOnce(): Promise<number> {
    if ([...iterators.values()].every((iterator) => iterator === undefined)) await findShards();
    let pauseMs = PAUSE_MS;
    for (const [shard, ShardIterator] of iterators) {
      if (ShardIterator === undefined || signal.aborted) continue;
      const page = await client.send(new GetRecordsCommand({ ShardIterator, Limit: READ_RECORDS }));
      const { Records = [], NextShardIterator } = page;
      handling.add(Records);
      if (Records.length > 0)
        pauseMs = Math.min(pauseMs, Records.length < READ_RECORDS ? PAUSE_AMONG_RECORDS_MS : 0);
      iterators.set(shard, NextShardIterator);
      await handling.untilThereIsRoom();
    }
    return pauseMs;
  }

  async function poll(): Promise<void> {
    while (!signal.aborted) {
      try {
        await pause(await readOnce(), signal);
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
      await handling.ended();
      client.destroy();
    },
  };
}
