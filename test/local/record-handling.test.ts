/** What the reader of a stream does with records: a part that is slow delays no other one, and what is noted is handled. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { _Record } from '@aws-sdk/client-dynamodb-streams';
import { expect, test } from '@jest/globals';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { partOf } from '../../bin/local/part-of.ts';
import { RecordHandling } from '../../bin/local/record-handling.ts';
import { TABLE_STREAM } from '../../functions/store/table/stream-definition.ts';
import { collectLogLines } from '../kit/log-lines.ts';
import { eventually } from '../kit/service.ts';

const record = (number: number, pk: string): _Record => ({
  eventName: 'INSERT',
  dynamodb: { SequenceNumber: String(number), Keys: { pk: { S: pk }, sk: { S: `BOOKING#${number}` } } },
});

const numbersOf = ({ Records }: DynamoDBStreamEvent) =>
  Records.map(({ dynamodb }) => Number(dynamodb?.SequenceNumber));

const partitionOf = ({ Records }: DynamoDBStreamEvent) => Records[0]?.dynamodb?.Keys?.['pk']?.S;

/** Two partition keys of different parts. */
const SLOW = 'slow';
const OTHER = ['a', 'b', 'c', 'd', 'e', 'f'].find((pk) => part(pk) !== part(SLOW)) ?? '';

function part(pk: string): number {
  return partOf(record(1, pk), TABLE_STREAM.parallelBatches);
}

test('while one part is handled, the others go on with later pages, and nothing is noted before what it follows', async () => {
  const seen: number[] = [];
  const noted: string[] = [];
  const slow = Promise.withResolvers<void>();
  const handling = new RecordHandling(
    async (batch) => {
      if (partitionOf(batch) === SLOW) await slow.promise;
      seen.push(...numbersOf(batch));
      return { batchItemFailures: [] };
    },
    TABLE_STREAM,
    (number) => noted.push(number),
    new AbortController().signal,
  );
  handling.add([record(1, SLOW), record(2, OTHER)]);
  handling.add([record(3, OTHER)]);
  handling.add([record(4, SLOW), record(5, OTHER)]);
  await eventually(async () => seen.length === 3);
  expect([seen, noted]).toEqual([[2, 3, 5], []]);
  slow.resolve();
  await handling.ended();
  expect([seen, noted]).toEqual([[2, 3, 5, 1, 4], ['5']]);
});

test('there is room until so many records are being handled', async () => {
  const slow = Promise.withResolvers<void>();
  const handling = new RecordHandling(
    async () => {
      await slow.promise;
      return { batchItemFailures: [] };
    },
    TABLE_STREAM,
    () => {},
    new AbortController().signal,
  );
  handling.add(Array.from({ length: 999 }, (_, n) => record(n + 1, SLOW)));
  await handling.untilThereIsRoom();
  handling.add([record(1_000, SLOW)]);
  let hasRoom = false;
  const room = handling.untilThereIsRoom().then(() => {
    hasRoom = true;
  });
  await nextTurn();
  expect(hasRoom).toBe(false);
  slow.resolve();
  await room;
});

test('a batch whose consumer fails is handled again, and one that was stopped is not noted', async () => {
  const log = collectLogLines();
  const stopping = new AbortController();
  const noted: string[] = [];
  let calls = 0;
  const handling = new RecordHandling(
    async () => {
      calls += 1;
      if (calls === 1) throw new Error('no memory');
      if (calls === 3) stopping.abort();
      return { batchItemFailures: calls === 3 ? [{ itemIdentifier: '2' }] : [] };
    },
    TABLE_STREAM,
    (number) => noted.push(number),
    stopping.signal,
  );
  handling.add([record(1, SLOW)]);
  await handling.ended();
  expect([calls, noted]).toEqual([2, ['1']]);
  expect(log.lines).toMatchObject([{ level: 'ERROR', error: 'Error: no memory' }]);
  log.restore();
  handling.add([record(2, SLOW)]);
  await handling.ended();
  expect([calls, noted]).toEqual([3, ['1']]);
});
