/**
 * Replaces positions in a bundle by positions in its sources in a stack trace, with the source map next to
 * the bundle. The map is read only when an error is logged: `--enable-source-maps` would read it at every
 * cold start, which takes a sixth of the time to the first answer.
 */
import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';

const PLACE_IN_BUNDLE = /(file:\/\/\S+\.mjs):(\d+):(\d+)/g;

/** Positions in files without a source map stay unchanged. */
export function withSourcePlaces(stack: string): string {
  const maps = new Map<string, SourceMap | undefined>();
  return stack.replace(PLACE_IN_BUNDLE, (place, bundle: string, line: string, column: string) => {
    if (!maps.has(bundle)) maps.set(bundle, readMap(bundle));
    const origin = maps.get(bundle)?.findOrigin(Number(line), Number(column));
    return origin && 'fileName' in origin
      ? `${origin.fileName}:${origin.lineNumber}:${origin.columnNumber}`
      : place;
  });
}

function readMap(bundle: string): SourceMap | undefined {
  const file = `${fileURLToPath(bundle)}.map`;
  return existsSync(file) ? new SourceMap(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
}
