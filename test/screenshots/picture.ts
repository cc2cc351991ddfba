/** Pictures of what a tab shows, as files. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';

export const PICTURES = path.join(import.meta.dirname, '../../docs/screens');
const QUALITY_PERCENT = 80;

/** Writes a picture of the whole of what the tab shows, or of its upper part, at most so many pixels high. */
export async function savePicture(page: Page, name: string, heightMax: number): Promise<void> {
  const size = 'document.documentElement.scrollHeight';
  const height = Math.min(Number(await page.evaluate(size)), heightMax);
  const { width = 0 } = page.viewportSize() ?? {};
  const browserProtocol = await page.context().newCDPSession(page);
  const { data } = await browserProtocol.send('Page.captureScreenshot', {
    format: 'webp',
    quality: QUALITY_PERCENT,
    captureBeyondViewport: true,
    clip: { x: 0, y: 0, width, height, scale: 1 },
  });
  writeFileSync(path.join(PICTURES, `${name}.webp`), Buffer.from(data, 'base64'));
}
