/**
 * The whole service on one machine: engines, table and queues, the deployed handlers behind a gateway, the queue's
 * poller and the schedule. `bin/start.ts` runs it for people; tests and the on-sale run it for themselves.
 */
import type { AddressInfo } from 'node:net';
import { useDynamo, useSqs } from './engines.ts';
import { startGateway } from './gateway.ts';
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
 * that of the table, and what the queues' names begin with.
 */
export async function startService(options: {
  port: number;
  dataDirectory: string | undefined;
  name: string;
}): Promise<LocalService> {
  const { dataDirectory, port, name } = options;
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
    const server = await startGateway(port);
    stops.push(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    const runner = runQueue(queueUrl, promoter.handler);
    stops.push(runner.stop);
    stops.push(runEvery(SWEEP_INTERVAL_MS, sweeper.handler));
    const { port: boundPort } = server.address() as AddressInfo;
    return { url: `http://127.0.0.1:${boundPort}`, tableName: name, queueUrl, deadLetterUrl, stop };
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
      console.error(
        JSON.stringify({ level: 'error', message: 'The schedule failed.', error: String(error) }),
      );
    });
  };
  run();
  const timer = setInterval(run, intervalMs);
  return async () => {
    clearInterval(timer);
    await running;
  };
}
