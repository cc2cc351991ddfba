/** What comes with the packages: which may run scripts when they are installed, and under which licences they are. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';

type Locked = {
  license?: string;
  dev?: boolean;
  hasInstallScript?: boolean;
  resolved?: string;
  integrity?: string;
  inBundle?: boolean;
  link?: boolean;
};

const read = (file: string) => JSON.parse(readFileSync(path.join(import.meta.dirname, '..', file), 'utf8'));
const { allowScripts } = read('package.json');
/** Without the parts of this project: itself, and `web`. */
const packages = Object.entries<Locked>(read('package-lock.json').packages).filter(
  ([place, { link }]) => place.includes('node_modules/') && !link,
);
const nameOf = (place: string) => place.split('node_modules/').at(-1) ?? '';

/** Licences whose terms a deployment fulfils by keeping the notices in `node_modules`. */
const LICENCES = ['0BSD', 'Apache-2.0', 'BSD-3-Clause', 'ISC', 'MIT', 'MIT-0'];
/** Packages that state their licence in another way, which was read. */
const READ_BY_HAND: Record<string, string> = {
  'dejavu-fonts-ttf': 'the licence of Bitstream Vera, which allows to embed the fonts',
  'png-js': 'MIT, by its file LICENSE',
};

test('a package with an install script is allowed to run it, or not, by name', () => {
  const found = packages
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([place]) => nameOf(place));
  expect([...new Set(found)].sort()).toEqual(Object.keys(allowScripts).sort());
});

test('whatever can be part of a deployment is under a licence that was looked at', () => {
  const choices = (license = '') => license.replaceAll(/[()]/g, '').split(' OR ');
  const others = packages
    .filter(([, { dev, license }]) => !dev && !choices(license).some((one) => LICENCES.includes(one)))
    .map(([place]) => nameOf(place));
  expect(others.sort()).toEqual(Object.keys(READ_BY_HAND).sort());
});

test('every package is pinned by a digest, its own or that of the package that brings it', () => {
  expect(packages.filter(([, { integrity, inBundle }]) => integrity === undefined && !inBundle)).toEqual([]);
});
