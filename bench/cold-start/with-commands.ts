/** The bare function with the other commands of the document client that a booking uses. */
export {
  BatchGetCommand,
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
export { handler } from './bare.ts';
