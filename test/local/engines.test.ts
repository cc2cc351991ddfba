/** The engines of the service: embedded, or named by environment variables. */
import { get } from 'node:http';
import { networkInterfaces } from 'node:os';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
  ResourceNotFoundException,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand, QueueDoesNotExist, SQSClient } from '@aws-sdk/client-sqs';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { afterEach, describe, expect, test } from '@jest/globals';
import { startDynamoEngine } from '../../bin/local/dynamo-engine.ts';
import { namedEngines, useDynamo, useMail, useSqs } from '../../bin/local/engines.ts';
import { isListening } from '../../bin/local/ports.ts';
import { startQueueEngine } from '../../bin/local/queue-engine.ts';
import { createQueues, createTable, removeQueues, removeTable } from '../../bin/local/resources.ts';
import { startService } from '../../bin/local/service.ts';
import { clientConfig } from '../../functions/store/table/client.ts';
import { TABLE } from '../../functions/store/table/definition.ts';
import { collectLogLines } from '../kit/log-lines.ts';
import { eventually } from '../kit/service.ts';

const VARIABLES = [
  'AWS_ENDPOINT_URL_DYNAMODB',
  'AWS_ENDPOINT_URL_SQS',
  'AWS_ENDPOINT_URL_SESV2',
  'SMTP_URL',
  'AWS_PROFILE',
];

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

/** Starts engines that belong to another process, and names them in the environment. */
async function nameEngines(): Promise<void> {
  const [dynamo, queue] = [await startDynamoEngine(undefined), await startQueueEngine()];
  stops.push(dynamo.stop, queue.stop);
  Object.assign(process.env, dynamo.variables, { AWS_ENDPOINT_URL_SQS: queue.endpoint });
}

describe('Engines that the environment does not name', () => {
  test('are embedded, named while they run, and discarded with their data', async () => {
    const [dynamo, queue] = [await useDynamo(undefined), await useSqs()];
    expect(Object.values(namedEngines())).toEqual([dynamo.embedded?.endpoint, queue.embedded?.endpoint]);
    await createTable('tickets');
    await queue.stop();
    await dynamo.stop();
    expect(namedEngines()).toEqual({});
    await removeTable('tickets');
    await removeQueues('tickets');
  });

  test('need no AWS profile', async () => {
    process.env['AWS_PROFILE'] = 'somebody';
    stops.push((await useDynamo(undefined)).stop);
    expect(process.env['AWS_PROFILE']).toBeUndefined();
    await createTable('tickets');
  });
});

describe('The engine of mails', () => {
  test('is embedded, with a mailbox on loopback alone, and is stopped', async () => {
    const { mailboxUrl, stop } = await useMail();
    stops.push(stop);
    expect([process.env['AWS_ENDPOINT_URL_SESV2'], namedEngines()]).toEqual([mailboxUrl, {}]);
    const { hostname, port } = new URL(mailboxUrl ?? '');
    expect(hostname).toBe('127.0.0.1');
    const other = Object.values(networkInterfaces())
      .flat()
      .find((one) => one !== undefined && !one.internal);
    const isOpen = (host: string) => isListening(host, Number(port));
    expect(await isOpen('127.0.0.1')).toBe(true);
    if (other !== undefined) expect(await isOpen(other.address)).toBe(false);
    expect(await isOpen('::1')).toBe(false);
    expect(await (await fetch(`${mailboxUrl}/`)).text()).toContain('Emails will appear above');
    await stop();
    expect([await isOpen('127.0.0.1'), process.env['AWS_ENDPOINT_URL_SESV2']]).toEqual([false, undefined]);
  });

  test('answers nobody who reached it by another name, as a page whose name leads to this machine', async () => {
    const { mailboxUrl = '', stop } = await useMail();
    stops.push(stop);
    const { port } = new URL(mailboxUrl);
    const statusFor = (host: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        get(`${mailboxUrl}/store`, { headers: { host } }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        }).once('error', reject);
      });
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`]) expect(await statusFor(host)).toBe(200);
    for (const host of [
      `evil.example:${port}`,
      'evil.example',
      `127.0.0.1.evil.example:${port}`,
      '127.0.0.1',
    ])
      expect([host, await statusFor(host)]).toEqual([host, 421]);
  });

  test('keeps the last 500 mails', async () => {
    const { mailboxUrl, stop } = await useMail();
    stops.push(stop);
    for (let n = 0; n < 600; n += 1) {
      await fetch(`${mailboxUrl}/v2/email/outbound-emails`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'AWS4-HMAC-SHA256 Credential=local' },
        body: JSON.stringify({
          FromEmailAddress: 'tickets@example.com',
          Destination: { ToAddresses: ['ada@example.com'] },
          Content: { Simple: { Subject: { Data: `${n}` }, Body: { Text: { Data: 'A mail.' } } } },
        }),
      });
    }
    const { emails } = (await (await fetch(`${mailboxUrl}/store`)).json()) as {
      emails: { subject: string }[];
    };
    expect([emails.length, emails[0]?.subject]).toEqual([500, '100']);
  });

  test('is one that the environment names, and then has no mailbox', async () => {
    const { embedded } = await useSqs();
    process.env['AWS_ENDPOINT_URL_SESV2'] = embedded?.endpoint;
    stops.push(async () => embedded?.stop());
    expect(await useMail()).not.toHaveProperty('mailboxUrl');
  });

  test('is not needed with an SMTP server, which must answer', async () => {
    const { embedded } = await useSqs();
    stops.push(async () => embedded?.stop());
    process.env['SMTP_URL'] = embedded?.endpoint.replace('http:', 'smtp:');
    expect(await useMail()).not.toHaveProperty('mailboxUrl');
    expect(process.env['AWS_ENDPOINT_URL_SESV2']).toBeUndefined();
    process.env['SMTP_URL'] = 'smtp://user:secret@127.0.0.1:9';
    await expect(useMail()).rejects.toThrow(/^Nothing answers at 127\.0\.0\.1, port 9, of SMTP_URL\. Start/);
  });
});

test('A table of an earlier version gets the indexes that it lacks, with what is in the table', async () => {
  stops.push((await useDynamo(undefined)).stop);
  const client = new DynamoDBClient(clientConfig());
  await client.send(
    new CreateTableCommand({
      TableName: 'tickets',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S' as const,
      })),
    }),
  );
  const item = { pk: 'USER#a', sk: 'USER', userListing: 'USERS#admin', userListingKey: '1#a', name: 'Ada' };
  await client.send(new PutItemCommand({ TableName: 'tickets', Item: marshall(item) }));
  await createTable('tickets');
  await createTable('tickets');
  const { Items } = await client.send(new ScanCommand({ TableName: 'tickets', IndexName: 'users' }));
  expect(Items?.map((found) => unmarshall(found))).toEqual([item]);
  const { Table } = await client.send(new DescribeTableCommand({ TableName: 'tickets' }));
  const names = Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName);
  expect(names?.sort()).toEqual(TABLE.indexes.map(({ name }) => name).sort());
  client.destroy();
});

describe('Engines that the environment names', () => {
  test('are used, keep running, and keep tables and queues that are not removed', async () => {
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

  test('may lack the table and the queues to remove', async () => {
    await nameEngines();
    await removeTable('nothing');
    await removeQueues('nothing');
  });

  test('may need the AWS profile of the user', async () => {
    await nameEngines();
    process.env['AWS_PROFILE'] = 'somebody';
    await useDynamo(undefined);
    expect(process.env['AWS_PROFILE']).toBe('somebody');
  });

  test('are reported as missing before anything is created', async () => {
    process.env['AWS_ENDPOINT_URL_DYNAMODB'] = 'http://127.0.0.1:9';
    await expect(useDynamo(undefined)).rejects.toThrow(
      'Nothing answers at AWS_ENDPOINT_URL_DYNAMODB=http://127.0.0.1:9. Start an engine there, or unset',
    );
  });
});

describe('An engine that ends during a sweep', () => {
  /** Starts a service whose first sweep waits for an engine that does not answer any more. */
  async function aServiceThatSweeps() {
    const engine = await startDynamoEngine(undefined);
    stops.push(engine.stop);
    Object.assign(process.env, engine.variables);
    const service = await startService({ port: 0, dataDirectory: undefined, name: 'tickets' });
    process.kill(engine.pid, 'SIGSTOP');
    const { lines, restore } = collectLogLines();
    stops.push(async () => restore());
    return { service, lines, endEngine: () => process.kill(engine.pid, 'SIGKILL') };
  }
  const FAILED = expect.objectContaining({ message: expect.stringMatching(/^A scheduled sweep failed/) });

  test('is an error of a service that runs', async () => {
    const { service, lines, endEngine } = await aServiceThatSweeps();
    endEngine();
    await eventually(async () => lines.length > 0, 20_000);
    expect(lines).toContainEqual(FAILED);
    await service.stop();
  });

  test('is no error of a service that stops', async () => {
    const { service, lines, endEngine } = await aServiceThatSweeps();
    const stopping = service.stop();
    endEngine();
    await stopping;
    expect(lines).toEqual([]);
  });
});
