/** An event on the site of its organizer, in a real browser: a site of another origin with a strict content policy. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startGateway } from '../../bin/local/gateway.ts';
import { buildPage } from '../../bin/local/page-build.ts';
import { WIDGET_PATH } from '../../web/serving.ts';
import { launchChromium } from '../kit/chromium.ts';
import { openTab, type Tab } from '../kit/page-browser.ts';
import { aService, eventually, type TestService } from '../kit/service.ts';
import { describeWithBrowser } from '../kit/with-browser.ts';

const WIDGET_BYTES = 5_000;

test('widget.js is one file of less than 5 KB compressed', async () => {
  const widget = readFileSync(path.join(await buildPage(), WIDGET_PATH));
  expect(brotliCompressSync(widget).length).toBeLessThan(WIDGET_BYTES);
  expect(widget.toString()).not.toMatch(/\bimport(?!\.meta\b)/);
  expect(widget.toString()).toContain('light-dark(');
});

describeWithBrowser('An embedded event', () => {
  const formerOrigins = process.env['CORS_ORIGINS'];
  let it: TestService;
  let browser: Browser;
  let url: string;
  let site: Server;
  let content = '';
  const tabs: Tab[] = [];
  beforeAll(async () => {
    // The operator lets no site call the API.
    process.env['CORS_ORIGINS'] = '';
    it = await aService({ servesPage: true });
    url = it.service.url;
    browser = await launchChromium();
    site = createServer((_request, response) => {
      const policy = `default-src 'none'; script-src ${url}; connect-src ${url}; frame-src ${url}; require-trusted-types-for 'script'`;
      response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': policy });
      response.end(`<!doctype html>${content}`);
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    await browser?.close();
    site.closeAllConnections();
    site.close();
    await it.stop();
    if (formerOrigins === undefined) delete process.env['CORS_ORIGINS'];
    else process.env['CORS_ORIGINS'] = formerOrigins;
    expect(tabs.flatMap(({ complaints }) => complaints)).toEqual([]);
  });

  const siteUrl = () => `http://127.0.0.1:${(site.address() as AddressInfo).port}/`;
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

  /** Opens a tab; `html` is the site that it will find. */
  async function aTab(html: string, options: Parameters<typeof openTab>[1] = {}): Promise<Tab> {
    content = html;
    const tab = await openTab(browser, options);
    tabs.push(tab);
    return tab;
  }

  /** Waits until the service tells everybody this state; a summary may be a second old. */
  const publicly = (eventId: string, state: string) =>
    eventually(async () => {
      const { body } = await it.call({ path: `/v1/events/${eventId}` });
      return body.availability.state === state;
    });

  /** What the organizer copies on the event's screen. */
  async function copiedCode({ id, organizer }: Awaited<ReturnType<TestService['anEvent']>>): Promise<string> {
    const { page, context, inaccessible } = await aTab('', { width: 390, bypassCSP: true });
    const user = { id: organizer.id, name: 'Person', email: 'person@people.invalid', role: 'organizer' };
    const session = { user, accessToken: organizer.token, refreshToken: '', expiresAt: Date.now() + 900_000 };
    await context.addInitScript(
      `localStorage['boxoffice.session'] = ${JSON.stringify(JSON.stringify(session))}`,
    );
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto(`${url}/organize/${id}`);
    await page.locator('summary', { hasText: 'Show it on your own site' }).click();
    await press(page, 'Copy the HTML');
    await page.getByText('Copied.').waitFor();
    expect(await inaccessible()).toEqual([]);
    return page.getByLabel('HTML for your site').inputValue();
  }

  test('is what the organizer copied, and shows on any site what is left as that changes', async () => {
    const times = { startsAt: '2099-01-01T20:00:00Z', timeZone: 'America/New_York' };
    const event = await it.anEvent({ name: 'First night', venue: 'Great hall', capacity: 3, ...times });
    const code = await copiedCode(event);
    const { page, context } = await aTab(`<title>Site</title><main lang="en-GB">${code}</main>`, {
      width: 200,
    });
    let reads = 0;
    let isBusy = false;
    // A tab whose requests are looked at has no cache, so each of them reads what the service says by then.
    await page.route('**/v1/**', async (route) => {
      reads += 1;
      if (!isBusy) return route.continue();
      const response = await route.fetch();
      await route.fulfill({
        response,
        status: 503,
        headers: { ...response.headers(), 'retry-after': '6000' },
      });
    });
    await page.clock.install();
    await page.goto(siteUrl());
    await page.getByText('3 tickets left').waitFor();
    await page.getByText(/1 Jan 2099.* 15:00 GMT-5/).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(200);

    const opened = context.waitForEvent('page');
    await page.getByRole('link', { name: 'Book tickets' }).click();
    await (await opened).getByRole('heading', { name: 'First night' }).waitFor();
    await (await opened).close();

    await it.book(await it.aPerson(), event.id, { quantity: 3 });
    await publicly(event.id, 'sold-out');
    await page.clock.fastForward(20_000);
    await page.getByText('Sold out').waitFor();
    await page.getByText('The waitlist is open.').waitFor();
    await page.getByRole('link', { name: 'Join the waitlist' }).waitFor();

    const setVisibility = (state: string) =>
      page.evaluate(
        `Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));`,
      );
    await setVisibility('hidden');
    const before = reads;
    await page.clock.fastForward(600_000);
    await it.call({ method: 'DELETE', path: `/v1/events/${event.id}`, token: event.organizer.token });
    await publicly(event.id, 'cancelled');
    expect(reads).toBe(before);
    isBusy = true;
    await setVisibility('visible');
    await page.getByText(/^As of .*The event cannot be read right now\.$/).waitFor();
    await page.clock.fastForward(5_000_000);
    expect(reads).toBe(before + 1);
    isBusy = false;
    await page.clock.fastForward(3_000_000);
    await page.getByText('Cancelled').waitFor();
    await page.clock.fastForward(600_000);
    expect(reads).toBe(before + 2);
  });

  test('speaks German and English in light and dark, and axe finds nothing', async () => {
    const [onSale, later, soldOut] = await Promise.all([
      it.anEvent({ name: 'Sommerkonzert '.repeat(6), capacity: 1_234, timeZone: 'Europe/Berlin' }),
      it.anEvent({ salesOpenAt: '2098-12-01T09:00:00Z', timeZone: 'Europe/Berlin' }),
      it.anEvent({ capacity: 1, waitlist: { enabled: false } }),
    ]);
    await it.book(await it.aPerson(), soldOut.id);
    const events = [onSale.id, later.id, soldOut.id, 'unknown', '']
      .map((id) => `<li><boxoffice-event event="${id}" same-tab></boxoffice-event></li>`)
      .join('');
    for (const [lang, scheme, left, none, missing] of [
      ['de-DE', 'dark', 'Noch 1.234 Tickets', 'Es gibt keine Warteliste.', /gibt es keine öffentliche/],
      ['fr', 'light', '1,234 tickets left', 'There is no waitlist.', /^There is no public event/],
    ] as const) {
      const head = `<title>Site</title><meta name="color-scheme" content="${scheme}"><meta name="viewport" content="width=device-width">`;
      const body = `<main><h1>Site</h1><ul>${events}</ul></main><script type="module" src="${url}${WIDGET_PATH}"></script>`;
      const html = `<html lang="${lang}">${head}${body}</html>`;
      const { page, inaccessible, close } = await aTab(html, { width: 390, bypassCSP: true });
      await page.goto(siteUrl());
      await page.getByText(left).waitFor();
      await page.getByText(none).waitFor();
      expect(await page.getByText(missing).count()).toBe(2);
      expect(await inaccessible()).toEqual([]);
      await close();
    }
  });

  test('is all that a site may read, without a token, and no site may frame the page', async () => {
    const { id, organizer } = await it.anEvent();
    const { page, complaints } = await aTab('<title>Site</title><main>A site</main>');
    await page.goto(siteUrl());
    /** @returns the status that a script of the site sees; undefined if the browser hides the answer. */
    const seen = (address: string, init = {}) =>
      page.evaluate(
        ([to, how]) =>
          fetch(to as string, how as RequestInit).then(
            ({ status }) => status,
            () => undefined,
          ),
        [`${url}${address}`, init],
      );
    const event = `/v1/events/${id}`;
    const authorization = `Bearer ${organizer.token}`;
    expect([await seen(event), await seen('/v1/events/unknown')]).toEqual([200, 404]);
    const refused = await Promise.all([
      seen(event, { credentials: 'include' }),
      seen(event, { headers: { authorization } }),
      seen(event, { method: 'DELETE' }),
      seen('/v1/events'),
      seen(`${event}/bookings`),
      seen('/v1/me'),
      seen('/'),
    ]);
    expect(refused).toEqual(refused.map(() => undefined));

    const withoutPage = await startGateway(0, []);
    const { port } = withoutPage.address() as AddressInfo;
    const unopened = await fetch(`http://127.0.0.1:${port}${event}`, { headers: { origin: siteUrl() } });
    withoutPage.closeAllConnections();
    withoutPage.close();
    expect([unopened.status, unopened.headers.get('access-control-allow-origin')]).toEqual([200, null]);

    const headersOf = async (address: string) => (await fetch(`${url}${address}`)).headers;
    expect(Object.fromEntries(await headersOf(WIDGET_PATH))).toMatchObject({
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'public, max-age=300',
      'content-type': 'text/javascript; charset=utf-8',
    });
    for (const other of ['/', '/service-worker.js'])
      expect((await headersOf(other)).get('access-control-allow-origin')).toBeNull();

    await page.evaluate(
      `document.body.append(Object.assign(document.createElement('iframe'), { src: '${url}/events/${id}' }))`,
    );
    await eventually(async () => complaints.length > 0);
    expect(complaints.splice(0).join()).toMatch(/frame-ancestors/);
  });
});
