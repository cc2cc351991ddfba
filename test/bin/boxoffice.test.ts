/**
 * The command line: the help of every verb, and what happens with options that it does not have. It runs in the test's
 * own process, since the start of a process for each of these takes a second; one test starts a process.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { runCommandLine } from '../../bin/command-line.ts';
import { type Run, runVerb } from '../kit/run-verb.ts';

const { scripts } = JSON.parse(readFileSync(path.join(import.meta.dirname, '../../package.json'), 'utf8'));
const VERBS = Object.entries<string>(scripts).flatMap(([name, command]) =>
  command === `node bin/boxoffice.ts ${name}` ? [name] : [],
);

async function runHere(args: string[]): Promise<Run> {
  let stdout = '';
  let stderr = '';
  const exitCode = await runCommandLine(args, {
    writeOut: (text) => {
      stdout += text;
    },
    writeErr: (text) => {
      stderr += text;
    },
  });
  return { exitCode: exitCode ?? null, stdout, stderr };
}

test('a process prints and exits as the command line says', async () => {
  for (const args of [
    ['soak', '--help'],
    ['soak', '--zebra'],
  ]) {
    expect(await runVerb(args)).toEqual(await runHere(args));
  }
});

test('the overview lists every verb, and every verb has an npm script', async () => {
  const { exitCode, stdout } = await runHere(['--help']);
  const listed = stdout.slice(stdout.indexOf('Commands:')).matchAll(/^ {2}([a-z-]+) {2}/gm);
  expect(exitCode).toBe(0);
  expect([...listed].map(([, name]) => name).sort()).toEqual([...VERBS].sort());
});

test.each(VERBS)('%s prints its help, with an example, and rejects an unknown option', async (name) => {
  const help = await runHere([name, '--help']);
  expect([help.exitCode, help.stderr]).toEqual([0, '']);
  expect(help.stdout).toMatch(new RegExp(`^Usage: npm run ${name} -- `));
  expect(help.stdout).toMatch(new RegExp(`\\nExample:\\n.*npm (run )?(--silent )?(run )?${name}`));
  const required = [...help.stdout.matchAll(/^ {2}(--(?:event|from|key|table)) </gm)].flatMap(
    ([, option = '']) => [option, 'x'],
  );
  const { exitCode, stdout, stderr } = await runHere([name, ...required, '--zebra']);
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toBe(`error: unknown option '--zebra'\nSee: npm run ${name} -- --help\n`);
});

test.each([
  [['soak', '--minutes', 'abc'], 'Give a number above 0.'],
  [['soak', '--minutes', '0'], 'Give a number above 0.'],
  [['soak', '--seed', '-1'], 'Give a whole number from 0 to 4294967295.'],
  [['onsale', '--tickets', '1e3'], 'Give a whole number of at least 1.'],
  [['onsale', '--quantities', '3-2'], 'Give a whole number, or a range such as 1-2.'],
  [['onsale', '--peak', 'fast'], 'Give a whole number of at least 1, or max.'],
  [['simulate', '--runs', '0'], 'Give a whole number of at least 1.'],
  [['simulate', '--without', 'nothing'], 'Allowed choices are'],
  [['bench', 'speed'], 'Allowed choices are'],
  [['bench', '--bookings', '9'], 'Give a whole number of at least 100.'],
  [['audit', '--event', ''], 'It is empty: look whether the variable is set.'],
  [['wake-notices', '--event', ''], 'It is empty: look whether the variable is set.'],
  [['export', '--event', ''], 'It is empty: look whether the variable is set.'],
  [['restore-table', '--from', ''], 'It is empty: look whether the variable is set.'],
  [['measure-hold', '--table', ''], 'It is empty: look whether the variable is set.'],
  [['sell'], "unknown command 'sell'"],
])('%j is rejected with what to give', async (args, says) => {
  const { exitCode, stdout, stderr } = await runHere(args);
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toContain(says);
  expect(stderr).not.toMatch(/\n\s+at /);
});
