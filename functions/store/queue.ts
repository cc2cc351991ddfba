/** The FIFO queue to the clerks. The message group is the event, so each event has one clerk at a time. */
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Queue } from '../domain/ports.ts';
import { clientConfig, orBusy } from './client.ts';

export function openQueue(queueUrl: string): Queue {
  const client = new SQSClient({ ...clientConfig(), useQueueUrlAsEndpoint: false });
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
