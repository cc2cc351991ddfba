/** Synthesizes the stack with its bundles into a folder, as `cdk synth` does, and reads what came of it. */
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { copiesIn, type Template } from './template.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const APP = path.join(ROOT, 'bin/cdk.ts');
const OUTPUT_MAX_BYTES = 2 ** 26;

/**
 * The CDK calls `npx --no-install esbuild` for each function, and npx takes 0.4 s to find the program: 35 s of the whole.
 */
const NPX = `#!/bin/sh
shift
program=$1
shift
exec "node_modules/.bin/$program" "$@"
`;

export type Asset = { file: string; isFolder: boolean; key: string };

/** A stack within the stack: its template, and the key under which CloudFormation looks for it. */
export type Nested = { template: Template; key: string };

/** `page`: one of the nested stacks. */
export type Synthesis = { template: Template; nested: Nested[]; page: Template; assets: Asset[] };

type Manifest = {
  files: Record<
    string,
    {
      source: { path: string; packaging: 'zip' | 'file' };
      destinations: Record<string, { objectKey: string }>;
    }
  >;
};

/** `folder`: for the output. `stated`: what `-c` states. `signal`: ends it early. @throws Error with the output of the app if it fails. */
export async function synthesizeStack(
  folder: string,
  stated: Record<string, string>,
  signal: AbortSignal,
): Promise<Synthesis> {
  const programs = path.join(folder, 'programs');
  const outdir = path.join(folder, 'cdk.out');
  mkdirSync(programs, { recursive: true });
  writeFileSync(path.join(programs, 'npx'), NPX, { mode: 0o755 });
  const { context } = JSON.parse(readFileSync(path.join(ROOT, 'cdk.json'), 'utf8'));
  const env = {
    ...process.env,
    PATH: `${programs}${path.delimiter}${process.env['PATH']}`,
    CDK_OUTDIR: outdir,
    CDK_CONTEXT_JSON: JSON.stringify({ ...context, ...stated }),
  };
  await promisify(execFile)(process.execPath, [APP], { cwd: ROOT, env, maxBuffer: OUTPUT_MAX_BYTES, signal });
  return readSynthesis(outdir);
}

export function readSynthesis(outdir: string): Synthesis {
  const read = (name: string) => JSON.parse(readFileSync(path.join(outdir, name), 'utf8'));
  const { files }: Manifest = read('Boxoffice.assets.json');
  const assets = Object.values(files).flatMap(({ source, destinations }) =>
    Object.values(destinations).map(({ objectKey }) => ({
      file: path.join(outdir, source.path),
      isFolder: source.packaging === 'zip',
      key: objectKey,
    })),
  );
  const nested = assets
    .filter(({ file }) => file.endsWith('.nested.template.json'))
    .map(({ file, key }) => ({ template: read(path.basename(file)), key }));
  const page = nested.find(({ template }) => copiesIn(template).length > 0);
  if (page === undefined) throw new Error('No nested stack has the files of the page.');
  return {
    template: read('Boxoffice.template.json'),
    nested,
    page: page.template,
    // All templates are put there as they are prepared.
    assets: assets.filter(({ file }) => !file.endsWith('.template.json')),
  };
}
