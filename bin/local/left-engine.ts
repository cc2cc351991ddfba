/**
 * The engine that a killed service leaves running: found and ended by the next service on the same data, which has
 * the lock by then. Only a process whose command line is that of the engine on these data is ended.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isListening } from './ports.ts';
import { databaseFileIn, writePrivateFile } from './service-directory.ts';

const RECORD = 'engine.json';
/** Then it is killed: it answers every request before it ends, and nobody sends any. */
const PATIENCE_MS = 3_000;
const LOOK_MS = 10;
/** How `startDynamoEngine` starts it, the data last. */
const ENGINE = /\bdynoxide(\.exe)? --host 127\.0\.0\.1 --port \d+ --db-path /;
const PS_LIMIT_BYTES = 64 * 1024 * 1024;

type EngineRecord = { pid: number; port: number };
type Processes = { pid: number; commandLine: string }[];

/** Written right after the start of the engine, for systems that do not say what their processes are. */
export function recordEngine(directory: string, record: EngineRecord): void {
  writePrivateFile(directory, RECORD, JSON.stringify(record));
}

export function forgetEngine(directory: string): void {
  rmSync(path.join(directory, RECORD), { force: true });
}

/** The numbers of the engines that run on these data; undefined where the system does not say. */
export function enginesOn(directory: string, list = listProcesses): number[] | undefined {
  const option = ` --db-path ${databaseFileIn(directory)}`;
  return list()
    ?.filter(({ commandLine }) => ENGINE.test(commandLine) && commandLine.endsWith(option))
    .map(({ pid }) => pid);
}

/** @throws with what to do where an engine answers and the system does not say whether it is that one. */
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
    const deadline = performance.now() + PATIENCE_MS;
    while (left.length > 0 && performance.now() < deadline) {
      await sleep(LOOK_MS);
      left = enginesOn(directory) ?? [];
    }
  }
  if (left.length > 0)
    throw new Error(`The engine that a killed service left, process ${left}, does not end.`);
}

function signal(pid: number, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    // ESRCH: it has ended by itself.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function refuseUnknownEngine(directory: string): Promise<void> {
  const record = readRecord(directory);
  if (record === undefined || !(await isListening('127.0.0.1', record.port))) return;
  throw new Error(
    `An engine of a killed service may still use the data in ${directory}: look at process ${record.pid}, end it if it is dynoxide, delete ${path.join(directory, RECORD)}, and start again.`,
  );
}

function readRecord(directory: string): EngineRecord | undefined {
  try {
    return JSON.parse(readFileSync(path.join(directory, RECORD), 'utf8'));
  } catch {
    return undefined;
  }
}

/** From /proc where there is one, otherwise from `ps`. A zombie has no command line in either. */
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
      return []; // It ended between the two looks, or belongs to somebody else.
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
