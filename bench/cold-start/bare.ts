/** The smallest function with which the others are compared: the SDK's document client and one write. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';

const client = DynamoDBDocumentClient.from(new DynamoDBClient());

export async function handler(): Promise<{ statusCode: number }> {
  const Item = { pk: 'COLD-START', sk: 'COLD-START' };
  await client.send(new PutCommand({ TableName: process.env['TABLE_NAME'], Item }));
  return { statusCode: 200 };
}
