/** A buyer and an organizer whose tab is reloaded at every step, in a real browser: nothing happens twice, and nothing is lost. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { mailsTo } from '../kit/mailbox.ts';
import { WIDTHS } from '../kit/page-browser.ts';
import { aPageStage, type PageStage } from '../kit/page-stage.ts';
import { eventually, type TestService } from '../kit/service.ts';
import { describeWithBrowser } from '../kit/with-browser.ts';

/** What is kept through a reload is the same on a desktop. */
const [PHONE] = WIDTHS;

const LOST = 'We did not hear the answer to your booking';

/** Keeps each text that is on the screen, if only for a moment, until the next load. */
const WATCH_TEXTS = `globalThis.seenTexts = [];
new MutationObserver(() => seenTexts.push(document.body?.textContent ?? ''))
  .observe(document, { subtree: true, childList: true, characterData: true });`;

const wasShown = (page: Page, text: string) =>
  page.evaluate(`seenTexts.some((seen) => seen.includes(${JSON.stringify(text)}))`);

describeWithBrowser('A tab that is reloaded at every step', () => {
  let stage: PageStage;
  let it: TestService;
  beforeAll(async () => {
    stage = await aPageStage({ sendsUpdates: true, sendsNotices: true });
    it = stage.it;
  });
  afterAll(() => stage.stop());

  const press = (page: Page | Locator, name: string) =>
    page.getByRole('button', { name, exact: true }).click();
  const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true }).waitFor();

  /** Reloads the tab and waits for the same heading. */
  async function survive(page: Page, name: string): Promise<void> {
    await heading(page, name);
    await page.reload();
    await heading(page, name);
  }

  /** @returns what was typed into these fields. */
  const typed = (page: Page, ...names: string[]) =>
    Promise.all(names.map((name) => page.inputValue(`[name="${name}"]`)));

  async function fill(page: Page, values: Record<string, string>): Promise<void> {
    for (const [name, value] of Object.entries(values)) await page.fill(`[name="${name}"]`, value);
  }

  /**
   * Sends a request that arrives, and whose answer does not: the tab is reloaded first, or closed and opened again. Then it
   * is sent again, with the same key.
   * @returns the tab that goes on.
   */
  async function interrupt(
    page: Page,
    path: string,
    send: () => Promise<void>,
    closes = false,
  ): Promise<Page> {
    const context = page.context();
    const { promise: arrival, resolve: arrive } = Promise.withResolvers<void>();
    const keys: (string | undefined)[] = [];
    await context.route(
      (url) => url.pathname.endsWith(path),
      async (route) => {
        if (route.request().method() === 'GET') return route.continue();
        keys.push(route.request().headers()['idempotency-key']);
        if (keys.length > 1) return route.continue();
        await route.fetch();
        arrive();
      },
    );
    await send();
    await arrival;
    const address = page.url();
    if (closes) await page.close();
    const next = closes ? await context.newPage() : page;
    await next.goto(address);
    await eventually(async () => keys.length > 1);
    expect([keys.length, new Set(keys).size]).toEqual([2, 1]);
    return next;
  }

  /** Opens the dialog of the first ticket, types half of it, reloads, and finds it there again. */
  async function beginDialog(page: Page, button: string, state: string): Promise<void> {
    const open = () => page.getByRole('button', { name: button, exact: true }).first().click();
    await open();
    await fill(page, { firstName: 'Grace' });
    await survive(page, state);
    expect(await page.getByRole('dialog').count()).toBe(0);
    await open();
    expect(await typed(page, 'firstName', 'lastName')).toEqual(['Grace', '']);
    await fill(page, { lastName: 'Hopper' });
  }

  async function books(name: string): Promise<Page> {
    const { page } = await stage.open('/?q=reload', { width: PHONE });
    await survive(page, name);
    await page.getByRole('link', { name }).click();
    await survive(page, name);
    await page.getByRole('link', { name: 'Book tickets' }).click();
    await press(page, 'One more');
    await press(page, 'One more');
    await page.getByRole('radio').nth(1).check();
    await survive(page, 'How many?');
    expect(await page.inputValue('#quantity')).toBe('3');
    expect(await page.getByRole('radio').nth(1).isChecked()).toBe(true);
    await press(page, 'Continue');
    const email = 'ada-reloads@example.com';
    await fill(page, { 'given-name': 'Ada', email });
    await survive(page, 'Who are you?');
    expect(await typed(page, 'given-name', 'family-name', 'email')).toEqual(['Ada', '', email]);
    await page.goBack();
    await heading(page, 'How many?');
    await page.goForward();
    await fill(page, { 'family-name': 'Lovelace' });
    const book = () => page.getByRole('button', { name: 'Book 3 tickets' }).dblclick();
    await page.addInitScript(WATCH_TEXTS);
    await interrupt(page, '/bookings', book);
    await heading(page, 'Booked: 3 tickets');
    expect(await wasShown(page, LOST)).toBe(true);
    await page.getByRole('status').getByText(LOST).waitFor({ state: 'detached' });
    // As if the answer had come to a tab that was being reloaded.
    await page.evaluate("history.replaceState(null, '', '?step=2')");
    await page.reload();
    await heading(page, 'Booked: 3 tickets');
    expect(await wasShown(page, LOST)).toBe(false);
    await page.goBack();
    await heading(page, 'How many?');
    expect(await page.inputValue('#quantity')).toBe('1');
    await page.goForward();
    await heading(page, 'Booked: 3 tickets');
    await page.reload();
    // The first answer alone has the token of a guest, so the link is mailed.
    await press(page, 'Mail me the link');
    await page.getByText('The link is on its way').waitFor();
    const link = await eventually(async () => {
      const mails = (await mailsTo(it.service, email)).map(({ body }) => body.text);
      return mails.length > 1 && /http\S+\/booking\?\S+/.exec(mails.at(-1) ?? '')?.[0];
    }, 15_000);
    await page.goto(link);
    await survive(page, 'You have 3 tickets');
    return page;
  }

  async function waits(eventId: string, name: string): Promise<Page> {
    const { page } = await stage.open(`/events/${eventId}`, { width: PHONE });
    await page.getByRole('link', { name: 'Join the waitlist' }).click();
    await press(page, 'One more');
    await press(page, 'Continue');
    await fill(page, { 'given-name': 'Mary', 'family-name': 'Somerville', email: 'mary@example.com' });
    await press(page, 'Wait for 2 tickets');
    await heading(page, 'You wait for 2 tickets');
    await page.reload();
    await survive(page, 'You wait for 2 tickets');
    await page.getByRole('link', { name: 'My bookings' }).first().click();
    await survive(page, 'My bookings');
    await page.getByRole('link', { name }).click();
    await page.getByText('Number 1 in the waitlist').waitFor();
    return page;
  }

  test('books, waits, is offered, gives back and transfers', async () => {
    const name = 'Concert of a reload';
    const waitlist = { enabled: true, policy: 'strict', offerTtlSeconds: 600 };
    const { id, organizer } = await it.anEvent({ name, capacity: 3, allowGuests: true, waitlist });
    const bookings = async () => {
      const { body } = await it.call({ path: `/v1/events/${id}/bookings`, token: organizer.token });
      return body.items as { status: string; quantity: number }[];
    };
    const holder = await books(name);
    expect(await bookings()).toMatchObject([{ status: 'confirmed', quantity: 3 }]);
    let waiter = await waits(id, name);

    await beginDialog(holder, 'Name it', 'You have 3 tickets');
    await interrupt(holder, '/tickets/1', () => press(holder, 'Save the name'));
    await holder.getByText('For Grace Hopper').waitFor();
    const choose = async () => {
      await press(holder, 'Give tickets back');
      await holder.getByRole('checkbox', { name: 'Ticket 1' }).check();
      await holder.getByRole('checkbox', { name: 'Ticket 3' }).check();
    };
    await choose();
    await survive(holder, 'You have 3 tickets');
    await choose();
    await interrupt(holder, '/cancel', () => press(holder, 'Give 2 tickets back'));
    await survive(holder, 'You have 1 ticket');

    await survive(waiter, '2 tickets are kept for you');
    expect(await waiter.getByRole('timer').textContent()).toMatch(/^(10:00|9:\d\d)$/);
    const accept = () => press(waiter, 'Accept');
    waiter = await interrupt(waiter, '/accept', accept, true);
    await survive(waiter, 'You have 2 tickets');
    await beginDialog(waiter, 'Transfer', 'You have 2 tickets');
    await fill(waiter, { email: 'grace@example.com' });
    await interrupt(waiter, '/transfer', () => press(waiter, 'Transfer the ticket'));
    await waiter.getByText('For Grace Hopper').waitFor();
    await waiter.reload();
    await waiter.getByText('For Grace Hopper').waitFor();
    expect(await bookings()).toMatchObject([
      { status: 'confirmed', quantity: 1 },
      { status: 'confirmed', quantity: 2 },
    ]);
  });

  test('an organizer fills in a new event and an announcement, and makes the event once', async () => {
    const organizer = await it.aPerson('organizer');
    const { page } = await stage.openAs(organizer, 'organizer', '/organize/new');
    const values = { name: 'First night', startsAt: '2099-07-01T20:00', capacity: '20' };
    await fill(page, values);
    await page.getByRole('checkbox', { name: 'People without an account may book' }).check();
    await page.locator('summary', { hasText: 'More about it' }).click();
    await page.getByLabel('Description').fill('With an introduction');
    await survive(page, 'New event');
    expect(await typed(page, ...Object.keys(values))).toEqual(Object.values(values));
    expect(await page.getByRole('checkbox', { name: 'People without' }).isChecked()).toBe(true);
    await page.getByLabel('Description').fill('With an introduction, and a talk');
    const publish = page.getByRole('button', { name: 'Publish now' });
    await interrupt(page, '/v1/events', () => publish.dblclick());
    await survive(page, 'First night');
    const { body } = await it.call({ path: '/v1/events?organizer=me', token: organizer.token });
    expect(body.items).toMatchObject([{ ...values, startsAt: expect.anything(), capacity: 20 }]);
    expect(body.items[0].description).toBe('With an introduction, and a talk');

    await page.getByRole('link', { name: 'Announcements' }).click();
    await fill(page, { subject: 'Doors open', text: 'An hour ear' });
    await page.reload();
    await page.locator('[name="subject"]').waitFor();
    expect(await typed(page, 'subject', 'text')).toEqual(['Doors open', 'An hour ear']);
    await page.goto(`${it.service.url}/organize/new`);
    await heading(page, 'New event');
    expect(await typed(page, 'name')).toEqual(['']);
  });

  const storage = (page: Page) => page.evaluate('JSON.stringify(localStorage)') as Promise<string>;

  test('what was sent for a booking is forgotten once no tab can be reloading', async () => {
    const { id } = await it.anEvent({ capacity: 5, allowGuests: true });
    const { page } = await stage.openTab();
    await page.clock.install();
    await page.goto(`${it.service.url}/events/${id}/book`);
    await press(page, 'One more');
    await press(page, 'Continue');
    await fill(page, { 'given-name': 'Ada', 'family-name': 'Lovelace', email: 'once@example.com' });
    await press(page, 'Book 2 tickets');
    await heading(page, 'Booked: 2 tickets');
    const kept = await storage(page);
    expect(kept).toContain(`boxoffice.order.${id}`);
    expect(kept).not.toContain(`boxoffice.draft.${id}`);
    await page.clock.runFor(60_000);
    expect(await storage(page)).not.toContain(`boxoffice.order.${id}`);
  });

  test.each(WIDTHS)(
    'an edit is there after a reload, and no change of others is lost, %i pixels wide',
    async (width) => {
      const { id, organizer } = await it.anEvent({ name: 'Concert', venue: 'Hall' });
      const path = `/v1/events/${id}`;
      const patch = (body: object) => it.call({ method: 'PATCH', path, token: organizer.token, body });
      const stored = async () => (await it.call({ path, token: organizer.token })).body;
      const options = { width, bypassCSP: true };
      const { page, inaccessible } = await stage.openAs(
        organizer,
        'organizer',
        `/organize/${id}/edit`,
        options,
      );
      await heading(page, 'Edit: Concert');
      await fill(page, { name: 'Opera', venue: 'Opera house' });
      await survive(page, 'Edit: Concert');
      expect(await typed(page, 'name', 'venue')).toEqual(['Opera', 'Opera house']);
      await page.getByText('What you changed before is filled in again.').waitFor();
      expect(await inaccessible()).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);

      await patch({ venue: 'Great hall', allowGuests: true });
      await press(page, 'Save the changes');
      await page.getByText('what they changed is as they left it').waitFor();
      expect(await typed(page, 'name', 'venue')).toEqual(['Opera', 'Great hall']);
      await survive(page, 'Edit: Concert');
      await press(page, 'Save the changes');
      await page.getByRole('heading', { name: 'Opera', exact: true }).waitFor();
      expect(await stored()).toMatchObject({ name: 'Opera', venue: 'Great hall', allowGuests: true });

      await page.getByRole('link', { name: 'Edit' }).click();
      await heading(page, 'Edit: Opera');
      expect(await typed(page, 'name', 'venue')).toEqual(['Opera', 'Great hall']);
      await fill(page, { name: 'Ballet' });
      await survive(page, 'Edit: Opera');
      await press(page, 'Discard my changes');
      await eventually(async () => (await page.inputValue('[name="name"]')) === 'Opera');
      await survive(page, 'Edit: Opera');
      expect(await typed(page, 'name')).toEqual(['Opera']);
    },
  );

  test('who registers types a name and an address once', async () => {
    const password = 'a moth in the relay';
    const email = 'mary-reloads@example.com';
    const { page } = await stage.open('/register', { width: PHONE });
    await fill(page, { name: 'Mary Somerville', email, password });
    await survive(page, 'Create an account');
    expect(await typed(page, 'name', 'email', 'password')).toEqual(['Mary Somerville', email, '']);
    await fill(page, { password });
    expect(await storage(page)).not.toContain(password);
    await press(page, 'Create account');
    await page.getByRole('link', { name: 'Mary Somerville' }).waitFor();
    const kept = await storage(page);
    expect(kept).not.toContain(password);
    expect(kept).not.toContain('boxoffice.register');
  });

  test('who appoints somebody types the address once', async () => {
    const { id, organizer } = await it.anEvent({ name: 'Concert' });
    const member = await it.aConfirmedAccount();
    const { page } = await stage.openAs(organizer, 'organizer', `/organize/${id}/staff`, { width: PHONE });
    await heading(page, 'Staff: Concert');
    await fill(page, { email: member.email });
    await page.getByRole('radio', { name: 'Manager' }).check();
    await survive(page, 'Staff: Concert');
    expect(await typed(page, 'email')).toEqual([member.email]);
    expect(await page.getByRole('radio', { name: 'Manager' }).isChecked()).toBe(true);
    await press(page, 'Add to the staff');
    await page.getByText('is on the staff now: Manager.').waitFor();
    await survive(page, 'Staff: Concert');
    expect(await typed(page, 'email')).toEqual(['']);
  });
});
