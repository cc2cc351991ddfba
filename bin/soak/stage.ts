/**
 * The service that a soak kills: a process on a data directory, its DynamoDB engine as its child, and a queue that
 * forgets everything with it, as the embedded one does. The queue runs here, so that it can be looked into. Engines
 * that the environment names are used instead: those live on, whatever is killed.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Session } from '../../functions/domain/session.ts';
import { type ApiClient, apiClient } from '../local/api-client.ts';
import { namedEngines, useDynamo } from '../local/engines.ts';
import { enginesOn } from '../local/left-engine.ts';
import { makeAccounts, personOf } from '../local/people.ts';
import { type QueueEngine, startQueueEngine } from '../local/queue-engine.ts';
import { createTable, removeQueues, removeTable } from '../local/resources.ts';
import { type ServiceProcess, startServiceProcess } from '../local/service-process.ts';
import { type TypedClient, typedClient } from '../local/typed-client.ts';
import type { Scene } from './scenes.ts';

const CONNECTIONS = 48;
/** How long the service goes on without its engine when that is killed first. */
const WITHOUT_ENGINE_MS = 300;

/** `service`: the engine lives on. `both`: at the same time. `engine-first`: the service outlives it for a moment. */
export type Kill = 'service' | 'both' | 'engine-first';

/** Accounts made before the first event; the same ones take part in every event. */
export type Cast = { organizer: Session; customers: Session[] };

export type Stage = {
  directory: string;
  cast: Cast;
  /** With these the service can be started again on the data. */
  variables: Record<string, string>;
  /** The client of the service that runs now, once there is one. */
  client: () => Promise<TypedClient>;
  /** @throws when the service does not come up. */
  start: () => Promise<void>;
  /** Kills the service `afterMs` after its start, ready or not. */
  startAndKill: (afterMs: number) => Promise<void>;
  kill: (how: Kill) => Promise<void>;
  /** Messages in the queue and in flight, and dead letters. */
  queueDepth: () => Promise<{ messages: number; deadLetters: number }>;
  /** Ends everything; the data stay if they are to be looked at. */
  close: (keepsData: boolean) => Promise<void>;
};

/**
 * Makes the data directory with a table, the accounts and the key of access tokens, which this process can sign with
 * from then on.
 */
async function prepareData(directory: string, table: string, customers: number): Promise<Cast> {
  mkdirSync(directory);
  const engine = await useDynamo(directory);
  process.env['TABLE_NAME'] = table;
  await createTable(table);
  const [organizer] = await makeAccounts(1, 'organizer');
  if (organizer === undefined) throw new Error('There is no organizer.');
  await personOf(organizer);
  const cast = { organizer, customers: await makeAccounts(customers, 'attendee') };
  await engine.stop();
  return cast;
}

/** @param scenes those that will be played: they say how many customers are needed. */
export async function openStage(scenes: Scene[]): Promise<Stage> {
  const directory = mkdtempSync(path.join(tmpdir(), 'boxoffice-soak-'));
  const data = path.join(directory, 'data');
  const complaints = openSync(path.join(directory, 'service.log'), 'a');
  const name = `boxoffice-soak-${randomBytes(6).toString('hex')}`;
  const variables = { ...namedEngines(), DATA_DIR: data, TABLE_NAME: name };
  const namedQueue = process.env['AWS_ENDPOINT_URL_SQS'];
  const cast = await prepareData(data, name, Math.max(...scenes.map(({ customers }) => customers)));

  let service: ServiceProcess | undefined;
  let queue: QueueEngine | undefined;
  let api: ApiClient | undefined;
  let client = Promise.withResolvers<TypedClient>();

  async function launch(): Promise<ServiceProcess> {
    if (namedQueue === undefined) queue = await startQueueEngine();
    service = startServiceProcess(
      { ...(queue && { AWS_ENDPOINT_URL_SQS: queue.endpoint }), ...variables, RATE_LIMITS: 'off' },
      complaints,
    );
    service.ready.catch(() => undefined);
    return service;
  }

  /** From here on whoever wants to send waits for the next service; what is on its way is lost with `end`. */
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
    cast,
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
    async close(keepsData) {
      await goDark(async () => service?.stop());
      if (keepsData) return;
      await removeTable(name);
      await removeQueues(name);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function depthOf(
  endpoint: string | undefined,
  name: string,
): Promise<{ messages: number; deadLetters: number }> {
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
