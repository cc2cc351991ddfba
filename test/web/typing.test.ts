/** What somebody types stays when the screen reads again what is stored, in a real browser. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { aPageStage, type PageStage } from '../kit/page-stage.ts';
import { describeWithBrowser } from '../kit/with-browser.ts';

/** A screen is drawn in less time than this once it has an answer. */
const DRAWN_MS = 200;

describeWithBrowser('What is typed into a form', () => {
  let stage: PageStage;
  beforeAll(async () => {
    stage = await aPageStage({ webhooks: 'any' });
  });
  afterAll(() => stage.stop());

  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

  /** Holds the requests of a method to an address back from now on, until what is returned is called. */
  async function held(page: Page, method: string, address: string) {
    let letGo = () => {};
    const released = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    await page.route(address, async (route) => {
      if (route.request().method() === method) await released;
      await route.continue();
    });
    return letGo;
  }

  test('stays in the account while its new name is read', async () => {
    const { page } = await stage.openAs(await stage.it.aPerson(), 'attendee', '/my-account');
    const field = (name: string) => page.locator(`[name="${name}"]`).first();
    await field('name').fill('Grace Hopper');
    const letGo = await held(page, 'GET', '**/v1/me');
    await press(page, 'Save');
    await page.getByText('Your account is saved.').waitFor();
    await field('email').fill('hopper@example.com');
    const read = page.waitForResponse('**/v1/me');
    letGo();
    await (await read).finished();
    await page.waitForTimeout(DRAWN_MS);
    expect([await field('name').inputValue(), await field('email').inputValue()]).toEqual([
      'Grace Hopper',
      'hopper@example.com',
    ]);
  });

  test('stays in an endpoint that is paused, and is given up where it was saved', async () => {
    const organizer = await stage.it.aPerson('organizer');
    const made = await stage.it.call({
      path: '/v1/webhooks',
      token: organizer.token,
      body: { url: 'https://example.com/first', description: 'Mine' },
    });
    const { page } = await stage.openAs(organizer, 'organizer', `/organize/webhooks/${made.body.id}`);
    const field = (name: string) => page.locator(`input[name="${name}"]`);
    await page.getByText('Change the address or the description').click();
    await field('description').fill('Another');
    await press(page, 'Pause');
    await page.getByRole('button', { name: 'Enable' }).waitFor();
    expect(await field('description').inputValue()).toBe('Another');
    await field('description').fill(' Another ');
    await press(page, 'Save the changes');
    await page.getByRole('heading', { name: 'Another' }).waitFor();
    await page.waitForFunction("document.querySelector('input[name=description]').value === 'Another'");
  });

  test('stays beside a number of tickets that is being set', async () => {
    const { id, organizer } = await stage.it.anEvent({ capacity: 5 });
    const { page } = await stage.openAs(organizer, 'organizer', `/organize/${id}`);
    const capacity = page.locator('[name="capacity"]');
    await page.getByText('Change the number of tickets').click();
    await capacity.fill('7');
    const letGo = await held(page, 'PATCH', `**/v1/events/${id}`);
    await press(page, 'Change it');
    await capacity.fill('9');
    const read = page.waitForResponse((response) => response.request().method() === 'GET');
    letGo();
    await page.getByText('The event has 7 tickets now.').waitFor();
    await (await read).finished();
    await page.waitForTimeout(DRAWN_MS);
    expect(await capacity.inputValue()).toBe('9');
  });
});
