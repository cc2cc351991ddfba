/** One picture of four screens: how somebody comes to a ticket of a sold-out event, and through the door. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { openTab, WIDTHS } from '../kit/page-browser.ts';
import { PICTURES, savePicture } from './picture.ts';

const CHAPTERS = [
  { name: 'sold-out', says: '1. The last ticket is sold' },
  { name: 'waiting', says: '2. A guest waits and sees the place' },
  { name: 'promoted', says: '3. Somebody cancels: the first who waits has tickets' },
  { name: 'door-in', says: '4. A scan at the door lets them in' },
];
const COLUMN_PX = 320;
const HEIGHT_PX = 620;
const STYLE = `
  body { display: flex; margin: 0; background: #e8ebf2; color: #1a1f2e; }
  body { font: 600 15px/1.3 'DejaVu Sans', sans-serif; }
  figure { width: ${COLUMN_PX - 24}px; margin: 12px; }
  figcaption { height: 44px; }
  img { width: 100%; height: ${HEIGHT_PX - 80}px; object-fit: cover; object-position: top; }
  img { border: 1px solid #c5cbda; border-radius: 14px; }
`;

/** Puts pictures of phones, which are taken already, side by side. */
export async function takeStory(browser: Browser): Promise<void> {
  const { page, close } = await openTab(browser, { width: CHAPTERS.length * COLUMN_PX });
  const columns = CHAPTERS.map(({ name, says }) => {
    const picture = readFileSync(path.join(PICTURES, `${name}-${WIDTHS[0]}.webp`)).toString('base64');
    return `<figure><figcaption>${says}</figcaption><img src="data:image/webp;base64,${picture}"></figure>`;
  });
  await page.setContent(`<style>${STYLE}</style>${columns.join('')}`);
  await savePicture(page, 'story', HEIGHT_PX);
  await close();
}
