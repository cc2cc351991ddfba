/** The list of events that the first document has already: before any script has run, and as the page takes it over. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { WIDTHS } from '../kit/page-browser.ts';
import { aPageStage, type PageStage } from '../kit/page-stage.ts';
import { eventually, type TestService } from '../kit/service.ts';
import { describeWithBrowser } from '../kit/with-browser.ts';

const NAME = 'Concert for <b>two</b> & "more"';
const SCRIPTS = '**/assets/*.js';
/** Preact notes in the element what it drew into it. */
const IS_TAKEN_OVER = "'__k' in document.getElementById('app')";

describeWithBrowser('The list in the first document', () => {
  let stage: PageStage;
  let it: TestService;
  let url: string;
  beforeAll(async () => {
    stage = await aPageStage();
    it = stage.it;
    url = it.service.url;
    await it.anEvent({ name: NAME, venue: 'Great hall', capacity: 7, startsAt: '2098-01-01T20:00:00Z' });
    const zoned = { startsAt: '2098-07-01T18:00:00Z', timeZone: 'Europe/Berlin' };
    await it.anEvent({ name: 'Summer night', ...zoned });
    await drawnWith('Summer night');
  });
  afterAll(() => stage.stop());

  const requestsForEvents = (page: Page) => {
    const asked: string[] = [];
    page.on('request', (request) => {
      if (new URL(request.url()).pathname === '/v1/events') asked.push(request.url());
    });
    return asked;
  };
  /** Waits until the documents in the languages of the tests have it: each is kept for a second. */
  async function drawnWith(text: string): Promise<void> {
    for (const language of ['en-GB', 'de-DE'])
      await eventually(async () => {
        const answer = await fetch(url, { headers: { 'accept-language': language } });
        return (await answer.text()).includes(text);
      });
  }
  const takenOver = (page: Page) => eventually(() => page.evaluate(IS_TAKEN_OVER));
  const main = (page: Page) => page.locator('main').innerHTML();

  test.each(WIDTHS)('is readable without a script, %i pixels wide, and axe finds nothing', async (width) => {
    const { page, inaccessible } = await stage.openTab({ width, locale: 'de-DE', bypassCSP: true });
    await page.route(SCRIPTS, (route) => route.abort());
    await page.goto(url);
    expect(await page.title()).toBe('Veranstaltungen · Boxoffice');
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
    const [first, second] = await page.locator('.event-card').allInnerTexts();
    expect(first?.split(/\n+/).slice(2)).toEqual([
      NAME,
      'Mi., 1. Jan. 2098, 20:00 UTC · Great hall',
      'Im Verkauf Noch 7 Tickets',
    ]);
    expect(second).toContain('Di., 1. Juli 2098, 20:00\n');
    expect(await page.getByRole('link', { name: NAME }).getAttribute('href')).toMatch(
      /^\/events\/[\w-]{22}$/,
    );
    expect(await page.evaluate("getComputedStyle(document.querySelector('.card')).borderRadius")).toBe(
      '12px',
    );
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    expect(await page.evaluate(IS_TAKEN_OVER)).toBe(false);
    expect(await inaccessible()).toEqual([]);
  });

  test('is taken over as it is: no request, no other text, no movement', async () => {
    const { page } = await stage.openTab();
    const asked = requestsForEvents(page);
    await page.route('**/assets/main-*.js', async (route) => {
      await page.getByRole('link', { name: 'Summer night' }).waitFor();
      await page.evaluate(
        `globalThis.moved = 0;
         new PerformanceObserver((list) => { for (const { value } of list.getEntries()) moved += value; })
           .observe({ type: 'layout-shift', buffered: true });
         globalThis.card = document.querySelectorAll('.event-card')[1];
         globalThis.before = document.querySelector('main').innerText`,
      );
      await route.continue();
    });
    await page.goto(url);
    await takenOver(page);
    // The visitor's own zone, and the name of a zone that is another one, are known in the browser alone.
    expect(await page.evaluate('before')).toContain('Wed, 1 Jan 2098, 20:00 UTC');
    const after = await page.locator('main').innerText();
    expect(after).toBe(
      String(await page.evaluate('before'))
        .replace('20:00 UTC', '20:00')
        .replace('1 Jul 2098, 20:00', '1 Jul 2098, 20:00 CEST'),
    );
    expect(await page.evaluate("card === document.querySelectorAll('.event-card')[1]")).toBe(true);
    // A text of another length beside another one.
    expect(await page.evaluate('moved')).toBeLessThan(0.005);
    expect(asked).toEqual([]);
    await page.getByRole('link', { name: 'Summer night' }).click();
    await page.getByRole('heading', { name: 'Summer night' }).waitFor();
    await page.goBack();
    await page.getByRole('link', { name: 'Summer night' }).waitFor();
    expect(asked).toHaveLength(1);
  });

  test('has names as text, which end no element and run nothing', async () => {
    const hostile = [
      '</script><script>document.title = "taken"</script>',
      '<img src="/nothing" onerror="document.title = \'taken\'">',
      '"><svg onload=alert(1)> \' --> <!-- $& &lt;',
    ];
    for (const name of hostile) await it.anEvent({ name, venue: name, startsAt: '2097-01-01T20:00:00Z' });
    await drawnWith('onload=alert(1)');
    for (const isBlocked of [true, false]) {
      const { page } = await stage.openTab();
      page.on('dialog', () => expect('a dialog').toBeUndefined());
      if (isBlocked) await page.route(SCRIPTS, (route) => route.abort());
      await page.goto(url);
      if (!isBlocked) await takenOver(page);
      const names = await page.locator('.event-card h2 a').allTextContents();
      expect(names).toEqual(expect.arrayContaining(hostile));
      expect(await page.title()).toBe('Events · Boxoffice');
      expect(await page.locator('main :is(img, script, svg)').count()).toBe(0);
    }
  });

  test('is in the language that the visitor chose, once the page is there, and with who is logged in', async () => {
    const organizer = await it.aPerson('organizer');
    const tab = await stage.openTab();
    const asked = requestsForEvents(tab.page);
    await tab.context.addInitScript("localStorage['boxoffice.language'] = JSON.stringify('de')");
    await tab.page.goto(url);
    await tab.page.getByRole('heading', { name: 'Veranstaltungen' }).waitFor();
    await tab.page.getByRole('link', { name: 'Anmelden' }).waitFor();
    expect(await tab.page.locator('html').getAttribute('lang')).toBe('de');
    const member = await stage.openAs(organizer, 'organizer', '/');
    await member.page.getByRole('link', { name: 'Organize' }).waitFor();
    await member.page.getByRole('link', { name: 'Summer night' }).waitFor();
    expect(asked).toEqual([]);
  });

  test('that is old is shown until it has been read anew, and not as if it were new', async () => {
    const { page } = await stage.openTab();
    await page.route(`${url}/`, async (route) => {
      const response = await route.fetch();
      const html = await response.text();
      const old = html
        .replaceAll('Summer night', 'Last summer')
        .replace(/"asOf":"[^"]*"/, '"asOf":"2026-01-01T00:00:00Z"');
      await route.fulfill({ response, body: old });
    });
    const { promise: isShown, resolve: show } = Promise.withResolvers<void>();
    await page.route('**/v1/events?*', async (route) => {
      await isShown;
      await route.continue();
    });
    await page.goto(url);
    await takenOver(page);
    await page.getByRole('link', { name: 'Last summer' }).waitFor();
    show();
    await page.getByRole('link', { name: 'Summer night' }).waitFor();
    expect(await page.getByRole('link', { name: 'Last summer' }).count()).toBe(0);
  });

  test('is searched with what was typed before the page could search', async () => {
    const { page } = await stage.openTab();
    const { promise: isTyped, resolve: type } = Promise.withResolvers<void>();
    await page.route('**/assets/main-*.js', async (route) => {
      await isTyped;
      await route.continue();
    });
    await page.goto(url, { waitUntil: 'commit' });
    await page.getByRole('searchbox').fill('Summer');
    await page.getByRole('radio', { name: 'Next 7 days' }).check();
    type();
    await page.waitForURL(/\?when=thisWeek&q=Summer$/);
    await page.getByText('No event matches').waitFor();
    expect(await page.getByRole('searchbox').inputValue()).toBe('Summer');
    await page.getByRole('button', { name: 'Show all events' }).click();
    await page.getByRole('link', { name: 'Summer night' }).waitFor();
  });

  test('is in the language that was chosen before the page could change it, also after a reload', async () => {
    const { page } = await stage.openTab();
    const { promise: isChosen, resolve: choose } = Promise.withResolvers<void>();
    await page.route('**/assets/main-*.js', async (route) => {
      await isChosen;
      await route.continue();
    });
    await page.goto(url, { waitUntil: 'commit' });
    await page.getByRole('combobox', { name: 'Language' }).selectOption('de');
    choose();
    await page.getByRole('heading', { name: 'Veranstaltungen' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Veranstaltungen' }).waitFor();
    expect(await page.getAttribute('html', 'lang')).toBe('de');
  });

  test('is not in the document of a search, nor in that of another path', async () => {
    const textOf = async (path: string) => (await fetch(`${url}${path}`)).text();
    expect(await textOf('/?utm_source=mail')).toContain('Summer night');
    for (const path of ['/?q=Summer', '/?when=today', '/?language=de', '/my-bookings'])
      expect([path, (await textOf(path)).includes('Summer night')]).toEqual([path, false]);
    const { page } = await stage.open('/?q=Summer');
    await page.getByRole('link', { name: 'Summer night' }).waitFor();
    expect(await main(page)).not.toContain('Concert for');
    await eventually(async () => (await page.title()) === 'Events · Boxoffice');
  });
});
