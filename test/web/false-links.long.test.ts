/** Links of bookings with a token that is not good, which anybody can make, in a real browser. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { derivedSecrets, tokens } from '../../functions/compose.ts';
import { unsubscribePath } from '../../functions/credentials/unsubscribe-token.ts';
import { WIDTHS } from '../kit/page-browser.ts';
import { aPageStage, type PageStage } from '../kit/page-stage.ts';
import { eventually, type TestService } from '../kit/service.ts';
import { describeWithBrowser } from '../kit/with-browser.ts';
import { arrangeBookings } from './linked-bookings.ts';

const [PHONE] = WIDTHS;

const FALSE_TOKEN = 'a.b.c';

type Ids = { eventId: string; bookingId: string };

describeWithBrowser('A link with a false token', () => {
  let stage: PageStage;
  let it: TestService;
  let arrange: ReturnType<typeof arrangeBookings>;
  beforeAll(async () => {
    stage = await aPageStage({ sendsUpdates: true, sendsNotices: true });
    it = stage.it;
    arrange = arrangeBookings(it);
  });
  afterAll(() => stage.stop());

  const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true }).waitFor();
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
  const keptBookings = async (page: Page) =>
    JSON.parse((await page.evaluate("localStorage['boxoffice.bookings'] ?? '[]'")) as string);

  const openLink = (page: Page, { eventId, bookingId }: Ids, token = FALSE_TOKEN) =>
    page.goto(`${it.service.url}/booking#${eventId}/${bookingId}/${token}`);

  /** A guest books on the page. @returns the booking as the browser keeps it. */
  async function booksHere(page: Page, eventId: string) {
    await page.goto(`${it.service.url}/events/${eventId}/book`);
    await press(page, 'Continue');
    const values = { 'given-name': 'Gus', 'family-name': 'Guest', email: 'gus@example.com' };
    for (const [name, value] of Object.entries(values)) await page.fill(`[name="${name}"]`, value);
    await press(page, 'Book 1 ticket');
    await heading(page, 'Booked: 1 ticket');
    const [booking] = await keptBookings(page);
    return booking as Ids & { token: string };
  }

  test('takes no booking away from the guest whose browser keeps it, nor its tickets for a place without a network', async () => {
    const { id } = await it.anEvent({ allowGuests: true, name: 'Open air' });
    const other = await it.anEvent({ allowGuests: true });
    const { page, context } = await stage.openTab({ width: PHONE });
    const booking = await booksHere(page, id);
    await page.getByRole('link', { name: 'Open the booking' }).click();
    await page.getByAltText('QR code of ticket 1').waitFor();
    await eventually(() =>
      page.evaluate<boolean>(
        "caches.open('boxoffice.shell').then((cache) => cache.match('/')).then(Boolean)",
      ),
    );

    await openLink(page, booking);
    await heading(page, 'You have 1 ticket');
    await page.reload();
    await heading(page, 'You have 1 ticket');
    expect(await keptBookings(page)).toMatchObject([{ token: booking.token }]);
    // The ids of the booking and of another event.
    await openLink(page, { ...booking, eventId: other.id });
    await page.getByText('There is no such booking, or it is not yours.').waitFor();
    expect(await keptBookings(page)).toContainEqual(expect.objectContaining(booking));
    await context.setOffline(true);
    await page.goto(`${it.service.url}/bookings/${id}/${booking.bookingId}`);
    await page.getByText('There is no connection. This is your booking as it was').first().waitFor();
    await page.getByAltText('QR code of ticket 1').waitFor();
  });

  test('takes no booking away from the account that is logged in, now or later', async () => {
    const { id } = await it.anEvent({ name: 'Open air' });
    const person = await it.aPerson();
    const booking = await arrange.ofAccount(id, 1, person);
    const { page } = await stage.openAs(person, 'attendee', '/', { width: PHONE });
    await openLink(page, booking);
    await heading(page, 'You have 1 ticket');
    await page.goto(`${it.service.url}/my-bookings`);
    await page.getByRole('link', { name: 'Open air' }).click();
    await heading(page, 'You have 1 ticket');
  });

  test('is not asked for a change whose answer was lost: the account makes it', async () => {
    const waitlist = { enabled: true, policy: 'strict', offerTtlSeconds: 600 };
    const { id, release } = await arrange.aSoldOutEvent({ waitlist });
    const person = await it.aPerson();
    const booking = await arrange.ofAccount(id, 1, person);
    const stranger = await arrange.ofGuest(id);
    await release(1);
    await eventually(async () => (await booking.read())['status'] === 'offered');
    const path = `/bookings/${id}/${booking.bookingId}`;
    const { page } = await stage.openAs(person, 'attendee', path, { width: PHONE });
    await page.route('**/accept', (route) => route.abort(), { times: 1 });
    await press(page, 'Accept');
    await page.getByText('There is no connection.').first().waitFor();
    await openLink(page, booking, stranger.token);
    await heading(page, 'You have 1 ticket');
  });

  test.each(WIDTHS)('says what to do where the browser has nothing else, %i pixels wide', async (width) => {
    const { id } = await it.anEvent({ allowGuests: true });
    const email = `gus-${width}@example.com`;
    const booking = await arrange.ofGuest(id, 1, { email });
    for (const [locale, text, button, sent] of [
      ['de-DE', 'Öffnen Sie den Link in der Mail', 'Link noch einmal schicken', 'Der Link ist unterwegs'],
      [
        'en-GB',
        'Open the link in the mail about your booking again',
        'Mail me the link',
        'The link is on its way',
      ],
    ] as const) {
      const { page, inaccessible } = await stage.openTab({ width, locale, bypassCSP: true });
      await openLink(page, booking);
      await page.getByText(text).waitFor();
      expect(await inaccessible()).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      await press(page, button);
      await page.getByText(sent).waitFor();
      await openLink(page, booking, booking.token);
      await page.getByAltText(/QR.*1/).waitFor();
      expect(await keptBookings(page)).toMatchObject([{ token: booking.token }]);
    }
  });

  /** The link of an announcement for this booking, which unsubscribes this address. */
  const openAnnouncement = async (
    page: Page,
    ids: Ids,
    token: string,
    of: { organizer: string; address: string },
  ) => {
    const unsubscribed = await unsubscribePath(of.organizer, of.address, derivedSecrets());
    const place = `${ids.eventId}/${ids.bookingId}/${token}/unsubscribe/${unsubscribed}`;
    await page.goto(`${it.service.url}/booking?language=en#${place}`);
  };

  test('unsubscribes nobody else in the name of who opens it, with the token of the booking or an account', async () => {
    const { id, organizer } = await it.anEvent({ allowGuests: true });
    const of = { organizer: organizer.id, address: 'a'.repeat(22) };
    const [own, other] = [of, { ...of, address: 'b'.repeat(22) }];
    const person = await it.aPerson();
    const booking = await arrange.ofAccount(id, 1, person);
    const browsers = [
      await stage.openAs(person, 'attendee', '/', { width: PHONE }),
      await stage.openTab({ width: PHONE }),
    ];
    await openLink((browsers[1] as { page: Page }).page, booking, booking.token);
    for (const { page } of browsers) {
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      const subscriptions = page.getByRole('button', { name: /subscribe/i });
      await openAnnouncement(page, booking, FALSE_TOKEN, other);
      const said = page.getByText('The link is not complete');
      await said.or(subscriptions).first().waitFor();
      expect(await subscriptions.count()).toBe(0);
      await heading(page, 'You have 1 ticket');
      await page.reload();
      await said.waitFor();
      expect(await subscriptions.count()).toBe(0);
      expect(asked.filter((url) => url.includes('/unsubscriptions/'))).toEqual([]);
      // The link of the mail has a token of its own.
      const mailed = await tokens().issueForGuest(person.id, booking.bookingId);
      await openAnnouncement(page, booking, mailed, own);
      await press(page, 'Unsubscribe');
      await page.getByText('You are unsubscribed').first().waitFor();
      await page.reload();
      await press(page, 'Subscribe again');
      await page.getByRole('button', { name: 'Unsubscribe', exact: true }).waitFor();
      const unsubscriptions = asked.filter((url) => url.includes('/unsubscriptions/'));
      expect(unsubscriptions.filter((url) => !url.includes(`/${own.address}/`))).toEqual([]);
    }
  });

  test('that the browser kept is replaced by that of a link which reads the booking', async () => {
    const { id } = await it.anEvent({ allowGuests: true });
    const booking = await arrange.ofGuest(id);
    const { page } = await stage.openTab({ width: PHONE });
    await openLink(page, booking);
    await page.getByText('There is no such booking, or it is not yours.').waitFor();
    await openLink(page, booking, booking.token);
    await heading(page, 'You have 1 ticket');
    await eventually(async () => (await keptBookings(page))[0].token === booking.token);
    expect((await keptBookings(page))[0]).not.toHaveProperty('linked');
  });
});
