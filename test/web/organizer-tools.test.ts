/** The audit of an event on the page, in a real browser. */
import { readFileSync } from 'node:fs';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { table } from '../../functions/compose.ts';
import { shardKey } from '../../functions/store/items/shard.ts';
import { launchChromium } from '../kit/chromium.ts';
import { openTab, type Tab, WIDTHS } from '../kit/page-browser.ts';
import { aService, type Person, type TestService } from '../kit/service.ts';
import { describeWithBrowser } from '../kit/with-browser.ts';

const [PHONE] = WIDTHS;

describeWithBrowser('The tools of organizers', () => {
  let it: TestService;
  let browser: Browser;
  const tabs: Tab[] = [];
  beforeAll(async () => {
    it = await aService({ servesPage: true });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await it.stop();
    expect(tabs.flatMap(({ complaints }) => complaints)).toEqual([]);
  });

  /** Opens a path as somebody who is logged in as this organizer, on a phone. */
  async function openAs({ id, token }: Person, path: string): Promise<Tab> {
    const tab = await openTab(browser, { width: PHONE, bypassCSP: true });
    tabs.push(tab);
    const user = { id, name: 'Person', email: `${id}@people.invalid`, role: 'organizer' };
    const session = { user, accessToken: token, refreshToken: 'unused', expiresAt: Date.now() + 900_000 };
    await tab.context.addInitScript(
      `localStorage['boxoffice.session'] = ${JSON.stringify(JSON.stringify(session))}`,
    );
    await tab.page.goto(`${it.service.url}${path}`);
    return tab;
  }

  const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true }).waitFor();
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
  const fits = async (page: Page) =>
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(PHONE);

  test('an audit is read, saved and printed, and shows a fault that was planted', async () => {
    const { id, organizer } = await it.anEvent({ name: 'Concert', capacity: 5 });
    await it.book(await it.aPerson(), id, { quantity: 2 });
    const { page, inaccessible } = await openAs(organizer, `/organize/${id}`);
    await page.getByRole('link', { name: 'Audit' }).click();
    await heading(page, 'No guarantee is broken');
    await page.getByText('The tickets add up.').waitFor();
    const inRow = (name: string) => page.getByRole('row', { name }).getByRole('cell').innerText();
    expect(await inRow('Sold')).toBe('2');
    expect(await inRow('Free')).toBe('3');
    expect(await page.locator('.findings > li').count()).toBe(11);
    expect(await inaccessible()).toEqual([]);
    await fits(page);

    const [download] = await Promise.all([page.waitForEvent('download'), press(page, 'Save as JSON')]);
    const saved = JSON.parse(readFileSync(await download.path(), 'utf8'));
    expect(saved).toMatchObject({ eventId: id, holds: true, tickets: { capacity: 5, sold: 2, free: 3 } });
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('banner').isVisible()).toBe(false);
    expect(await page.getByRole('button', { name: 'Print' }).isVisible()).toBe(false);
    expect(await page.locator('.audit-head').isVisible()).toBe(true);
    await page.emulateMedia({ media: 'screen' });

    await table().client.send(
      new UpdateCommand({
        TableName: table().name,
        Key: shardKey(id, 0),
        UpdateExpression: 'ADD freeTickets :one',
        ExpressionAttributeValues: { ':one': 1 },
      }),
    );
    await press(page, 'Audit again');
    await heading(page, '1 guarantee is broken');
    await page.getByText('The tickets do not add up: the difference is 1.').waitFor();
    expect(await page.locator('.findings > li').first().innerText()).toContain('NoOversell');
    expect(await inaccessible()).toEqual([]);
  });
});
