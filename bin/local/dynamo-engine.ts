/**
 * DynamoDB on one machine: finds the embedded engine, starts it as a child process on loopback, and stops it
 * with the service. A killed service leaves its engine running; the next service on the same data stops that
 * engine first.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endLeftEngine, forgetEngine, recordEngine } from './left-engine.ts';
import { hiddenPlace } from './ports.ts';
import { prepareDatabaseFile, prepareDataDirectory } from './service-directory.ts';
import { lockData } from './service-lock.ts';

const START_TIMEOUT_MS = 5_000;

export type DynamoEngine = {
  endpoint: string;
  /** The environment variables for the SDK. It requires credentials; the engine accepts any. */
  variables: Record<string, string>;
  pid: number;
  /** Undefined if the data are in memory. */
  databaseFile?: string;
  stop: () => Promise<void>;
};

/**
 * @returns the path of the engine: of the optional dependency for this platform, otherwise of one on the
 * PATH.
 * @throws an error that says what to do instead.
 */
export function findEngine(): string {
  const packaged = `@dynoxide/${process.platform}-${process.arch}/package.json`;
  try {
    const folder = path.dirname(createRequire(import.meta.url).resolve(packaged));
    const binary = path.join(folder, process.platform === 'win32' ? 'dynoxide.exe' : 'dynoxide');
    if (existsSync(binary)) return binary;
  } catch {
    // Not installed for this platform: try the PATH.
  }
  try {
    execFileSync('dynoxide', ['--version'], { stdio: 'ignore' });
    return 'dynoxide';
  } catch {
    throw new Error(
      [
        `There is no embedded DynamoDB engine for ${process.platform}-${process.arch} in this installation. Either`,
        '  put a `dynoxide` binary (https://github.com/nubo-db/dynoxide) on your PATH and run `npm start` again, or',
        '  start DynamoDB Local and run `AWS_ENDPOINT_URL_DYNAMODB=http://127.0.0.1:8000 npm start`.',
      ].join('\n'),
    );
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** The engine's database file, locked for this process until `giveBack`. */
type TakenData = {
  file: string;
  record: (engine: ChildProcess, place: { host: string; port: number }) => void;
  giveBack: () => void;
};

/**
 * Locks the data for this process and stops an engine left on them.
 * @throws when a running service uses them.
 */
async function takeData(directory: string): Promise<TakenData> {
  prepareDataDirectory(directory);
  const unlock = await lockData(directory);
  try {
    await endLeftEngine(directory);
    return {
      file: prepareDatabaseFile(directory),
      record: ({ pid }, place) => pid !== undefined && recordEngine(directory, { pid, ...place }),
      giveBack: () => {
        forgetEngine(directory);
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

/**
 * Starts the engine where no page of a browser finds it: it answers everybody who reaches it, and allows pages of any origin
 * to read its answers. `dataDirectory` undefined keeps the data in memory.
 * @throws an error that says what to do when there is no engine, the data are in use or the engine does not
 * start.
 */
export async function startDynamoEngine(dataDirectory: string | undefined): Promise<DynamoEngine> {
  const binary = findEngine();
  const data = dataDirectory === undefined ? undefined : await takeData(dataDirectory);
  let child: ChildProcess | undefined;
  try {
    const place = await hiddenPlace();
    const { host, port } = place;
    const options = ['--host', host, '--port', String(port)];
    // The file comes last: the next service recognizes a left engine by the end of its command line.
    child = spawn(binary, [...options, ...(data ? ['--db-path', data.file] : [])], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    data?.record(child, place);
    const engine = await engineOf(child, `http://${host}:${port}`, () => data?.giveBack());
    return { ...engine, ...(data && { databaseFile: data.file }) };
  } catch (error) {
    child?.kill('SIGTERM');
    data?.giveBack();
    throw error;
  }
}

async function engineOf(child: ChildProcess, endpoint: string, giveBack: () => void): Promise<DynamoEngine> {
  const endChild = () => child.kill('SIGTERM');
  process.once('exit', endChild);
  await untilItAnswers(child, endpoint);
  return {
    endpoint,
    variables: {
      AWS_ENDPOINT_URL_DYNAMODB: endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    },
    pid: child.pid ?? 0,
    stop: async () => {
      process.off('exit', endChild);
      await endEngine(child);
      giveBack();
    },
  };
}

async function endEngine(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

async function untilItAnswers(child: ChildProcess, endpoint: string): Promise<void> {
  let complaint = '';
  let hasFailed = false;
  child.stderr?.on('data', (chunk) => {
    complaint += chunk;
  });
  child.once('error', (error) => {
    complaint += error.message;
    hasFailed = true;
  });
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline && !hasEnded(child) && !hasFailed) {
    const answered = await fetch(endpoint, { method: 'POST', body: '{}' }).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await sleep(5);
  }
  if (!hasFailed) await endEngine(child);
  throw new Error(`The embedded DynamoDB engine did not start. ${complaint.trim()}`);
}
