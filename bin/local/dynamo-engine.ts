/**
 * DynamoDB on one machine: finds the embedded engine, starts it as a child on loopback, and ends it with the service.
 * A service that was killed leaves its engine running; the next one on the same data ends it first.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const START_TIMEOUT_MS = 5_000;

export type DynamoEngine = {
  endpoint: string;
  /** The environment in which the SDK finds the engine; it asks for some credentials, and the engine for none. */
  variables: Record<string, string>;
  pid: number;
  stop: () => Promise<void>;
};

/** The engine of the optional dependency for this platform, or one on the PATH. @throws with what to do instead. */
export function findEngine(): string {
  const packaged = `@dynoxide/${process.platform}-${process.arch}/package.json`;
  try {
    const folder = path.dirname(createRequire(import.meta.url).resolve(packaged));
    const binary = path.join(folder, process.platform === 'win32' ? 'dynoxide.exe' : 'dynoxide');
    if (existsSync(binary)) return binary;
  } catch {
    // Not installed for this platform: perhaps there is one on the PATH.
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

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No free port was found.');
  return address.port;
}

/** What `ps` prints, or '' where it has nothing to say or is not there. */
function ps(...options: string[]): string {
  try {
    return execFileSync('ps', options, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
  } catch {
    return '';
  }
}

const databaseFileOf = (dataDirectory: string) => path.resolve(dataDirectory, 'table.sqlite');

/**
 * The numbers of the engines that run on these data. They are looked for among all processes, since a service that is
 * killed while it starts one would have no time to write its number down.
 */
export function enginesOn(dataDirectory: string): number[] {
  const option = `--db-path ${databaseFileOf(dataDirectory)}`;
  const running = ps('-Aww', '-o', 'pid=,args=').split('\n');
  return running.filter((line) => line.endsWith(option)).map((line) => Number.parseInt(line, 10));
}

/** A service that has taken data: its number, and when it started, since its number may be given to another process. */
type Owner = { pid: number; startedAt: number };

/** `ps` counts back from now, in seconds, so a process may be told two starts a second apart. */
const START_TOLERANCE_MS = 2_000;

function ownerOf(pid: number): Owner {
  return { pid, startedAt: Date.parse(ps('-o', 'lstart=', '-p', String(pid))) };
}

function isRunning({ pid, startedAt }: Owner): boolean {
  return Math.abs(ownerOf(pid).startedAt - startedAt) <= START_TOLERANCE_MS;
}

/** Undefined for no file, and for one that a power cut left half written. */
function readOwner(file: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Takes the data for this process and ends the engine that a killed service left on them. @returns what gives them
 * back. @throws when the service that uses them is running.
 */
function takeData(dataDirectory: string): () => void {
  const ownerFile = path.join(dataDirectory, 'service.pid');
  const owner = readOwner(ownerFile);
  if (owner !== undefined && owner.pid !== process.pid && isRunning(owner)) {
    throw new Error(
      `The data in ${dataDirectory} are in use by a running service (process ${owner.pid}). End it, or start with another DATA_DIR.`,
    );
  }
  for (const pid of enginesOn(dataDirectory)) {
    try {
      process.kill(pid, 'SIGTERM');
    } catch {
      // It has ended by itself.
    }
  }
  writeFileSync(ownerFile, JSON.stringify(ownerOf(process.pid)));
  return () => rmSync(ownerFile, { force: true });
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** Starts the engine on a port of its own. `dataDirectory` undefined keeps everything in memory. */
export async function startDynamoEngine(dataDirectory: string | undefined): Promise<DynamoEngine> {
  const binary = findEngine();
  const port = await freePort();
  const args = ['--host', '127.0.0.1', '--port', String(port)];
  let giveBack = () => {};
  if (dataDirectory !== undefined) {
    giveBack = takeData(dataDirectory);
    args.push('--db-path', databaseFileOf(dataDirectory));
  }
  const child = spawn(binary, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const endpoint = `http://127.0.0.1:${port}`;
  await untilItAnswers(child, endpoint);
  const endChild = () => child.kill('SIGTERM');
  process.once('exit', endChild);
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
      if (!hasEnded(child)) {
        const ended = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGTERM');
        await ended;
      }
      giveBack();
    },
  };
}

async function untilItAnswers(child: ChildProcess, endpoint: string): Promise<void> {
  let complaint = '';
  child.stderr?.on('data', (chunk) => {
    complaint += chunk;
  });
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline && !hasEnded(child)) {
    const answered = await fetch(endpoint, { method: 'POST', body: '{}' }).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await sleep(5);
  }
  child.kill('SIGTERM');
  throw new Error(`The embedded DynamoDB engine did not start. ${complaint.trim()}`);
}
