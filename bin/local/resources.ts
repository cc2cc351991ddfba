/** Creates the table and the two queues on the local engines, from the same definitions as the CDK app. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceInUseException,
  ResourceNotFoundException,
  UpdateTableCommand,
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
import { type IndexDefinition, TABLE } from '../../functions/store/table/definition.ts';

/** How long to wait before looking again whether the engine has filled an index. */
const INDEX_LOOK_MS = 200;

/**
 * Creates the table if it does not exist, and the indexes that a table of an earlier version lacks.
 * @throws an error that says what to check when the engine fails.
 */
export async function createTable(tableName: string): Promise<void> {
  const client = new DynamoDBClient(clientConfig());
  try {
    await client.send(
      new CreateTableCommand({
        TableName: tableName,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: schemaOf(TABLE),
        AttributeDefinitions: [TABLE, ...TABLE.indexes].flatMap(attributesOf),
        GlobalSecondaryIndexes: TABLE.indexes.map(toIndex),
      }),
    );
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw notMade('the table', 'DYNAMODB', error);
    await createMissingIndexes(client, tableName).catch((cause) => {
      throw notMade('the indexes of the table', 'DYNAMODB', cause);
    });
  } finally {
    client.destroy();
  }
}

type Keys = { partitionKey: string; sortKey: string };

const schemaOf = ({ partitionKey, sortKey }: Keys) => [
  { AttributeName: partitionKey, KeyType: 'HASH' as const },
  { AttributeName: sortKey, KeyType: 'RANGE' as const },
];

const attributesOf = ({ partitionKey, sortKey }: Keys) =>
  [partitionKey, sortKey].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const }));

const toIndex = (index: IndexDefinition) => ({
  IndexName: index.name,
  KeySchema: schemaOf(index),
  Projection:
    typeof index.projection === 'string'
      ? { ProjectionType: index.projection }
      : { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: [...index.projection] },
});

/** One after another, each once the engine has filled it, as DynamoDB requires. */
async function createMissingIndexes(client: DynamoDBClient, tableName: string): Promise<void> {
  const indexesNow = async () =>
    (await client.send(new DescribeTableCommand({ TableName: tableName }))).Table?.GlobalSecondaryIndexes;
  const names = new Set((await indexesNow())?.map(({ IndexName }) => IndexName));
  for (const index of TABLE.indexes.filter(({ name }) => !names.has(name))) {
    await client.send(
      new UpdateTableCommand({
        TableName: tableName,
        AttributeDefinitions: attributesOf(index),
        GlobalSecondaryIndexUpdates: [{ Create: toIndex(index) }],
      }),
    );
    while ((await indexesNow())?.some(({ IndexStatus }) => IndexStatus !== 'ACTIVE'))
      await sleep(INDEX_LOOK_MS);
  }
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
