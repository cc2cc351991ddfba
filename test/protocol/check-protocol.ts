/**
 * The verb `check-protocol`: lets SPIN search all interleavings of the protocol in `waitlist.pml`, and expects that it finds an
 * error once a guard is taken away. Exits with 1 if a search ends otherwise.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Command } from 'commander';

const MODEL = path.join(import.meta.dirname, 'waitlist.pml');
const run = promisify(execFile);

/** `sets`: the scope, and the guard that is taken away. `isWide`: takes minutes, or a gigabyte. `hashes`: misses some states. */
type Search = {
  name: string;
  sets: Record<string, number>;
  finds: boolean;
  isWide?: true;
  hashes?: true;
};

const SMALL = { CUSTOMERS: 2, DEATHS: 0, TICKS: 2 };

const SEARCHES: Search[] = [
  { name: 'all guards', sets: SMALL, finds: false },
  { name: 'without ripe entries alone', sets: { ...SMALL, BREAK: 1 }, finds: true },
  { name: 'without quick joins alone', sets: { ...SMALL, BREAK: 2 }, finds: true },
  { name: 'without the pause before the quiet ends', sets: { ...SMALL, BREAK: 3 }, finds: true },
  { name: 'without an end of the reliance', sets: { ...SMALL, BREAK: 4 }, finds: true },
  { name: 'without the fence', sets: { ...SMALL, BREAK: 6 }, finds: true },
  {
    name: 'without a read in each pass',
    sets: { ...SMALL, TICKS: 1, REPEATED: 1, QUIET_AT_FIRST: 0, BREAK: 8 },
    finds: true,
  },
  {
    name: 'all guards, a clerk that may die',
    sets: { ...SMALL, DEATHS: 1, TICKS: 3 },
    finds: false,
    isWide: true,
  },
  {
    name: 'without a bound of long passes',
    sets: { ...SMALL, TICKS: 3, BREAK: 7 },
    finds: true,
    isWide: true,
  },
  {
    name: 'all guards, two clerks, by hashes',
    sets: { ...SMALL, CLERKS: 2 },
    finds: false,
    isWide: true,
    hashes: true,
  },
  {
    name: 'without the number of the pass, two clerks',
    sets: { ...SMALL, CLERKS: 2, BREAK: 5 },
    finds: true,
    isWide: true,
    hashes: true,
  },
];

/** @returns whether SPIN found an error, and how many states it stored */
async function search({ sets, hashes }: Search, folder: string): Promise<{ found: boolean; states: number }> {
  const defines = Object.entries(sets).map(([name, value]) => `-D${name}=${value}`);
  await run('spin', ['-a', ...defines, MODEL], { cwd: folder });
  const store = hashes ? '-DBITSTATE' : '-DCOLLAPSE';
  await run('gcc', ['-O2', '-w', '-DSAFETY', store, '-o', 'pan', 'pan.c'], { cwd: folder });
  const size = hashes ? ['-w30', '-m20000'] : ['-w24', '-m200000'];
  const { stdout } = await run('./pan', size, { cwd: folder });
  const [, errors] = /errors: (\d+)/.exec(stdout) ?? [];
  const [, states = 'NaN'] = /([\d.e+]+) states, stored/.exec(stdout) ?? [];
  if (errors === undefined || /max search depth too small|out of memory/.test(stdout))
    throw new Error(`The search did not end:\n${stdout}`);
  return { found: errors !== '0', states: Number(states) };
}

async function checkProtocol({ wide }: { wide?: boolean }): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'boxoffice-protocol-'));
  try {
    for (const one of SEARCHES.filter(({ isWide }) => wide || !isWide)) {
      const startedAt = Date.now();
      const { found, states } = await search(one, folder);
      const isExpected = found === one.finds;
      if (!isExpected) process.exitCode = 1;
      const result = found ? 'an error' : 'no error';
      const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
      const judgement = isExpected ? 'as expected' : 'NOT EXPECTED';
      console.log(
        `${one.name}: ${result} in ${states.toLocaleString('en')} states, ${seconds} s, ${judgement}`,
      );
    }
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ENOENT') throw error;
    console.error('SPIN or gcc is missing. On Debian: apt-get install spin gcc libc6-dev');
    process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function defineVerb(command: Command): void {
  command
    .option('--wide', 'search larger scopes, too, with clerks that die and two clerks: some minutes, 4 GB')
    .addHelpText('after', '\nExample:\n  npm run check-protocol -- --wide')
    .action(checkProtocol);
}
