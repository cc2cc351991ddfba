/**
 * The service that a soak kills: a process with a data directory, its DynamoDB engine as a child process, and
 * a queue that loses its messages with every kill, as the embedded one does. The queue runs in this process,
 * so that its messages can be counted. Engines named by the environment are used instead and are never
 * killed.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Session } from '../../functions/domain/model/session.ts';
import type { QueueDepth } from '../../functions/domain/verify/check-settled.ts';
import { openTable, type Table } from '../../functions/store/table/client.ts';
import { type ApiClient, apiClient } from '../local/api-client.ts';
import { namedEngines, useDynamo } from '../local/engines.ts';
import { enginesOn, recordedEndpoint } from '../local/left-engine.ts';
import { makeAccounts, personOf } from '../local/people.ts';
import { type QueueEngine, startQueueEngine } from '../local/queue-engine.ts';
import { createTable, removeQueues, removeTable } from '../local/resources.ts';
import { type ServiceProcess, startServiceProcess } from '../local/service-process.ts';
import { shareWithService } from '../local/shared-service.ts';
import { type TypedClient, typedClient } from '../local/typed-client.ts';
import type { Scene } from './scenes.ts';

const DYNAMODB = 'AWS_ENDPOINT_URL_DYNAMODB';
const CONNECTIONS = 48;
/** How long the service runs without its engine when the engine is killed first. */
const WITHOUT_ENGINE_MS = 300;

/**
 * `service`: the engine keeps running. `both`: both are killed at the same time. `engine-first`: the service
 * is killed 300 ms after its engine.
 */
export type Kill = 'service' | 'both' | 'engine-first';

/** The accounts are created before the first event and take part in every event. */
export type Accounts = { organizer: Session; customers: Session[] };

export type Stage = {
  directory: string;
  accounts: Accounts;
  /** The environment variables with which the service can be started again on the same data. */
  variables: Record<string, string>;
  /** Resolves to the client of the running service; while the service is down, waits for its next start. */
  client: () => Promise<TypedClient>;
  /** Resolves when the service is ready. @throws when the service does not start. */
  start: () => Promise<void>;
  /** Starts the service and kills it after `afterMs`, whether it is ready or not. */
  startAndKill: (afterMs: number) => Promise<void>;
  kill: (how: Kill) => Promise<void>;
  /** @returns the number of messages and of dead letters. @throws while the service is down. */
  queueDepth: () => Promise<QueueDepth>;
  /** Opens the table of the running service, to be read beside it. */
  openTable: () => Table;
  /** Stops the service. Removes the data, the table and the queues unless `keepsData`. */
  close: (keepsData: boolean) => Promise<void>;
};

/**
 * Creates the data directory with a table, the accounts and the signing key of the access tokens. Caches that
 * key in this process, which can then issue tokens while the service is down.
 */
async function prepareData(directory: string, table: string, customers: number): Promise<Accounts> {
  mkdirSync(directory);
  const engine = await useDynamo(directory);
  await createTable(table);
  const [organizer] = await makeAccounts(1, 'organizer');
  if (organizer === undefined) throw new Error('There is no organizer.');
  await personOf(organizer);
  const accounts = { organizer, customers: await makeAccounts(customers, 'attendee') };
  await engine.stop();
  return accounts;
}

/** Thousands of log-ins from one address, and no mails, which would take processor time from the soak. */
const UNDER_LOAD = {
  RATE_LIMITS: 'off',
  EVENT_QUOTA: 'off',
  MAIL_FROM: '',
  UPDATES: 'off',
  WEBHOOK_RECEIVERS: 'none',
};

/** Prepares the data without starting the service. @param scenes the largest crowd sizes the accounts. */
export async function startTestedService(scenes: Scene[]): Promise<Stage> {
  const directory = mkdtempSync(path.join(tmpdir(), 'boxoffice-soak-'));
  const data = path.join(directory, 'data');
  const complaints = openSync(path.join(directory, 'service.log'), 'a');
  const name = `boxoffice-soak-${randomBytes(6).toString('hex')}`;
  const shared = shareWithService({ table: name, secrets: path.join(directory, 'secrets') });
  const variables: Record<string, string> = { ...namedEngines(), ...UNDER_LOAD, DATA_DIR: data, ...shared };
  const namedQueue = process.env['AWS_ENDPOINT_URL_SQS'];
  const accounts = await prepareData(data, name, Math.max(...scenes.map(({ customers }) => customers)));

  let service: ServiceProcess | undefined;
  let queue: QueueEngine | undefined;
  let api: ApiClient | undefined;
  let client = Promise.withResolvers<TypedClient>();

  async function launch(): Promise<ServiceProcess> {
    if (namedQueue === undefined) queue = await startQueueEngine();
    service = startServiceProcess(
      {
        ...(queue && { AWS_ENDPOINT_URL_SQS: queue.endpoint }),
        ...variables,
      },
      complaints,
    );
    service.ready.catch(() => undefined);
    return service;
  }

  /** Makes new calls wait for the next service, then runs `end`, which loses the requests in flight. */
  async function goDark(end: () => Promise<unknown>): Promise<void> {
    if (api !== undefined) client = Promise.withResolvers<TypedClient>();
    await end();
    api?.close();
    api = undefined;
    await queue?.stop();
    queue = undefined;
  }

  return {
    directory,
    accounts,
    variables,
    client: () => client.promise,
    async start() {
      const { ready } = await launch();
      api = apiClient(await ready, CONNECTIONS);
      client.resolve(typedClient(api));
    },
    async startAndKill(afterMs) {
      const started = await launch();
      await sleep(afterMs);
      await goDark(started.killAlone);
    },
    async kill(how) {
      if (how === 'engine-first') {
        for (const pid of enginesOn(data) ?? []) process.kill(pid, 'SIGKILL');
        await sleep(WITHOUT_ENGINE_MS);
      }
      await goDark(async () => (how === 'both' ? service?.killAll() : service?.killAlone()));
    },
    queueDepth: () => depthOf(namedQueue ?? queue?.endpoint, name),
    openTable: () => tableOn(variables[DYNAMODB] ?? recordedEndpoint(data), name),
    async close(keepsData) {
      await goDark(async () => service?.stop());
      if (keepsData) return;
      if (variables[DYNAMODB] === undefined) delete process.env[DYNAMODB];
      await removeTable(name);
      await removeQueues(name);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The SDK finds the engine by its variable, which `startServiceProcess` does not pass on. */
function tableOn(endpoint: string | undefined, name: string): Table {
  if (endpoint === undefined) throw new Error('There is no engine while the service is down.');
  process.env[DYNAMODB] = endpoint;
  return openTable(name);
}

async function depthOf(endpoint: string | undefined, name: string): Promise<QueueDepth> {
  if (endpoint === undefined) throw new Error('There is no queue while the service is down.');
  const client = new SQSClient({ endpoint, useQueueUrlAsEndpoint: false });
  const count = async (QueueName: string) => {
    const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName }));
    const { Attributes = {} } = await client.send(
      new GetQueueAttributesCommand({
        QueueUrl,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    );
    return Object.values(Attributes).reduce((sum, number) => sum + Number(number), 0);
  };
  try {
    const [messages, deadLetters] = await Promise.all([
      count(`${name}.fifo`),
      count(`${name}-dead-letters.fifo`),
    ]);
    return { messages, deadLetters };
  } finally {
    client.destroy();
  }
}
