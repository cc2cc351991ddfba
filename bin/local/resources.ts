/** Creates the table and the two queues on the local engines, from the same definitions as the CDK app. */
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceInUseException,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  QueueDoesNotExist,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { PROMOTION_QUEUE } from '../../functions/store/queue-definition.ts';
import { clientConfig } from '../../functions/store/table/client.ts';
import { TABLE } from '../../functions/store/table/definition.ts';

/** Creates the table if it does not exist. @throws an error that says what to check when the engine fails. */
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
  const client = new DynamoDBClient(clientConfig());
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
    if (!(error instanceof ResourceInUseException)) throw notMade('the table', 'DYNAMODB', error);
    await requireIndexes(client, tableName);
  } finally {
    client.destroy();
  }
}

/** @throws an error that says what to do when an earlier version of the service, with other indexes, made the table. */
async function requireIndexes(client: DynamoDBClient, tableName: string): Promise<void> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
  const names = new Set(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName));
  if (TABLE.indexes.every(({ name }) => names.has(name))) return;
  throw new Error(
    `The table ${tableName} was created by another version of Boxoffice, and there is no migration. Set DATA_DIR to a new directory, or delete the old one.`,
  );
}

/**
 * Creates the FIFO queue and its dead-letter queue.
 * @returns the URLs of both.
 * @throws an error that says what to check when the engine fails.
 */
export async function createQueues(name: string): Promise<{ queueUrl: string; deadLetterUrl: string }> {
  const client = new SQSClient({ ...clientConfig(), useQueueUrlAsEndpoint: false });
  const create = async (queueName: string, attributes: Record<string, string>) => {
    const made = await client.send(
      new CreateQueueCommand({
        QueueName: `${queueName}.fifo`,
        Attributes: { FifoQueue: 'true', ...attributes },
      }),
    );
    return made.QueueUrl ?? '';
  };
  try {
    const deadLetterUrl = await create(deadLettersOf(name), {});
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
    return { queueUrl, deadLetterUrl };
  } catch (error) {
    throw notMade('the queues', 'SQS', error);
  } finally {
    client.destroy();
  }
}

const deadLettersOf = (name: string) => `${name}-dead-letters`;

/** Deletes the table from the engine named by the environment. Does nothing for an embedded one. */
export async function removeTable(TableName: string): Promise<void> {
  if (process.env['AWS_ENDPOINT_URL_DYNAMODB'] === undefined) return;
  const client = new DynamoDBClient(clientConfig());
  try {
    await client.send(new DeleteTableCommand({ TableName }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  } finally {
    client.destroy();
  }
}

/** Deletes the queues from the engine named by the environment. Does nothing for an embedded one. */
export async function removeQueues(name: string): Promise<void> {
  if (process.env['AWS_ENDPOINT_URL_SQS'] === undefined) return;
  const client = new SQSClient({ ...clientConfig(), useQueueUrlAsEndpoint: false });
  try {
    for (const queue of [name, deadLettersOf(name)]) {
      const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: `${queue}.fifo` }));
      await client.send(new DeleteQueueCommand({ QueueUrl }));
    }
  } catch (error) {
    if (!(error instanceof QueueDoesNotExist)) throw error;
  } finally {
    client.destroy();
  }
}

function notMade(what: string, service: 'DYNAMODB' | 'SQS', cause: unknown): Error {
  const variable = `AWS_ENDPOINT_URL_${service}`;
  const { name, message } = cause as Error;
  const [reason] = message.split('\n');
  return new Error(
    `The engine at ${variable}=${process.env[variable]} did not create ${what} (${name}: ${reason}). Check the address, the region and the credentials.`,
    { cause },
  );
}
