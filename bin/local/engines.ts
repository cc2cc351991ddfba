/**
 * Chooses the engines of a process: those named by the SDK's variables AWS_ENDPOINT_URL_DYNAMODB and
 * AWS_ENDPOINT_URL_SQS, and an embedded one for each variable that is not set. Sets the variable of an
 * embedded engine, so that the SDK finds it in the same way.
 */
import { type DynamoEngine, startDynamoEngine } from './dynamo-engine.ts';
import { isListening } from './ports.ts';
import { type QueueEngine, startQueueEngine } from './queue-engine.ts';

const DYNAMODB = 'AWS_ENDPOINT_URL_DYNAMODB';
const SQS = 'AWS_ENDPOINT_URL_SQS';

/** `embedded` is the engine if it was started here. `stop` stops that one; a named engine keeps running. */
export type UsedEngine<Engine> = { embedded?: Engine; stop: () => Promise<void> };

/** @returns the variables that name engines and are set, to pass on to a child process. */
export function namedEngines(): Record<string, string> {
  const named = [DYNAMODB, SQS].map((variable): [string, string | undefined] => [
    variable,
    process.env[variable],
  ]);
  return Object.fromEntries(named.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/**
 * `dataDirectory` undefined keeps the data of an embedded engine in memory.
 * @throws an error that says what to do when the engine does not answer.
 */
export function useDynamo(dataDirectory: string | undefined): Promise<UsedEngine<DynamoEngine>> {
  return use(DYNAMODB, () => startDynamoEngine(dataDirectory));
}

/** @throws an error that says what to do when the engine does not answer. */
export function useSqs(): Promise<UsedEngine<QueueEngine>> {
  return use(SQS, startQueueEngine);
}

async function use<Engine extends { endpoint: string; stop: () => Promise<void> }>(
  variable: string,
  start: () => Promise<Engine>,
): Promise<UsedEngine<Engine>> {
  prepareSdk();
  const named = process.env[variable];
  if (named !== undefined) {
    await expectListener(variable, named);
    return { stop: async () => {} };
  }
  const embedded = await start();
  process.env[variable] = embedded.endpoint;
  const stop = async () => {
    delete process.env[variable];
    await embedded.stop();
  };
  return { embedded, stop };
}

/**
 * Sets a region and credentials where there are none, since the SDK signs its requests. If all engines are
 * embedded, which accept any signature, AWS_PROFILE is removed, so that a missing or expired profile does no
 * harm.
 */
export function prepareSdk(): void {
  const { env } = process;
  if (env[DYNAMODB] === undefined && env[SQS] === undefined) delete env['AWS_PROFILE'];
  env['AWS_REGION'] ??= 'us-east-1';
  if (env['AWS_PROFILE'] !== undefined) return;
  env['AWS_ACCESS_KEY_ID'] ??= 'local';
  env['AWS_SECRET_ACCESS_KEY'] ??= 'local';
}

async function expectListener(variable: string, endpoint: string): Promise<void> {
  const { hostname, port, protocol } = new URL(endpoint);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  if (await isListening(host, Number(port) || (protocol === 'https:' ? 443 : 80))) return;
  throw new Error(
    `Nothing answers at ${variable}=${endpoint}. Start an engine there, or unset the variable for an embedded one.`,
  );
}
