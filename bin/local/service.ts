/**
 * The whole service on one machine: engines, table and queues, the deployed handlers behind a gateway, the queue's
 * poller and the schedule. `bin/start.ts` runs it for people; tests and the on-sale run it for themselves.
 */
import type { AddressInfo } from 'node:net';
import { SWEEP_INTERVAL_SECONDS } from '../../functions/domain/limits.ts';
import { ANY_ORIGIN, parseOrigins, requireOrigin } from '../../functions/http/cors.ts';
import { writeLog } from '../../functions/http/log.ts';
import { useDynamo, useSqs } from './engines.ts';
import { startGateway } from './gateway.ts';
import { lambdaContext } from './lambda-context.ts';
import { runQueue } from './queue-runner.ts';
import { createQueues, createTable } from './resources.ts';
import { prepareDataDirectory } from './service-directory.ts';

/** EventBridge offers a minute at best; on one machine a crash can be mended sooner. */
const SWEEP_INTERVAL_MS = 5_000;

export type LocalService = {
  url: string;
  tableName: string;
  queueUrl: string;
  deadLetterUrl: string;
  stop: () => Promise<void>;
};

/**
 * Starts everything. `port` 0 takes a free one; `dataDirectory` undefined keeps everything in memory. Engines named
 * by the SDK's own AWS_ENDPOINT_URL_DYNAMODB and AWS_ENDPOINT_URL_SQS are used instead of the embedded ones. `name` is
 * that of the table, and what the queues' names begin with. CORS_ORIGINS lists the origins whose pages may call it, by
 * default any; PUBLIC_ORIGIN is the address in its answers, by default the one that it listens on. @throws with a
 * sentence for people if one of them is malformed.
 */
export async function startService(options: {
  port: number;
  dataDirectory: string | undefined;
  name: string;
}): Promise<LocalService> {
  const { dataDirectory, port, name } = options;
  const { env } = process;
  const corsOrigins = parseOrigins('CORS_ORIGINS', env['CORS_ORIGINS'] ?? ANY_ORIGIN);
  if (env['PUBLIC_ORIGIN'] !== undefined) requireOrigin('PUBLIC_ORIGIN', env['PUBLIC_ORIGIN']);
  if (dataDirectory !== undefined) prepareDataDirectory(dataDirectory);
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  try {
    stops.push((await useDynamo(dataDirectory)).stop);
    stops.push((await useSqs()).stop);
    const [{ queueUrl, deadLetterUrl }] = await Promise.all([createQueues(name), createTable(name)]);
    Object.assign(process.env, { TABLE_NAME: name, QUEUE_URL: queueUrl });

    const promoter = await import('../../functions/workers/promote-waitlist.ts');
    const sweeper = await import('../../functions/workers/sweep-attention.ts');
    const server = await startGateway(port, corsOrigins);
    stops.push(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    const { port: boundPort } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${boundPort}`;
    if (env['PUBLIC_ORIGIN'] === undefined) {
      env['PUBLIC_ORIGIN'] = url;
      stops.push(async () => {
        delete env['PUBLIC_ORIGIN'];
      });
    }
    const runner = runQueue(queueUrl, promoter.handler);
    stops.push(runner.stop);
    stops.push(runEvery(SWEEP_INTERVAL_MS, () => sweeper.handler({}, lambdaContext(SWEEP_INTERVAL_SECONDS))));
    return { url, tableName: name, queueUrl, deadLetterUrl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Runs a job now and then, one at a time. @returns what ends it, after the run in progress. */
function runEvery(intervalMs: number, job: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  const run = () => {
    running = running.then(job).catch((error: unknown) => {
      writeLog('error', 'The schedule failed.', { error: String(error) });
    });
  };
  run();
  const timer = setInterval(run, intervalMs);
  return async () => {
    clearInterval(timer);
    await running;
  };
}
