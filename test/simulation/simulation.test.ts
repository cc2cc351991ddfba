/** The simulation as people start it: seeds without end are for the command, a hundred are for every change. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { CASES } from './cases.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const TIMEOUT_MS = 280_000;

async function simulate(...args: string[]): Promise<string> {
  const run = promisify(execFile)(process.execPath, ['test/simulation/simulate.ts', ...args], {
    cwd: ROOT,
    maxBuffer: 64 * 1024 * 1024,
  });
  return run.then(
    ({ stdout }) => stdout,
    ({ stdout, stderr }) => `${stdout}${stderr}`,
  );
}

test(
  'no guarantee breaks in 100 worlds with faults',
  async () => {
    expect(await simulate('--seed', '1', '--runs', '100')).toContain(
      '100 runs from seed 1 broke no guarantee',
    );
  },
  TIMEOUT_MS,
);

test(
  'the same seed goes the same way twice',
  async () => {
    const [first, second, other] = [
      await simulate('--seed', '7', '--log'),
      await simulate('--seed', '7', '--log'),
      await simulate('--seed', '8', '--log'),
    ];
    expect(first).toContain('digest');
    expect(first).toBe(second);
    expect(first).not.toBe(other);
  },
  TIMEOUT_MS,
);

test(
  'a broken guarantee is told with its seed, the command and a short history',
  async () => {
    const told = await simulate('--seed', '1', '--runs', '5', '--without', 'derived-id');
    expect(told).toContain('OneEffect is broken');
    expect(told).toMatch(/npm run simulate -- --seed \d+ --runs 1 --without derived-id/);
    expect(told).toMatch(/operation \d+: customer \d+ book/);
  },
  TIMEOUT_MS,
);

test(
  'every guard that is taken away is missed',
  async () => {
    const told = await simulate('--controls');
    expect(told).toContain('missed by NoOversell');
    expect(told).not.toContain('NOT MISSED');
  },
  TIMEOUT_MS,
);

test(
  'bugs of the past stay mended',
  async () => {
    const told = await simulate('--cases');
    expect(told.match(/^mended/gm)).toHaveLength(CASES.length);
  },
  TIMEOUT_MS,
);
