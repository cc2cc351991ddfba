/** The FIFO queue to the clerks. The message group is the event, so each event has one clerk at a time. */
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Queue } from '../domain/ports.ts';
import { clientConfig, keepDeadline, orBusy } from './client.ts';

/** The sweep sends again what does not arrive, so an answer waits for a message no longer than a second. */
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
