/** The threads in which one machine sends notices. */
import { afterAll, expect, test } from '@jest/globals';
import type { DynamoDBRecord } from 'aws-lambda';
import { startSenderThreads } from '../../bin/local/sender-threads.ts';

const threads = startSenderThreads(new URL('./echo-thread.ts', import.meta.url));
afterAll(() => threads.stop());

const records = (...names: string[]): DynamoDBRecord[] =>
  names.map((name, index) => ({
    dynamodb: { SequenceNumber: String(index), Keys: { pk: { S: `partition ${index}` }, sk: { S: name } } },
  }));

test('the records that a thread reports as failed are reported', async () => {
  const { batchItemFailures } = await threads.handler({
    Records: records('sent', 'failed', 'sent', 'failed'),
  });
  expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).toSorted()).toEqual(['1', '3']);
});

test('a batch fails as a whole if its thread throws, and the next one is handled', async () => {
  await expect(threads.handler({ Records: records('wrong') })).rejects.toThrow('could not be read');
  expect(await threads.handler({ Records: records('sent') })).toEqual({ batchItemFailures: [] });
});

test('a batch fails if its thread dies, and another thread handles the next one', async () => {
  await expect(threads.handler({ Records: records('deadly') })).rejects.toThrow('has ended');
  expect(await threads.handler({ Records: records('failed') })).toEqual({
    batchItemFailures: [{ itemIdentifier: '0' }],
  });
});
