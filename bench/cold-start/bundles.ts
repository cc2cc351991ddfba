/** Builds bundles as a deployment does, with the same construct and options, and reports their parts. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { App, Stack } from 'aws-cdk-lib';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { BUNDLING } from '../../lib/bundling.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const PACKAGE = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/;

/** Sizes in bytes. `parts`: the bytes of each package and each folder of this project, largest first. */
export type Bundle = { file: string; minified: number; gzip: number; parts: Record<string, number> };

type Metafile = { outputs: Record<string, { inputs: Record<string, { bytesInOutput: number }> }> };

/** Builds a bundle. `source` is a path from the root without its extension. */
export function makeBundle(source: string, directory: string): Bundle {
  const outdir = path.join(directory, source.replaceAll('/', '-'));
  mkdirSync(outdir);
  new NodejsFunction(new Stack(new App({ outdir }), 'stack'), 'function', {
    entry: path.join(ROOT, `${source}.ts`),
    projectRoot: ROOT,
    depsLockFilePath: path.join(ROOT, 'package-lock.json'),
    bundling: { ...BUNDLING, metafile: true },
    runtime: Runtime.NODEJS_24_X,
  });
  const asset = path.join(outdir, readdirSync(outdir).find((name) => name.startsWith('asset.')) ?? '');
  const file = path.join(asset, 'index.mjs');
  const bytes = readFileSync(file);
  const metafile: Metafile = JSON.parse(readFileSync(path.join(asset, 'index.meta.json'), 'utf8'));
  return { file, minified: bytes.length, gzip: gzipSync(bytes).length, parts: partsOf(metafile) };
}

function partsOf({ outputs }: Metafile): Record<string, number> {
  const sizes: Record<string, number> = {};
  for (const { inputs } of Object.values(outputs)) {
    for (const [source, { bytesInOutput }] of Object.entries(inputs)) {
      const part = PACKAGE.exec(source)?.[1] ?? path.dirname(source);
      sizes[part] = (sizes[part] ?? 0) + bytesInOutput;
    }
  }
  const largestFirst = Object.entries(sizes).sort(([, a], [, b]) => b - a);
  return Object.fromEntries(largestFirst.filter(([, bytes]) => bytes > 0));
}
