/** The poller on the embedded queue engine, with a visibility timeout of one second. */
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { lambdaContext } from '../../bin/local/lambda-context.ts';
import { type QueueEngine, startQueueEngine } from '../../bin/local/queue-engine.ts';
import { type QueueRunner, runQueue } from '../../bin/local/queue-runner.ts';
import { createQueues } from '../../bin/local/resources.ts';
import type { Message } from '../../functions/domain/ports/queue.ts';
import { waitlistKey } from '../../functions/store/items/waitlist-state.ts';
import { PROMOTION_QUEUE } from '../../functions/store/queue-definition.ts';
import { aBoxoffice, createTestTable, TABLE_NAME, type TestTable } from '../kit/boxoffice.ts';
import { collectLogLines } from '../kit/log-lines.ts';
import { eventually } from '../kit/service.ts';

const VISIBILITY_SECONDS = 1;
const MAX_RECEIVES = 2;

let engine: QueueEngine;
let client: SQSClient;
const running: QueueRunner[] = [];
beforeAll(async () => {
  engine = await startQueueEngine();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SQS: engine.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
  client = new SQSClient({ useQueueUrlAsEndpoint: false });
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((runner) => runner.stop()));
});
afterAll(async () => {
  client.destroy();
  await engine.stop();
});

async function attributesOf(queueUrl: string): Promise<Record<string, string>> {
  const asked = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] });
  return (await client.send(asked)).Attributes ?? {};
}

async function aQueue(name: string, attributes: Record<string, string> = {}): Promise<string> {
  const Attributes = { FifoQueue: 'true', VisibilityTimeout: String(VISIBILITY_SECONDS), ...attributes };
  return (
    (await client.send(new CreateQueueCommand({ QueueName: `${name}.fifo`, Attributes }))).QueueUrl ?? ''
  );
}

/** Sends messages such as `a1`: the letter is the group. */
async function send(queueUrl: string, ...bodies: string[]): Promise<void> {
  for (const body of bodies) {
    const message = { MessageBody: body, MessageGroupId: body.charAt(0), MessageDeduplicationId: body };
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, ...message }));
  }
}

async function isEmpty(queueUrl: string): Promise<boolean> {
  const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = await attributesOf(queueUrl);
  return ApproximateNumberOfMessages === '0' && ApproximateNumberOfMessagesNotVisible === '0';
}

/** Runs a consumer that reports a message as failed if `fails` returns true. @returns its received messages, live. */
function run(queueUrl: string, fails: (body: string, receives: number) => boolean): SQSRecord[] {
  const given: SQSRecord[] = [];
  const consumer = async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    given.push(...Records);
    const failed = Records.filter((record) =>
      fails(record.body, Number(record.attributes.ApproximateReceiveCount)),
    );
    return { batchItemFailures: failed.map((record) => ({ itemIdentifier: record.messageId })) };
  };
  running.push(runQueue(queueUrl, consumer));
  return given;
}

const bodies = (records: SQSRecord[], group = ''): string[] =>
  records.map((record) => record.body).filter((body) => body.startsWith(group));

describe('The poller', () => {
  test('receives failed messages again, and deletes the others', async () => {
    const queue = await aQueue('reported');
    await send(queue, 'a1', 'b1', 'c1');
    const given = run(queue, (body, receives) => body === 'b1' && receives === 1);
    await eventually(() => isEmpty(queue));
    expect(bodies(given).sort()).toEqual(['a1', 'b1', 'b1', 'c1']);
  });

  test('stops a group at its first failure, while other groups continue', async () => {
    const queue = await aQueue('groups');
    await send(queue, 'a1', 'a2', 'b1', 'b2', 'b3');
    const given = run(queue, (body, receives) => body === 'a1' && receives === 1);
    await eventually(() => isEmpty(queue));
    expect(bodies(given, 'a')).toEqual(['a1', 'a1', 'a2']);
    expect(bodies(given, 'b')).toEqual(['b1', 'b2', 'b3']);
    expect(bodies(given).indexOf('b3')).toBeLessThan(bodies(given).lastIndexOf('a1'));
  });

  test('leaves a message that always fails to the dead-letter queue, and its group continues', async () => {
    const letters = await aQueue('letters');
    const redrive = {
      deadLetterTargetArn: (await attributesOf(letters))['QueueArn'],
      maxReceiveCount: MAX_RECEIVES,
    };
    const queue = await aQueue('poisoned', { RedrivePolicy: JSON.stringify(redrive) });
    await send(queue, 'p1', 'p2');
    const given = run(queue, (body) => body === 'p1');
    await eventually(() => isEmpty(queue));
    expect(bodies(given)).toEqual(['p1', 'p1', 'p2']);
    const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl: letters }));
    expect(Messages?.map((message) => message.Body)).toEqual(['p1']);
  });

  test('receives a whole batch again if its consumer throws', async () => {
    const { lines, restore } = collectLogLines();
    const queue = await aQueue('broken');
    await send(queue, 'a1');
    const given = run(queue, (_, receives) => {
      if (receives === 1) throw new Error('The consumer broke.');
      return false;
    });
    await eventually(() => isEmpty(queue));
    expect(bodies(given)).toEqual(['a1', 'a1']);
    expect(lines).toHaveLength(1);
    restore();
  });

  test('passes messages on in the shape of Lambda', async () => {
    const queue = await aQueue('shape');
    await send(queue, 'a1');
    const given = run(queue, () => false);
    const record = await eventually(async () => given[0]);
    expect(record).toMatchObject({
      messageId: expect.stringMatching(/\S/),
      receiptHandle: expect.stringMatching(/\S/),
      body: 'a1',
      eventSource: 'aws:sqs',
      attributes: { MessageGroupId: 'a', MessageDeduplicationId: 'a1', ApproximateReceiveCount: '1' },
    });
  });

  test('finishes the current batch before it stops', async () => {
    const queue = await aQueue('stopping');
    await send(queue, 'a1');
    let finish: () => void = () => undefined;
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    let isInHand = false;
    const runner = runQueue(queue, async () => {
      isInHand = true;
      await finished;
      return { batchItemFailures: [] };
    });
    await eventually(async () => isInHand);
    const stopping = runner.stop();
    finish();
    await stopping;
    expect(await isEmpty(queue)).toBe(true);
  });
});

test('the queues are created by the definition for AWS', async () => {
  const { queueUrl, deadLetterUrl } = await createQueues('as-defined');
  const [queue, letters] = [await attributesOf(queueUrl), await attributesOf(deadLetterUrl)];
  expect([queue['FifoQueue'], letters['FifoQueue']]).toEqual(['true', 'true']);
  expect(queue['VisibilityTimeout']).toBe(String(PROMOTION_QUEUE.visibilityTimeoutSeconds));
  const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(queue['RedrivePolicy'] ?? '');
  expect([deadLetterTargetArn, Number(maxReceiveCount)]).toEqual([
    letters['QueueArn'],
    PROMOTION_QUEUE.maxReceives,
  ]);
});

describe('The deployed consumer, on batches made by hand', () => {
  const CONTEXT = lambdaContext(PROMOTION_QUEUE.consumerTimeoutSeconds, 'invocation');
  let testTable: TestTable;
  let consume: (batch: SQSEvent, context: Context) => Promise<SQSBatchResponse>;
  beforeAll(async () => {
    testTable = await createTestTable();
    process.env['TABLE_NAME'] = TABLE_NAME;
    process.env['QUEUE_URL'] = (await createQueues('consumed')).queueUrl;
    ({ handler: consume } = await import('../../functions/workers/promote-waitlist.ts'));
  });
  afterAll(() => testTable.stop());

  const batchOf = (...messages: Message[]): SQSEvent => ({
    Records: messages.map((message, n) => ({
      messageId: `message-${n}`,
      body: JSON.stringify(message),
      attributes: { MessageGroupId: message.eventId },
    })) as SQSRecord[],
  });

  test('reports every message of a failed group, and processes the others', async () => {
    const { lines, restore } = collectLogLines();
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 1 });
    const [holder, waiter] = [await boxoffice.book(event), await boxoffice.book(event)];
    await boxoffice.cancel(holder);
    const released = { eventId: event.id, bookingIds: [holder.id] };
    const broken = { eventId: (await boxoffice.anEvent()).id };
    await boxoffice.table.client.send(
      new DeleteCommand({ TableName: TABLE_NAME, Key: waitlistKey(broken.eventId) }),
    );
    expect(await consume(batchOf(broken, released, broken, released), CONTEXT)).toEqual({
      batchItemFailures: [{ itemIdentifier: 'message-0' }, { itemIdentifier: 'message-2' }],
    });
    const { bookings } = await boxoffice.snapshot(event);
    expect(bookings.find((booking) => booking.id === waiter.id)?.status).toBe('confirmed');
    expect(lines).toEqual([
      expect.objectContaining({ level: 'WARN', requestId: 'invocation', eventId: broken.eventId }),
    ]);
    restore();
  });

  test.each([
    ['all messages succeed', async () => (await aBoxoffice().anEvent()).id],
    ['the event was removed', async () => 'an event that is not there'],
  ])('reports nothing if %s', async (_, anEventId) => {
    expect(await consume(batchOf({ eventId: await anEventId() }), CONTEXT)).toEqual({
      batchItemFailures: [],
    });
  });
});
