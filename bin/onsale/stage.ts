/**
 * Where an on-sale happens: an engine of this process, or the one that the environment names, so that the table can be
 * checked from outside the service, and the service itself as a process of its own, started the way people start it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { useDynamo } from '../local/engines.ts';
import { removeQueues, removeTable } from '../local/resources.ts';

const START_TIMEOUT_MS = 20_000;
const READY = /ready on (http:\/\/\S+)/;

/** `pid` is the service's; `enginePid` that of the embedded engine, if it is used. */
export type Stage = { url: string; pid: number; enginePid: number | undefined; stop: () => Promise<void> };

/** Also points this process's environment at the table. */
export async function openStage(): Promise<Stage> {
  const directory = mkdtempSync(path.join(tmpdir(), 'boxoffice-onsale-'));
  const engine = await useDynamo(directory);
  const name = `boxoffice-onsale-${randomBytes(6).toString('hex')}`;
  process.env['TABLE_NAME'] = name;
  const service = spawn(process.execPath, [path.join(import.meta.dirname, '..', 'start.ts')], {
    env: { ...process.env, PORT: '0', DATA_DIR: '' },
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

function untilReady(service: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const timer = setTimeout(() => reject(new Error('The service did not get ready.')), START_TIMEOUT_MS);
    service.once('exit', () => reject(new Error('The service ended before it was ready.')));
    service.stdout?.on('data', (chunk) => {
      output += chunk;
      const url = READY.exec(output)?.[1];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url);
    });
  });
}
