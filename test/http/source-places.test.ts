/** Source positions in the stack trace of a bundle, by the source map beside it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from '@jest/globals';
import { withSourcePlaces } from '../../functions/http/source-places.ts';

const directory = mkdtempSync(path.join(tmpdir(), 'boxoffice-places-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** A bundle whose first character is from line 7, column 3, of its source. */
function aBundle(name: string): string {
  const file = path.join(directory, name);
  writeFileSync(file, '');
  writeFileSync(
    `${file}.map`,
    JSON.stringify({ version: 3, sources: ['functions/store/read.ts'], names: [], mappings: 'AAME' }),
  );
  return pathToFileURL(file).href;
}

test('positions in a bundle become positions in its sources', () => {
  const bundle = aBundle('index.mjs');
  expect(withSourcePlaces(`Error: no\n    at a (${bundle}:1:1)\n    at ${bundle}:1:20`)).toBe(
    'Error: no\n    at a (functions/store/read.ts:7:3)\n    at functions/store/read.ts:7:22',
  );
});

test('a position without a source map is unchanged', () => {
  const stack = `Error: no\n    at a (${pathToFileURL(path.join(directory, 'bare.mjs')).href}:1:1)`;
  expect(withSourcePlaces(stack)).toBe(stack);
});

test('a position in a source file is unchanged', () => {
  const stack = 'Error: no\n    at a (file:///functions/store/read.ts:7:3)\n    at node:internal/process:1:1';
  expect(withSourcePlaces(stack)).toBe(stack);
});
