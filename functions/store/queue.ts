/** Sends messages to the clerks' FIFO queue, and parses those that it delivers. Each event is a message group, so it has one clerk at a time. */
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import type { Message, Queue } from '../domain/ports/queue.ts';
import { clientConfig, keepDeadline, orBusy } from './table/client.ts';

/** The sweep replaces lost messages, so an answer is delayed by at most two attempts of 500 ms. */
const ATTEMPTS = 2;
const ATTEMPT_TIMEOUT_MS = 500;

const MESSAGE: z.ZodMiniType<Message> = z.object({
  eventId: z.string(),
  bookingIds: z.exactOptional(z.array(z.string())),
});

/** @throws Error when the text is not a message that `send` writes. */
export function parseMessage(body: string): Message {
  return MESSAGE.parse(JSON.parse(body));
}

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
