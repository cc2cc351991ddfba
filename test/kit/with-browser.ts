/** Suites in a real browser. */
import { existsSync } from 'node:fs';
import { describe } from '@jest/globals';
import { CHROMIUM } from './chromium.ts';

/** A suite in a browser. Where there is none, its tests are reported as skipped, and a line on stderr names it. */
export function describeWithBrowser(name: string, tests: () => void): void {
  const hasBrowser = existsSync(CHROMIUM);
  if (!hasBrowser) {
    // Jest neither names a skipped test among several files, nor shows what such a file writes to its console.
    process.stderr.write(
      `SKIPPED: "${name}". There is no browser at ${CHROMIUM} (apt-get install chromium-headless-shell).\n`,
    );
  }
  (hasBrowser ? describe : describe.skip)(name, tests);
}
