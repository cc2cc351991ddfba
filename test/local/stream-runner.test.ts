/** The reader of the embedded engine's stream: order, repeats of failed records, and the removal of handled ones. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { openEngineStream, removalBehindAll } from '../../bin/local/engine-stream.ts';
import { useDynamo } from '../../bin/local/engines.ts';
import { partOf as partIn } from '../../bin/local/part-of.ts';
import { createTable } from '../../bin/local/resources.ts';
import { runStream } from '../../bin/local/stream-runner.ts';
import { TABLE_STREAM, WEBHOOK_STREAM } from '../../functions/store/table/stream-definition.ts';
import { eventually } from '../kit/service.ts';
import { strictTable } from '../kit/strict-table.ts';

const directory = mkdtempSync(path.join(tmpdir(), 'boxoffice-stream-'));
const TABLE = 'boxoffice-stream';
let databaseFile = '';
let stopEngine: () => Promise<void>;

beforeAll(async () => {
  const engine = await useDynamo(directory);
  stopEngine = engine.stop;
  databaseFile = engine.embedded?.databaseFile ?? '';
  await createTable(TABLE);
});
afterAll(async () => {
  await stopEngine();
  rmSync(directory, { recursive: true });
});

const partOf = (pk: string) =>
  partIn({ dynamodb: { Keys: { pk: { S: pk } } } }, TABLE_STREAM.parallelBatches);

const sortKeysOf = ({ Records }: DynamoDBStreamEvent) =>
  Records.map(({ dynamodb }) => dynamodb?.Keys?.['sk']?.S ?? '');

const put = (sk: string) =>
  strictTable(TABLE).client.send(new PutCommand({ TableName: TABLE, Item: { pk: 'p', sk } }));

test('records come in order, from the first failed one on again, and handled ones are removed', async () => {
  const stream = openEngineStream(databaseFile, TABLE);
  const batches: string[][] = [];
  const afterFailure: string[] = [];
  let hasFailed = false;
  const runner = await runStream(
    TABLE,
    async (batch) => {
      batches.push(sortKeysOf(batch));
      if (hasFailed) afterFailure.push(...sortKeysOf(batch));
      const failing = batch.Records.find(({ dynamodb }) => dynamodb?.Keys?.['sk']?.S === 'BOOKING#2');
      if (hasFailed || failing === undefined) return { batchItemFailures: [] };
      hasFailed = true;
      return { batchItemFailures: [{ itemIdentifier: failing.dynamodb?.SequenceNumber ?? '' }] };
    },
    stream?.removeBefore,
  );
  for (const sk of ['BOOKING#1', 'SHARD', 'BOOKING#2', 'BOOKING#3', 'WAKE#1']) await put(sk);
  await eventually(async () => afterFailure.includes('WAKE#1'));
  await runner.stop();

  expect(batches.flat()).not.toContain('SHARD');
  expect(batches.flat().filter((key) => key === 'BOOKING#1')).toHaveLength(1);
  expect(afterFailure).toEqual(['BOOKING#2', 'BOOKING#3', 'WAKE#1']);
  const database = new DatabaseSync(databaseFile);
  expect(database.prepare('SELECT count(*) AS records FROM _stream_records').get()).toMatchObject({
    records: 1,
  });
  database.close();
  stream?.close();
});

test('a reader that starts again gets what was written meanwhile', async () => {
  await put('BOOKING#4');
  const seen: string[] = [];
  const runner = await runStream(TABLE, async (batch) => {
    seen.push(...sortKeysOf(batch));
    return { batchItemFailures: [] };
  });
  await eventually(async () => seen.includes('BOOKING#4'));
  await runner.stop();
  expect(seen).not.toContain('BOOKING#3');
});

test('batches of different partition keys are handled at the same time, those of one key in order', async () => {
  const partitions = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  for (const sk of ['BOOKING#1', 'BOOKING#2'])
    for (const pk of partitions)
      await strictTable(TABLE).client.send(new PutCommand({ TableName: TABLE, Item: { pk, sk } }));
  const seen = new Map<string, string[]>();
  const second = Promise.withResolvers<void>();
  let calls = 0;
  const runner = await runStream(TABLE, async ({ Records }) => {
    calls += 1;
    if (calls === 2) second.resolve();
    await second.promise;
    for (const { dynamodb } of Records) {
      const { pk, sk } = dynamodb?.Keys ?? {};
      seen.set(pk?.S ?? '', [...(seen.get(pk?.S ?? '') ?? []), sk?.S ?? '']);
    }
    return { batchItemFailures: [] };
  });
  await eventually(async () => partitions.every((pk) => seen.get(pk)?.length === 2));
  await runner.stop();
  for (const pk of partitions) expect(seen.get(pk)).toEqual(['BOOKING#1', 'BOOKING#2']);
});

test('records of other partition keys than one that failed are not handled again', async () => {
  const partitions = ['i', 'j', 'k', 'l', 'm', 'n', 'o', 'p2'];
  for (const pk of partitions)
    await strictTable(TABLE).client.send(new PutCommand({ TableName: TABLE, Item: { pk, sk: 'BOOKING#1' } }));
  const calls = new Map<string, number>();
  let hasFailed = false;
  const runner = await runStream(TABLE, async ({ Records }) => {
    const keys = Records.map(({ dynamodb }) => dynamodb?.Keys?.['pk']?.S ?? '');
    for (const pk of keys) calls.set(pk, (calls.get(pk) ?? 0) + 1);
    const failing = Records.find(({ dynamodb }) => dynamodb?.Keys?.['pk']?.S === 'i');
    if (hasFailed || failing === undefined) return { batchItemFailures: [] };
    hasFailed = true;
    return { batchItemFailures: [{ itemIdentifier: failing.dynamodb?.SequenceNumber ?? '' }] };
  });
  await eventually(async () => calls.get('i') === 2);
  await runner.stop();
  const others = partitions.filter((pk) => partOf(pk) !== partOf('i'));
  expect(others.length).toBeGreaterThan(0);
  expect(others.map((pk) => calls.get(pk))).toEqual(others.map(() => 1));
});

test('with several readers a record is removed once all of them have handled it', () => {
  const removed: string[] = [];
  const stream = { removeBefore: (number: string) => removed.push(number), close: () => undefined };
  const [first, second] = removalBehindAll(stream, 2);
  first?.('7');
  second?.('5');
  second?.('9');
  first?.('8');
  expect(removed).toEqual(['5', '7', '8']);
});

test('two readers get the changes of their own', async () => {
  const notices: string[] = [];
  const webhooks: string[] = [];
  const reader = (seen: string[], stream?: typeof WEBHOOK_STREAM) =>
    runStream(
      TABLE,
      async (batch) => {
        seen.push(...sortKeysOf(batch));
        return { batchItemFailures: [] };
      },
      undefined,
      stream,
    );
  const first = await reader(notices);
  await put('WAKE#5');
  await put('ENDPOINT#5');
  await eventually(async () => notices.includes('WAKE#5'));
  const second = await reader(webhooks, WEBHOOK_STREAM);
  await put('BOOKING#6');
  await eventually(async () => webhooks.includes('BOOKING#6') && notices.includes('BOOKING#6'));
  await Promise.all([first.stop(), second.stop()]);
  expect(webhooks).toContain('ENDPOINT#5');
  expect(webhooks).not.toContain('WAKE#5');
  expect(notices).not.toContain('ENDPOINT#5');
});

test('a database without records of a stream is left alone', () => {
  const file = path.join(directory, 'other.sqlite');
  new DatabaseSync(file).close();
  expect(openEngineStream(file, TABLE)).toBeUndefined();
});
