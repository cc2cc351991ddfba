/**
 * Lambda's SQS poller on one machine: receives batches from the FIFO queue, calls the deployed consumer, and
 * deletes the messages that it does not report as failed. Failed messages are delivered again after their
 * visibility timeout. The queue itself delivers only one batch of a message group at a time.
 */
import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { writeLog } from '../../functions/http/log.ts';
import { PROMOTION_QUEUE } from '../../functions/store/queue-definition.ts';
import { lambdaContext } from './lambda-context.ts';

const WAIT_SECONDS = 20;
/** The number of batches processed concurrently, which belong to different message groups. */
const POLLERS = 2;
const PAUSE_AFTER_ERROR_MS = 500;

export type QueueRunner = { stop: () => Promise<void> };

function toRecord(message: Message): SQSRecord {
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: message.Attributes as unknown as SQSRecord['attributes'],
    messageAttributes: {},
    md5OfBody: message.MD5OfBody ?? '',
    eventSource: 'aws:sqs',
    eventSourceARN: '',
    awsRegion: process.env['AWS_REGION'] ?? '',
  };
}

/** Polls until `stop`, which waits for the batches in progress. */
export function runQueue(
  queueUrl: string,
  consumer: (batch: SQSEvent, context: Context) => Promise<SQSBatchResponse>,
): QueueRunner {
  const client = new SQSClient({ useQueueUrlAsEndpoint: false });
  const stopping = new AbortController();

  async function runOnce(): Promise<void> {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: PROMOTION_QUEUE.batchSizeMessages,
        WaitTimeSeconds: WAIT_SECONDS,
        MessageSystemAttributeNames: ['All'],
      }),
      { abortSignal: stopping.signal },
    );
    if (Messages.length === 0) return;
    const { batchItemFailures } = await consumer(
      { Records: Messages.map(toRecord) },
      lambdaContext(PROMOTION_QUEUE.consumerTimeoutSeconds),
    );
    const failed = new Set(batchItemFailures.map((failure) => failure.itemIdentifier));
    const done = Messages.filter((message) => !failed.has(message.MessageId ?? ''));
    if (done.length === 0) return;
    const Entries = done.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
  }

  async function poll(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await runOnce();
      } catch (error) {
        if (stopping.signal.aborted) return;
        writeLog('error', 'A batch of the queue failed; its messages will be delivered again.', {
          error: String(error),
        });
        await new Promise((resolve) => setTimeout(resolve, PAUSE_AFTER_ERROR_MS));
      }
    }
  }

  const pollers = Array.from({ length: POLLERS }, poll);
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all(pollers);
      client.destroy();
    },
  };
}
