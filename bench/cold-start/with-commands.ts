/** What a booking asks of the document client beside a put. */
export {
  BatchGetCommand,
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
export { handler } from './bare.ts';
