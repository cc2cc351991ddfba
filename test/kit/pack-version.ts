/**
 * Packs the service of a commit into `earlier-version.mjs.br`, for tests in which two versions serve the same table, also in a
 * clone without history. Run it from the root of the repository: node test/kit/pack-version.ts COMMIT
 *
 * The pack is one module, bundled as the functions are for AWS, but for packages: these are the ones that are installed.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { build } from 'esbuild';
import { PACK } from './earlier-version.ts';

/** Starts the service on the engines and the table that the environment names, and says where it listens. */
const ENTRY = `
import { startService } from './bin/local/service.ts';
const { url } = await startService({ port: 0, dataDirectory: undefined, name: process.env.TABLE_NAME });
console.log('Boxoffice is ready on ' + url);
`;

async function bundled(folder: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    stdin: { contents: ENTRY, resolveDir: folder, loader: 'ts' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    packages: 'external',
    write: false,
  });
  return outputFiles[0]?.contents ?? new Uint8Array();
}

const [commit] = process.argv.slice(2);
if (commit === undefined) throw new Error('Name the commit: node test/kit/pack-version.ts COMMIT');
const folder = mkdtempSync(path.join(tmpdir(), 'boxoffice-pack-'));
try {
  const sources = execFileSync('git', ['archive', commit, 'functions', 'bin', 'web', 'tsconfig.json'], {
    maxBuffer: 2 ** 28,
  });
  execFileSync('tar', ['-x', '-C', folder], { input: sources });
  const text = await bundled(folder);
  writeFileSync(PACK, brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_LGWIN]: 24 } }));
} finally {
  rmSync(folder, { recursive: true });
}
