/**
 * Starts processes of an earlier version of the service beside the one of this code, as functions of both serve the same table and
 * queue during a deployment. `earlier-version.mjs.br` is the version of 29 November 2026 (commit de63b1a3), whose table has version 1;
 * `pack-version.ts` made it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { readyAddress } from '../../bin/local/ready-address.ts';

export const PACK = path.join(import.meta.dirname, 'earlier-version.mjs.br');
const PACKAGES = path.join(import.meta.dirname, '../../node_modules');

/** `logged`: how many log lines say so. */
export type EarlierVersion = { url: string; logged: (message: string) => number; stop: () => Promise<void> };

/** Starts a process of the earlier version on the engines, the table and the secrets that the environment names. */
export async function startEarlierVersion(): Promise<EarlierVersion> {
  const folder = mkdtempSync(path.join(tmpdir(), 'boxoffice-earlier-'));
  const module = path.join(folder, 'service.mjs');
  writeFileSync(module, brotliDecompressSync(readFileSync(PACK)));
  symlinkSync(PACKAGES, path.join(folder, 'node_modules'));
  const service = spawn(process.execPath, [module], {
    env: { ...process.env, LOG_LEVEL: 'INFO' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const output of [service.stdout, service.stderr])
    output.on('data', (chunk: Buffer) => {
      log += chunk;
    });
  const stop = async () => {
    await ended(service);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const url = await readyAddress(service);
    return { url, logged: (message) => log.split(`"message":"${message}"`).length - 1, stop };
  } catch (error) {
    await stop();
    throw new Error(log, { cause: error });
  }
}

async function ended(service: ChildProcess): Promise<void> {
  if (service.exitCode !== null || service.signalCode !== null) return;
  const exit = new Promise((resolve) => service.once('exit', resolve));
  service.kill('SIGTERM');
  await exit;
}
