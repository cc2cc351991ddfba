/**
 * The verb `screenshots`: starts a service in memory, fills it, takes a picture of each screen of the page at the width of a
 * phone and of a desktop, and writes docs/screens.md.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import type { Browser } from 'playwright-core';
import { apiClient } from '../../bin/local/api-client.ts';
import { startService } from '../../bin/local/service.ts';
import { launchChromium } from '../kit/chromium.ts';
import { openTab, sessionScript, WIDTHS } from '../kit/page-browser.ts';
import { PICTURES, savePicture } from './picture.ts';
import { SCREENS, type Screen } from './screens.ts';
import { takeStory } from './story.ts';
import { makeWorld, type World } from './world.ts';

const DOCS = path.join(import.meta.dirname, '../../docs');
const HEIGHT_MAX_PX = 1_500;

export function defineVerb(command: Command): void {
  command
    .option('--only <name>', 'the screen of this name alone')
    .addHelpText(
      'after',
      `
The pictures are written to docs/screens, with docs/screens.md, which shows them. It needs Debian's chromium.

Example:
  npm run screenshots -- --only waiting`,
    )
    .action(async ({ only }: { only?: string }) => {
      const screens = SCREENS.filter(({ name }) => only === undefined || name === only);
      if (screens.length === 0) throw new Error(`There is no screen "${only}".`);
      await takeScreenshots(screens);
    });
}

async function takeScreenshots(screens: Screen[]): Promise<void> {
  process.env['RATE_LIMITS'] = 'off';
  const own = { port: 0, dataDirectory: undefined, name: 'screenshots' };
  const service = await startService({ ...own, servesPage: true, sendsUpdates: true });
  const api = apiClient(service.url);
  const browser = await launchChromium();
  try {
    const world = await makeWorld(api);
    mkdirSync(PICTURES, { recursive: true });
    for (const [index, screen] of screens.entries()) {
      for (const width of WIDTHS) await takePicture(browser, service.url, world, screen, width);
      console.log(`${index + 1} of ${screens.length}: ${screen.name}`);
    }
    await takeStory(browser);
    writeFileSync(path.join(DOCS, 'screens.md'), overview());
  } finally {
    await browser.close();
    api.close();
    await service.stop();
  }
}

async function takePicture(
  browser: Browser,
  url: string,
  world: World,
  screen: Screen,
  width: number,
): Promise<void> {
  const { page, context, close } = await openTab(browser, { width });
  await page.emulateMedia({ colorScheme: screen.isDark ? 'dark' : 'light', reducedMotion: 'reduce' });
  if (screen.as) await context.addInitScript(sessionScript(world[screen.as], screen.as));
  const kept = screen.keeps?.(world).map((booking) => ({ ...booking, at: new Date().toISOString() }));
  if (kept)
    await context.addInitScript(
      `localStorage['boxoffice.bookings'] = ${JSON.stringify(JSON.stringify(kept))}`,
    );
  await page.goto(`${url}${await screen.path(world)}`);
  await page.locator('h1').first().waitFor();
  await screen.prepare?.(page, world);
  await page.waitForLoadState('load');
  await savePicture(page, `${screen.name}-${width}`, HEIGHT_MAX_PX);
  await close();
}

/** @returns the document that shows all pictures. */
function overview(): string {
  const sections = SCREENS.map(({ name, about }) => {
    const [phone, desktop] = WIDTHS.map(
      (width) => `<img src="screens/${name}-${width}.webp" alt="${about}, ${width} pixels wide">`,
    );
    return `## ${about}\n\n<table><tr><td width="25%">${phone}</td><td>${desktop}</td></tr></table>\n`;
  });
  const head =
    'The screens of the page, at the width of a phone and of a desktop. `npm run screenshots` takes the pictures and writes this file.';
  return `# The page, screen by screen\n\n${head}\n\n${sections.join('\n')}`;
}
