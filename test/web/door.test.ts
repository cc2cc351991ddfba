/** The door of an event on the page, on a phone, in a real browser: with the service, and without a connection. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import encodeQR from 'qr';
import { launchChromium } from '../kit/chromium.ts';
import { openTab, type Tab, WIDTHS } from '../kit/page-browser.ts';
import { aService, eventually, type Person, type TestService } from '../kit/service.ts';
import { describeWithBrowser } from '../kit/with-browser.ts';

const [PHONE] = WIDTHS;

/** Registers somebody as the page does, and so with a session that the page can keep. */
async function register(it: TestService, name: string) {
  const email = `${name.toLowerCase()}@example.com`;
  const { status, body } = await it.call({
    path: '/v1/auth/register',
    body: { name, email, password: 'a moth in the relay' },
  });
  expect(status).toBe(201);
  return { email, session: { ...body, expiresAt: Date.now() + body.expiresIn * 1000 } };
}

const [WIDTH, HEIGHT] = [640, 480];
const MODULE_PIXELS = 6;

/** @returns a film in YUV4MPEG2 of one picture, with the QR code of the text in its middle, which chromium repeats. */
function filmOf(text: string): Buffer {
  const modules = encodeQR(text, 'raw');
  const bright = Buffer.alloc(WIDTH * HEIGHT, 235);
  const [left, top] = [WIDTH, HEIGHT].map((side) => Math.floor((side - modules.length * MODULE_PIXELS) / 2));
  for (const [y, row] of modules.entries())
    for (const [x, isDark] of row.entries())
      for (let line = 0; isDark && line < MODULE_PIXELS; line += 1) {
        const at = ((top ?? 0) + y * MODULE_PIXELS + line) * WIDTH + (left ?? 0) + x * MODULE_PIXELS;
        bright.fill(16, at, at + MODULE_PIXELS);
      }
  const colourless = Buffer.alloc((WIDTH * HEIGHT) / 2, 128);
  const head = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\nFRAME\n`);
  return Buffer.concat([head, bright, colourless]);
}

describeWithBrowser('The door', () => {
  let it: TestService;
  let browser: Browser;
  let doorman: Awaited<ReturnType<typeof register>>;
  const tabs: Tab[] = [];
  beforeAll(async () => {
    it = await aService({ servesPage: true });
    browser = await launchChromium();
    doorman = await register(it, 'Doris');
  });
  afterAll(async () => {
    await browser?.close();
    await it.stop();
    expect(tabs.flatMap(({ complaints }) => complaints)).toEqual([]);
  });

  /** An event at whose door Doris stands. */
  async function anEventWithDoor(name: string) {
    const event = await it.anEvent({ name, allowGuests: true });
    const body = { email: doorman.email, role: 'door' as const };
    const path = { eventId: event.id };
    await it.client.call('appoint-member', { path, token: event.organizer.token, body });
    return event;
  }

  /** @returns the codes of the tickets of a new booking of a guest. */
  async function ticketsFor(
    event: { id: string; organizer: Person },
    lastName: string,
    quantity = 1,
  ): Promise<string[]> {
    const attendee = { firstName: 'Ada', lastName, email: 'ada@example.com' };
    const booked = await it.call({
      path: `/v1/events/${event.id}/bookings`,
      body: { quantity, attendee },
    });
    const { tickets } = (
      await it.call({
        path: `/v1/events/${event.id}/bookings/${booked.body.id}`,
        token: event.organizer.token,
      })
    ).body;
    return (tickets as { code: string }[]).map(({ code }) => code);
  }

  async function openDoor(eventId?: string, own: Browser = browser, width: number = PHONE): Promise<Tab> {
    const tab = await openTab(own, { width, bypassCSP: own === browser });
    tabs.push(tab);
    await tab.context.addInitScript(
      `localStorage['boxoffice.session'] ??= ${JSON.stringify(JSON.stringify(doorman.session))}`,
    );
    await tab.page.goto(`${it.service.url}/door${eventId === undefined ? '' : `/${eventId}`}`);
    return tab;
  }

  const type = async (page: Page, code: string) => {
    await page.fill('[name="code"]', code);
    await page.press('[name="code"]', 'Enter');
  };
  /** Waits until the large answer has the words. */
  const answers = (page: Page, ...words: string[]) =>
    Promise.all(words.map((word) => page.locator('.verdict').getByText(word).first().waitFor()));
  const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();

  test('a code is let in once, other codes are told apart, and a check-in is undone', async () => {
    const event = await anEventWithDoor('Opera');
    const [code = ''] = await ticketsFor(event, 'Lovelace', 2);
    const [elsewhere = ''] = await ticketsFor(await anEventWithDoor('Ballet'), 'Noether');
    const { page, inaccessible } = await openDoor();
    await page.getByRole('link', { name: 'Door' }).waitFor();
    await page.getByRole('link', { name: 'Opera' }).click();
    await page.getByText('0 of 2 in').waitFor();
    await type(page, code);
    await answers(page, 'In', 'Ada Lovelace');
    await page.getByText('1 of 2 in').waitFor();
    expect(await inaccessible()).toEqual([]);
    await type(page, ` ${code} `);
    await answers(page, 'Already in', 'In since');
    await type(page, elsewhere);
    await answers(page, 'Other event');
    await type(page, 'a shopping list');
    await answers(page, 'Not a ticket');
    await type(page, `${code.slice(0, -4)}AAAA`);
    await answers(page, 'Not a ticket');
    await page.getByRole('button', { name: 'Undo the check-in: Ada Lovelace' }).last().click();
    await page.fill('[name="reason"]', 'Went home');
    expect(await inaccessible()).toEqual([]);
    await page.getByRole('button', { name: 'Undo the check-in', exact: true }).click();
    await page.getByText('0 of 2 in').waitFor();
    await type(page, code);
    await answers(page, 'In', 'Ada Lovelace');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(PHONE);
  });

  test('somebody without a code is found by name, and a whole family is let in', async () => {
    const event = await anEventWithDoor('Cinema');
    await ticketsFor(event, 'Curie', 3);
    const { page, inaccessible } = await openDoor(event.id);
    await page.getByRole('searchbox').fill('cur');
    await press(page, 'Let in: Ada Curie, Ticket 2');
    await page.getByText('1 of 3 in').waitFor();
    // As quick as a double click, wherever the list of scans moves the button.
    await page
      .getByRole('button', { name: 'Let in 2 tickets' })
      .evaluate((button: { click: () => void }) => [button, button].map((one) => one.click()));
    await page.getByText('3 of 3 in').waitFor();
    await answers(page, 'In', 'Ada Curie', '2 tickets');
    expect(await page.locator('.scan').count()).toBe(2);
    expect(await inaccessible()).toEqual([]);
    await press(page, 'Undo the check-in: Ada Curie, Ticket 3');
    await page.fill('[name="reason"]', 'The child waits outside');
    await page.locator('.undo-form').getByRole('button', { name: 'Undo the check-in' }).click();
    await page.getByText('2 of 3 in').waitFor();
    await page.locator('.scan').getByText('1 ticket', { exact: false }).first().waitFor();
    await press(page, 'Undo the check-in: Ada Curie, Ticket 2');
    await page.fill('[name="reason"]', 'And so does this one');
    await page.locator('.undo-form').getByRole('button', { name: 'Undo the check-in' }).click();
    await page.getByText('1 of 3 in').waitFor();
    // The scan of that ticket alone is undone, and the other one counts one ticket.
    const undone = page.locator('.scan', { hasText: 'Undone' });
    expect([await undone.count(), await undone.getByRole('button').count()]).toEqual([1, 0]);
    expect(await page.locator('.scan').getByRole('button').count()).toBe(1);
  });

  test('without a connection signatures are checked, and the scans are handed in later', async () => {
    const event = await anEventWithDoor('Circus');
    const codes = await ticketsFor(event, 'Hopper', 3);
    const [first = '', second = '', third = ''] = codes;
    const { page, context, inaccessible } = await openDoor(event.id);
    await page.getByText('0 of 3 in').waitFor();
    await page.getByRole('heading', { name: 'Circus' }).waitFor();
    await page.waitForFunction(`localStorage['boxoffice.door.event.${event.id}'] !== undefined`);
    await type(page, third);
    await answers(page, 'Ada Hopper');
    await context.setOffline(true);
    await page.getByText('No connection.').first().waitFor();
    await type(page, first);
    await answers(page, 'In', 'Its signature is right.');
    await type(page, first);
    await answers(page, 'Already in');
    await type(page, third);
    await answers(page, 'Already in');
    await type(page, `${second.slice(0, -4)}AAAA`);
    await answers(page, 'Not a ticket');
    await type(page, second);
    await page.getByText('2 scans are to be handed in.').waitFor();
    expect(await inaccessible()).toEqual([]);
    // Meanwhile another door lets the second in.
    const { token } = event.organizer;
    await it.call({ path: `/v1/events/${event.id}/check-ins`, token, body: { ticket: second } });
    await context.setOffline(false);
    await page.getByText('2 scans were handed in.').waitFor();
    await page.getByText('Ada Hopper: Had been let in before, by another scan.').waitFor();
    await page.getByText('3 of 3 in').waitFor();
    expect(await inaccessible()).toEqual([]);
  });

  test.each(WIDTHS)(
    'a door that was open once opens without a connection, and hands in what it scanned, %i pixels wide',
    async (width) => {
      const event = await anEventWithDoor(`Variety of ${width}`);
      const [code = '', other = ''] = await ticketsFor(event, 'Noether', 2);
      const tab = await openDoor(event.id, browser, width);
      const { context } = tab;
      await tab.page.getByRole('heading', { name: `Variety of ${width}` }).waitFor();
      // The reader of codes is among the last files that are kept.
      const kept = `caches.open('boxoffice.shell').then((cache) => cache.keys()).then((files) => files.map(({ url }) => new URL(url).pathname).filter((name) => name === '/' || /door-page|decode/.test(name)).length)`;
      await eventually(async () => (await tab.page.evaluate(kept)) === 3);
      // A screen of the same build that keeps its files leaves those of the door.
      const own = await it.book(
        { id: doorman.session.user.id, token: doorman.session.accessToken },
        event.id,
      );
      await tab.page.goto(`${it.service.url}/bookings/${event.id}/${own.body.id}`);
      await eventually(
        async () => (await tab.page.evaluate(kept.replace('decode', 'decode|booking-page'))) === 4,
      );
      await tab.page.close();
      await context.setOffline(true);
      const page = await context.newPage();
      await page.goto(`${it.service.url}/door/${event.id}`);
      await page.getByRole('heading', { name: `Variety of ${width}` }).waitFor();
      await page.getByText('No connection.').first().waitFor();
      await type(page, code);
      await answers(page, 'In', 'Its signature is right.');
      await type(page, `${other.slice(0, -4)}AAAA`);
      await answers(page, 'Not a ticket');
      await page.getByText('1 scan is to be handed in.').waitFor();
      expect(await page.getByRole('button', { name: /^Undo|^Hand in now$/ }).count()).toBe(0);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      await page.reload();
      await page.getByText('1 scan is to be handed in.').waitFor();
      await context.setOffline(false);
      await page.getByText('1 scan was handed in. All of them were right.').waitFor();
      await page.getByText('1 of 3 in').waitFor();
      const { token } = event.organizer;
      const { body } = await it.call({ path: `/v1/events/${event.id}/arrivals`, token });
      expect(body.tickets.checkedIn).toBe(1);
    },
  );

  test('a check-in whose answer is lost counts once, and is no conflict with itself', async () => {
    const event = await anEventWithDoor('Concert');
    const [code = ''] = await ticketsFor(event, 'Germain');
    const { page } = await openDoor(event.id);
    await page.waitForFunction(`localStorage['boxoffice.door.event.${event.id}'] !== undefined`);
    await page.route('**/check-ins', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await type(page, code);
    await answers(page, 'In', 'Its signature is right.');
    await page.unrouteAll();
    await press(page, 'Hand in now');
    await page.getByText('1 scan was handed in. All of them were right.').waitFor();
    const { token } = event.organizer;
    const { body } = await eventually(() => it.call({ path: `/v1/events/${event.id}/arrivals`, token }));
    expect(body.tickets.checkedIn).toBe(1);
  });

  test('a check-in that is refused for the number of them is let in by its signature, and handed in later', async () => {
    const event = await anEventWithDoor('Recital');
    const [code = ''] = await ticketsFor(event, 'Kovalevskaya');
    const { page } = await openDoor(event.id);
    await page.waitForFunction(`localStorage['boxoffice.door.event.${event.id}'] !== undefined`);
    const tooMany = {
      status: 429,
      headers: { 'content-type': 'application/problem+json', 'retry-after': '1' },
      body: JSON.stringify({ code: 'too-many-requests', status: 429 }),
    };
    await page.route(/check-ins(\/batch)?$/, (route) => route.fulfill(tooMany));
    await type(page, code);
    await answers(page, 'In', 'Its signature is right.');
    await press(page, 'Hand in now');
    await page.getByText('1 scan is to be handed in.').waitFor();
    await page.unrouteAll();
    await press(page, 'Hand in now');
    await page.getByText('1 scan was handed in. All of them were right.').waitFor();
    const { token } = event.organizer;
    const { body } = await it.call({ path: `/v1/events/${event.id}/arrivals`, token });
    expect(body.tickets.checkedIn).toBe(1);
  });

  test('the camera reads a code once while it is held before it', async () => {
    const event = await anEventWithDoor('Musical');
    const [code = ''] = await ticketsFor(event, 'Johnson');
    const film = path.join(mkdtempSync(path.join(tmpdir(), 'boxoffice-film-')), 'code.y4m');
    writeFileSync(film, filmOf(code));
    const withCamera = await launchChromium([
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${film}`,
    ]);
    try {
      const { page } = await openDoor(event.id, withCamera);
      await press(page, 'Start the camera');
      await answers(page, 'In', 'Ada Johnson');
      // The film shows the code all the time.
      await page.waitForTimeout(1_000);
      expect(await page.locator('.scan').count()).toBe(1);
    } finally {
      await withCamera.close();
      rmSync(path.dirname(film), { recursive: true });
    }
  });

  test('nobody else gets in: strangers are told so, and others have to log in', async () => {
    const { id } = await it.anEvent();
    const { page } = await openDoor(id);
    await page.getByText('You are not on the staff of this event').waitFor();
    const other = await openTab(browser);
    tabs.push(other);
    await other.page.goto(`${it.service.url}/door/${id}`);
    await other.page.getByText('Log in to let people in.').waitFor();
    expect(await other.page.getByRole('link', { name: 'Door' }).count()).toBe(0);
  });
});
