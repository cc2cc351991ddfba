/**
 * Builds the page when its sources changed since it was built, so that `npm start` and a deployment need no step before it.
 * Each build has a folder of its own, named by its sources, so that two processes can build at once.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { BUILT_PAGE, DRAWING_FILE } from '../../web/serving.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const VITE = path.join(ROOT, 'node_modules/vite/bin/vite.js');
const SOURCES = [
  'web/src',
  'web/index.html',
  'web/serving.ts',
  'web/vite-config.ts',
  'bin/local/page-build.ts',
  'package-lock.json',
];
const DRAWING = path.join(ROOT, 'web/src/drawing');
const BUILT = path.join(ROOT, BUILT_PAGE);
const BUILDING = 'building-';
const DIGEST_LETTERS = 16;

/**
 * @returns the folder of the built page.
 * @throws an error with the output of the build if it fails.
 */
export async function buildPage(): Promise<string> {
  const name = digestOfSources();
  const built = path.join(BUILT, name);
  if (existsSync(built)) return built;
  // The CDK's command prints the template on the standard output.
  console.error('Building the page, which takes a few seconds after a change of its sources.');
  mkdirSync(BUILT, { recursive: true });
  const outDir = mkdtempSync(path.join(BUILT, BUILDING));
  try {
    // Vite allows one build at a time, because two would write the same folder. Ours do not.
    const options = [
      'build',
      '--config',
      'vite-config.ts',
      '--outDir',
      outDir,
      '--emptyOutDir',
      '--bypass-lock',
    ];
    // A test runs with another NODE_ENV, by which Vite would build the page for its developers.
    const env = { ...process.env, NODE_ENV: 'production' };
    await promisify(execFile)(process.execPath, [VITE, ...options], { cwd: path.join(ROOT, 'web'), env });
    await buildDrawing(outDir);
    keep(outDir, built);
  } catch (error) {
    rmSync(outDir, { recursive: true, force: true });
    const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string };
    throw new Error(`The page could not be built: ${message}\n${stdout}${stderr}`);
  }
  return built;
}

/** Builds what draws the list, as one module that runs in Node. */
async function buildDrawing(outDir: string): Promise<void> {
  await build({
    entryPoints: [path.join(DRAWING, 'draw-index.tsx')],
    outfile: path.join(outDir, DRAWING_FILE),
    bundle: true,
    format: 'cjs',
    platform: 'node',
    minify: true,
    legalComments: 'none',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    inject: [path.join(DRAWING, 'no-browser.ts')],
    // What is drawn once has nothing to update, and would be subscribed to its signals for good.
    alias: { '@preact/signals': '@preact/signals-core' },
    logLevel: 'silent',
  });
}

/** Puts a finished build in its place, unless another process was faster, and removes the builds of other sources. */
function keep(outDir: string, built: string): void {
  // A temporary folder is its owner's alone, and another user may run the service.
  chmodSync(outDir, 0o755);
  try {
    renameSync(outDir, built);
  } catch (error) {
    if (!existsSync(built)) throw error;
    rmSync(outDir, { recursive: true });
  }
  for (const name of readdirSync(BUILT))
    if (name !== path.basename(built) && !name.startsWith(BUILDING))
      rmSync(path.join(BUILT, name), { recursive: true, force: true });
}

function digestOfSources(): string {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap((source) => filesBelow(path.join(ROOT, source)))) {
    hash.update(`${path.relative(ROOT, file)}\n`);
    hash.update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, DIGEST_LETTERS);
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
