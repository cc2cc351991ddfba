/** What the links of mails open, in a real browser that knows nothing of the visitor. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page, Request } from 'playwright-core';
import { mailsTo } from '../kit/mailbox.ts';
import type { TabOptions } from '../kit/page-browser.ts';
import { aPageStage, type PageStage } from '../kit/page-stage.ts';
import { eventually, type TestService } from '../kit/service.ts';
import { serviceClock } from '../kit/service-clock.ts';
import { describeWithBrowser } from '../kit/with-browser.ts';
import { arrangeBookings } from './linked-bookings.ts';

const LONG_NAME = `${'Donaudampfschifffahrtsgesellschaft'.repeat(4)} and a very long second half of a name`;

describeWithBrowser('The links of mails', () => {
  let stage: PageStage;
  let it: TestService;
  let arrange: ReturnType<typeof arrangeBookings>;
  beforeAll(async () => {
    stage = await aPageStage({ sendsUpdates: true, sendsNotices: true });
    it = stage.it;
    arrange = arrangeBookings(it);
  });
  afterAll(() => stage.stop());

  const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name }).waitFor();
  const press = (page: Page, name: string | RegExp) =>
    page.getByRole('button', { name, exact: true }).click();

  /** Opens a link in a profile of its own. */
  async function openLink(link: string, options: TabOptions = {}) {
    const tab = await stage.openTab(options);
    const requests: Request[] = [];
    tab.page.on('request', (request) => requests.push(request));
    await tab.page.goto(new URL(link, it.service.url).href);
    return { ...tab, requests };
  }

  /** Headless chromium has no hidden tabs. */
  const setHidden = (page: Page, isHidden: boolean) =>
    page.evaluate(
      `Object.defineProperty(document, 'hidden', { value: ${isHidden}, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));`,
    );

  /** Waits for the mail with this link. @returns the link. */
  const linkMailedTo = (email: string, form: RegExp) =>
    eventually(async () => {
      const texts = (await mailsTo(it.service, email)).map(({ body }) => body.text);
      return texts.flatMap((text) => text.match(form) ?? []).at(-1);
    }, 15_000);

  test('open a booking without a log-in, in the language of the mail, and leave its token nowhere', async () => {
    const waitlist = { enabled: true, policy: 'strict', offerTtlSeconds: 600 };
    const { id, organizer, release } = await arrange.aSoldOutEvent({ waitlist });
    const email = 'grete@example.com';
    const booking = await arrange.ofGuest(id, 1, { email, language: 'de' });
    await release(1);
    await eventually(async () => (await booking.read())['status'] === 'offered');
    const path = `/v1/events/${id}/announcements`;
    const body = { subject: 'Hello', text: 'Doors open at seven.', to: 'all' };
    expect((await it.call({ path, token: organizer.token, body })).status).toBe(202);
    const link = await linkMailedTo(email, /http\S+\/unsubscribe\/\S+/);
    expect(link).toContain(`/booking?language=de#${id}/${booking.bookingId}/`);
    const [, token = ''] = /#[^/]+\/[^/]+\/([^/]+)/.exec(link) ?? [];
    for (const method of ['GET', 'HEAD']) {
      const { status, headers } = await fetch(link, { method });
      expect([status, headers.get('referrer-policy')]).toEqual([200, 'no-referrer']);
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self';/);
    }

    const before = await booking.read();
    const { page, inaccessible, requests } = await openLink(link, { width: 390, bypassCSP: true });
    await heading(page, '1 Ticket für Sie zurückgelegt');
    await heading(page, 'E-Mails, die der Veranstalter schreibt');
    expect(await page.evaluate('document.documentElement.lang')).toBe('de');
    expect(page.url()).toBe(`${it.service.url}/bookings/${id}/${booking.bookingId}?announcements`);
    expect(requests.filter((request) => request.method() !== 'GET' || request.headers()['referer'])).toEqual(
      [],
    );
    expect(requests.map((request) => request.url()).join()).not.toContain(token);
    expect(await booking.read()).toEqual(before);
    expect(await inaccessible()).toEqual([]);
    await press(page, 'Abbestellen');
    await page.getByText('Abbestellt: Sie bekommen').first().waitFor();
    await page.reload();
    await press(page, 'Wieder bestellen');
    await page.getByRole('button', { name: 'Abbestellen', exact: true }).waitFor();
    await press(page, 'Annehmen');
    await heading(page, 'Sie haben 1 Ticket');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    await page.goBack();
    expect(page.url()).toBe('about:blank');
    await page.goForward();
    await press(page, 'Aus diesem Browser entfernen');
    await page.goto(`${it.service.url}/bookings/${id}/${booking.bookingId}`);
    await page.getByText('Diese Buchung ist nicht in diesem Browser gespeichert.').waitFor();
  });

  test('from before the page are opened, and those that are cut off say so', async () => {
    const { id } = await it.anEvent({ allowGuests: true });
    const { bookingId, token } = await arrange.ofGuest(id, 2);
    const { page, inaccessible } = await openLink(`/booking#${id}/${bookingId}`, { bypassCSP: true });
    await heading(page, 'This link does not work');
    expect(page.url()).toBe(`${it.service.url}/booking`);
    expect(await inaccessible()).toEqual([]);
    await page.evaluate(`location.hash = '${id}%2F${bookingId}%2F${token}'`);
    await heading(page, 'You have 2 tickets');
    expect(page.url()).toBe(`${it.service.url}/bookings/${id}/${bookingId}`);
    await page.goto(`${it.service.url}/my-bookings`);
    await page.getByText('2 tickets · booked').waitFor();
  });

  test('to bookings of an account list them once, whether it is logged in or not', async () => {
    const { id } = await it.anEvent({ name: 'Open air' });
    const person = await it.aPerson();
    const { page } = await openLink((await arrange.ofAccount(id, 1, person)).link);
    await heading(page, 'You have 1 ticket');
    const user = { id: person.id, name: 'Ada', email: 'ada@example.com', role: 'attendee' };
    const lasts = { refreshToken: '-', expiresIn: 600, expiresAt: Date.now() + 6e5 };
    const session = JSON.stringify({ user, accessToken: person.token, ...lasts });
    for (const [act, title] of [
      [`localStorage['boxoffice.session'] = ${JSON.stringify(session)}`, 'Confirmed'],
      ["localStorage.removeItem('boxoffice.session')", 'Kept in this browser'],
    ] as const) {
      await page.evaluate(act);
      await page.goto(`${it.service.url}/my-bookings`);
      await page.getByText(title, { exact: true }).waitFor();
      const links = page.getByRole('link', { name: 'Open air' });
      await eventually(async () => (await links.count()) === 1);
    }
  });

  test('confirm an address and set a password, by a button alone', async () => {
    const email = 'grace@example.com';
    const password = 'correct horse battery';
    const { body: session } = await it.call({
      path: '/v1/auth/register',
      body: { name: 'Grace', email, password },
    });
    const isConfirmed = async () =>
      (await it.call({ path: '/v1/me', token: session.accessToken })).body.isAddressConfirmed;
    const link = await linkMailedTo(email, /http\S+\/account\?\S+#confirm\S+/);
    const { page, inaccessible } = await openLink(link, { bypassCSP: true });
    await page.getByText('Please log in to your account first').waitFor();
    expect(await inaccessible()).toEqual([]);
    await page.getByRole('main').getByRole('link', { name: 'Log in' }).click();
    await page.fill('[name="email"]', email);
    await page.fill('[name="password"]', password);
    await press(page, 'Log in');
    await page.getByRole('link', { name: 'Grace' }).waitFor();
    await page.goto('about:blank');
    await page.goto(link);
    await page.getByRole('button', { name: 'Confirm the address' }).waitFor();
    expect([page.url(), await isConfirmed()]).toEqual([`${it.service.url}/account?language=en`, false]);
    expect(await inaccessible()).toEqual([]);
    await press(page, 'Confirm the address');
    await page.getByText('Your email address is confirmed.').waitFor();
    expect(await isConfirmed()).toBe(true);
    await page.goto('about:blank');
    await page.goto(link);
    await press(page, 'Confirm the address');
    await page.getByText('This link was used').waitFor();

    await it.call({ path: '/v1/auth/forgot-password', body: { email } });
    await page.goto(await linkMailedTo(email, /http\S+\/account\?\S+#reset\S+/));
    await page.getByLabel('Password').fill('qwertyuiop');
    await press(page, 'Set the password');
    await page.getByText('This password is not allowed').waitFor();
    expect(await inaccessible()).toEqual([]);
    await page.getByLabel('Password').fill('from the page itself');
    await press(page, 'Set the password');
    await page.getByText('Your password is changed.').waitFor();
    await page.getByRole('link', { name: 'Log in' }).last().click();
    await page.fill('[name="email"]', email);
    await page.fill('[name="password"]', 'from the page itself');
    await press(page, 'Log in');
    await page.getByText('Grace', { exact: true }).waitFor();
  });

  test('complete a registration with the password that is chosen there', async () => {
    const email = 'hedy@example.com';
    process.env['REGISTRATION'] = 'by-mail';
    try {
      const body = { name: 'Hedy', email, password: 'the password of the request' };
      expect((await it.call({ path: '/v1/auth/register', body })).status).toBe(202);
    } finally {
      delete process.env['REGISTRATION'];
    }
    const link = await linkMailedTo(email, /http\S+\/account\?\S+#register\S+/);
    const { page, inaccessible } = await openLink(link, { bypassCSP: true });
    await heading(page, 'Complete your registration');
    expect(page.url()).toBe(`${it.service.url}/account?language=en`);
    expect(await inaccessible()).toEqual([]);
    await page.getByLabel('Password').fill('qwertyuiop');
    await press(page, 'Create the account');
    await page.getByText('This password is not allowed').waitFor();
    await page.getByLabel('Password').fill('from the page itself');
    await press(page, 'Create the account');
    await page.getByText('Your account is created.').waitFor();
    const logIn = (password: string) => it.call({ path: '/v1/auth/login', body: { email, password } });
    expect((await logIn('from the page itself')).status).toBe(200);
    await page.goto('about:blank');
    await page.goto(link);
    await page.getByLabel('Password').fill('from the page itself');
    await press(page, 'Create the account');
    await page.getByRole('link', { name: 'Register again' }).waitFor();
  });

  test('of a booking that waits read nothing while the page is hidden, and receive updates while it is visible', async () => {
    const { id, release } = await arrange.aSoldOutEvent();
    const booking = await arrange.ofAccount(id);
    const { page, requests } = await openLink(booking.link);
    const readings = () =>
      requests.filter((request) => new RegExp(`${booking.bookingId}($|[?]|/updates)`).test(request.url()));
    const hasStream = () => readings().some((request) => request.url().endsWith('/updates'));
    await page.getByText('Number 1 in the waitlist').waitFor();
    await eventually(async () => hasStream());
    await setHidden(page, true);
    const whileVisible = requests.length;
    await page.waitForTimeout(300);
    expect(requests.length).toBe(whileVisible);
    await setHidden(page, false);
    await eventually(async () => requests.slice(whileVisible).some((one) => one.url().endsWith('/updates')));
    await page.waitForTimeout(50);
    const before = readings().length;
    await release(1);
    await heading(page, 'You have 1 ticket');
    expect(readings().slice(before)).toEqual([]);
  });

  test('say when the order of a draw is known, and then show the tickets, or the position', async () => {
    const clock = serviceClock();
    try {
      const opensAt = Date.now() + 1_000;
      const salesOpenAt = new Date(opensAt).toISOString();
      const draw = { windowSeconds: 60 };
      const { id } = await it.anEvent({ capacity: 1, allowGuests: true, salesOpenAt, draw });
      clock.set(opensAt);
      const bookings = [await arrange.ofGuest(id), await arrange.ofGuest(id)];
      const pages: Page[] = [];
      for (const { link } of bookings) pages.push((await openLink(link)).page);
      for (const page of pages) {
        await heading(page, 'You take part in the draw');
        await page.getByText('The order is drawn').waitFor();
      }
      clock.set(opensAt + 65_000);
      const statuses = () => Promise.all(bookings.map(async (booking) => (await booking.read())['status']));
      await eventually(async () => (await statuses()).includes('confirmed'), 15_000);
      const isFirst = (await statuses())[0] === 'confirmed';
      const [winner, loser] = isFirst ? pages : pages.toReversed();
      for (const page of pages) await page.reload();
      await heading(winner as Page, 'You have 1 ticket');
      await loser?.getByText('Number 1 in the waitlist').waitFor();
    } finally {
      clock.restore();
    }
  });

  test('of an offer say that it has expired, or why it cannot be accepted any more', async () => {
    const lapsing = await arrange.anOffer();
    const { page } = await openLink(lapsing.link);
    await heading(page, '1 ticket is kept for you');
    const clock = serviceClock();
    try {
      clock.set(Date.now() + 601_000);
      await heading(page, 'Your offer has expired');
    } finally {
      clock.restore();
    }

    const { eventId, bookingId, token, link } = await arrange.anOffer();
    const { page: other } = await openLink(link);
    await heading(other, '1 ticket is kept for you');
    // A hidden page does not learn of what is done elsewhere.
    await setHidden(other, true);
    await it.call({ path: `/v1/events/${eventId}/bookings/${bookingId}/decline`, token, body: {} });
    await press(other, 'Accept');
    await other.getByText('The booking was cancelled already.').waitFor();
    await heading(other, 'You declined the offer');
  });

  test('of a booking with a part of its tickets leave the waitlist, or cancel everything', async () => {
    const waitlist = { policy: 'accept-fewer' };
    for (const [choice, yes, title] of [
      ['Leave the waitlist', 'Yes, leave the waitlist', 'You have 1 ticket'],
      ['Cancel the whole booking', 'Yes, cancel everything', 'You cancelled this booking'],
    ] as const) {
      const { id, release } = await arrange.aSoldOutEvent({ waitlist });
      const booking = await arrange.ofAccount(id, 2);
      await release(1);
      await eventually(async () => (await booking.read())['granted'] === 1);
      const { page } = await openLink(booking.link);
      await heading(page, 'You have 1 of 2 tickets');
      await press(page, choice);
      await press(page, yes);
      await heading(page, title);
    }
  });

  test('fit a phone with 320 px, and nothing moves when the countdown ticks', async () => {
    const { link } = await arrange.anOffer({ fields: { name: LONG_NAME, venue: LONG_NAME } });
    const { page } = await openLink(link, { width: 320 });
    await heading(page, '1 ticket is kept for you');
    const accept = page.getByRole('button', { name: 'Accept' });
    const place = await accept.boundingBox();
    const first = await page.getByRole('timer').textContent();
    await eventually(async () => (await page.getByRole('timer').textContent()) !== first);
    expect(await accept.boundingBox()).toEqual(place);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  });
});
