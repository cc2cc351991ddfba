/** A release states one version everywhere, as `CONTRIBUTING.md` says. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';

const read = (file: string) => readFileSync(path.join(import.meta.dirname, '..', file), 'utf8');
const json = (file: string) => JSON.parse(read(file));

/** @returns the version of the latest release in a changelog, and before the first one the version that it is to become. */
function versionIn(changelog: string): string | undefined {
  const [released] = changelog.matchAll(/^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d{2}-\d{2}$/gm);
  const [next] = changelog.matchAll(/^To become (\d+\.\d+\.\d+)\.$/gm);
  return released?.[1] ?? next?.[1];
}

test('the packages, the lock and the changelog state one version', () => {
  const { version, packages } = json('package-lock.json');
  const stated = [version, packages[''].version, packages.web.version, json('web/package.json').version];
  expect(new Set([...stated, json('package.json').version])).toEqual(
    new Set([versionIn(read('CHANGELOG.md'))]),
  );
});

test('after a release the version is that of the release, and before the first one that which is planned', () => {
  expect(versionIn('## [Unreleased]\n\nTo become 0.1.0.\n')).toBe('0.1.0');
  expect(versionIn('## [Unreleased]\n\nTo become 0.3.0.\n\n## [0.2.0] - 2026-12-01\n')).toBe('0.2.0');
  expect(versionIn('## [Unreleased]\n')).toBeUndefined();
});
