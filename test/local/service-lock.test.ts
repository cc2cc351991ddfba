/** The lock on the data directory: one service at a time. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { lockData } from '../../bin/local/service-lock.ts';

const MODULE = path.join(import.meta.dirname, '../../bin/local/service-lock.ts');

let directory: string;
let printed: jest.SpiedFunction<typeof console.log>;
const children: ChildProcess[] = [];
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'boxoffice-lock-'));
  printed = jest.spyOn(console, 'log').mockImplementation(() => undefined);
});
afterEach(() => {
  printed.mockRestore();
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

/** Starts another process that holds the lock; `wrap` is the shell command for it. @returns its process id. */
async function aHolder(wrap = 'exec "$0" "$@"'): Promise<{ pid: number }> {
  const program = `
    const { lockData } = await import(${JSON.stringify(MODULE)});
    await lockData(${JSON.stringify(directory)});
    console.log(process.pid);
    setInterval(() => {}, 1000);`;
  const child = spawn('sh', ['-c', wrap, process.execPath, '--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  children.push(child);
  const pid = await new Promise<number>((resolve) =>
    child.stdout.once('data', (text) => resolve(Number(text))),
  );
  return { pid };
}

/** @returns whether the lock can be acquired at once. */
async function isFree(): Promise<boolean> {
  const began = performance.now();
  const unlock = await lockData(directory).catch(() => undefined);
  unlock?.();
  return unlock !== undefined && performance.now() - began < 400;
}

const inUse = (data: string) =>
  `The data in ${data} are in use by a running service. End it, or start with another DATA_DIR.`;

test('data in use by this process or another are rejected with what to do, also without `ps`', async () => {
  await aHolder();
  const own = mkdtempSync(path.join(tmpdir(), 'boxoffice-lock-'));
  const unlock = await lockData(own);
  const searched = process.env['PATH'];
  process.env['PATH'] = own;
  try {
    const refused = [directory, own].map((data) => expect(lockData(data)).rejects.toThrow(inUse(data)));
    await Promise.all(refused);
  } finally {
    process.env['PATH'] = searched;
    unlock();
    rmSync(own, { recursive: true });
  }
  expect(printed).toHaveBeenCalledWith(`Waiting for the service that uses the data in ${directory} to end …`);
  expect(printed).toHaveBeenCalledTimes(2);
});

test('data are free after the lock is released', async () => {
  (await lockData(directory))();
  expect(await isFree()).toBe(true);
});

test('data are free as soon as the process that holds the lock is killed', async () => {
  const { pid } = await aHolder();
  process.kill(pid, 'SIGKILL');
  expect(await isFree()).toBe(true);
  expect(printed).not.toHaveBeenCalled();
});

test('a start waits for a process that ends shortly', async () => {
  const { pid } = await aHolder();
  const locking = lockData(directory);
  await sleep(1_000);
  process.kill(pid, 'SIGKILL');
  (await locking)();
  expect(printed).toHaveBeenCalledTimes(1);
});

test('a zombie process holds no lock', async () => {
  const { pid } = await aHolder('"$0" "$@" & exec sleep 60');
  process.kill(pid, 'SIGKILL');
  expect(await isFree()).toBe(true);
  process.kill(pid, 0);
});

test('another file in the place of the lock is unchanged, and reported', async () => {
  const file = path.join(directory, 'service.lock');
  writeFileSync(
    file,
    'something else that is longer than the header of a database, by far and then some more of it',
  );
  await expect(lockData(directory)).rejects.toThrow(
    /service\.lock cannot be locked \(.*\)\. Delete it, or start/,
  );
  expect(readFileSync(file, 'utf8')).toMatch(/^something else/);
});
