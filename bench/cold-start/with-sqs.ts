/** The SDK’s client of the queue, made and with the command that sends. */
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

export const queue = new SQSClient({});
export { handler } from './bare.ts';
export { SendMessageCommand };
