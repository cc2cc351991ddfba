/**
 * The whole service in one process: engines, table and queues, the deployed handlers behind a gateway, the
 * queue's poller and the sweep's schedule. Used by `npm start`, by tests and by tools.
 */
import type { AddressInfo } from 'node:net';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { readIssuerOfPage } from '../../functions/credentials/issuer-settings.ts';
import { SWEEP_INTERVAL_SECONDS } from '../../functions/domain/model/limits.ts';
import { ANY_ORIGIN, parseOrigins, requireOrigin } from '../../functions/http/cors.ts';
import { writeLog } from '../../functions/http/log.ts';
import { openTable } from '../../functions/store/table/client.ts';
import { upgradeTable } from '../../functions/store/table-version.ts';
import { openEngineStream, removalBehindAll } from './engine-stream.ts';
import { useDynamo, useSqs } from './engines.ts';
import { startGateway } from './gateway.ts';
import { lambdaContext } from './lambda-context.ts';
import { urlOf } from './listening-host.ts';
import { buildPage } from './page-build.ts';
import { pageServer } from './page-server.ts';
import { LOOPBACK } from './ports.ts';
import { runQueue } from './queue-runner.ts';
import { createQueues, createTable } from './resources.ts';
import { startSenders, type WebhookReceivers } from './senders.ts';
import { prepareDataDirectory } from './service-directory.ts';
import { prepareSecrets, useSecrets } from './service-secrets.ts';
import { runStream } from './stream-runner.ts';
import { readTrustedProxies } from './trusted-proxies.ts';
import { UpdateStreams } from './update-streams.ts';

/** Shorter than EventBridge's minimum of a minute, so that local crashes are repaired sooner. */
const SWEEP_INTERVAL_MS = 5_000;

export type LocalService = {
  url: string;
  tableName: string;
  queueUrl: string;
  deadLetterUrl: string;
  /** A page with the mails to customers, if the mail service is embedded. */
  mailboxUrl?: string;
  stop: () => Promise<void>;
};

/**
 * Starts the service. `port` 0 takes a free one; `host` is the address that it listens on, loopback by default; `dataDirectory`
 * undefined keeps the data in memory; `name` is the name of the table and the prefix of the queues' names. Engines named by AWS_ENDPOINT_URL_DYNAMODB
 * and AWS_ENDPOINT_URL_SQS are used instead of embedded ones. CORS_ORIGINS lists the origins whose web pages
 * may call the API (default: any); PUBLIC_ORIGIN is the address in answers (default: the one it listens on).
 * `sendsNotices`: customers are sent mails, by an embedded mail service unless the environment names another.
 * `sendsUpdates`: clients may hold streams of updates of their bookings open.
 * `webhooks`: where the webhooks of organizers may be sent.
 * `servesPage`: the page is served, and built before if its sources changed.
 * @throws an error that says what to do when one of the origins is malformed or an engine does not answer.
 */
export async function startService(options: {
  port: number;
  host?: string;
  dataDirectory: string | undefined;
  name: string;
  sendsNotices?: boolean;
  sendsUpdates?: boolean;
  webhooks?: WebhookReceivers;
  servesPage?: boolean;
}): Promise<LocalService> {
  const {
    dataDirectory,
    port,
    host = LOOPBACK,
    name,
    sendsNotices = false,
    sendsUpdates = false,
    webhooks = 'none',
    servesPage = false,
  } = options;
  const { env } = process;
  const corsOrigins = parseOrigins('CORS_ORIGINS', env['CORS_ORIGINS'] ?? ANY_ORIGIN);
  const isTrusted = readTrustedProxies(env['TRUSTED_PROXIES']);
  if (env['PUBLIC_ORIGIN'] !== undefined) requireOrigin('PUBLIC_ORIGIN', env['PUBLIC_ORIGIN']);
  if (dataDirectory !== undefined) prepareDataDirectory(dataDirectory);
  const stops: (() => Promise<void>)[] = [];
  let mailboxUrl: string | undefined;
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  try {
    stops.push(useSecrets(dataDirectory));
    const dynamo = await useDynamo(dataDirectory);
    stops.push(dynamo.stop);
    stops.push((await useSqs()).stop);
    const [{ queueUrl, deadLetterUrl }] = await Promise.all([createQueues(name), createTable(name)]);
    Object.assign(process.env, { TABLE_NAME: name, QUEUE_URL: queueUrl });
    await upgradeTable(openTable(name));
    await prepareSecrets(name);

    const promoter = await import('../../functions/workers/promote-waitlist.ts');
    const sweeper = await import('../../functions/workers/sweep-pending-work.ts');
    const databaseFile = dynamo.embedded?.databaseFile;
    const readers = Number(sendsNotices) + Number(sendsUpdates) + Number(webhooks !== 'none');
    const engineStream =
      databaseFile === undefined || readers === 0 ? undefined : openEngineStream(databaseFile, name);
    stops.push(async () => engineStream?.close());
    const removals = removalBehindAll(engineStream, readers);
    const updates = sendsUpdates ? await startUpdates(name, removals.pop(), stops) : undefined;
    const page = servesPage ? await servePage(() => mailboxUrl, stops) : undefined;
    const server = await startGateway(port, corsOrigins, { host, updates, isTrusted, page });
    stops.push(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    stops.push(async () => updates?.stop());
    const { port: boundPort } = server.address() as AddressInfo;
    const url = urlOf(host, boundPort);
    if (env['PUBLIC_ORIGIN'] === undefined) {
      env['PUBLIC_ORIGIN'] = url;
      stops.push(async () => {
        delete env['PUBLIC_ORIGIN'];
      });
    }
    const runner = runQueue(queueUrl, promoter.handler);
    stops.push(runner.stop);
    stops.push(runEvery(SWEEP_INTERVAL_MS, () => sweeper.handler({}, lambdaContext(SWEEP_INTERVAL_SECONDS))));
    const running = { url, tableName: name, queueUrl, deadLetterUrl, stop };
    mailboxUrl = await startSenders({ tableName: name, removals, sendsNotices, webhooks }, stops);
    return { ...running, ...(mailboxUrl !== undefined && { mailboxUrl }) };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The function that draws the list finds the built page by the variable. */
async function servePage(mailboxUrl: () => string | undefined, stops: (() => Promise<void>)[]) {
  const folder = await buildPage();
  process.env['PAGE_FOLDER'] = folder;
  stops.push(async () => {
    delete process.env['PAGE_FOLDER'];
  });
  const services = { challenge: process.env['CHALLENGE'], issuer: readIssuerOfPage(process.env) };
  return pageServer(folder, mailboxUrl, services);
}

/** Starts the reader of the table's stream that feeds the streams of updates. */
async function startUpdates(
  tableName: string,
  onHandled: ((sequenceNumber: string) => void) | undefined,
  stops: (() => Promise<void>)[],
): Promise<UpdateStreams> {
  const updates = new UpdateStreams();
  const take = async (batch: DynamoDBStreamEvent) => {
    updates.take(batch);
    return { batchItemFailures: [] };
  };
  const stream = await runStream(tableName, take, onHandled);
  stops.push(stream.stop);
  return updates;
}

/**
 * Runs a job at once and at each interval, never two runs at a time. @returns a function that stops it. A run that fails
 * after that is no error: Ctrl-C ends an embedded engine at the same moment as the service.
 */
function runEvery(intervalMs: number, job: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  let isStopping = false;
  const run = () => {
    running = running.then(job).catch((error: unknown) => {
      if (isStopping) return;
      writeLog('error', 'A scheduled sweep failed; the next one follows.', { error: String(error) });
    });
  };
  run();
  const timer = setInterval(run, intervalMs);
  return async () => {
    isStopping = true;
    clearInterval(timer);
    await running;
  };
}
