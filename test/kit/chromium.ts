/** Debian's chromium, for tests in a real browser. Where there is none, they are skipped and say so. */
import { existsSync } from 'node:fs';
import { describe, test } from '@jest/globals';
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

/** @returns `describe`, which skips its tests and writes a warning where there is no browser. */
export function describeWithBrowser(): typeof describe | typeof describe.skip {
  if (existsSync(CHROMIUM)) return describe;
  const warning = `SKIPPED: there is no browser at ${CHROMIUM}. "apt-get install chromium" brings it.`;
  // Jest neither names a skipped test among several files, nor shows what such a file writes to its console.
  process.stderr.write(`${warning}\n`);
  test.skip(warning, () => undefined);
  return describe.skip;
}

/** Starts a browser with a profile of its own, which is removed when it closes. */
export const launchChromium = (): Promise<Browser> =>
  chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_FLAGS, chromiumSandbox: false });
