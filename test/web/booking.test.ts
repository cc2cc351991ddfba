/** Waiting, tickets and giving them back on the screen of one booking, in a real browser. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page, Request } from 'playwright-core';
import { sessionScript, type Tab, type TabOptions, WIDTHS } from '../kit/page-browser.ts';
import { aPageStage, type PageStage } from '../kit/page-stage.ts';
import { eventually, type Person, type TestService } from '../kit/service.ts';
import { describeWithBrowser } from '../kit/with-browser.ts';

const ATTENDEE = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' };

type OwnBooking = { eventId: string; bookingId: string; token: string; read: () => Promise<BookingSeen> };
type BookingSeen = { status: string; quantity: number; tickets?: { number: number; name?: object }[] };

describeWithBrowser('The screen of one booking', () => {
  let stage: PageStage;
  let it: TestService;
  beforeAll(async () => {
    stage = await aPageStage({ sendsUpdates: true, sendsNotices: true });
    it = stage.it;
  });
  afterAll(() => stage.stop());

  const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name }).waitFor();
  const press = (page: Page, name: string | RegExp) =>
    page.getByRole('button', { name, exact: true }).click();

  async function aGuest(eventId: string, quantity: number): Promise<OwnBooking> {
    const path = `/v1/events/${eventId}/bookings`;
    const { body } = await it.call({ path, body: { quantity, attendee: ATTENDEE } });
    const { id: bookingId, manageToken: token } = body;
    const read = async () => (await it.call({ path: `${path}/${bookingId}`, token })).body as BookingSeen;
    return { eventId, bookingId, token, read };
  }

  /** An event whose two tickets somebody holds, and what gives them back. */
  async function aSoldOutEvent(fields: Record<string, unknown> = {}) {
    const { id } = await it.anEvent({ capacity: 2, allowGuests: true, ...fields });
    const holder = await it.aPerson();
    const { body } = await it.book(holder, id, { quantity: 2 });
    return { id, release: (quantity = 2) => it.cancel(holder, id, body.id, { quantity }) };
  }

  /** Opens the screen of a booking that is kept in the browser, as after booking there. */
  async function open({ eventId, bookingId, token }: OwnBooking, options: TabOptions = {}) {
    const tab = await stage.openTab(options);
    const kept = [{ eventId, bookingId, token, quantity: 1, at: new Date().toISOString() }];
    await tab.page.goto(`${it.service.url}/my-bookings`);
    await tab.page.evaluate(`localStorage['boxoffice.bookings'] = ${JSON.stringify(JSON.stringify(kept))}`);
    await tab.page.goto(`${it.service.url}/bookings/${eventId}/${bookingId}`);
    return tab;
  }

  /** Shows the receipt anew, with other rows than the service has. */
  async function showForged(page: Page, forge: (item: object) => object): Promise<void> {
    await page.unrouteAll();
    await page.route('**/receipt', async (route) => {
      const response = await route.fetch();
      const receipt = (await response.json()) as { items: object[] };
      await route.fulfill({ response, json: { ...receipt, items: receipt.items.map(forge) } });
    });
    const summary = page.getByText('Who was served before me?');
    await summary.click();
    await summary.click();
  }

  test.each(WIDTHS)(
    'who waits is promoted while looking, by a cancellation of somebody else, %i pixels wide',
    async (width) => {
      const { id, release } = await aSoldOutEvent();
      const [first, second] = [await aGuest(id, 1), await aGuest(id, 1)];
      const { page, inaccessible } = await open(second, { width, bypassCSP: true });
      await page.getByText('Number 2 in the waitlist').waitFor();
      await page.getByText('So far nobody got tickets from this waitlist.').waitFor();
      await page.getByText('1 booking is before yours.').waitFor();
      expect(await inaccessible()).toEqual([]);
      await release();
      await heading(page, 'You have 1 ticket');
      await page.getByAltText('QR code of ticket 1').waitFor();
      expect(await first.read()).toMatchObject({ status: 'confirmed' });
      await page.getByText('Who was served before me?').click();
      await page.getByText('One booking was served before you').waitFor();
      expect(await inaccessible()).toEqual([]);
      await showForged(page, (item) => ({ ...item, arrivedAt: '2098-01-01T00:00:00.000Z' }));
      await page.getByText('At least one booking was served before you without a reason').waitFor();
      await showForged(page, (item) => ({ ...item, turn: 7 }));
      await page.getByText('Numbers of promotions are missing.').waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    },
  );

  test('an offer is counted down and accepted, and the answer that is lost is asked for again once', async () => {
    const waitlist = { enabled: true, policy: 'strict', offerTtlSeconds: 600 };
    const { id, release } = await aSoldOutEvent({ waitlist });
    const booking = await aGuest(id, 2);
    const { page, inaccessible } = await open(booking, { width: 390, bypassCSP: true });
    await page.getByText('Number 1 in the waitlist').waitFor();
    await release();
    await heading(page, '2 tickets are kept for you');
    expect(await page.getByRole('timer').textContent()).toMatch(/^(10:00|9:5\d)$/);
    expect(await inaccessible()).toEqual([]);
    const keys: (string | undefined)[] = [];
    await page.route('**/accept', async (route) => {
      keys.push(route.request().headers()['idempotency-key']);
      if (keys.length > 1) return route.continue();
      await route.fetch();
      await route.abort();
    });
    await press(page, 'Accept');
    await page.getByText('There is no connection.').first().waitFor();
    await page.reload();
    await heading(page, 'You have 2 tickets');
    expect([keys.length, new Set(keys).size]).toEqual([2, 1]);
    expect(await booking.read()).toMatchObject({ status: 'confirmed', quantity: 2 });
  });

  test('an offer is declined after a question', async () => {
    const waitlist = { enabled: true, policy: 'strict', offerTtlSeconds: 600 };
    const { id, release } = await aSoldOutEvent({ waitlist });
    const booking = await aGuest(id, 1);
    await release();
    await eventually(async () => (await booking.read()).status === 'offered');
    const { page } = await open(booking);
    await press(page, 'Decline');
    await page.keyboard.press('Escape');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Decline');
    await press(page, 'Decline');
    await press(page, 'Yes, decline');
    await heading(page, 'You declined the offer');
    expect(await booking.read()).toMatchObject({ endedBecause: 'offer-declined' });
  });

  test.each(WIDTHS)(
    'these two of three tickets are given back, and another is named, %i pixels wide',
    async (width) => {
      const { id } = await it.anEvent({ allowGuests: true });
      const booking = await aGuest(id, 3);
      const { page, inaccessible } = await open(booking, { width, bypassCSP: true });
      await heading(page, 'You have 3 tickets');
      await page.getByRole('article').filter({ hasText: 'Ticket 2' }).last().getByText('Name it').click();
      await page.fill('[name="firstName"]', 'Grace');
      await press(page, 'Save the name');
      await page.getByText('Please fill this in.').waitFor();
      expect(await inaccessible()).toEqual([]);
      await page.fill('[name="lastName"]', 'Hopper');
      await press(page, 'Save the name');
      await page.getByText('For Grace Hopper').waitFor();
      await press(page, 'Give tickets back');
      await page.getByRole('dialog').getByRole('button', { name: 'Give tickets back' }).click();
      await page.getByText('Please choose at least one ticket.').waitFor();
      await page.getByRole('checkbox', { name: 'Ticket 1' }).check();
      await page.getByRole('checkbox', { name: 'Ticket 3' }).check();
      expect(await inaccessible()).toEqual([]);
      await press(page, 'Give 2 tickets back');
      await heading(page, 'You have 1 ticket');
      // The button is below the tickets, and the result above them.
      await page.waitForFunction("document.querySelector('h1').getBoundingClientRect().top >= 0");
      expect(await booking.read()).toMatchObject({
        quantity: 1,
        tickets: [{ number: 2, name: { firstName: 'Grace', lastName: 'Hopper' } }],
      });
      await press(page, 'Show ticket 2 large');
      expect(await inaccessible()).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    },
  );

  test('a ticket is transferred: its code is gone here, and it keeps the name of its new holder', async () => {
    const { id } = await it.anEvent({ allowGuests: true });
    const booking = await aGuest(id, 2);
    const { page, inaccessible } = await open(booking, { width: 390, bypassCSP: true });
    await page.getByAltText('QR code of ticket 2').waitFor();
    await page.getByRole('button', { name: 'Transfer', exact: true }).last().click();
    await page.fill('[name="firstName"]', 'Grace');
    await page.fill('[name="lastName"]', 'Hopper');
    await page.fill('[name="email"]', 'grace@example.com');
    expect(await inaccessible()).toEqual([]);
    await press(page, 'Transfer the ticket');
    await page.getByText('Transferred. Its new holder alone has the code.').waitFor();
    await page.getByText('For Grace Hopper').waitFor();
    expect(await page.getByRole('img').count()).toBe(1);
    expect(await booking.read()).toMatchObject({
      tickets: [{ number: 1 }, { number: 3, transferred: true }],
    });
  });

  test('an account opens a booking of its own, adds a ticket, leaves a waitlist, and nothing is kept after it logs out', async () => {
    const { id } = await it.anEvent({ capacity: 3, name: 'Open air' });
    const waits = await it.anEvent({ capacity: 1, name: 'Small club' });
    await it.book(await it.aPerson(), waits.id);
    const { page } = await openAccount(await it.aPerson(), async (person) => {
      await it.book(person, id, { quantity: 1 });
      await it.book(person, waits.id);
    });
    await page.getByRole('link', { name: 'Open air' }).click();
    await heading(page, 'You have 1 ticket');
    const kept = "caches.keys().then((names) => names.filter((name) => name.includes('booking.')).length)";
    await eventually(async () => (await page.evaluate(kept)) === 1);
    await press(page, 'Add tickets');
    await press(page, 'Add 1 ticket');
    await heading(page, 'You have 2 tickets');
    await page.goBack();
    await page.getByRole('link', { name: 'Small club' }).click();
    await page.getByText('Number 1 in the waitlist').waitFor();
    await press(page, 'Leave the waitlist');
    await press(page, 'Yes, leave the waitlist');
    await heading(page, 'You cancelled this booking');
    await press(page, 'Log out');
    await eventually(async () => (await page.evaluate(kept)) === 0);
  });

  /** Opens the bookings of an account that is logged in. */
  async function openAccount(person: Person, arrange: (person: Person) => Promise<void>): Promise<Tab> {
    await arrange(person);
    // Once, so that a log-out lasts.
    const tab = await stage.open('/');
    await tab.page.evaluate(sessionScript(person, 'attendee'));
    await tab.page.goto(`${it.service.url}/my-bookings`);
    return tab;
  }

  test('where no updates are offered it is read when the line says so, with the tag of what it has, and says who moves up', async () => {
    const { id, release } = await aSoldOutEvent();
    const before = await aGuest(id, 1);
    const booking = await aGuest(id, 1);
    const looks: Request[] = [];
    const lines: Request[] = [];
    const { page } = await open(booking);
    await page.route('**/updates', (route) => route.fulfill({ status: 406, body: '{}' }));
    page.on('request', (request) => {
      if (request.url().endsWith('?position=omit')) looks.push(request);
      if (request.url().endsWith('/line')) lines.push(request);
    });
    await page.reload();
    await page.getByText('Number 2 in the waitlist').waitFor();
    const path = `/v1/events/${id}/bookings/${before.bookingId}/cancel`;
    await it.call({ path, token: before.token, body: {} });
    await page.getByText('Number 1 in the waitlist').waitFor();
    await page.getByText('You moved up 1 place since you opened this page.').waitFor();
    expect(lines.filter((request) => request.headers()['authorization'] !== undefined)).toEqual([]);
    // Nothing but the line told of it, and it does again of the ticket. A tag is there once it was read without a position.
    expect(looks).toEqual([]);
    await page.evaluate("dispatchEvent(new Event('online'))");
    await eventually(async () => looks.length === 1);
    await release(1);
    await heading(page, 'You have 1 ticket');
    await eventually(async () => looks.length >= 2);
    expect(looks[1]?.headers()['if-none-match']).toMatch(/^W\/"/);
  });

  test('tickets that were looked at are shown without a network, with their codes, until the booking is gone', async () => {
    const { id } = await it.anEvent({ allowGuests: true, name: 'Far from any mast' });
    const booking = await aGuest(id, 2);
    const { page, context } = await open(booking);
    await page.getByAltText('QR code of ticket 2').waitFor();
    const codesKept = `caches.open('boxoffice.booking.${booking.bookingId}').then(async (cache) => (await cache.keys()).length)`;
    await eventually(async () => (await page.evaluate(codesKept)) === 3);
    await page.evaluate('navigator.serviceWorker.ready.then(() => true)');
    const isShellKept = "caches.open('boxoffice.shell').then((cache) => cache.match('/')).then(Boolean)";
    await eventually(() => page.evaluate<boolean>(isShellKept));
    await context.setOffline(true);
    await page.reload();
    await page.getByText('There is no connection. This is your booking as it was').first().waitFor();
    await heading(page, 'You have 2 tickets');
    await page.getByText('Far from any mast').first().waitFor();
    await page.getByAltText('QR code of ticket 2').waitFor();
    await page.goto(`${it.service.url}/booking#${id}/${booking.bookingId}/${booking.token}`);
    await page.getByAltText('QR code of ticket 2').waitFor();
    const decode = "document.querySelector('.ticket img').decode().then(() => true)";
    expect(await page.evaluate(decode)).toBe(true);
    // The list of an earlier visit is not shown as if it were of now.
    await page.goto(`${it.service.url}/`);
    await page.getByText('There is no connection. Check your network').first().waitFor();
    expect(await page.getByRole('link', { name: 'Far from any mast' }).count()).toBe(0);
    await page.goBack();
    await page.getByAltText('QR code of ticket 2').waitFor();
    // A negative control: without what is kept there is nothing to show.
    await page.evaluate(`caches.delete('boxoffice.booking.${booking.bookingId}')`);
    await page.reload();
    await page.getByText('There is no connection. Check your network').first().waitFor();
    await context.setOffline(false);
    await heading(page, 'You have 2 tickets');
    await press(page, 'Give tickets back');
    await page.getByRole('checkbox', { name: 'All of them' }).check();
    await press(page, 'Give 2 tickets back');
    await heading(page, 'You cancelled this booking');
    const isKept = `caches.has('boxoffice.booking.${booking.bookingId}')`;
    await eventually(async () => (await page.evaluate(isKept)) === false);
  });

  test('a booking that is not kept here is not shown, and says how to get to it', async () => {
    const { id } = await it.anEvent({ allowGuests: true });
    const booking = await aGuest(id, 1);
    const { page } = await open({ ...booking, token: booking.token.replace(/.{3}$/, 'AAA') });
    await page.getByText('There is no such booking, or it is not yours.').waitFor();
    await page.evaluate('localStorage.clear()');
    await page.reload();
    await page.getByText('This booking is not kept in this browser.').waitFor();
  });
});
