/** A browser for tests of the page: a tab at the width of a phone or a desktop, which complains of every fault it sees. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Page } from 'playwright-core';

/** Of a phone and of a desktop. */
export const WIDTHS = [390, 1280] as const;

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const SESSION_MS = 900_000;

export type Tab = {
  page: Page;
  context: BrowserContext;
  /** What the browser complained of: errors of scripts, and what the content policy forbids. */
  complaints: string[];
  /** @returns the rules of accessibility that the screen breaks, each with where. */
  inaccessible: () => Promise<string[]>;
  close: () => Promise<void>;
};

/** `bypassCSP` lets axe in, so the content policy is tested in a tab without it. */
export type TabOptions = { width?: number; locale?: string; bypassCSP?: boolean };

/** @returns a script by which a tab has the session of an account, as the page keeps it after a log-in. */
export function sessionScript({ id, token }: { id: string; token: string }, role: string): string {
  const user = { id, name: 'Grace Hopper', email: 'grace@example.com', role };
  const session = { user, accessToken: token, refreshToken: 'unused', expiresAt: Date.now() + SESSION_MS };
  return `localStorage['boxoffice.session'] = ${JSON.stringify(JSON.stringify(session))}`;
}

/** Opens a tab with a profile of its own. */
export async function openTab(
  browser: Browser,
  { width = 1280, locale = 'en-GB', bypassCSP = false }: TabOptions = {},
): Promise<Tab> {
  const context = await browser.newContext({
    viewport: { width, height: 844 },
    locale,
    timezoneId: 'Europe/London',
    // Without a graphics card an animation takes the processor time of the test.
    reducedMotion: 'reduce',
    bypassCSP,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) complaints.push(message.text());
  });
  return {
    page,
    context,
    complaints,
    async inaccessible() {
      if (!(await page.evaluate("'axe' in window"))) await page.evaluate(AXE);
      const { violations } = (await page.evaluate("axe.run({ resultTypes: ['violations'] })")) as {
        violations: { id: string; nodes: { target: string[] }[] }[];
      };
      return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
    },
    close: () => context.close(),
  };
}
