/**
 * Chooses the engines of a process: those named by the SDK's variables AWS_ENDPOINT_URL_DYNAMODB,
 * AWS_ENDPOINT_URL_SQS and AWS_ENDPOINT_URL_SESV2, and an embedded one for each variable that is not set.
 * SMTP_URL replaces SES. Sets the variable of an embedded engine, so that the SDK finds it in the same way.
 */
import { type DynamoEngine, startDynamoEngine } from './dynamo-engine.ts';
import { type MailEngine, startMailEngine } from './mail-engine.ts';
import { isListening } from './ports.ts';
import { type QueueEngine, startQueueEngine } from './queue-engine.ts';

const DYNAMODB = 'AWS_ENDPOINT_URL_DYNAMODB';
const SQS = 'AWS_ENDPOINT_URL_SQS';
const SES = 'AWS_ENDPOINT_URL_SESV2';
const SMTP = 'SMTP_URL';
/** The port of an SMTP server whose URL names none. */
const SMTP_PORTS: Record<string, number> = { 'smtp:': 587, 'smtps:': 465 };

/** `embedded` is the engine if it was started here. `stop` stops that one; a named engine keeps running. */
export type UsedEngine<Engine> = { embedded?: Engine; stop: () => Promise<void> };

/**
 * @returns the variables that name engines and are set, to pass on to a child process. Those of mail are not
 * among them, so that a test or a soak sends nothing to real addresses.
 */
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

/** `mailboxUrl`: a page with the mails, if the engine is embedded. */
export type UsedMail = { mailboxUrl?: string; stop: () => Promise<void> };

/** @throws an error that says what to do when the engine or the SMTP server does not answer. */
export async function useMail(): Promise<UsedMail> {
  const smtp = process.env[SMTP];
  if (smtp !== undefined) {
    await expectListener(SMTP, smtp);
    return { stop: async () => {} };
  }
  const { embedded, stop } = await use<MailEngine>(SES, startMailEngine);
  return { stop, ...(embedded && { mailboxUrl: embedded.endpoint }) };
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
  if ([DYNAMODB, SQS, SES].every((variable) => env[variable] === undefined)) delete env['AWS_PROFILE'];
  env['AWS_REGION'] ??= 'us-east-1';
  if (env['AWS_PROFILE'] !== undefined) return;
  env['AWS_ACCESS_KEY_ID'] ??= 'local';
  env['AWS_SECRET_ACCESS_KEY'] ??= 'local';
}

async function expectListener(variable: string, endpoint: string): Promise<void> {
  const { hostname, port, protocol } = new URL(endpoint);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const usual = SMTP_PORTS[protocol] ?? (protocol === 'https:' ? 443 : 80);
  if (await isListening(host, Number(port) || usual)) return;
  // The URL of an SMTP server may have a password in it.
  const address =
    variable === SMTP ? `${host}, port ${port || usual}, of ${SMTP}` : `${variable}=${endpoint}`;
  throw new Error(
    `Nothing answers at ${address}. Start an engine there, or unset the variable for an embedded one.`,
  );
}
