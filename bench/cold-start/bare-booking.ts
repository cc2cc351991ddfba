/**
 * A function that makes only the calls of a first booking: a read of the signing key of the tokens, a read of
 * the event and a transaction of three items. The difference to the booking function is that function's own
 * cost.
 */
import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';

const client = DynamoDBDocumentClient.from(new DynamoDBClient());

export async function handler(): Promise<{ statusCode: number }> {
  const TableName = process.env['TABLE_NAME'];
  const read = (pk: string) =>
    client.send(new GetCommand({ TableName, Key: { pk, sk: pk }, ConsistentRead: true }));
  await read('SIGNING-KEY');
  await read('EVENT');
  const put = (sk: string) => ({
    Put: {
      TableName,
      Item: {
        pk: `COLD-START#${randomUUID()}`,
        sk,
        quantity: 1,
        history: [{ what: 'booked', at: Date.now() }],
      },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  });
  await client.send(new TransactWriteCommand({ TransactItems: ['BOOKING', 'EVENT', 'SHARD'].map(put) }));
  return { statusCode: 201 };
}
