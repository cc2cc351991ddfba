/** One life of an event on the page by keyboard alone, on a slow network, from its making to the door. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { aPageStage, type PageStage } from '../kit/page-stage.ts';
import type { TestService } from '../kit/service.ts';
import { describeWithBrowser } from '../kit/with-browser.ts';

const PASSWORD = 'a moth in the relay';
const EMAIL = 'grace@example.com';
/** Nothing on the page is further than so many stops of the Tab key. */
const STOPS_MAX = 60;
/** As on a bad mobile connection: ms each way and back, and bytes a second. */
const SLOW = { offline: false, latency: 100, downloadThroughput: 200_000, uploadThroughput: 100_000 };

describeWithBrowser('A life by keyboard alone, on a slow network', () => {
  let stage: PageStage;
  let it: TestService;
  beforeAll(async () => {
    stage = await aPageStage();
    it = stage.it;
  });
  afterAll(() => stage.stop());

  async function open(path: string): Promise<Page> {
    const tab = await stage.openTab();
    const protocol = await tab.context.newCDPSession(tab.page);
    await protocol.send('Network.enable');
    await protocol.send('Network.emulateNetworkConditions', SLOW);
    await tab.page.goto(`${it.service.url}${path}`);
    return tab.page;
  }

  /** Presses Tab until the element has the focus, and expects an outline around it, or around the card that it opens. */
  async function reach(page: Page, target: Locator): Promise<void> {
    await target.waitFor();
    for (let stop = 0; stop < STOPS_MAX; stop += 1) {
      const outlines = await target.evaluate((element) => {
        const { activeElement, defaultView } = element.ownerDocument;
        if (element !== activeElement) return undefined;
        const seen = [element, element.closest('.card')].filter((place) => place !== null);
        return seen.map((place) => defaultView?.getComputedStyle(place).outlineStyle);
      });
      if (outlines !== undefined) {
        expect(outlines).toContain('solid');
        return;
      }
      await page.keyboard.press('Tab');
    }
    throw new Error(`The Tab key does not reach ${target}.`);
  }

  const press = async (page: Page, name: string | RegExp) => {
    await reach(page, page.getByRole('button', { name, exact: typeof name === 'string' }));
    await page.keyboard.press('Enter');
  };
  const follow = async (page: Page, name: string) => {
    await reach(page, page.getByRole('link', { name, exact: true }));
    await page.keyboard.press('Enter');
  };
  const type = async (page: Page, selector: string, ...texts: string[]) => {
    await reach(page, page.locator(selector));
    for (const text of texts) {
      await page.keyboard.type(text);
      await page.keyboard.press('ArrowRight');
    }
  };
  const heading = (page: Page, name: string) => page.getByRole('heading', { name }).waitFor();

  /** Books from the screen of the event on, which asks who comes. */
  async function bookAs(page: Page, firstName: string, first: string, last: string): Promise<void> {
    await follow(page, first);
    await press(page, 'Continue');
    await type(page, '[name="given-name"]', firstName);
    await type(page, '[name="family-name"]', 'Hopper');
    await type(page, '[name="email"]', `${firstName.toLowerCase()}@example.com`);
    await press(page, last);
  }

  async function logIn(page: Page): Promise<void> {
    await type(page, '[name="email"]', EMAIL);
    await type(page, '[name="password"]', PASSWORD);
    await page.keyboard.press('Enter');
  }

  test('goes from an empty list to the door', async () => {
    const body = { name: 'Grace', email: EMAIL, password: PASSWORD };
    const { user, accessToken } = (await it.call({ path: '/v1/auth/register', body })).body;
    await it.changeRole({ id: user.id, token: accessToken }, 'organizer');

    const organizer = await open('/log-in?next=/organize');
    await logIn(organizer);
    await follow(organizer, 'New event');
    await type(organizer, '[name="name"]', 'Last seat');
    await type(organizer, '[name="startsAt"]', '07012099', '0800PM');
    await type(organizer, '[name="capacity"]', '1');
    await reach(organizer, organizer.getByRole('checkbox', { name: 'People without an account may book' }));
    await organizer.keyboard.press('Space');
    await press(organizer, 'Publish now');
    await heading(organizer, 'Last seat');
    const eventId = organizer.url().split('/').at(-1) ?? '';

    const holder = await open(`/events/${eventId}`);
    await bookAs(holder, 'Ada', 'Book tickets', 'Book 1 ticket');
    await heading(holder, 'Booked: 1 ticket');
    const waiter = await open('/');
    await follow(waiter, 'Last seat');
    await bookAs(waiter, 'Mary', 'Join the waitlist', 'Wait for 1 ticket');
    await heading(waiter, 'You wait for 1 ticket');

    await follow(holder, 'My bookings');
    await follow(holder, 'Last seat');
    await press(holder, 'Give tickets back');
    await press(holder, 'Give 1 ticket back');
    await heading(holder, 'You cancelled this booking');

    await follow(waiter, 'My bookings');
    await follow(waiter, 'Last seat');
    await heading(waiter, 'You have 1 ticket');
    const path = `/v1/events/${eventId}/bookings`;
    const { items } = (await it.call({ path: `${path}?status=confirmed`, token: accessToken })).body;
    const { tickets } = (await it.call({ path: `${path}/${items[0].id}`, token: accessToken })).body;

    await follow(organizer, 'Door');
    await follow(organizer, 'Last seat');
    await type(organizer, '[name="code"]', tickets[0].code);
    await organizer.keyboard.press('Enter');
    await organizer.locator('.verdict').getByText('Mary Hopper').waitFor();
    await organizer.getByText('1 of 1 in').waitFor();
  });
});
