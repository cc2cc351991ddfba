/**
 * Runs the simulation's command: twelve seeds, two of them with notices, and a negative control.
 * `.ci/run` tries a part of the negative controls with each commit.
 */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const ROOT = path.resolve(import.meta.dirname, '../..');
const TIMEOUT_MS = 280_000;

async function simulate(...args: string[]): Promise<string> {
  const run = promisify(execFile)(process.execPath, ['bin/boxoffice.ts', 'simulate', ...args], {
    cwd: ROOT,
    maxBuffer: 64 * 1024 * 1024,
  });
  return run.then(
    ({ stdout }) => stdout,
    ({ stdout, stderr }) => `${stdout}${stderr}`,
  );
}

test(
  'no guarantee breaks in 12 worlds with faults',
  async () => {
    const printed = await simulate('--seed', '1', '--runs', '12', '--notices-every', '6');
    expect(printed).toContain('12 runs from seed 1 broke no guarantee');
  },
  TIMEOUT_MS,
);

test(
  'the same seed gives the same run twice',
  async () => {
    const [first, second, other] = await Promise.all(
      ['7', '7', '8'].map((seed) => simulate('--seed', seed, '--log', '--notices-every', '7')),
    );
    expect(first).toContain('digest');
    expect(first).toBe(second);
    expect(first).not.toBe(other);
  },
  TIMEOUT_MS,
);

test(
  'a broken guarantee is reported with its seed, the command and a short history',
  async () => {
    const printed = await simulate('--seed', '1', '--runs', '5', '--without', 'derived-id');
    expect(printed).toContain('OneEffect is broken');
    expect(printed).toMatch(/npm run simulate -- --seed \d+ --runs 1 --without derived-id/);
    expect(printed).toMatch(/operation \d+: customer \d+ book/);
  },
  TIMEOUT_MS,
);
