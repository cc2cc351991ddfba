/**
 * The whole service on one machine: engines, table and queues, the deployed handlers behind a gateway, the queue's
 * poller and the schedule. `bin/start.ts` runs it for people; tests and the on-sale run it for themselves.
 */
import { mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { SWEEP_INTERVAL_SECONDS } from '../../functions/domain/limits.ts';
import { ANY_ORIGIN, parseOrigins, requireOrigin } from '../../functions/http/cors.ts';
import { writeLog } from '../../functions/http/log.ts';
import { startDynamoEngine } from './dynamo-engine.ts';
import { startGateway } from './gateway.ts';
import { lambdaContext } from './lambda-context.ts';
import { startQueueEngine } from './queue-engine.ts';
import { runQueue } from './queue-runner.ts';
import { createQueues, createTable } from './resources.ts';

/** EventBridge offers a minute at best; on one machine a crash can be mended sooner. */
const SWEEP_INTERVAL_MS = 5_000;
const NAME = 'boxoffice';

export type LocalService = {
  url: string;
  tableName: string;
  queueUrl: string;
  deadLetterUrl: string;
  stop: () => Promise<void>;
};

/**
 * Starts everything. `port` 0 takes a free one; `dataDirectory` undefined keeps everything in memory. Engines named
 * by the SDK's own AWS_ENDPOINT_URL_DYNAMODB and AWS_ENDPOINT_URL_SQS are used instead of the embedded ones.
 * CORS_ORIGINS lists the origins whose pages may call it, by default any; PUBLIC_ORIGIN is the address in its answers,
 * by default the one that it listens on. @throws with a sentence for people if one of them is malformed.
 */
export async function startService(options: {
  port: number;
  dataDirectory: string | undefined;
}): Promise<LocalService> {
  const { dataDirectory, port } = options;
  const corsOrigins = parseOrigins('CORS_ORIGINS', process.env['CORS_ORIGINS'] ?? ANY_ORIGIN);
  if (process.env['PUBLIC_ORIGIN'] !== undefined)
    requireOrigin('PUBLIC_ORIGIN', process.env['PUBLIC_ORIGIN']);
  if (dataDirectory !== undefined) mkdirSync(dataDirectory, { recursive: true });
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  try {
    const { env } = process;
    env['AWS_REGION'] ??= 'us-east-1';
    env['AWS_ACCESS_KEY_ID'] ??= 'local';
    env['AWS_SECRET_ACCESS_KEY'] ??= 'local';
    if (env['AWS_ENDPOINT_URL_DYNAMODB'] === undefined) {
      const engine = await startDynamoEngine(dataDirectory);
      env['AWS_ENDPOINT_URL_DYNAMODB'] = engine.endpoint;
      stops.push(async () => {
        delete env['AWS_ENDPOINT_URL_DYNAMODB'];
        await engine.stop();
      });
    }
    if (env['AWS_ENDPOINT_URL_SQS'] === undefined) {
      const engine = await startQueueEngine();
      env['AWS_ENDPOINT_URL_SQS'] = engine.endpoint;
      stops.push(async () => {
        delete env['AWS_ENDPOINT_URL_SQS'];
        await engine.stop();
      });
    }
    const [{ queueUrl, deadLetterUrl }] = await Promise.all([createQueues(NAME), createTable(NAME)]);
    env['TABLE_NAME'] = NAME;
    env['QUEUE_URL'] = queueUrl;

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
    return { url, tableName: NAME, queueUrl, deadLetterUrl, stop };
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
