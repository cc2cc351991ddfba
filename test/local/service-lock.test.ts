import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { lockData } from '../../bin/local/service-lock.ts';

const MODULE = path.join(import.meta.dirname, '../../bin/local/service-lock.ts');

let directory: string;
let told: jest.SpiedFunction<typeof console.log>;
const children: ChildProcess[] = [];
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'boxoffice-lock-'));
  told = jest.spyOn(console, 'log').mockImplementation(() => undefined);
});
afterEach(() => {
  told.mockRestore();
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

/** Another process that holds the lock, and its number. `wrap` says how a shell starts it. */
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

/** Whether the lock can be had at once, here and now. */
async function isFree(): Promise<boolean> {
  const began = performance.now();
  const unlock = await lockData(directory).catch(() => undefined);
  unlock?.();
  return unlock !== undefined && performance.now() - began < 400;
}

const inUse = (data: string) =>
  `The data in ${data} are in use by a running service. End it, or start with another DATA_DIR.`;

test('data that this process or another has are refused with what to do, without `ps` too', async () => {
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
  expect(told).toHaveBeenCalledWith(`Waiting for the service that uses the data in ${directory} to end …`);
  expect(told).toHaveBeenCalledTimes(2);
});

test('data are free once they are given back', async () => {
  (await lockData(directory))();
  expect(await isFree()).toBe(true);
});

test('data are free as soon as the process that has them was killed', async () => {
  const { pid } = await aHolder();
  process.kill(pid, 'SIGKILL');
  expect(await isFree()).toBe(true);
  expect(told).not.toHaveBeenCalled();
});

test('data of a process that ends in a moment are waited for', async () => {
  const { pid } = await aHolder();
  const locking = lockData(directory);
  await sleep(1_000);
  process.kill(pid, 'SIGKILL');
  (await locking)();
  expect(told).toHaveBeenCalledTimes(1);
});

test('a zombie has no data', async () => {
  const { pid } = await aHolder('"$0" "$@" & exec sleep 60');
  process.kill(pid, 'SIGKILL');
  expect(await isFree()).toBe(true);
  process.kill(pid, 0);
});

test('a file that is no lock is left as it is, and said to be in the way', async () => {
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
