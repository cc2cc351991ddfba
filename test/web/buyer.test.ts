/** Finding an event and booking it on the page, in a real browser. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { sessionScript, WIDTHS } from '../kit/page-browser.ts';
import { aPageStage, type PageStage } from '../kit/page-stage.ts';
import type { TestService } from '../kit/service.ts';
import { describeWithBrowser } from '../kit/with-browser.ts';

const GUEST = { 'given-name': 'Ada', 'family-name': 'Lovelace', email: 'ada@example.com' };

/** Lets a slow machine run the effects of the first drawing a second after it. */
const EFFECTS_LATER = `
  window.requestAnimationFrame = () => 0;
  const soon = window.setTimeout;
  window.setTimeout = (run, ms = 0, ...more) => soon(run, ms < 200 ? ms + 1000 : ms, ...more);
`;

describeWithBrowser('The page for buyers', () => {
  let stage: PageStage;
  let it: TestService;
  let url: string;
  beforeAll(async () => {
    stage = await aPageStage();
    it = stage.it;
    url = it.service.url;
  });
  afterAll(() => stage.stop());

  const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name }).waitFor();
  const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();
  const bookingsOf = async ({ id, organizer }: { id: string; organizer: { token: string } }) => {
    const { body } = await it.call({ path: `/v1/events/${id}/bookings`, token: organizer.token });
    return body.items as { status: string; quantity: number }[];
  };

  /** Fills in who books, and presses the button that sends it. */
  async function fillIn(page: Page): Promise<void> {
    for (const [name, value] of Object.entries(GUEST)) await page.fill(`[name="${name}"]`, value);
  }

  test('a search that is typed while the page begins is kept', async () => {
    const name = 'Concert of an early search';
    await it.anEvent({ name, capacity: 3 });
    const { page, context } = await stage.openTab({ width: 390, bypassCSP: true });
    await context.addInitScript(EFFECTS_LATER);
    await page.goto(it.service.url);
    // The page has taken the document over, and what runs after its first drawing is still to come.
    const isTaken = "Object.keys(document.getElementById('app')).length > 0";
    await page.waitForFunction(isTaken, undefined, { polling: 50 });
    await page.getByRole('searchbox').fill('early search');
    await page.waitForURL(/q=early/);
    await page.getByRole('link', { name }).waitFor();
    expect(await page.getByRole('searchbox').inputValue()).toBe('early search');
  });

  test.each(WIDTHS)(
    'a guest finds an event and books it, %i pixels wide, and axe finds nothing',
    async (width) => {
      const name = `Concert of ${width}`;
      const event = await it.anEvent({ name, capacity: 3, allowGuests: true, venue: 'Great hall' });
      const { page, inaccessible } = await stage.open('/', { width, bypassCSP: true });
      await page.getByRole('searchbox').fill(String(width));
      await page.waitForURL(/q=/);
      expect(await inaccessible()).toEqual([]);
      await page.getByRole('link', { name }).click();
      // The list has a heading of this name, too.
      await page.getByRole('heading', { level: 1, name }).waitFor();
      await page.getByText('3 tickets left').waitFor();
      expect(await inaccessible()).toEqual([]);
      await page.getByRole('link', { name: 'Book tickets' }).click();
      await page.getByText('At most 3 in one booking.').waitFor();
      await press(page, 'One more');
      expect(await inaccessible()).toEqual([]);
      await press(page, 'Continue');
      await press(page, 'Book 2 tickets');
      await page.getByText('Please fill this in.').first().waitFor();
      expect(await inaccessible()).toEqual([]);
      await fillIn(page);
      await page.fill('[name="email"]', 'ädä@example.com');
      await press(page, 'Book 2 tickets');
      await page.getByText('Please write an address like ada@example.com').waitFor();
      expect(await page.getByRole('alert').innerText()).toBe('Something here is not valid. Please check it.');
      await fillIn(page);
      await press(page, 'Book 2 tickets');
      await heading(page, 'Booked: 2 tickets');
      expect(await inaccessible()).toEqual([]);
      expect(await bookingsOf(event)).toMatchObject([{ status: 'confirmed', quantity: 2 }]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      await page.getByRole('link', { name: 'My bookings' }).click();
      await page.getByRole('link', { name }).click();
      await heading(page, 'You have 2 tickets');
    },
  );

  test('nobody is offered more tickets than are left, where nobody can wait for more', async () => {
    const { id } = await it.anEvent({ capacity: 3, allowGuests: true, waitlist: { enabled: false } });
    const { page } = await stage.open(`/events/${id}/book`);
    await page.getByText('At most 3 in one booking.').waitFor();
    for (let tickets = 1; tickets < 3; tickets += 1) await press(page, 'One more');
    await page.getByRole('button', { name: 'One more', exact: true, disabled: true }).waitFor();
    expect(await page.inputValue('#quantity')).toBe('3');
  });

  test('who comes too late waits, and is told the position', async () => {
    const event = await it.anEvent({ capacity: 1, allowGuests: true });
    await it.book(await it.aPerson(), event.id, { quantity: 1 });
    const { page } = await stage.open(`/events/${event.id}`);
    await page.getByRole('link', { name: 'Join the waitlist' }).click();
    await press(page, 'Continue');
    await fillIn(page);
    await press(page, 'Wait for 1 ticket');
    await heading(page, 'You wait for 1 ticket');
    await page.getByText('You are number 1 in the waitlist.').waitFor();
  });

  test('a booking whose answer is lost is asked for again after a reload, and made once', async () => {
    const event = await it.anEvent({ capacity: 3, allowGuests: true });
    const { page } = await stage.open(`/events/${event.id}/book`);
    await press(page, 'Continue');
    await fillIn(page);
    // The request arrives; its answer does not.
    let lost = 0;
    await page.route('**/bookings', async (route) => {
      await route.fetch();
      lost += 1;
      await route.abort();
    });
    await page.getByRole('button', { name: 'Book 1 ticket' }).dblclick();
    await page.getByText('There is no connection.').first().waitFor();
    expect(lost).toBeGreaterThan(0);
    expect(await bookingsOf(event)).toHaveLength(1);
    await page.unrouteAll();
    await page.reload();
    await heading(page, 'Booked: 1 ticket');
    expect(await bookingsOf(event)).toHaveLength(1);
  });

  test('a guest whose answer is lost, and who logs in before asking again, has booked once', async () => {
    const event = await it.anEvent({ capacity: 3, allowGuests: true });
    const { page, context } = await stage.open(`/events/${event.id}/book`);
    await press(page, 'Continue');
    await fillIn(page);
    await page.route('**/bookings', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await press(page, 'Book 1 ticket');
    await page.getByText('There is no connection.').first().waitFor();
    await page.close();
    const other = await context.newPage();
    await other.goto(`${url}/register`);
    await other.fill('[name="name"]', 'Ada Lovelace');
    await other.fill('[name="email"]', 'ada.l@example.com');
    await other.fill('[name="password"]', 'a moth in the relay');
    await press(other, 'Create account');
    await heading(other, 'Events');
    await other.goto(`${url}/events/${event.id}/book`);
    await heading(other, 'Booked: 1 ticket');
    expect(await bookingsOf(event)).toHaveLength(1);
  });

  test('the page waits for a busy service, and says so', async () => {
    const event = await it.anEvent({ capacity: 3, allowGuests: true });
    const { page } = await stage.open(`/events/${event.id}/book`);
    await press(page, 'Continue');
    await fillIn(page);
    let refusals = 0;
    await page.route('**/bookings', async (route) => {
      refusals += 1;
      if (refusals > 1) return route.continue();
      const body = JSON.stringify({ code: 'busy', status: 503, title: 'The service is busy' });
      await route.fulfill({
        status: 503,
        headers: { 'retry-after': '1' },
        contentType: 'application/problem+json',
        body,
      });
    });
    await press(page, 'Book 1 ticket');
    await page.getByText('We try again in 1 s.').first().waitFor();
    await heading(page, 'Booked: 1 ticket');
    expect(await bookingsOf(event)).toHaveLength(1);
  });

  test('an event that asks for a challenge is booked, because the browser solves it', async () => {
    const event = await it.anEvent({ capacity: 3, allowGuests: true, requiresChallenge: true });
    const { page } = await stage.open(`/events/${event.id}/book`);
    await press(page, 'Continue');
    await fillIn(page);
    await press(page, 'Book 1 ticket');
    await heading(page, 'Booked: 1 ticket');
  });

  test('somebody registers on the way to a booking, and two tabs renew the session at once', async () => {
    const event = await it.anEvent({ capacity: 3 });
    const { page, context } = await stage.open(`/events/${event.id}/book`);
    await press(page, 'Continue');
    await page.getByRole('link', { name: 'Register' }).click();
    await page.fill('[name="name"]', 'Grace Hopper');
    await page.fill('[name="email"]', 'grace@example.com');
    await page.fill('[name="password"]', 'a moth in the relay');
    await press(page, 'Create account');
    await press(page, 'Book 1 ticket');
    await heading(page, 'Booked: 1 ticket');
    // Both tabs find the access token expired.
    await page.evaluate(
      `const kept = JSON.parse(localStorage['boxoffice.session']);
      localStorage['boxoffice.session'] = JSON.stringify({ ...kept, expiresAt: 0 });`,
    );
    const other = await context.newPage();
    await Promise.all([page.goto(`${url}/my-bookings`), other.goto(`${url}/my-bookings`)]);
    for (const tab of [page, other]) await tab.getByText('Confirmed').waitFor();
  });

  test('the page is German where the browser is, or where somebody chooses it', async () => {
    const { page } = await stage.open('/', { locale: 'de-AT' });
    await heading(page, 'Veranstaltungen');
    await page.getByRole('combobox', { name: 'Sprache' }).selectOption('en');
    await heading(page, 'Events');
    await page.reload();
    await heading(page, 'Events');
    expect(await page.getAttribute('html', 'lang')).toBe('en');
  });

  test('a path without a screen says so, and a path of the API stays a problem', async () => {
    const { page } = await stage.open('/');
    await page.evaluate(
      "history.pushState(null, '', '/nowhere'); dispatchEvent(new PopStateEvent('popstate'))",
    );
    await heading(page, 'There is no such page');
    expect((await fetch(`${url}/nowhere`)).status).toBe(404);
    expect((await fetch(`${url}/v1/nowhere`)).headers.get('content-type')).toBe('application/problem+json');
  });

  test.each(WIDTHS)(
    'a list of bookings reads each event once, and again after a failure, %i pixels wide',
    async (width) => {
      const person = await it.aPerson();
      const events = [
        await it.anEvent({ name: 'Matinee', maxPerCustomer: 3 }),
        await it.anEvent({ name: 'Soiree' }),
      ];
      for (const place of [0, 0, 0, 1]) await it.book(person, events[place]?.id ?? '');
      const { page, context } = await stage.openTab({ width });
      await context.addInitScript(sessionScript(person, 'attendee'));
      const asked: string[] = [];
      await page.route('**/v1/events/*', async (route) => {
        const { pathname } = new URL(route.request().url());
        asked.push(pathname);
        const isFirst = asked.length === 1;
        if (isFirst) await route.fulfill({ status: 503, headers: { 'retry-after': '1' }, body: '' });
        else await route.continue();
      });
      await page.goto(`${it.service.url}/my-bookings`);
      await page.getByRole('link', { name: 'Soiree' }).waitFor();
      await page.getByRole('link', { name: 'Matinee' }).nth(2).waitFor();
      const of = ({ id }: { id: string }) => asked.filter((pathname) => pathname.endsWith(id)).length;
      expect(events.map(of).toSorted()).toEqual([1, 2]);
    },
  );
});
