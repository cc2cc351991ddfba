/**
 * Stops the engine that a killed service left running. The next service on the same data does this once it
 * holds the lock. Must signal only processes whose command line is that of the engine with this database
 * file.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isListening } from './ports.ts';
import { databaseFileIn, writePrivateFile } from './service-directory.ts';

const RECORD = 'engine.json';
/** The time for an engine to stop after SIGTERM, then after SIGKILL. Without requests it stops at once. */
const TIMEOUT_MS = 3_000;
const LOOK_MS = 10;
/** The command line with which `startDynamoEngine` starts the engine, up to the database file. */
const ENGINE = /\bdynoxide(\.exe)? --host 127\.\d+\.\d+\.\d+ --port \d+ --db-path /;
const PS_LIMIT_BYTES = 64 * 1024 * 1024;

type EngineRecord = { pid: number; host: string; port: number };
type Processes = { pid: number; commandLine: string }[];

/** Records the engine right after its start, for systems on which the processes cannot be listed. */
export function recordEngine(directory: string, record: EngineRecord): void {
  writePrivateFile(directory, RECORD, JSON.stringify(record));
}

export function forgetEngine(directory: string): void {
  rmSync(path.join(directory, RECORD), { force: true });
}

/** @returns the address of the engine that was started on these data. */
export function recordedEndpoint(directory: string): string | undefined {
  const record = readRecord(directory);
  return record && `http://${record.host}:${record.port}`;
}

/** @returns the process ids of the engines on these data; undefined if the processes cannot be listed. */
export function enginesOn(directory: string, list = listProcesses): number[] | undefined {
  const option = ` --db-path ${databaseFileIn(directory)}`;
  return list()
    ?.filter(({ commandLine }) => ENGINE.test(commandLine) && commandLine.endsWith(option))
    .map(({ pid }) => pid);
}

/**
 * Stops the engines on these data.
 * @throws an error that says what to do when an engine does not stop, or when the recorded port is in use and
 * the processes cannot be listed.
 */
export async function endLeftEngine(directory: string, list = listProcesses): Promise<void> {
  const found = enginesOn(directory, list);
  if (found === undefined) await refuseUnknownEngine(directory);
  else if (found.length > 0) await end(directory, found);
  forgetEngine(directory);
}

async function end(directory: string, pids: number[]): Promise<void> {
  let left = pids;
  for (const name of ['SIGTERM', 'SIGKILL'] as const) {
    for (const pid of left) signal(pid, name);
    const deadline = performance.now() + TIMEOUT_MS;
    while (left.length > 0 && performance.now() < deadline) {
      await sleep(LOOK_MS);
      left = enginesOn(directory) ?? [];
    }
  }
  if (left.length > 0)
    throw new Error(
      `The engine of a killed service, process ${left}, does not stop. Stop it, and start again.`,
    );
}

function signal(pid: number, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    // ESRCH: the process has already ended.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function refuseUnknownEngine(directory: string): Promise<void> {
  const record = readRecord(directory);
  if (record === undefined || !(await isListening(record.host, record.port))) return;
  throw new Error(
    `The engine of a killed service may still use the data in ${directory}: look at process ${record.pid}, stop it if it is dynoxide, delete ${path.join(directory, RECORD)}, and start again.`,
  );
}

function readRecord(directory: string): EngineRecord | undefined {
  try {
    return JSON.parse(readFileSync(path.join(directory, RECORD), 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Lists the processes from /proc where it exists, otherwise with `ps`. In both a zombie has no command line.
 */
function listProcesses(): Processes | undefined {
  return listProc() ?? listByPs();
}

function listProc(): Processes | undefined {
  try {
    readFileSync('/proc/self/cmdline');
  } catch {
    return undefined;
  }
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
      return { pid: Number(pid), commandLine: args.join(' ') };
    } catch {
      return []; // The process ended meanwhile, or belongs to another user.
    }
  });
}

export function listByPs(): Processes | undefined {
  try {
    const text = execFileSync('ps', ['-Aww', '-o', 'pid=,args='], {
      encoding: 'utf8',
      maxBuffer: PS_LIMIT_BYTES,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const lines = text.split('\n');
    return lines.map((line) => ({ pid: Number.parseInt(line, 10), commandLine: line.trimEnd() }));
  } catch {
    return undefined;
  }
}
