/** The table of threats (`docs/security.md`): every test that it names exists. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';

const ROOT = path.join(import.meta.dirname, '..');

/** Of an ordinary suite, a long one, and a part of the suite of `lib`. */
const SUFFIXES = ['.test.ts', '.long.test.ts', '.ts'];

type Named = { file: string; title: string | undefined };

/** The tests in the last column of the tables: `file` → title; `file` → title. */
const named = readFileSync(path.join(ROOT, 'docs', 'security.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| .* \|$/.test(line) && !/^\| (threat|---)/.test(line))
  .map((line) => line.split(' | ').at(-1)?.replace(/ \|$/, '') ?? '')
  .map((cell) =>
    cell.split(/; (?=`)/).map((entry): Named => {
      const [, file = '', title] = /^`([\w/-]+)`(?: → (.+))?$/.exec(entry) ?? [];
      return { file, title };
    }),
  );

test('every threat names a test, and every named test exists', () => {
  expect(named.length).toBeGreaterThan(20);
  const missing = named.flat().filter(({ file, title }) => {
    const source = SUFFIXES.map((suffix) => path.join(ROOT, 'test', `${file}${suffix}`)).find(existsSync);
    return source === undefined || (title !== undefined && !readFileSync(source, 'utf8').includes(title));
  });
  expect(missing).toEqual([]);
});
