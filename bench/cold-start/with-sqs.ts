/** The bare function with the SDK's SQS client and its command to send. */
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

export const queue = new SQSClient({});
export { handler } from './bare.ts';
export { SendMessageCommand };
