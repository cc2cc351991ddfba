/**
 * Reads the files that the page of the documentation loads: those of swagger-ui, the viewer, and two of our own. In a
 * deployment they are in a folder beside the bundle, elsewhere in this folder and in the package of the viewer.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { tagOf } from '../etag.ts';

/** The files, each with its content type. */
const TYPES: Record<string, string> = {
  'page.css': 'text/css; charset=utf-8',
  'start-viewer.js': 'text/javascript; charset=utf-8',
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
};

/** `etag` is weak, because it is the same for both forms of the file. */
export type ViewerFile = { type: string; etag: string; plain: Buffer; gzipped: Buffer };

const read = new Map<string, ViewerFile>();

/** @returns undefined if there is no such file. */
export function viewerFile(name: string): ViewerFile | undefined {
  const type = TYPES[name];
  if (type === undefined) return undefined;
  const known = read.get(name);
  if (known !== undefined) return known;
  const plain = readFileSync(placeOf(name));
  const etag = `W/${tagOf(plain)}`;
  const file = { type, etag, plain, gzipped: gzipSync(plain) };
  read.set(name, file);
  return file;
}

function placeOf(name: string): string {
  const here = path.join(import.meta.dirname, name);
  if (existsSync(here)) return here;
  const viewer = createRequire(import.meta.url).resolve('swagger-ui-dist/package.json');
  return path.join(path.dirname(viewer), name);
}
