/**
 * The layout of mails: the compiled file is that of the source, and in a real browser the longest texts fit a phone
 * and nothing is loaded. `SCREENSHOTS=DIRECTORY npm test -- test/mail/layout` writes pictures to look at.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { COMPILED_LAYOUT, compileLayout } from '../../bin/compile-mail.ts';
import { LANGUAGES, type Language } from '../../functions/domain/model/booking.ts';
import type { NoticeKind } from '../../functions/domain/model/notice.ts';
import { launchChromium } from '../kit/chromium.ts';
import { describeWithBrowser } from '../kit/with-browser.ts';
import { CASES, caseOf, EVENT, render } from './notice-cases.ts';

test('the compiled layout is that of its source: run npm run compile-mail', async () => {
  expect(readFileSync(COMPILED_LAYOUT, 'utf8')).toBe(await compileLayout());
});

test('a mail is far below 102 KB, at which Gmail cuts it off', () => {
  const images = Array.from({ length: 10 }, (_, n) => ({
    contentId: `${n}@boxoffice`,
    caption: `Ticket ${n}`,
  }));
  const { html } = render(caseOf('booked'), 'de', { images });
  expect(Buffer.byteLength(html)).toBeLessThan(40_000);
});

const WIDTHS = [360, 800];
const SCHEMES = ['light', 'dark'] as const;
const SCREENSHOTS = process.env['SCREENSHOTS'];

/** Names of the greatest length, one of them without a space. */
const LONG = {
  ...EVENT,
  name: 'Donaudampfschifffahrt'.repeat(10).slice(0, 200),
  venue: 'Großer Saal '.repeat(16),
};
/** A checkered image of one block for each bit of its size, in place of a QR code. */
const PIXELS = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path fill="#fff" d="M0 0h8v8H0z"/><path d="M1 1h2v2H1zM5 1h2v2H5zM1 5h2v2H1zM4 4h1v1H4z"/></svg>`;
const IMAGE = { contentId: 'ticket-1@boxoffice', caption: 'Ticket 1' };

describeWithBrowser('A mail in a browser', () => {
  const requests: string[] = [];
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await launchChromium();
    page = await browser.newPage();
    page.on('request', (request) => requests.push(request.url()));
  });
  afterAll(async () => {
    await browser?.close();
  });

  /** Shows a mail as a mail program does, which has the images. */
  const show = (html: string) =>
    page.setContent(html.replaceAll(/cid:[^"]*/g, `data:image/svg+xml,${encodeURIComponent(PIXELS)}`));

  const overflow = (): Promise<string> =>
    page.evaluate(`[...document.body.querySelectorAll('*')]
      .filter((one) => one.getBoundingClientRect().right > innerWidth + 0.5)
      .map((one) => one.outerHTML.slice(0, 200)).concat(document.documentElement.scrollWidth).join('\\n')`);

  test.each(WIDTHS)('the longest texts of every kind fit in %i px', async (width) => {
    await page.setViewportSize({ width, height: 800 });
    for (const kind of Object.keys(CASES) as NoticeKind[]) {
      for (const language of LANGUAGES) {
        await show(render(caseOf(kind), language, { event: LONG, images: [IMAGE] }).html);
        expect([kind, await overflow()]).toEqual([kind, String(width)]);
      }
    }
  });

  test('nothing is loaded from elsewhere', () => {
    expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([]);
  });

  /** The contrast between each text and what is behind it, lowest first: the text, and the ratio. */
  const contrasts = (): Promise<[string, number][]> =>
    page.evaluate(`(() => {
      const parts = (color) => color.match(/[\\d.]+/g).map(Number);
      const linear = (part) => part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4;
      const luminance = (color) => { const [r, g, b] = parts(color).map(linear); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
      const behind = (one) => {
        for (let at = one; at; at = at.parentElement) {
          const color = getComputedStyle(at).backgroundColor;
          if ((parts(color)[3] ?? 1) > 0) return color;
        }
        return 'rgb(255, 255, 255)';
      };
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const found = [];
      while (walker.nextNode()) {
        const { parentElement, textContent } = walker.currentNode;
        if (textContent.trim() === '' || parentElement.getBoundingClientRect().height === 0) continue;
        const [low, high] = [luminance(getComputedStyle(parentElement).color), luminance(behind(parentElement))].sort((a, b) => a - b);
        found.push([textContent.trim().slice(0, 40), (high + 0.05) / (low + 0.05)]);
      }
      return found.sort((a, b) => a[1] - b[1]);
    })()`);

  test.each(SCHEMES)('every text can be read in the %s scheme', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    for (const kind of ['offered', 'booked', 'cancelled', 'announcement'] as const) {
      const brand = { name: 'Stadthalle', color: '#0b1f4d' };
      await show(render(CASES[kind].at(4) ?? caseOf(kind), 'en', { brand, images: [IMAGE] }).html);
      const found = await contrasts();
      expect(found.length).toBeGreaterThan(8);
      expect(found.filter(([, ratio]) => ratio < 4.5)).toEqual([]);
    }
    await page.emulateMedia({ colorScheme: null });
  });

  if (SCREENSHOTS !== undefined) {
    test('pictures are written', async () => {
      mkdirSync(SCREENSHOTS, { recursive: true });
      const shown: [NoticeKind, number, Language, object][] = [
        ['offered', 0, 'de', {}],
        ['booked', 1, 'en', { images: [IMAGE] }],
        ['cancelled', 4, 'en', { brand: { name: 'Stadthalle', color: '#111111' } }],
        ['waitlisted', 1, 'de', { event: LONG }],
        ['announcement', 1, 'en', {}],
      ];
      for (const [kind, n, language, fields] of shown) {
        for (const width of WIDTHS) {
          for (const colorScheme of SCHEMES) {
            await page.emulateMedia({ colorScheme });
            await page.setViewportSize({ width, height: 200 });
            await show(render(CASES[kind][n] ?? caseOf(kind), language, fields).html);
            const file = path.join(SCREENSHOTS, `${kind}-${width}-${colorScheme}.png`);
            await page.screenshot({ path: file, fullPage: true });
          }
        }
      }
    });
  }
});
