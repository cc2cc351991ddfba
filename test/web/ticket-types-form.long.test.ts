/** Ticket types in the form of an event: what it makes of them, and the form in a real browser. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { idFor, typesOf } from '../../web/src/screens/organizer/type-values.ts';
import { WIDTHS } from '../kit/page-browser.ts';
import { aPageStage, type PageStage } from '../kit/page-stage.ts';
import type { Person, TestService } from '../kit/service.ts';
import { describeWithBrowser } from '../kit/with-browser.ts';

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const ADULT = { id: 'adult', name: 'Adult', price: eur(2_500) };
const CHILD = { id: 'child', name: 'Child', price: eur(1_050) };

describe('The id of a ticket type', () => {
  test.each([
    ['Adult', 'adult'],
    ['Ermäßigt (bis 12)', 'ermassigt-bis-12'],
    ['A very long name of a type', 'a-very-long-name-of'],
    ['Дети', 'type'],
    ['Child', 'child-2'],
  ])('of %s is %s', (name, id) => {
    expect(idFor(name, new Set(['child']))).toBe(id);
    expect(id).toMatch(/^[a-z0-9](?:[a-z0-9-]{0,18}[a-z0-9])?$/);
  });

  test('is unique where the name is cut off, and stays when the name changes', () => {
    const type = { price: '', isOffSale: false };
    const name = 'A very long name of a type';
    const values = [
      { ...type, id: 'child', name: 'Under 12' },
      { ...type, id: '', name },
      { ...type, id: '', name: `${name} as well` },
    ];
    expect(typesOf(values, 'EUR')?.map(({ id }) => id)).toEqual([
      'child',
      'a-very-long-name-of',
      'a-very-long-name-o-2',
    ]);
  });

  test('comes with a price in the smallest unit of its currency', () => {
    const type = { id: 'a', name: 'A', isOffSale: false };
    const price = (typed: string, currency: string) =>
      typesOf([{ ...type, price: typed }], currency)?.[0]?.price;
    expect(price('25.5', 'EUR')).toEqual(eur(2_550));
    expect(price('0', 'EUR')).toEqual(eur(0));
    expect(price('2500', 'JPY')).toEqual({ amount: 2_500, currency: 'JPY' });
    expect(price('1.234', 'KWD')).toEqual({ amount: 1_234, currency: 'KWD' });
    expect(price('25.555', 'EUR')).toBeUndefined();
    expect(price('', 'EUR')).toBeUndefined();
  });
});

describeWithBrowser('The form of ticket types', () => {
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
  const typesOf = async ({ token }: Person, eventId: string) =>
    (await it.call({ path: `/v1/events/${eventId}`, token })).body['ticketTypes'];
  const idIn = (page: Page) => page.url().split('/').at(-1) ?? '';

  async function fillIn(page: Page, place: number, name: string, price: string): Promise<void> {
    await page.fill(`[name="type-${place}-name"]`, name);
    await page.fill(`[name="type-${place}-price"]`, price);
  }
  async function usualFields(page: Page): Promise<void> {
    await page.fill('[name="name"]', 'Fair');
    await page.fill('[name="startsAt"]', '2099-07-01T20:00');
    await page.fill('[name="capacity"]', '50');
  }

  test.each(WIDTHS)(
    'an event of two types is made as a draft, changed and published, and a type goes off sale, %i pixels wide',
    async (width) => {
      const organizer = await it.aPerson('organizer');
      const options = { width, bypassCSP: true };
      const { page, inaccessible } = await stage.openAs(organizer, 'organizer', '/organize/new', options);
      await usualFields(page);
      await unfold(page, 'Ticket types and prices');
      for (let types = 0; types < 3; types += 1) await press(page, 'Add a type');
      await page.locator('[name="type-2-name"]:focus').waitFor();
      await fillIn(page, 0, 'Adult', '25.555');
      await page.fill('[name="type-2-name"]', 'Child');
      await press(page, 'Save as a draft');
      await says(page, 'Please write an amount such as 25.00.');
      await says(page, 'Please fill this in.');
      expect(await inaccessible()).toEqual([]);
      await fitsIn(page, width);
      await press(page, 'Remove Type 2');
      await fillIn(page, 0, 'Adult', '25');
      await fillIn(page, 1, 'Child', '10.5');
      await page.reload();
      expect(await page.inputValue('[name="type-1-price"]')).toBe('10.5');
      await press(page, 'Save as a draft');
      await says(page, 'This is a draft');
      const eventId = idIn(page);
      expect(await typesOf(organizer, eventId)).toEqual([ADULT, CHILD]);

      await page.getByRole('link', { name: 'Edit' }).click();
      await fillIn(page, 1, 'Under 12', '12.00');
      await press(page, 'Add a type');
      await fillIn(page, 2, 'Senior', '');
      await press(page, 'Save the changes');
      await says(page, 'This is a draft');
      const [child, senior] = [
        { id: 'child', name: 'Under 12', price: eur(1_200) },
        { id: 'senior', name: 'Senior' },
      ];
      expect(await typesOf(organizer, eventId)).toEqual([ADULT, child, senior]);

      await press(page, 'Publish');
      await says(page, 'The event is published.');
      await page.getByRole('link', { name: 'Edit' }).click();
      expect(await page.getAttribute('[name="type-0-price"]', 'readonly')).not.toBeNull();
      expect(await page.getByRole('button', { name: /^Remove/ }).count()).toBe(0);
      await page.locator('[name="type-1-off-sale"]').check();
      expect(await inaccessible()).toEqual([]);
      await fitsIn(page, width);
      await press(page, 'Save the changes');
      await page.getByRole('link', { name: 'See it as buyers do' }).click();
      await page
        .getByRole('listitem')
        .filter({ hasText: 'Under 12' })
        .getByText('not on sale any more')
        .waitFor();
      expect(await typesOf(organizer, eventId)).toEqual([ADULT, { ...child, isOffSale: true }, senior]);
    },
  );

  test('what the service refuses is said at its field, and a currency without cents has none', async () => {
    const organizer = await it.aPerson('organizer');
    const { page } = await stage.openAs(organizer, 'organizer', '/organize/new');
    await usualFields(page);
    await unfold(page, 'Ticket types and prices');
    for (const place of [0, 1]) {
      await press(page, 'Add a type');
      await fillIn(page, place, 'Adult', '2500');
    }
    await press(page, 'Publish now');
    await says(page, 'Two ticket types have the same name.');
    await fillIn(page, 1, 'x'.repeat(61), '99999999999');
    await press(page, 'Publish now');
    await says(page, 'Please write at most 60 characters.');
    await says(page, 'This amount is too high.');
    expect(await page.locator('[name="type-1-price"]').getAttribute('aria-invalid')).toBe('true');
    await page.selectOption('#currency', 'JPY');
    await fillIn(page, 1, 'Child', '1000.50');
    await press(page, 'Publish now');
    await says(page, 'Please write an amount such as 25.');
    await fillIn(page, 1, 'Child', '1000');
    await press(page, 'Publish now');
    await page.getByRole('link', { name: 'See it as buyers do' }).waitFor();
    const jpy = (amount: number) => ({ amount, currency: 'JPY' });
    expect(await typesOf(organizer, idIn(page))).toEqual([
      { id: 'adult', name: 'Adult', price: jpy(2_500) },
      { id: 'child', name: 'Child', price: jpy(1_000) },
    ]);
  });

  test('a German writes amounts with a comma, and a published event without types has no form for them', async () => {
    const organizer = await it.aPerson('organizer');
    const options = { locale: 'de-DE', width: 390 };
    const { page } = await stage.openAs(organizer, 'organizer', '/organize/new', options);
    await usualFields(page);
    await unfold(page, 'Ticketarten und Preise');
    await press(page, 'Ticketart hinzufügen');
    await fillIn(page, 0, 'Ermäßigt', '7,5');
    await press(page, 'Jetzt veröffentlichen');
    await page.getByRole('link', { name: 'Bearbeiten' }).click();
    expect(await page.inputValue('[name="type-0-price"]')).toBe('7,50');
    const eventId = page.url().split('/').at(-2) ?? '';
    expect(await typesOf(organizer, eventId)).toEqual([
      { id: 'ermassigt', name: 'Ermäßigt', price: eur(750) },
    ]);
    const plain = await it.anEvent();
    const other = await stage.openAs(plain.organizer, 'organizer', `/organize/${plain.id}/edit`);
    await other.page.locator('[name="name"]').waitFor();
    expect(await other.page.getByText('Ticket types and prices').count()).toBe(0);
  });
});
