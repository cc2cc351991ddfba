/** Ticket types for buyers, in a real browser: booking, cancelling and adding by type. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { WIDTHS } from '../kit/page-browser.ts';
import { aPageStage, type PageStage } from '../kit/page-stage.ts';
import type { Person, TestService } from '../kit/service.ts';
import { describeWithBrowser } from '../kit/with-browser.ts';

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const ADULT = { id: 'adult', name: 'Adult', price: eur(2_500) };
const CHILD = { id: 'child', name: 'Child', price: eur(1_050) };
const TYPED = { capacity: 10, maxPerBooking: 4, ticketTypes: [ADULT, CHILD] };
const FAMILY = [
  { type: 'adult', quantity: 2 },
  { type: 'child', quantity: 1 },
];
const GUEST = { 'given-name': 'Ada', 'family-name': 'Lovelace', email: 'ada@example.com' };

describeWithBrowser('Ticket types on the page', () => {
  let stage: PageStage;
  let it: TestService;
  beforeAll(async () => {
    stage = await aPageStage();
    it = stage.it;
  });
  afterAll(() => stage.stop());

  const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name }).waitFor();
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
  const says = (page: Page, text: string) => page.getByText(text).first().waitFor();
  const fitsIn = async (page: Page, width: number) =>
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
  async function listed({ id, organizer }: { id: string; organizer: Person }) {
    const { body } = await it.call({ path: `/v1/events/${id}/bookings`, token: organizer.token });
    return body.items as { status: string; types: unknown; reason?: string }[];
  }
  const change = async (event: { id: string; organizer: Person }, ticketTypes: unknown) =>
    expect(
      await it.call({
        method: 'PATCH',
        path: `/v1/events/${event.id}`,
        token: event.organizer.token,
        body: { ticketTypes },
      }),
    ).toMatchObject({ status: 200 });
  async function booked(types: unknown, fields: object = {}) {
    const event = await it.anEvent({ ...TYPED, ...fields });
    const person = await it.aPerson();
    const { status, body } = await it.book(person, event.id, { types });
    expect(status).toBe(201);
    return { event, person, path: `/bookings/${event.id}/${body.id}`, bookingId: body.id as string };
  }

  test.each(WIDTHS)(
    'a guest books tickets of two types and sees their total, %i pixels wide, and axe finds nothing',
    async (width) => {
      const event = await it.anEvent({ ...TYPED, allowGuests: true, venue: 'Great hall' });
      const { page, inaccessible } = await stage.open(`/events/${event.id}`, { width, bypassCSP: true });
      await page.getByRole('listitem').filter({ hasText: 'Child' }).getByText('€10.50').waitFor();
      expect(await inaccessible()).toEqual([]);
      await page.getByRole('link', { name: 'Book tickets' }).click();
      await says(page, '€25.00 each');
      await press(page, 'Continue');
      await says(page, 'Please choose at least one ticket.');
      expect(await inaccessible()).toEqual([]);
      await press(page, 'One more: Adult');
      await press(page, 'One more: Adult');
      await press(page, 'One more: Child');
      await says(page, 'Total: €60.50');
      await press(page, 'One more: Child');
      await says(page, 'Total: €71.00');
      for (const name of ['One more: Adult', 'One more: Child'])
        expect(await page.getByRole('button', { name }).isDisabled()).toBe(true);
      await press(page, 'One fewer: Child');
      expect(await inaccessible()).toEqual([]);
      await fitsIn(page, width);
      await press(page, 'Continue');
      await says(page, '2 × Adult, 1 × Child');
      for (const [name, value] of Object.entries(GUEST)) await page.fill(`[name="${name}"]`, value);
      await press(page, 'Book 3 tickets');
      await heading(page, 'Booked: 3 tickets');
      await says(page, 'Total: €60.50');
      expect(await listed(event)).toMatchObject([{ status: 'confirmed', types: FAMILY }]);
      await page.getByRole('link', { name: 'Open the booking' }).click();
      await heading(page, 'You have 3 tickets');
      await says(page, '2 × Adult, 1 × Child');
      const third = page
        .getByRole('article')
        .filter({ has: page.getByRole('heading', { name: 'Ticket 3' }) });
      await third.locator('.ticket-type', { hasText: 'Child' }).last().waitFor();
      expect(await inaccessible()).toEqual([]);
      await fitsIn(page, width);
    },
  );

  test('what is chosen is kept after a reload, and a type that goes off sale meanwhile is said and left out', async () => {
    const event = await it.anEvent({ ...TYPED, allowGuests: true });
    const { page } = await stage.open(`/events/${event.id}/book`);
    for (const name of ['Adult', 'Child']) await press(page, `One more: ${name}`);
    await page.reload();
    await says(page, 'Total: €35.50');
    await press(page, 'Continue');
    for (const [name, value] of Object.entries(GUEST)) await page.fill(`[name="${name}"]`, value);
    // The page goes on with the event as it read it.
    await page.route(`**/v1/events/${event.id}`, (route) => route.abort());
    await change(event, [ADULT, { ...CHILD, isOffSale: true }]);
    await press(page, 'Book 2 tickets');
    await says(page, 'One of these tickets is not on sale any more. Please choose again.');
    await page.unrouteAll();
    await press(page, 'Book 1 ticket');
    await heading(page, 'Booked: 1 ticket');
    expect(await listed(event)).toMatchObject([{ types: [{ type: 'adult', quantity: 1 }] }]);
  });

  test('of one type that is on sale there is one stepper that begins at one, and of none there is no way to book', async () => {
    const event = await it.anEvent({ ...TYPED, ticketTypes: [ADULT, { ...CHILD, isOffSale: true }] });
    const { page } = await stage.open(`/events/${event.id}`);
    await page.getByRole('listitem').filter({ hasText: 'Child' }).getByText('not on sale any more').waitFor();
    await page.getByRole('link', { name: 'Book tickets' }).click();
    await says(page, 'Total: €25.00');
    expect(await page.getByRole('spinbutton').count()).toBe(1);
    await change(
      event,
      [ADULT, CHILD].map((type) => ({ ...type, isOffSale: true })),
    );
    await page.goto(`${it.service.url}/events/${event.id}`);
    await says(page, 'No more tickets are sold for this event.');
    expect(await page.getByRole('link', { name: 'Book tickets' }).count()).toBe(0);
  });

  test('a German reads German names, numbers and prices', async () => {
    const types = [
      { ...ADULT, name: 'Erwachsene' },
      { id: 'free', name: 'Kinder', price: eur(0) },
    ];
    const event = await it.anEvent({ ...TYPED, ticketTypes: types });
    const { page } = await stage.open(`/events/${event.id}/book`, { locale: 'de-DE', width: 390 });
    await page.getByText(/^je 25,00\s€$/).waitFor();
    await says(page, 'kostenlos');
    await press(page, 'Eines mehr: Erwachsene');
    await page.getByText(/^Zusammen: 25,00\s€$/).waitFor();
    await press(page, 'Eines weniger: Erwachsene');
    await press(page, 'Weiter');
    await says(page, 'Bitte wählen Sie mindestens ein Ticket.');
  });

  test.each(WIDTHS)(
    'one of two types is given back by picking it, and more are added, %i pixels wide',
    async (width) => {
      const { event, person, path } = await booked(FAMILY, { capacity: 20 });
      const { page, inaccessible } = await stage.openAs(person, 'attendee', path, { width, bypassCSP: true });
      await heading(page, 'You have 3 tickets');
      await press(page, 'Give tickets back');
      await page.getByLabel('Ticket 1, Adult').check();
      expect(await inaccessible()).toEqual([]);
      await press(page, 'Give 1 ticket back');
      await heading(page, 'You have 2 tickets');
      await says(page, '1 × Adult, 1 × Child');
      await says(page, 'Total: €35.50');
      await press(page, 'Add tickets');
      await press(page, 'One more: Child');
      expect(await inaccessible()).toEqual([]);
      await press(page, 'Add 1 ticket');
      await heading(page, 'You have 3 tickets');
      await says(page, '1 × Adult, 2 × Child');
      expect(await listed(event)).toMatchObject([
        {
          types: [
            { type: 'adult', quantity: 1 },
            { type: 'child', quantity: 2 },
          ],
        },
      ]);
      await page.goto(`${it.service.url}/my-bookings`);
      await says(page, '1 × Adult, 2 × Child');
    },
  );

  test('a type that goes off sale before it is added is said, and is not offered again', async () => {
    const { event, person, path } = await booked([{ type: 'adult', quantity: 1 }]);
    const { page } = await stage.openAs(person, 'attendee', path);
    await press(page, 'Add tickets');
    await press(page, 'One more: Child');
    await change(event, [ADULT, { ...CHILD, isOffSale: true }]);
    await press(page, 'Add 1 ticket');
    await says(page, 'One of these tickets is not on sale any more. Please choose again.');
    await press(page, 'Add tickets');
    await page.getByRole('spinbutton').and(page.getByLabel('Adult')).waitFor();
    await page.getByRole('spinbutton').and(page.getByLabel('Child')).waitFor({ state: 'detached' });
    await press(page, 'Add 1 ticket');
    await heading(page, 'You have 2 tickets');
    expect(await listed(event)).toMatchObject([{ types: [{ type: 'adult', quantity: 2 }] }]);
  });

  test('whoever waits, or has an offer, sees the types', async () => {
    const {
      event,
      person: first,
      bookingId,
    } = await booked([{ type: 'adult', quantity: 3 }], {
      capacity: 3,
      waitlist: { offerTtlSeconds: 600 },
    });
    const person = await it.aPerson();
    const { body } = await it.book(person, event.id, { types: FAMILY });
    const { page } = await stage.openAs(person, 'attendee', `/bookings/${event.id}/${body.id}`, {
      width: 390,
    });
    await heading(page, 'You wait for 3 tickets');
    await says(page, '2 × Adult, 1 × Child');
    await it.cancel(first, event.id, bookingId);
    await heading(page, '3 tickets are kept for you');
    await says(page, 'Total: €60.50');
    await press(page, 'Accept');
    await heading(page, 'You have 3 tickets');
  });
});
