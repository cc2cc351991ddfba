/** Makes on the local engines what the CDK app deploys, from the same definitions: the table and the two queues. */
import { CreateTableCommand, DynamoDBClient, ResourceInUseException } from '@aws-sdk/client-dynamodb';
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PROMOTION_QUEUE } from '../../functions/store/queue-definition.ts';
import { TABLE } from '../../functions/store/table.ts';

/** Makes the table if it is not there yet. */
export async function createTable(tableName: string): Promise<void> {
  const keys = [
    TABLE.partitionKey,
    TABLE.sortKey,
    ...TABLE.indexes.flatMap((i) => [i.partitionKey, i.sortKey]),
  ];
  const schema = (partitionKey: string, sortKey: string) => [
    { AttributeName: partitionKey, KeyType: 'HASH' as const },
    { AttributeName: sortKey, KeyType: 'RANGE' as const },
  ];
  const client = new DynamoDBClient();
  try {
    await client.send(
      new CreateTableCommand({
        TableName: tableName,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: schema(TABLE.partitionKey, TABLE.sortKey),
        AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        GlobalSecondaryIndexes: TABLE.indexes.map((index) => ({
          IndexName: index.name,
          KeySchema: schema(index.partitionKey, index.sortKey),
          Projection: { ProjectionType: index.projection },
        })),
      }),
    );
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  } finally {
    client.destroy();
  }
}

/** Makes the FIFO queue and its dead-letter queue. @returns the addresses of both. */
export async function createQueues(name: string): Promise<{ queueUrl: string; deadLetterUrl: string }> {
  const client = new SQSClient({ useQueueUrlAsEndpoint: false });
  const create = async (queueName: string, attributes: Record<string, string>) => {
    const made = await client.send(
      new CreateQueueCommand({
        QueueName: `${queueName}.fifo`,
        Attributes: { FifoQueue: 'true', ...attributes },
      }),
    );
    return made.QueueUrl ?? '';
  };
  const deadLetterUrl = await create(`${name}-dead-letters`, {});
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: deadLetterUrl, AttributeNames: ['QueueArn'] }),
  );
  const queueUrl = await create(name, {
    VisibilityTimeout: String(PROMOTION_QUEUE.visibilityTimeoutSeconds),
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: Attributes?.QueueArn,
      maxReceiveCount: String(PROMOTION_QUEUE.maxReceives),
    }),
  });
  client.destroy();
  return { queueUrl, deadLetterUrl };
}
