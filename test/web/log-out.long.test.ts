/** What a log-out, a booking and its removal leave in the browser, which somebody else may use next. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { sessionScript, WIDTHS } from '../kit/page-browser.ts';
import { aPageStage, type PageStage } from '../kit/page-stage.ts';
import { eventually, type Person, type TestService } from '../kit/service.ts';
import { describeWithBrowser } from '../kit/with-browser.ts';

const [PHONE] = WIDTHS;

const SUBJECT = 'Doors open at seven';

describeWithBrowser('A browser that others use, too', () => {
  let stage: PageStage;
  let it: TestService;
  beforeAll(async () => {
    stage = await aPageStage();
    it = stage.it;
  });
  afterAll(() => stage.stop());

  const press = (page: Page, name: string) => page.getByRole('button', { name }).click();
  const go = (page: Page, path: string) => page.goto(`${it.service.url}${path}`);
  const stored = async (page: Page) =>
    JSON.parse(await page.evaluate('JSON.stringify(localStorage)')) as Record<string, string>;
  const namesIn = async (page: Page) => Object.keys(await stored(page)).sort();
  const isLoggedOut = (page: Page) =>
    page.getByRole('banner').getByRole('link', { name: 'Log in' }).waitFor();

  const PERSON = { 'given-name': 'Gus', 'family-name': 'Guest', email: 'gus@example.com' };

  async function fillPerson(page: Page, id: string): Promise<void> {
    await go(page, `/events/${id}/book?step=2`);
    for (const [name, value] of Object.entries(PERSON)) await page.fill(`[name="${name}"]`, value);
  }

  async function bookAsGuest(page: Page, id: string): Promise<void> {
    await fillPerson(page, id);
    await press(page, 'Book 1 ticket');
    await page.getByRole('heading', { name: 'Booked: 1 ticket' }).waitFor();
  }

  /** @returns what the form of a guest has when it is opened. */
  async function offeredPerson(page: Page, id: string): Promise<string[]> {
    await go(page, `/events/${id}/book?step=2`);
    await page.getByRole('heading', { name: 'Who are you?' }).waitFor();
    return Promise.all(Object.keys(PERSON).map((name) => page.inputValue(`[name="${name}"]`)));
  }

  /** A guest books here; then an organizer logs in and leaves an announcement, the address of a member and a door. */
  async function aUsedBrowser(id: string, organizer: Person): Promise<Page> {
    const { page } = await stage.openTab();
    await bookAsGuest(page, id);
    await page.evaluate(sessionScript(organizer, 'organizer'));
    await go(page, `/organize/${id}/announcements`);
    await page.fill('[name="subject"]', SUBJECT);
    await go(page, `/organize/${id}/staff`);
    await page.fill('[name="email"]', 'winifred@example.com');
    const { body } = await it.call({ path: `/v1/events/${id}/bookings`, token: organizer.token });
    const path = `/v1/events/${id}/bookings/${body.items[0].id}`;
    const booking = await it.call({ path, token: organizer.token });
    await go(page, `/door/${id}`);
    await page.fill('[name="code"]', booking.body.tickets[0].code);
    await page.press('[name="code"]', 'Enter');
    await page.getByText('1 of 1 in').waitFor();
    return page;
  }

  test('has nothing of an organizer who logged out but scans that nobody has handed in; bookings of guests stay', async () => {
    const { id, organizer } = await it.anEvent({ allowGuests: true });
    const page = await aUsedBrowser(id, organizer);
    const other = await page.context().newPage();
    await go(other, '/register');
    await other.fill('[name="name"]', 'Somebody Else');
    await other.getByRole('main').getByRole('link', { name: 'Log in' }).click();
    await go(page, '/');
    const scan = { ticket: 'a code', scannedAt: new Date().toISOString(), key: 'k' };
    const waiting = `boxoffice.door.kept.${id}`;
    await page.evaluate(`localStorage['${waiting}'] = ${JSON.stringify(JSON.stringify([scan]))}`);
    const before = await stored(page);
    for (const left of [SUBJECT, 'winifred', 'Somebody Else', `boxoffice.door.event.${id}`, 'door.inside'])
      expect(JSON.stringify(before)).toContain(left);

    await press(page, 'Log out');
    await isLoggedOut(page);
    expect(await namesIn(page)).toEqual(['boxoffice.bookings', waiting]);
    await other.getByRole('main').getByRole('link', { name: 'Create an account' }).click();
    await other.getByRole('heading', { name: 'Create an account' }).waitFor();
    expect(await other.inputValue('[name="name"]')).toBe('');
    await page.getByRole('link', { name: 'My bookings' }).click();
    await page.getByRole('main').getByRole('link').nth(1).click();
    await page.getByText('This browser keeps the booking, also after a log-out.').waitFor();
  });

  test('has no session that was renewed while its person logged out, and the service none either', async () => {
    const person = { name: 'Ada', email: 'renewing@example.com', password: 'correct horse battery' };
    const { body } = await it.call({ path: '/v1/auth/register', body: person });
    const { page } = await stage.open('/');
    const expired = JSON.stringify(JSON.stringify({ ...body, expiresAt: 0 }));
    await page.evaluate(`localStorage['boxoffice.session'] = ${expired}`);
    const renewed = Promise.withResolvers<string>();
    const loggedOut = Promise.withResolvers<void>();
    await page.route('**/v1/auth/refresh', async (route) => {
      const answer = await route.fetch();
      renewed.resolve((await answer.json()).refreshToken);
      await loggedOut.promise;
      await route.fulfill({ response: answer });
    });
    // The request to end the session that is there at the log-out is lost.
    await page.route('**/v1/auth/logout', (route) => route.abort(), { times: 1 });
    await go(page, '/my-bookings');
    const refreshToken = await renewed.promise;
    await press(page, 'Log out');
    await isLoggedOut(page);
    const ended = page.waitForResponse('**/v1/auth/logout');
    loggedOut.resolve();
    expect((await ended).status()).toBe(204);
    expect(await namesIn(page)).not.toContain('boxoffice.session');
    expect((await it.call({ path: '/v1/auth/refresh', body: { refreshToken } })).status).toBe(401);
    await isLoggedOut(page);
  });

  test('a negative control: still has what was filled in by somebody whose session ended by itself, who logs in again and goes on', async () => {
    const { id, organizer } = await it.anEvent({ allowGuests: true });
    const page = await aUsedBrowser(id, organizer);
    await page.evaluate(
      `const kept = JSON.parse(localStorage['boxoffice.session']);
      localStorage['boxoffice.session'] = JSON.stringify({ ...kept, expiresAt: 0 });`,
    );
    await go(page, '/my-bookings');
    await isLoggedOut(page);
    await page.evaluate(sessionScript(organizer, 'organizer'));
    await go(page, `/organize/${id}/announcements`);
    await eventually(async () => (await page.inputValue('[name="subject"]')) === SUBJECT);
  });

  test.each(WIDTHS)('has no name of a guest once the booking is made, %i pixels wide', async (width) => {
    const { id } = await it.anEvent({ allowGuests: true });
    const next = await it.anEvent({ allowGuests: true });
    const { page } = await stage.openTab({ width });
    await fillPerson(page, id);
    // A negative control: what was not sent is there after a reload.
    expect(await offeredPerson(page, id)).toEqual(Object.values(PERSON));
    await bookAsGuest(page, id);
    expect(await offeredPerson(page, next.id)).toEqual(['', '', '']);
    expect(await namesIn(page)).toEqual(['boxoffice.bookings', `boxoffice.order.${id}`]);
  });

  test('has no name of a guest who removes the booking, also of one that was filled in after it or for its tickets', async () => {
    const { id } = await it.anEvent({ allowGuests: true });
    const next = await it.anEvent({ allowGuests: true });
    const { page } = await stage.openTab({ width: PHONE });
    for (const remove of ['Remove from this list', 'Remove from this browser']) {
      await bookAsGuest(page, id);
      await page.getByRole('link', { name: 'Open the booking' }).click();
      await press(page, 'Name it');
      await page.fill('[name="firstName"]', 'Winifred');
      await fillPerson(page, next.id);
      expect(JSON.stringify(await stored(page))).toMatch(/Winifred.*Gus|Gus.*Winifred/);
      await go(page, '/my-bookings');
      if (remove === 'Remove from this browser') await page.locator('.booking-card a').click();
      await press(page, remove);
      await eventually(async () => JSON.stringify(await stored(page)) === '{"boxoffice.bookings":"[]"}');
      expect(await offeredPerson(page, next.id)).toEqual(['', '', '']);
    }
  });

  test('has no order whose tab was closed just after its answer, a minute later', async () => {
    const { id } = await it.anEvent({ allowGuests: true });
    const { page, context } = await stage.openTab({ width: PHONE });
    await bookAsGuest(page, id);
    await page.close();
    const later = await context.newPage();
    await later.clock.setFixedTime(Date.now() + 61_000);
    await go(later, '/');
    expect(await namesIn(later)).toEqual(['boxoffice.bookings']);
  });

  test('still has an order without an answer, which is booked once', async () => {
    const { id, organizer } = await it.anEvent({ allowGuests: true });
    const { page, context } = await stage.openTab({ width: PHONE });
    const keys: (string | undefined)[] = [];
    await context.route('**/bookings', async (route) => {
      keys.push(route.request().headers()['idempotency-key']);
      if (keys.length > 1) return route.continue();
      await route.fetch();
      await page.close();
    });
    await fillPerson(page, id);
    const closed = page.waitForEvent('close');
    await press(page, 'Book 1 ticket').catch(() => undefined);
    await closed;
    const later = await context.newPage();
    await later.clock.setFixedTime(Date.now() + 61_000);
    await go(later, '/');
    expect(await namesIn(later)).toEqual(['boxoffice.attendee', `boxoffice.order.${id}`]);
    await go(later, `/events/${id}/book`);
    await later.getByRole('heading', { name: 'Booked: 1 ticket' }).waitFor();
    expect([keys.length, new Set(keys).size]).toEqual([2, 1]);
    const { body } = await it.call({ path: `/v1/events/${id}/bookings`, token: organizer.token });
    expect(body.items).toHaveLength(1);
    expect(await namesIn(later)).toEqual([`boxoffice.order.${id}`]);
  });
});
