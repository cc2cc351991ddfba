/** Debian's chromium, for tests in a real browser. */
import { existsSync } from 'node:fs';
import { describe } from '@jest/globals';
import { type Browser, chromium } from 'playwright-core';

export const CHROMIUM = '/usr/bin/chromium';
export const CHROMIUM_FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A suite in a browser. Where there is none, its tests are reported as skipped, and a line on stderr names it. */
export function describeWithBrowser(name: string, tests: () => void): void {
  const hasBrowser = existsSync(CHROMIUM);
  if (!hasBrowser) {
    // Jest neither names a skipped test among several files, nor shows what such a file writes to its console.
    process.stderr.write(
      `SKIPPED: "${name}". There is no browser at ${CHROMIUM} (apt-get install chromium).\n`,
    );
  }
  (hasBrowser ? describe : describe.skip)(name, tests);
}

/** Starts a browser with a profile of its own, which is removed when it closes. */
export const launchChromium = (flags: string[] = []): Promise<Browser> =>
  chromium.launch({
    executablePath: CHROMIUM,
    args: [...CHROMIUM_FLAGS, ...flags],
    chromiumSandbox: false,
  });
