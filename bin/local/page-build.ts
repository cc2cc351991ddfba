/** Builds the page when its sources changed since it was built, so that `npm start` needs no step before it. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { BUILT_PAGE } from '../../web/serving.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const VITE = path.join(ROOT, 'node_modules/vite/bin/vite.js');
const SOURCES = ['web/src', 'web/index.html', 'web/vite-config.ts', 'package-lock.json'];
const BUILT = path.join(ROOT, BUILT_PAGE);
const BUILT_FROM = path.join(BUILT, 'built-from');

/**
 * @returns the folder of the built page.
 * @throws an error with the output of the build if it fails.
 */
export async function buildPage(): Promise<string> {
  const digest = digestOfSources();
  if (existsSync(BUILT_FROM) && readFileSync(BUILT_FROM, 'utf8') === digest) return BUILT;
  console.log('Building the page, which takes a few seconds after a change of its sources.');
  try {
    await promisify(execFile)(process.execPath, [VITE, 'build', '--config', 'vite-config.ts'], {
      cwd: path.join(ROOT, 'web'),
    });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`The page could not be built.\n${stdout}${stderr}`);
  }
  writeFileSync(BUILT_FROM, digest);
  return BUILT;
}

function digestOfSources(): string {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap((source) => filesBelow(path.join(ROOT, source)))) {
    hash.update(`${path.relative(ROOT, file)}\n`);
    hash.update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** @returns the files below a folder, or the file itself, in the order of their names. */
function filesBelow(place: string): string[] {
  try {
    const entries = readdirSync(place, { withFileTypes: true, recursive: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return [place];
    throw error;
  }
}
