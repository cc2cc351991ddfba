/**
 * The service of an on-sale: a separate process, started as `npm start` starts it. Its DynamoDB engine
 * belongs to this process or is named by the environment, so that the on-sale can read the table itself.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { useDynamo } from '../local/engines.ts';
import { readyAddress } from '../local/ready-address.ts';
import { removeQueues, removeTable } from '../local/resources.ts';
import { shareWithService } from '../local/shared-service.ts';

const START_TIMEOUT_MS = 20_000;

/**
 * `pid` is that of the service, `enginePid` that of the embedded engine if one is used. `stop` ends both and
 * removes the data.
 */
export type Stage = { url: string; pid: number; enginePid: number | undefined; stop: () => Promise<void> };

/** Also gives this process the table, the secrets and the address of the service. @throws when it is not ready in time. */
export async function startTestedService(): Promise<Stage> {
  const directory = mkdtempSync(path.join(tmpdir(), 'boxoffice-onsale-'));
  const engine = await useDynamo(directory);
  const name = `boxoffice-onsale-${randomBytes(6).toString('hex')}`;
  shareWithService({ table: name, secrets: path.join(directory, 'secrets') });
  const service = spawn(process.execPath, [path.join(import.meta.dirname, '..', 'boxoffice.ts'), 'start'], {
    // Mails, updates and webhooks would take processor time from the sale that is measured. All buyers have one address.
    env: {
      ...process.env,
      PORT: '0',
      DATA_DIR: '',
      MAIL_FROM: '',
      UPDATES: 'off',
      WEBHOOK_RECEIVERS: 'none',
      RATE_LIMITS: 'off',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = async () => {
    if (service.exitCode === null) {
      const ended = new Promise((resolve) => service.once('exit', resolve));
      service.kill('SIGTERM');
      await ended;
    }
    await engine.stop();
    await removeTable(name);
    await removeQueues(name);
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    return { url: await untilReady(service), pid: service.pid ?? 0, enginePid: engine.embedded?.pid, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function untilReady(service: ChildProcess): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const refuse = () => reject(new Error(`The service was not ready within ${START_TIMEOUT_MS / 1000} s.`));
    timer = setTimeout(refuse, START_TIMEOUT_MS);
  });
  try {
    return await Promise.race([readyAddress(service), late]);
  } finally {
    clearTimeout(timer);
  }
}
