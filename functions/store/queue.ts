/** Sends messages to the clerks' FIFO queue. Each event is a message group, so it has one clerk at a time. */
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Queue } from '../domain/ports/queue.ts';
import { clientConfig, keepDeadline, orBusy } from './client.ts';

/** The sweep replaces lost messages, so an answer is delayed by at most two attempts of 500 ms. */
const ATTEMPTS = 2;
const ATTEMPT_TIMEOUT_MS = 500;

export function openQueue(queueUrl: string): Queue {
  const client = new SQSClient({
    ...clientConfig(ATTEMPTS, ATTEMPT_TIMEOUT_MS),
    useQueueUrlAsEndpoint: false,
  });
  keepDeadline(client);
  return {
    async send(message, sameAs) {
      await orBusy(
        client.send(
          new SendMessageCommand({
            QueueUrl: queueUrl,
            MessageBody: JSON.stringify(message),
            MessageGroupId: message.eventId,
            MessageDeduplicationId: sameAs,
          }),
        ),
      );
    },
  };
}
