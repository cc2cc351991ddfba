/** Pools on the page, in a real browser: what buyers can choose, and those who book for somebody at the door. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { WIDTHS } from '../kit/page-browser.ts';
import { aPageStage, type PageStage } from '../kit/page-stage.ts';
import { eventually, type TestService } from '../kit/service.ts';
import { describeWithBrowser } from '../kit/with-browser.ts';

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const VIP = { id: 'vip', name: 'VIP', price: eur(9_000), pools: ['vip', 'seats'] };
const SEAT = { id: 'seat', name: 'Seat', price: eur(4_000), pools: ['seats'] };
const STANDING = { id: 'standing', name: 'Standing', price: eur(2_500) };
const POOLS = [
  { id: 'vip', capacity: 2 },
  { id: 'seats', capacity: 5 },
];
/** A hall of which the seats, and some of these for VIPs, are limited. */
const HALL = {
  capacity: 20,
  maxPerBooking: 4,
  maxPerCustomer: 20,
  allowGuests: true,
  waitlist: { enabled: false },
  pools: POOLS,
  ticketTypes: [VIP, SEAT, STANDING],
};
const SEATS_ALONE = { ...HALL, ticketTypes: [VIP, SEAT] };
const GUEST = { 'given-name': 'Ada', 'family-name': 'Lovelace', email: 'ada@example.com' };
const NO_WAITLIST = 'All tickets are taken, and this event has no waitlist.';

const counts = (quantities: Record<string, number>) =>
  Object.entries(quantities).map(([type, quantity]) => ({ type, quantity }));

describeWithBrowser('Pools on the page', () => {
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
  const read = async (eventId: string) => (await it.call({ path: `/v1/events/${eventId}` })).body;
  const take = async (eventId: string, quantities: Record<string, number>) => {
    const person = await it.aPerson();
    const { status, body } = await it.book(person, eventId, { types: counts(quantities) });
    expect(status).toBe(201);
    return { person, path: `/bookings/${eventId}/${body.id}` };
  };

  test.each(WIDTHS)(
    'a guest takes the last VIP tickets, and nobody can choose one after that, %i pixels wide',
    async (width) => {
      const event = await it.anEvent(HALL);
      const { page, inaccessible } = await stage.open(`/events/${event.id}/book`, { width, bypassCSP: true });
      await says(page, '€90.00 each · 2 left');
      // More than one booking can have are left of it.
      expect(await page.getByText('€40.00 each').textContent()).toBe('€40.00 each');
      for (let tickets = 0; tickets < 2; tickets += 1) await press(page, 'One more: VIP');
      expect(await page.getByRole('button', { name: 'One more: VIP' }).isDisabled()).toBe(true);
      expect(await page.getByRole('spinbutton', { name: 'VIP' }).getAttribute('max')).toBe('2');
      await press(page, 'One more: Standing');
      expect(await page.getByText('wait', { exact: false }).count()).toBe(0);
      await press(page, 'Continue');
      for (const [name, value] of Object.entries(GUEST)) await page.fill(`[name="${name}"]`, value);
      await press(page, 'Book 3 tickets');
      await heading(page, 'Booked: 3 tickets');
      await says(page, '2 × VIP, 1 × Standing');

      await page.goto(`${it.service.url}/events/${event.id}`);
      const vip = page.getByRole('listitem').filter({ hasText: 'VIP' });
      await vip.getByText('sold out').waitFor();
      await says(page, '17 tickets left');
      expect(await inaccessible()).toEqual([]);
      await fitsIn(page, width);
      // In the same browser the booking that was just made is shown.
      const other = await stage.open(`/events/${event.id}`, { width, bypassCSP: true });
      await other.page.getByRole('link', { name: 'Book tickets' }).click();
      await other.page.locator('.field', { hasText: 'VIP' }).getByText('sold out').waitFor();
      expect(await other.page.getByRole('spinbutton').count()).toBe(2);
      // Three of the seats are left: two were those of the VIPs.
      await says(other.page, '€40.00 each · 3 left');
      expect(await other.inaccessible()).toEqual([]);
      await fitsIn(other.page, width);
    },
  );

  test('the first click on Continue counts, right after a number was typed', async () => {
    const event = await it.anEvent(HALL);
    const { page } = await stage.open(`/events/${event.id}/book`);
    await page.getByRole('spinbutton', { name: 'Standing' }).fill('2');
    const button = await page.getByRole('button', { name: 'Continue' }).boundingBox();
    if (button === null) throw new Error('There is no button.');
    await page.mouse.move(button.x + button.width / 2, button.y + button.height / 2);
    await page.mouse.down();
    await says(page, 'Total: €50.00');
    await page.mouse.up();
    await page.waitForSelector('[name="given-name"]');
  });

  test('a type may have an id that every object has', async () => {
    const ticketTypes = [{ id: 'constructor', name: 'Builder' }];
    const event = await it.anEvent({ capacity: 5, allowGuests: true, ticketTypes });
    const { page } = await stage.open(`/events/${event.id}/book`);
    // Of a single type one ticket is chosen from the beginning.
    await press(page, 'Continue');
    for (const [name, value] of Object.entries(GUEST)) await page.fill(`[name="${name}"]`, value);
    await press(page, 'Book 1 ticket');
    await says(page, '1 × Builder');
  });

  test('a type that is sold out meanwhile is said, and the others can be chosen', async () => {
    const event = await it.anEvent(HALL);
    const { page } = await stage.open(`/events/${event.id}/book`);
    await press(page, 'One more: VIP');
    await press(page, 'Continue');
    for (const [name, value] of Object.entries(GUEST)) await page.fill(`[name="${name}"]`, value);
    // The page goes on with the event as it read it.
    await page.route(`**/v1/events/${event.id}`, (route) => route.abort());
    await take(event.id, { vip: 2 });
    await press(page, 'Book 1 ticket');
    await says(page, 'There are not enough tickets left for this.');
    await page.unrouteAll();
    await heading(page, 'How many?');
    await page.locator('.field', { hasText: 'VIP' }).getByText('sold out').waitFor();
    await press(page, 'One more: Seat');
    await press(page, 'Continue');
    await press(page, 'Book 1 ticket');
    await heading(page, 'Booked: 1 ticket');
    await eventually(async () => (await read(event.id)).availability.available === 17);
    const left = counts({ vip: 0, seat: 2, standing: 17 });
    expect((await read(event.id)).availability.types).toEqual(
      left.map(({ type, quantity }) => ({ type, available: quantity })),
    );
  });

  test('an event of which every type is sold out reads as sold out, and offers no waitlist', async () => {
    const event = await it.anEvent(SEATS_ALONE);
    const { person, path } = await take(event.id, { vip: 1, seat: 3 });
    const { page } = await stage.open(`/events/${event.id}/book`);
    await says(page, '€40.00 each');
    await take(event.id, { seat: 1 });
    await says(page, NO_WAITLIST);
    expect((await read(event.id)).availability).toMatchObject({ available: 0, state: 'sold-out' });
    expect(await page.getByRole('button', { name: 'Continue' }).count()).toBe(0);
    await page.goto(`${it.service.url}/events/${event.id}`);
    await page.locator('.badge', { hasText: 'Sold out' }).waitFor();
    await says(page, NO_WAITLIST);
    expect(await page.getByText('tickets left').count()).toBe(0);
    for (const name of ['Book tickets', 'Join the waitlist'])
      expect(await page.getByRole('link', { name }).count()).toBe(0);
    const own = await stage.openAs(person, 'attendee', path);
    await heading(own.page, 'You have 4 tickets');
    expect(await own.page.getByRole('button', { name: 'Add tickets' }).count()).toBe(0);
  });

  test('an event without a waitlist whose tickets are gone says so where they are booked', async () => {
    const event = await it.anEvent({ capacity: 1, allowGuests: true, waitlist: { enabled: false } });
    const { page } = await stage.open(`/events/${event.id}/book?step=2`);
    await page.getByRole('button', { name: 'Book 1 ticket' }).waitFor();
    await it.book(await it.aPerson(), event.id);
    await eventually(async () => (await read(event.id)).availability.state === 'sold-out');
    await page.reload();
    await page.getByRole('button', { name: 'Book 1 ticket' }).waitFor();
    await press(page, 'Back');
    await says(page, NO_WAITLIST);
  });

  test.each(WIDTHS)('tickets of what is left are added to a booking, %i pixels wide', async (width) => {
    const event = await it.anEvent(HALL);
    const { person, path } = await take(event.id, { vip: 2 });
    await take(event.id, { seat: 2 });
    const { page, inaccessible } = await stage.openAs(person, 'attendee', path, { width, bypassCSP: true });
    await press(page, 'Add tickets');
    await page.getByRole('dialog').locator('.field', { hasText: 'VIP' }).getByText('sold out').waitFor();
    await press(page, 'One more: Seat');
    expect(await page.getByRole('button', { name: 'One more: Seat' }).isDisabled()).toBe(true);
    expect(await inaccessible()).toEqual([]);
    await fitsIn(page, width);
    await press(page, 'Add 1 ticket');
    await heading(page, 'You have 3 tickets');
    await says(page, '2 × VIP, 1 × Seat');
  });

  test.each(WIDTHS)(
    'at the door it is said how many of each type there are, %i pixels wide',
    async (width) => {
      const event = await it.anEvent(HALL);
      const options = { width, bypassCSP: true };
      const { page, inaccessible } = await stage.openAs(
        event.organizer,
        'organizer',
        `/organize/${event.id}/book`,
        options,
      );
      await press(page, 'One more: VIP');
      await press(page, 'One more: VIP');
      for (const [name, value] of Object.entries({ firstName: 'Ada', lastName: 'Lovelace' }))
        await page.fill(`[name="${name}"]`, value);
      await page.route(`**/v1/events/${event.id}`, (route) => route.abort());
      await take(event.id, { vip: 1 });
      await press(page, 'Book 2 tickets');
      await page.getByRole('alert').waitFor();
      await page.unrouteAll();
      await says(page, 'There are not so many tickets. Left: 1 × VIP, 4 × Seat, 19 × Standing.');
      expect(await page.getByRole('button', { name: 'Put them in the waitlist' }).count()).toBe(0);
      expect(await inaccessible()).toEqual([]);
      await fitsIn(page, width);
      await press(page, 'Book 1 ticket');
      await says(page, '1 × VIP');
    },
  );

  test('more tickets than one booking can take from their pools are said at the door', async () => {
    const pools = POOLS.map(({ id }) => ({ id, capacity: 50 }));
    const event = await it.anEvent({ ...HALL, capacity: 100, pools });
    const path = `/organize/${event.id}/book`;
    const { page } = await stage.openAs(event.organizer, 'organizer', path);
    const vips = page.getByRole('spinbutton', { name: 'VIP' });
    await vips.fill('60');
    await vips.blur();
    expect(await vips.inputValue()).toBe('50');
    for (const [name, value] of Object.entries({ firstName: 'Ada', lastName: 'Lovelace' }))
      await page.fill(`[name="${name}"]`, value);
    await press(page, 'Book 50 tickets');
    await says(page, 'These are too many tickets for one booking. Please choose fewer.');
  });

  test('nobody reads that one can wait, or that types are sold out, once all of them are off sale', async () => {
    const ticketTypes = [VIP, SEAT].map((type) => ({ ...type, isOffSale: true }));
    const event = await it.anEvent({ ...HALL, ticketTypes });
    const { page } = await stage.open(`/events/${event.id}`);
    await says(page, 'No more tickets are sold for this event.');
    expect(await page.getByRole('listitem').filter({ hasText: 'not on sale any more' }).count()).toBe(2);
    await page.goto(`${it.service.url}/events/${event.id}/book`);
    await says(page, 'No more tickets are sold for this event.');
  });

  test('a German reads of what is sold out, and of what is left', async () => {
    const event = await it.anEvent(HALL);
    await take(event.id, { vip: 2 });
    const { page } = await stage.open(`/events/${event.id}/book`, { locale: 'de-DE', width: 390 });
    await page.locator('.field', { hasText: 'VIP' }).getByText('ausverkauft').waitFor();
    await page.getByText(/^je 40,00\s€ · noch 3$/).waitFor();
  });
});
