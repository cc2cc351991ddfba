/** `npm start` as a process of its own that can be killed, alone or with the engine it started. */
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';

const READY = /ready on (http:\/\/\S+)/;
/** What the service reads, and what this process runs with. */
const OWN =
  /^(AWS_ENDPOINT_URL_\w+|ADMIN_\w+|DATA_DIR|TABLE_NAME|QUEUE_URL|RATE_LIMITS|PUBLIC_ORIGIN|CORS_ORIGINS|NODE_OPTIONS)$/;
const ROOT = path.join(import.meta.dirname, '..', '..');

export type ServiceProcess = {
  /** Its address, once it answers. Rejects when the process ends before. */
  ready: Promise<string>;
  /** SIGKILL to the service alone: its engine runs on, and the next service on the same data ends it. */
  killAlone: () => Promise<void>;
  /** SIGKILL to the service and its engine at the same time, as a power cut would. */
  killAll: () => Promise<void>;
  /** SIGTERM: the service ends its engine and then itself. */
  stop: () => Promise<void>;
};

const running = new Set<ChildProcess>();

/** Ends what was left running, for instance because a test failed. */
export function endServiceProcesses(): void {
  for (const { pid } of running) if (pid !== undefined) process.kill(-pid, 'SIGTERM');
}

/**
 * Starts the service on a free port. Engines and options of this process's environment are not handed down;
 * `variables` are. `complaints` takes what it writes to its standard error: a file, or this process's own.
 */
export function startServiceProcess(
  variables: Record<string, string>,
  complaints: 'inherit' | number = 'inherit',
): ServiceProcess {
  const inherited = Object.entries(process.env).filter(([name]) => !OWN.test(name));
  const child = spawn(path.join(ROOT, 'node_modules/.bin/node'), [path.join(ROOT, 'bin/start.ts')], {
    env: { ...Object.fromEntries(inherited), PORT: '0', ...variables },
    stdio: ['ignore', 'pipe', complaints],
    detached: true,
  });
  running.add(child);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      running.delete(child);
      resolve();
    });
  });
  return {
    ready: addressIn(child),
    async killAlone() {
      child.kill('SIGKILL');
      await ended;
    },
    async killAll() {
      if (child.pid !== undefined && running.has(child)) process.kill(-child.pid, 'SIGKILL');
      await ended;
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function addressIn(child: ChildProcess): Promise<string> {
  let output = '';
  return new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error(`The service ended before it was ready. ${output}`)));
    child.stdout?.on('data', (chunk) => {
      output += chunk;
      const found = READY.exec(output)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
}
