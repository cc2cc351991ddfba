/** Ticket types for those who run an event, in a real browser: the list of bookings, the door, and booking for somebody there. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { WIDTHS } from '../kit/page-browser.ts';
import { aPageStage, type PageStage } from '../kit/page-stage.ts';
import type { TestService } from '../kit/service.ts';
import { describeWithBrowser } from '../kit/with-browser.ts';

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const ADULT = { id: 'adult', name: 'Adult', price: eur(2_500) };
const CHILD = { id: 'child', name: 'Child', price: eur(1_050) };
const TYPED = { capacity: 10, ticketTypes: [ADULT, CHILD] };
const FAMILY = [
  { type: 'adult', quantity: 2 },
  { type: 'child', quantity: 1 },
];

describeWithBrowser('Ticket types for those who run an event', () => {
  let stage: PageStage;
  let it: TestService;
  beforeAll(async () => {
    stage = await aPageStage();
    it = stage.it;
  });
  afterAll(() => stage.stop());

  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
  const says = (page: Page, text: string) => page.getByText(text).first().waitFor();
  const fitsIn = async (page: Page, width: number) =>
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
  test.each(WIDTHS)(
    'the list of bookings names the types, and so does the door, %i pixels wide',
    async (width) => {
      const event = await it.anEvent(TYPED);
      const { body } = await it.book(await it.aPerson(), event.id, { types: FAMILY });
      const options = { width, bypassCSP: true };
      const list = await stage.openAs(
        event.organizer,
        'organizer',
        `/organize/${event.id}/bookings`,
        options,
      );
      await says(list.page, '2 × Adult, 1 × Child');
      expect(await list.inaccessible()).toEqual([]);
      await fitsIn(list.page, width);

      const { tickets } = (
        await it.call({ path: `/v1/events/${event.id}/bookings/${body.id}`, token: event.organizer.token })
      ).body;
      const { page, inaccessible } = await stage.openAs(
        event.organizer,
        'organizer',
        `/door/${event.id}`,
        options,
      );
      const scan = async (place: number) => {
        await page.getByLabel('Code of a ticket').fill(tickets[place].code);
        await press(page, 'Check in');
      };
      await scan(2);
      await page.locator('.verdict.good .verdict-type', { hasText: 'Child' }).waitFor();
      await scan(2);
      await page.locator('.verdict.again .verdict-type', { hasText: 'Child' }).waitFor();
      await page.getByLabel('Name of a guest').fill('Person');
      await says(page, 'Ticket 1, Adult');
      await press(page, 'Let in 2 tickets');
      await page.locator('.verdict.good .verdict-type', { hasText: '2 × Adult' }).waitFor();
      expect(await inaccessible()).toEqual([]);
      await fitsIn(page, width);
    },
  );

  test.each(WIDTHS)('tickets are booked by type for somebody at the door, %i pixels wide', async (width) => {
    const event = await it.anEvent(TYPED);
    const path = `/organize/${event.id}/book`;
    const options = { width, bypassCSP: true };
    const { page, inaccessible } = await stage.openAs(event.organizer, 'organizer', path, options);
    await page.fill('[name="firstName"]', 'Ada');
    await page.fill('[name="lastName"]', 'Lovelace');
    await press(page, 'Book tickets');
    await says(page, 'Please choose at least one ticket.');
    await press(page, 'One more: Adult');
    await press(page, 'One more: Child');
    await says(page, 'Total: €35.50');
    expect(await inaccessible()).toEqual([]);
    await press(page, 'Book 2 tickets');
    await says(page, '1 × Adult, 1 × Child');
    await page.locator('.door-codes .ticket-type', { hasText: 'Child' }).waitFor();
    await fitsIn(page, width);
  });
});
