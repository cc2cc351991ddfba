/** The page that the link of a mail opens, in a real browser. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page, Request } from 'playwright-core';
import { derivedSecrets } from '../../functions/compose.ts';
import { unsubscribePath } from '../../functions/credentials/unsubscribe-token.ts';
import { addressIdOf } from '../../functions/domain/model/user.ts';
import { UNKNOWN_ID } from '../api/answers.ts';
import { launchChromium } from '../kit/chromium.ts';
import { aService, eventually, type TestService } from '../kit/service.ts';
import { serviceClock } from '../kit/service-clock.ts';
import { describeWithBrowser } from '../kit/with-browser.ts';
import { arrangeBookings, type LinkedBooking } from '../web/linked-bookings.ts';

const LONG_NAME = `${'Donaudampfschifffahrtsgesellschaft'.repeat(4)} and a very long second half of a name`;

describeWithBrowser('The page of one booking', () => {
  let it: TestService;
  let arrange: ReturnType<typeof arrangeBookings>;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let requests: Request[] = [];
  let complaints: string[] = [];
  beforeAll(async () => {
    it = await aService({ sendsUpdates: true });
    arrange = arrangeBookings(it);
    browser = await launchChromium();
    context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/London' });
    page = await context.newPage();
    page.on('request', (request) => requests.push(request));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) complaints.push(message.text());
    });
  });
  afterAll(async () => {
    await browser?.close();
    await it.stop();
  });
  beforeEach(async () => {
    await page.goto('about:blank');
    requests = [];
    complaints = [];
  });
  afterEach(async () => {
    await page.unrouteAll();
    expect(complaints).toEqual([]);
  });

  const open = ({ link }: Pick<LinkedBooking, 'link'>) => page.goto(link);
  const title = (name: string) => page.getByRole('heading', { name, exact: true }).waitFor();
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const changes = () => requests.filter((request) => request.method() !== 'GET');
  /** What a browser does when it is connected again, upon which the page looks without waiting. */
  const lookNow = () => page.evaluate("window.dispatchEvent(new Event('online'))");

  /** Headless chromium has no hidden tabs. */
  const setHidden = (isHidden: boolean) =>
    page.evaluate(
      `Object.defineProperty(document, 'hidden', { value: ${isHidden}, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));`,
    );

  test("gives one of a guest's two tickets back, by keyboard alone", async () => {
    const place = { venue: 'Great hall', address: '5 Hall Road', url: 'https://hall.example/?by=bus' };
    const { id } = await it.anEvent({ allowGuests: true, ...place, timeZone: 'America/New_York' });
    const booking = await arrange.ofGuest(id, 2);
    await open(booking);
    await title('You have 2 tickets');
    await page.getByText('(Eastern Standard Time)').waitFor();
    await page.getByText('Ada Lovelace').waitFor();
    await page.getByText(place.address).waitFor();
    expect(await page.getByRole('link', { name: place.url }).getAttribute('href')).toBe(place.url);
    const { tickets } = (await booking.read()) as { tickets: { code: string }[] };
    expect(await page.locator('code').allTextContents()).toEqual(tickets.map(({ code }) => code));
    await page.getByAltText('QR code of ticket 2').waitFor();

    const button = page.getByRole('button', { name: 'Give tickets back' });
    await button.focus();
    await page.keyboard.press('Enter');
    await title('Give tickets back?');
    await page.keyboard.press('Escape');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Give tickets back');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await page.getByRole('button', { name: 'Give 2 tickets back' }).waitFor();
    await page.keyboard.press('ArrowUp');
    expect(changes()).toEqual([]);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await title('You have 1 ticket');
    expect(await page.evaluate('document.activeElement.id')).toBe('state-title');
    expect(await booking.read()).toMatchObject({ status: 'confirmed', quantity: 1 });
    expect(await page.locator('code').count()).toBe(1);
  });

  test("shows an account's position, and while it is visible the offer by itself, and accepts it", async () => {
    const waitlist = { enabled: true, policy: 'strict', offerTtlSeconds: 600 };
    const { id, release } = await arrange.aSoldOutEvent({ waitlist });
    const booking = await arrange.ofAccount(id, 2);
    await open(booking);
    await title('You are on the waitlist');
    await page.getByText('Your position: 1', { exact: true }).waitFor();
    await setHidden(true);
    const looked = requests.length;
    await page.waitForTimeout(300);
    expect(requests.length).toBe(looked);
    await setHidden(false);
    await eventually(async () => requests.length > looked);
    await release();
    await title('2 tickets reserved for you');
    expect(await page.getByRole('status').textContent()).toBe('2 tickets reserved for you');
    expect(await page.getByRole('timer').textContent()).toMatch(/^(10:00|9:5\d)$/);
    expect(changes()).toEqual([]);
    await press('Accept');
    await title('You have 2 tickets');
    expect(await booking.read()).toMatchObject({ status: 'confirmed', quantity: 2 });
  });

  test('says when the order of a draw is known, and then shows the tickets, or the position', async () => {
    const clock = serviceClock();
    try {
      const opensAt = Date.now() + 1_000;
      const draw = { windowSeconds: 60 };
      const salesOpenAt = new Date(opensAt).toISOString();
      const { id } = await it.anEvent({ capacity: 1, allowGuests: true, salesOpenAt, draw });
      clock.set(opensAt);
      const bookings = [await arrange.ofGuest(id), await arrange.ofGuest(id)];
      for (const booking of bookings) {
        await page.goto('about:blank');
        await open(booking);
        await title('You are in the draw');
        await page.getByText('The order is drawn at').waitFor();
        expect(await page.getByText('Your position:').count()).toBe(0);
      }
      clock.set(opensAt + 65_000);
      const statuses = () => Promise.all(bookings.map(async (booking) => (await booking.read())['status']));
      await eventually(async () => (await statuses()).includes('confirmed'), 15_000);
      const winner = (await statuses()).indexOf('confirmed');
      await lookNow();
      await (winner === 1 ? title('You have 1 ticket') : title('You are on the waitlist'));
      if (winner === 0) await page.getByText('Your position: 1', { exact: true }).waitFor();
      await page.goto('about:blank');
      await open(bookings[0] as LinkedBooking);
      await (winner === 0 ? title('You have 1 ticket') : title('You are on the waitlist'));
    } finally {
      clock.restore();
    }
  });

  test('receives updates while it is visible, and does not read the booking meanwhile', async () => {
    const { id, release } = await arrange.aSoldOutEvent();
    const booking = await arrange.ofAccount(id);
    const readings = () => requests.filter((request) => request.url().includes(`${booking.bookingId}`));
    await open(booking);
    await page.getByText('Your position: 1', { exact: true }).waitFor();
    await eventually(async () => readings().some((request) => request.url().endsWith('/updates')));
    await page.waitForTimeout(50);
    const before = readings().length;
    await release(1);
    await title('You have 1 ticket');
    expect(
      readings()
        .slice(before)
        .filter((request) => !/tickets/.test(request.url())),
    ).toEqual([]);
  });

  test('looks as told where no updates are offered, with the tag of what it has', async () => {
    await page.route('**/updates', (route) => route.fulfill({ status: 406, body: '{}' }));
    const { id, release } = await arrange.aSoldOutEvent();
    const booking = await arrange.ofAccount(id);
    await open(booking);
    await page.getByText('Your position: 1', { exact: true }).waitFor();
    const looks = () => requests.filter((request) => request.url().endsWith('?position=omit'));
    await eventually(async () => looks().length === 2);
    expect(looks()[1]?.headers()['if-none-match']).toMatch(/^W\/"/);
    await page.getByText('Your position: 1', { exact: true }).waitFor();
    await release(1);
    await title('You have 1 ticket');
    expect(requests.filter((request) => request.url().endsWith('/updates'))).toHaveLength(1);
  });

  test('declines an offer after a question', async () => {
    const booking = await arrange.anOffer({ ofGuest: true });
    await open(booking);
    await press('Decline');
    await title('Decline 1 ticket?');
    expect(await booking.read()).toMatchObject({ status: 'offered' });
    await press('Yes, decline');
    await title('You declined the offer');
    expect(await booking.read()).toMatchObject({ status: 'cancelled', endedBecause: 'offer-declined' });
    expect(await page.getByRole('button').count()).toBe(0);
  });

  test('leaves the waitlist, and keeps the part that was granted', async () => {
    const { id, release } = await arrange.aSoldOutEvent({ waitlist: { policy: 'accept-fewer' } });
    const booking = await arrange.ofAccount(id, 2);
    await release(1);
    await eventually(async () => (await booking.read())['granted'] === 1);
    await open(booking);
    await title('You have 1 of 2 tickets');
    await press('Leave the waitlist');
    await press('Yes, leave the waitlist');
    await title('You have 1 ticket');
    const other = await arrange.ofAccount(id, 1);
    await page.goto('about:blank');
    await open(other);
    await press('Leave the waitlist');
    await press('Yes, leave the waitlist');
    await title('You cancelled your booking');
    expect(await other.read()).toMatchObject({ status: 'cancelled', endedBecause: 'cancelled-by-customer' });
  });

  test('says by itself that an offer has expired, and what can be done then', async () => {
    const booking = await arrange.anOffer({ seconds: 2 });
    await open(booking);
    await title('1 ticket reserved for you');
    await title('Your offer has expired');
    await page.getByText('please book again').waitFor();
    expect(changes()).toEqual([]);
  });

  test('says why an offer cannot be accepted any more', async () => {
    await page.route('**/updates', (route) => route.fulfill({ status: 406, body: '{}' }));
    const booking = await arrange.anOffer();
    await open(booking);
    await title('1 ticket reserved for you');
    const { bookingId, eventId, token } = booking;
    await it.call({ path: `/v1/events/${eventId}/bookings/${bookingId}/decline`, token, body: {} });
    await press('Accept');
    await page.getByRole('alert').getByText('The booking was already cancelled.').waitFor();
    await title('You declined the offer');
  });

  test('repeats a change whose answer was lost with its key, so that it happens once', async () => {
    const { id } = await it.anEvent({ allowGuests: true });
    const booking = await arrange.ofGuest(id, 3);
    await open(booking);
    await press('Give tickets back');
    await page.route('**/cancel', async (route) => {
      await route.fetch();
      await context.setOffline(true);
      await route.abort();
    });
    await press('Give 1 ticket back');
    await page.getByRole('alert').getByText('There was no answer').waitFor();
    await page.unrouteAll();
    await page.getByRole('button', { name: 'Give 1 ticket back' }).click({ force: true });
    await context.setOffline(false);
    await press('Try again');
    await title('You have 2 tickets');
    const keys = changes().map((request) => request.headers()['idempotency-key']);
    expect([keys.length, new Set(keys).size]).toEqual([2, 1]);
    expect(await booking.read()).toMatchObject({ status: 'confirmed', quantity: 2 });
  });

  test('changes nothing when its link is fetched, or opened and not clicked', async () => {
    const booking = await arrange.anOffer();
    const before = await booking.read();
    for (const method of ['GET', 'HEAD']) expect((await fetch(booking.link, { method })).status).toBe(200);
    await open(booking);
    await title('1 ticket reserved for you');
    expect(await booking.read()).toEqual(before);
    expect(requests.map((request) => request.method())).toEqual(requests.map(() => 'GET'));
    for (const request of requests) {
      expect(new URL(request.url()).origin).toBe(it.service.url);
      expect(request.url().replace(booking.link, '')).not.toContain(booking.token);
      expect(request.headers()['referer'] ?? '').toBe('');
    }
  });

  test('says that a link is incomplete, forged or of no booking', async () => {
    const { id } = await it.anEvent({ allowGuests: true });
    const { bookingId, token, link } = await arrange.ofGuest(id);
    const address = `${it.service.url}/booking`;
    for (const bad of ['', `#${id}/${bookingId}`, `#${id}/${bookingId}/${token.slice(0, -3)}AAA`]) {
      await page.goto('about:blank');
      await page.goto(`${address}${bad}`);
      await title('This link does not work');
      expect(await page.getByRole('button').count()).toBe(0);
    }
    await page.goto(`${address}#${id}/${UNKNOWN_ID}/${token}`);
    await title('There is no such booking');
    await page.goto(link.replace(`${id}/`, `${id}%2F`));
    await title('You have 1 ticket');
  });

  test('says what the organizer did, in German', async () => {
    const german = await browser.newContext({ locale: 'de-AT', timezoneId: 'Europe/Vienna' });
    const english = page;
    page = await german.newPage();
    const { id, organizer } = await it.anEvent({ allowGuests: true, timeZone: 'Europe/Berlin' });
    const booking = await arrange.ofGuest(id, 2);
    await open(booking);
    await title('Sie haben 2 Tickets');
    await page.getByText('(Mitteleuropäische Normalzeit)').waitFor();
    expect(await page.evaluate('document.documentElement.lang')).toBe('de');
    await it.cancel(organizer, id, booking.bookingId, { reason: 'Doppelt gebucht' });
    await lookNow();
    await title('Der Veranstalter hat Ihre Buchung storniert');
    await page.getByText('Doppelt gebucht').waitFor();
    await german.close();
    page = english;
  });

  test('unsubscribes from what the organizer writes by its button alone, and subscribes again', async () => {
    const { id, organizer } = await it.anEvent({ allowGuests: true });
    const booking = await arrange.ofGuest(id);
    const path = await unsubscribePath(organizer.id, addressIdOf('ada@example.com'), derivedSecrets());
    const isUnsubscribed = async () =>
      (await it.call({ path: `/v1/unsubscriptions/${path}` })).body.isUnsubscribed;
    await open({ link: `${booking.link}/unsubscribe/${path}` });
    await title('Emails that the organizer writes');
    await title('You have 1 ticket');
    expect([changes(), await isUnsubscribed()]).toEqual([[], false]);
    await press('Unsubscribe');
    await page.getByText('You are unsubscribed').first().waitFor();
    expect(await isUnsubscribed()).toBe(true);
    await page.reload();
    await press('Subscribe again');
    await page.getByRole('button', { name: 'Unsubscribe', exact: true }).waitFor();
    expect(await isUnsubscribed()).toBe(false);
    await open(booking);
    await title('You have 1 ticket');
    expect(await page.getByRole('heading', { name: 'Emails that the organizer writes' }).count()).toBe(0);
  });

  test('fits a phone with 320 px, and does not move when the countdown ticks', async () => {
    const booking = await arrange.anOffer({ fields: { name: LONG_NAME, venue: LONG_NAME } });
    await page.setViewportSize({ width: 320, height: 640 });
    const width = () => page.evaluate('document.documentElement.scrollWidth');
    await open(booking);
    await title('1 ticket reserved for you');
    expect(await width()).toBe(320);
    const accept = page.getByRole('button', { name: 'Accept' });
    const place = await accept.boundingBox();
    const first = await page.getByRole('timer').textContent();
    await eventually(async () => (await page.getByRole('timer').textContent()) !== first);
    expect(await accept.boundingBox()).toEqual(place);
    await press('Decline');
    await title('Decline 1 ticket?');
    expect(await width()).toBe(320);
    await press('No, go back');
    await press('Accept');
    await title('You have 1 ticket');
    await page.getByText(/^box1\./).waitFor({ state: 'attached' });
    expect(await width()).toBe(320);
  });
});
