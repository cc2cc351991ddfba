/**
 * Starts and ends ministack, an emulator of AWS that others wrote, in a process group of its own on a free port of loopback. It
 * enforces IAM policies, and starts a Node process for each Lambda function. `.ci/second-engine` installs it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../local/ports.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const PROGRAM = path.join(ROOT, '.second-engine/venv/bin/ministack');
const READY_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 100;
const END_WITHIN_MS = 5_000;

/** The emulator takes any secret for this key, which is that of the account's root user. */
const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };
export const REGION = 'us-east-1';
export const ACCOUNT_ID = '000000000000';

export type Emulator = {
  /** Of all services of AWS. */
  url: string;
  /** For clients of the AWS SDK. */
  client: { endpoint: string; region: string; credentials: typeof CREDENTIALS };
  /** With which a command reaches the emulator in place of AWS. */
  variables: Record<string, string>;
  /** @returns what the emulator and the functions have logged so far. */
  log: () => string;
  /** Ends it and the processes of all functions. */
  stop: () => Promise<void>;
};

/** @throws Error that says how to install the emulator if it is missing. */
export function requireEmulator(): void {
  if (existsSync(PROGRAM)) return;
  throw new Error(
    'There is no ministack in .second-engine/. Install it with `.ci/second-engine install`, which needs Python 3.10 or later.',
  );
}

/** `folder`: for its files. @throws Error with its log if it does not start. */
export async function startEmulator(folder: string): Promise<Emulator> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const logFile = path.join(folder, 'emulator.log');
  const output = openSync(logFile, 'a');
  const child = spawn(PROGRAM, [], {
    cwd: folder,
    env: environment(folder, port),
    stdio: ['ignore', output, output],
    detached: true,
  });
  closeSync(output);
  const log = () => readFileSync(logFile, 'utf8');
  const stop = () => end(child);
  try {
    await becomeReady(child, url, log);
  } catch (error) {
    await stop();
    throw error;
  }
  const { accessKeyId, secretAccessKey } = CREDENTIALS;
  return {
    url,
    client: { endpoint: url, region: REGION, credentials: CREDENTIALS },
    variables: {
      AWS_ENDPOINT_URL: url,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
    },
    log,
    stop,
  };
}

/** Functions run on the Node that runs this command, and see none of this process's own settings for AWS. */
function environment(folder: string, port: number): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(AWS_|NODE_OPTIONS$)/.test(name));
  return {
    ...Object.fromEntries(inherited),
    PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env['PATH']}`,
    AUTH: 'true',
    BIND_HOST: '127.0.0.1',
    GATEWAY_PORT: String(port),
    MINISTACK_REGION: REGION,
    LOG_LEVEL: 'INFO',
    TMPDIR: folder,
  };
}

async function becomeReady(child: ChildProcess, url: string, log: () => string): Promise<void> {
  let failure: string | undefined;
  child.once('error', ({ message }) => {
    failure = message;
  });
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    if (failure !== undefined || child.exitCode !== null) break;
    const answer = await fetch(`${url}/_ministack/health`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(LOOK_EVERY_MS);
  }
  throw new Error(`ministack did not start. ${failure ?? log()}`);
}

async function end(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  if (child.exitCode === null && child.signalCode === null) {
    signal(child, 'SIGTERM');
    await Promise.race([ended, sleep(END_WITHIN_MS, undefined, { ref: false })]);
  }
  // What is left of the group: functions that did not end with it.
  signal(child, 'SIGKILL');
}

function signal({ pid }: ChildProcess, name: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
