/** The file of log lines: who can read it. */
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { logToFile } from '../../bin/local/log-file.ts';

const directory = mkdtempSync(path.join(tmpdir(), 'boxoffice-log-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** @returns the rights of the file once log lines go to it. */
function rightsOf(file: string): number {
  logToFile(file);
  return statSync(file).mode & 0o777;
}

test('a new file can be read by its owner alone', () => {
  expect(rightsOf(path.join(directory, 'new'))).toBe(0o600);
});

test('a file that exists keeps its rights', () => {
  const file = path.join(directory, 'old');
  writeFileSync(file, '');
  chmodSync(file, 0o640);
  expect(rightsOf(file)).toBe(0o640);
});
