/** What a browser loads before it shows the list of events: how much, and in what order. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page, Request } from 'playwright-core';
import { buildPage } from '../../bin/local/page-build.ts';
import { aPageStage, type PageStage } from '../kit/page-stage.ts';
import { eventually, type TestService } from '../kit/service.ts';
import { describeWithBrowser } from '../kit/with-browser.ts';

/** Compressed, of `index.html` and all that it names. */
const FIRST_LOAD_BYTES_MAX = 33_000;
/** The script with what asks for the events, which is to arrive before the other one. */
const START_BYTES_MAX = 6_900;

const compressed = (file: string) => brotliCompressSync(readFileSync(file)).length;

test('the first load is small, and names all of its files at once', async () => {
  const folder = await buildPage();
  const index = path.join(folder, 'index.html');
  const named = [...readFileSync(index, 'utf8').matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(
    ([, name = '']) => name,
  );
  const ofKind = named.map((name) => name.replace(/^assets\/(\w+)-.*\.(\w+)$/, '$1.$2'));
  expect(ofKind.toSorted()).toEqual(['icon.svg', 'index.css', 'main.js', 'start.js']);
  for (const name of named.filter((file) => file.endsWith('.js'))) {
    const imports = readFileSync(path.join(folder, name), 'utf8').matchAll(/^import.*?["'`]\.\/([^"'`]+)/g);
    for (const [, imported] of imports) expect(named).toContain(`assets/${imported}`);
  }
  const sizes = named.map((name) => compressed(path.join(folder, name)));
  const total = sizes.reduce((sum, size) => sum + size, compressed(index));
  expect(total).toBeLessThan(FIRST_LOAD_BYTES_MAX);
  expect(sizes[ofKind.indexOf('start.js')]).toBeLessThan(START_BYTES_MAX);
});

describeWithBrowser('The first load', () => {
  let stage: PageStage;
  let it: TestService;
  beforeAll(async () => {
    stage = await aPageStage();
    it = stage.it;
  });
  afterAll(() => stage.stop());

  /** Loads a path, and lets the main script arrive once the page has asked for events. @returns the requests for events. */
  async function load(page: Page, address: string): Promise<Request[]> {
    const asked: Request[] = [];
    page.on('request', (request) => {
      if (new URL(request.url()).pathname === '/v1/events') asked.push(request);
    });
    const early = page.waitForRequest(/\/v1\/events/);
    await page.route('**/assets/main-*.js', async (route) => {
      await early;
      await route.continue();
    });
    await page.goto(`${it.service.url}${address}`);
    await early;
    return asked;
  }

  test('a search asks for its events before the main script arrives, once, and as the client asks', async () => {
    const organizer = await it.aPerson('organizer');
    await it.anEvent({ name: 'Early concert' });
    const guest = await stage.openTab({ locale: 'de-DE' });
    const [asGuest, ...more] = await load(guest.page, '/?q=Early');
    await guest.page.getByRole('link', { name: 'Early concert' }).waitFor();
    expect(more).toEqual([]);
    expect(new URL(asGuest?.url() ?? '').searchParams.get('q')).toBe('Early');
    expect(asGuest?.headers()).toMatchObject({ 'accept-language': 'de' });
    expect(asGuest?.headers()).not.toHaveProperty('authorization');

    const member = await stage.openAs(organizer, 'organizer', '/my-bookings');
    const asked = await load(member.page, '/?q=Early');
    await member.page.getByRole('link', { name: 'Early concert' }).waitFor();
    expect(asked.map((request) => request.headers()['authorization'])).toEqual([`Bearer ${organizer.token}`]);
    // The screen of the same search that is opened later asks anew.
    await member.page.getByRole('link', { name: 'My bookings' }).click();
    await member.page.getByRole('link', { name: 'Events', exact: true }).click();
    await member.page.getByRole('link', { name: 'Early concert' }).waitFor();
    await eventually(async () =>
      asked.slice(1).some((request) => new URL(request.url()).search === '?limit=12'),
    );
  });

  test('a search whose early request is lost says so, and is read again on demand', async () => {
    await it.anEvent({ name: 'Late concert' });
    const { page } = await stage.openTab();
    await page.route(/\/v1\/events/, (route) => route.abort());
    await load(page, '/?q=Late');
    await page.getByText('There is no connection.').waitFor();
    await page.unrouteAll();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('link', { name: 'Late concert' }).waitFor();
  });
});
