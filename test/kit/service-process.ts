/** The local service as people run it, as a process that a test can kill, with the engine it started. */
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';

const READY = /ready on (http:\/\/\S+)/;
const ROOT = path.join(import.meta.dirname, '..', '..');

export const ADMIN = { email: 'admin@example.com', password: 'correct horse battery' };

export type ServiceProcess = {
  url: string;
  output: string;
  kill: (signal: 'SIGKILL' | 'SIGTERM') => Promise<void>;
};

const running = new Set<ChildProcess>();

/** Ends what a test left running, for instance because it failed. */
export function endServiceProcesses(): void {
  for (const { pid } of running) if (pid !== undefined) process.kill(-pid, 'SIGTERM');
}

function ended(child: ChildProcess): Promise<unknown> {
  return child.exitCode === null && child.signalCode === null
    ? new Promise((resolve) => child.once('exit', resolve))
    : Promise.resolve();
}

/** SIGKILL takes the engine down with the service, as a power cut would. `dataDirectory` '' is in memory. */
export async function startServiceProcess(dataDirectory: string): Promise<ServiceProcess> {
  const {
    AWS_ENDPOINT_URL_DYNAMODB: _d,
    AWS_ENDPOINT_URL_SQS: _s,
    NODE_OPTIONS: _n,
    ...inherited
  } = process.env;
  const child = spawn(path.join(ROOT, 'node_modules/.bin/node'), [path.join(ROOT, 'bin/start.ts')], {
    env: {
      ...inherited,
      PORT: '0',
      DATA_DIR: dataDirectory,
      ADMIN_EMAIL: ADMIN.email,
      ADMIN_PASSWORD: ADMIN.password,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', () => reject(new Error(`The service ended before it was ready. ${output}`)));
    child.stdout.on('data', (chunk) => {
      output += chunk;
      const found = READY.exec(output)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  return {
    url,
    output,
    kill: async (signal) => {
      if (signal === 'SIGKILL' && child.pid !== undefined) process.kill(-child.pid, signal);
      else child.kill(signal);
      await ended(child);
    },
  };
}
