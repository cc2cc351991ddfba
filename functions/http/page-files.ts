/** Reads the style sheets and scripts of a page, and answers them compressed to clients that accept it. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { acceptsCoding } from './accept.ts';
import { tagOf } from './etag.ts';

const TYPES: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
};

/** `etag` is weak, because it is the same for both forms of the file. */
export type PageFile = { type: string; etag: string; plain: Buffer; gzipped: Buffer };

/**
 * @returns a function that gives the file of this name, or undefined unless it is one of `names`. A process reads a
 * file once. `placeOf` gives its path.
 */
export function pageFiles(
  names: readonly string[],
  placeOf: (name: string) => string,
): (name: string) => PageFile | undefined {
  const read = new Map<string, PageFile>();
  return (name) => {
    const type = TYPES[name.split('.').at(-1) ?? ''];
    if (type === undefined || !names.includes(name)) return undefined;
    const known = read.get(name);
    if (known !== undefined) return known;
    const plain = readFileSync(placeOf(name));
    const file = { type, etag: `W/${tagOf(plain)}`, plain, gzipped: gzipSync(plain) };
    read.set(name, file);
    return file;
  };
}

/** @returns the answer with the file, in the form that the `Accept-Encoding` header allows. */
export function pageFileAnswer({ type, etag, plain, gzipped }: PageFile, acceptEncoding: string | undefined) {
  const isGzipped = acceptsCoding('gzip', acceptEncoding);
  return {
    file: isGzipped ? gzipped : plain,
    headers: {
      etag,
      'content-type': type,
      vary: 'accept-encoding',
      ...(isGzipped && { 'content-encoding': 'gzip' }),
    },
  };
}
