/**
 * The engines that a process talks to: those that the SDK's own AWS_ENDPOINT_URL_DYNAMODB and AWS_ENDPOINT_URL_SQS
 * name, and embedded ones in place of those that they do not name. The SDK finds both by these variables.
 */
import { type DynamoEngine, startDynamoEngine } from './dynamo-engine.ts';
import { isListening } from './ports.ts';
import { type QueueEngine, startQueueEngine } from './queue-engine.ts';

const DYNAMODB = 'AWS_ENDPOINT_URL_DYNAMODB';
const SQS = 'AWS_ENDPOINT_URL_SQS';

/** `embedded`: the engine, if it was started here. `stop` ends it; an engine that the environment named runs on. */
export type UsedEngine<Engine> = { embedded?: Engine; stop: () => Promise<void> };

/** The variables of those engines that the environment names, for a process that is started with others. */
export function namedEngines(): Record<string, string> {
  const named = [DYNAMODB, SQS].map((variable): [string, string | undefined] => [
    variable,
    process.env[variable],
  ]);
  return Object.fromEntries(named.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** `dataDirectory` undefined keeps everything in memory. @throws with what to do when the engine does not answer. */
export function useDynamo(dataDirectory: string | undefined): Promise<UsedEngine<DynamoEngine>> {
  return use(DYNAMODB, () => startDynamoEngine(dataDirectory));
}

/** @throws with what to do when the engine does not answer. */
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

/** The SDK signs what it sends. Embedded engines take any signature, so a profile that is not needed is not read. */
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
