import { DescribeTableCommand, DynamoDBClient, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand, QueueDoesNotExist, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, test } from '@jest/globals';
import { startDynamoEngine } from '../../bin/local/dynamo-engine.ts';
import { namedEngines, useDynamo, useSqs } from '../../bin/local/engines.ts';
import { startQueueEngine } from '../../bin/local/queue-engine.ts';
import { createQueues, createTable, removeQueues, removeTable } from '../../bin/local/resources.ts';

const VARIABLES = ['AWS_ENDPOINT_URL_DYNAMODB', 'AWS_ENDPOINT_URL_SQS', 'AWS_PROFILE'];

const stops: (() => Promise<void>)[] = [];
const forgetVariables = () => {
  for (const variable of VARIABLES) delete process.env[variable];
};
forgetVariables();
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
  forgetVariables();
});

const isThere = (tableName: string): Promise<boolean> =>
  new DynamoDBClient().send(new DescribeTableCommand({ TableName: tableName })).then(
    () => true,
    (error) => {
      if (error instanceof ResourceNotFoundException) return false;
      throw error;
    },
  );

/** Engines of somebody else, which the environment names. */
async function nameEngines(): Promise<void> {
  const [dynamo, queue] = [await startDynamoEngine(undefined), await startQueueEngine()];
  stops.push(dynamo.stop, queue.stop);
  Object.assign(process.env, dynamo.variables, { AWS_ENDPOINT_URL_SQS: queue.endpoint });
}

describe('Engines that the environment does not name', () => {
  test('are embedded, named while they run, and forgotten with what is in them', async () => {
    const [dynamo, queue] = [await useDynamo(undefined), await useSqs()];
    expect(Object.values(namedEngines())).toEqual([dynamo.embedded?.endpoint, queue.embedded?.endpoint]);
    await createTable('tickets');
    await queue.stop();
    await dynamo.stop();
    expect(namedEngines()).toEqual({});
    await removeTable('tickets');
    await removeQueues('tickets');
  });

  test('need no profile of the person', async () => {
    process.env['AWS_PROFILE'] = 'somebody';
    stops.push((await useDynamo(undefined)).stop);
    expect(process.env['AWS_PROFILE']).toBeUndefined();
    await createTable('tickets');
  });
});

describe('Engines that the environment names', () => {
  test('are used, run on, and keep what is not removed', async () => {
    await nameEngines();
    const named = namedEngines();
    const [dynamo, queue] = [await useDynamo(undefined), await useSqs()];
    expect([dynamo.embedded, queue.embedded]).toEqual([undefined, undefined]);
    await createTable('tickets');
    const { queueUrl } = await createQueues('tickets');
    await queue.stop();
    await dynamo.stop();
    expect(namedEngines()).toEqual(named);
    expect(await isThere('tickets')).toBe(true);

    await removeTable('tickets');
    await removeQueues('tickets');
    expect(await isThere('tickets')).toBe(false);
    const look = new GetQueueAttributesCommand({ QueueUrl: queueUrl });
    const looking = new SQSClient({ useQueueUrlAsEndpoint: false }).send(look);
    await expect(looking).rejects.toBeInstanceOf(QueueDoesNotExist);
  });

  test('may be without what is removed', async () => {
    await nameEngines();
    await removeTable('nothing');
    await removeQueues('nothing');
  });

  test('may need the profile of the person', async () => {
    await nameEngines();
    process.env['AWS_PROFILE'] = 'somebody';
    await useDynamo(undefined);
    expect(process.env['AWS_PROFILE']).toBe('somebody');
  });

  test('are missed before anything is made', async () => {
    process.env['AWS_ENDPOINT_URL_DYNAMODB'] = 'http://127.0.0.1:9';
    await expect(useDynamo(undefined)).rejects.toThrow(
      'Nothing answers at AWS_ENDPOINT_URL_DYNAMODB=http://127.0.0.1:9. Start an engine there, or unset',
    );
  });
});
