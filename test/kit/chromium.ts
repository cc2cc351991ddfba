/** Debian's chromium, started for tests of the page and for its pictures. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** The same engine without the windows, in three fifths of the time. */
const HEADLESS_SHELL = '/usr/bin/chromium-headless-shell';

export const CHROMIUM = existsSync(HEADLESS_SHELL) ? HEADLESS_SHELL : '/usr/bin/chromium';
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

/** Starts a browser with a profile of its own, which is removed when it closes. */
export const launchChromium = (flags: string[] = []): Promise<Browser> =>
  chromium.launch({
    executablePath: CHROMIUM,
    args: [...CHROMIUM_FLAGS, ...flags],
    chromiumSandbox: false,
  });
