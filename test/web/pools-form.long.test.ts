/** Pools in the form of an event and on its screen, for those who run it: what the form makes of them, and both in a real browser. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { emptyPool, poolsOf } from '../../web/src/screens/organizer/pool-values.ts';
import { WIDTHS } from '../kit/page-browser.ts';
import { aPageStage, type PageStage } from '../kit/page-stage.ts';
import type { TestService } from '../kit/service.ts';
import { describeWithBrowser } from '../kit/with-browser.ts';

const POOLS = [
  { id: 'vip', capacity: 50 },
  { id: 'seats', capacity: 400 },
];

describe('The pools of a form', () => {
  const pool = (key: string, name: string) => ({ key, name, capacity: ' 50 ' });

  test('get ids from their names, by which the types name them', () => {
    const types = [{ id: 'gold', pools: ['2', '1'] }, { id: 'standing' }];
    const named = [pool('1', 'Sitzplätze'), pool('2', 'VIP'), pool('3', 'VIP!'), pool('4', '?')];
    expect(poolsOf(named, types)).toEqual({
      pools: ['sitzplatze', 'vip', 'vip-2', 'pool'].map((id) => ({ id, capacity: 50 })),
      ticketTypes: [{ id: 'gold', pools: ['vip', 'sitzplatze'] }, { id: 'standing' }],
    });
    expect(emptyPool([pool('1', ''), pool('4', '')])).toEqual({ key: '5', name: '', capacity: '' });
  });
});

describeWithBrowser('The form of pools', () => {
  let stage: PageStage;
  let it: TestService;
  beforeAll(async () => {
    stage = await aPageStage();
    it = stage.it;
  });
  afterAll(() => stage.stop());

  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
  const unfold = (page: Page, name: string) => page.locator('summary', { hasText: name }).click();
  const says = (page: Page, text: string) => page.getByText(text).first().waitFor();
  const fitsIn = async (page: Page, width: number) =>
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
  const read = async (eventId: string, token?: string) =>
    (await it.call({ path: `/v1/events/${eventId}`, ...(token && { token }) })).body;
  const left = (page: Page, type: string, count: string) =>
    page
      .locator('.figures div', { hasText: `Left: ${type}` })
      .getByText(count, { exact: true })
      .waitFor();

  test.each(WIDTHS)(
    'an event with pools is made by the form, and they stay as they are, %i pixels wide',
    async (width) => {
      const organizer = await it.aPerson('organizer');
      const options = { width, bypassCSP: true };
      const { page, inaccessible } = await stage.openAs(organizer, 'organizer', '/organize/new', options);
      await page.fill('[name="name"]', 'Concert');
      await page.fill('[name="startsAt"]', '2099-07-01T20:00');
      await page.fill('[name="capacity"]', '1000');
      expect(await page.locator('summary', { hasText: 'Pools' }).count()).toBe(0);
      await unfold(page, 'Ticket types and prices');
      for (const [place, name] of ['VIP', 'Seat', 'Standing'].entries()) {
        await press(page, 'Add a type');
        await page.fill(`[name="type-${place}-name"]`, name);
      }
      // An event with pools has neither, so what is filled in before is not sent, and not wrong.
      await unfold(page, 'Waitlist');
      await page.fill('[name="offerMinutes"]', 'ten');
      await unfold(page, 'Sale');
      await page.fill('[name="drawMinutes"]', '10');
      await unfold(page, 'Pools');
      for (let pools = 0; pools < 3; pools += 1) await press(page, 'Add a pool');
      await page.locator('[name="pool-2-name"]:focus').waitFor();
      expect(await page.locator('[name="drawMinutes"]').count()).toBe(0);
      await press(page, 'Remove Pool 2');
      await page.fill('[name="pool-0-name"]', 'VIP');
      await page.fill('[name="pool-0-capacity"]', 'fifty');
      await page.fill('[name="pool-1-name"]', 'Seats');
      await press(page, 'Publish now');
      await says(page, 'Please write a whole number.');
      await says(page, 'Please fill this in.');
      await page.fill('[name="pool-0-capacity"]', '50');
      await page.fill('[name="pool-1-capacity"]', '400');
      await page.locator('[name="type-0-pool-0"]').check();
      await press(page, 'Publish now');
      await says(page, 'No ticket type takes places of seats. Please choose it at a type.');
      await page.locator('[name="type-0-pool-1"]').check();
      await page.getByRole('group', { name: 'Type 2' }).getByLabel('Seats').check();
      await says(page, 'An event with pools has no waitlist yet.');
      expect(await page.locator('[name="hasWaitlist"]').isDisabled()).toBe(true);
      expect(await inaccessible()).toEqual([]);
      await fitsIn(page, width);
      await page.reload();
      expect(await page.locator('[name="type-1-pool-1"]').isChecked()).toBe(true);
      await press(page, 'Publish now');
      await page.getByRole('link', { name: 'See it as buyers do' }).waitFor();
      const eventId = page.url().split('/').at(-1) ?? '';
      const types = [
        { id: 'vip', name: 'VIP', pools: ['vip', 'seats'] },
        { id: 'seat', name: 'Seat', pools: ['seats'] },
        { id: 'standing', name: 'Standing' },
      ];
      const waitlist = { enabled: false };
      const made = await read(eventId);
      expect(made).toMatchObject({ pools: POOLS, ticketTypes: types, waitlist });
      expect([made.draw, made.waitlist.offerTtlSeconds]).toEqual([undefined, undefined]);
      await left(page, 'VIP', '50');
      await left(page, 'Seat', '400');
      expect(await inaccessible()).toEqual([]);
      await fitsIn(page, width);

      await page.getByRole('link', { name: 'Edit' }).click();
      expect(await page.inputValue('[name="pool-1-name"]')).toBe('seats');
      for (const name of ['pool-0-name', 'pool-1-capacity'])
        expect(await page.getAttribute(`[name="${name}"]`, 'readonly')).not.toBeNull();
      expect(await page.getByRole('button', { name: 'Add a pool' }).count()).toBe(0);
      expect(await page.locator('[name="type-0-pool-0"]').isDisabled()).toBe(true);
      await press(page, 'Add a type');
      await page.fill('[name="type-3-name"]', 'Balcony');
      await page.locator('[name="type-3-pool-1"]').check();
      expect(await inaccessible()).toEqual([]);
      await fitsIn(page, width);
      await press(page, 'Save the changes');
      await left(page, 'Balcony', '400');
      const balcony = { id: 'balcony', name: 'Balcony', pools: ['seats'] };
      expect(await read(eventId)).toMatchObject({ pools: POOLS, ticketTypes: [...types, balcony], waitlist });
    },
  );

  test('types take places of at most three pools, and other pools when the event is a draft', async () => {
    const pools = ['a', 'b', 'c', 'd'].map((id) => ({ id, capacity: 5 }));
    const ticketTypes = [
      { id: 'one', name: 'One', pools: ['a', 'b', 'c'] },
      { id: 'two', name: 'Two', pools: ['d'] },
    ];
    // What the form does not show of a waitlist that is off stays as it was stated.
    const waitlist = { enabled: false, policy: 'skip' };
    const event = await it.anEvent({ pools, ticketTypes, waitlist, isDraft: true });
    const { page } = await stage.openAs(event.organizer, 'organizer', `/organize/${event.id}/edit`);
    const last = page.locator('[name="type-0-pool-3"]');
    await last.waitFor();
    expect(await last.isDisabled()).toBe(true);
    await page.locator('[name="type-0-pool-0"]').uncheck();
    await last.check();
    await page.locator('[name="type-1-pool-0"]').check();
    await press(page, 'Save the changes');
    await says(page, 'This is a draft');
    expect(await read(event.id, event.organizer.token)).toMatchObject({
      ticketTypes: [{ pools: ['b', 'c', 'd'] }, { pools: ['d', 'a'] }],
      waitlist,
    });
  });

  test('a German reads of Kontingente, and what is left of each type', async () => {
    const ticketTypes = [{ id: 'vip', name: 'VIP', pools: ['vip', 'seats'] }];
    const waitlist = { enabled: false };
    const event = await it.anEvent({ capacity: 1000, pools: POOLS, ticketTypes, waitlist });
    const options = { locale: 'de-DE', width: 390 };
    const path = `/organize/${event.id}`;
    const { page } = await stage.openAs(event.organizer, 'organizer', path, options);
    await page.locator('.figures div', { hasText: 'Frei: VIP' }).getByText('50').waitFor();
    await page.getByRole('link', { name: 'Bearbeiten' }).click();
    await says(page, 'Kontingente bleiben, wie sie sind.');
    await says(page, 'Belegt einen Platz aus');
  });
});
