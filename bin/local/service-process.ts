/** Runs `npm start` in a separate process that can be killed, alone or together with its engine. */
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { readyAddress } from './ready-address.ts';

/** The variables that configure the service or this process, and are not passed on. */
const OWN =
  /^(AWS_ENDPOINT_URL_\w+|ADMIN_\w+|OIDC_\w+|DATA_DIR|HOST|TABLE_NAME|SECRETS_DIR|QUEUE_URL|RATE_LIMITS|EVENT_QUOTA|ERASE_AFTER_DAYS|TRUSTED_PROXIES|REGISTRATION|LOG_FILE|PUBLIC_ORIGIN|CORS_ORIGINS|NODE_OPTIONS)$/;
const ROOT = path.join(import.meta.dirname, '..', '..');

export type ServiceProcess = {
  pid: number;
  /** Resolves to the URL of the service once it answers; rejects if the process exits before. */
  ready: Promise<string>;
  /** Sends SIGKILL to the service alone. Its engine keeps running; the next service on the data stops it. */
  killAlone: () => Promise<void>;
  /** Sends SIGKILL to the service and its engine at the same time, as in a power cut. */
  killAll: () => Promise<void>;
  /** Sends SIGTERM: the service stops its engine and exits. */
  stop: () => Promise<void>;
};

const running = new Set<ChildProcess>();

/** Stops all processes that still run, for instance after a failed test. */
export function endServiceProcesses(): void {
  for (const { pid } of running) if (pid !== undefined) process.kill(-pid, 'SIGTERM');
}

/**
 * Starts the service on a free port, with `variables` but without the engines and options of this process's
 * environment. `complaints` receives its standard error: a file descriptor, or `inherit` for this process's
 * own.
 */
export function startServiceProcess(
  variables: Record<string, string>,
  complaints: 'inherit' | number = 'inherit',
): ServiceProcess {
  const inherited = Object.entries(process.env).filter(([name]) => !OWN.test(name));
  const child = spawn(
    path.join(ROOT, 'node_modules/.bin/node'),
    [path.join(ROOT, 'bin/boxoffice.ts'), 'start'],
    {
      env: { ...Object.fromEntries(inherited), PORT: '0', ...variables },
      stdio: ['ignore', 'pipe', complaints],
      detached: true,
    },
  );
  running.add(child);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      running.delete(child);
      resolve();
    });
  });
  return {
    pid: child.pid ?? 0,
    ready: readyAddress(child),
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
