/** What organizers do on the page, in a real browser. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { MAX_PER_BOOKING_DEFAULT } from '../../functions/domain/model/limits.ts';
import { WIDTHS } from '../kit/page-browser.ts';
import { aPageStage, type PageStage } from '../kit/page-stage.ts';
import type { Person, TestService } from '../kit/service.ts';
import { describeWithBrowser } from '../kit/with-browser.ts';

describeWithBrowser('The page for organizers', () => {
  let stage: PageStage;
  let it: TestService;
  beforeAll(async () => {
    stage = await aPageStage();
    it = stage.it;
  });
  afterAll(() => stage.stop());

  const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name }).waitFor();
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
  const unfold = (page: Page, name: string) => page.locator('summary', { hasText: name }).click();
  const figure = (page: Page, name: string, value: string) =>
    page.locator('.figures div', { hasText: name }).getByText(value, { exact: true }).waitFor();
  const stored = async ({ token }: Person, eventId: string) =>
    (await it.call({ path: `/v1/events/${eventId}`, token })).body;

  test.each(WIDTHS)(
    'an event is made, published, watched, enlarged and cancelled, %i pixels wide, and axe finds nothing',
    async (width) => {
      const organizer = await it.aPerson('organizer');
      const { page, inaccessible } = await stage.openAs(organizer, 'organizer', '/', {
        width,
        bypassCSP: true,
      });
      await page.getByRole('link', { name: 'Organize', exact: true }).click();
      await page.getByText('You have no events yet.').waitFor();
      expect(await inaccessible()).toEqual([]);
      await page.getByRole('link', { name: 'New event' }).click();
      await press(page, 'Save as a draft');
      await page.getByText('Please fill this in.').first().waitFor();
      for (const group of ['More about it', 'Sale', 'Waitlist']) await unfold(page, group);
      await page.getByText(`Empty: ${MAX_PER_BOOKING_DEFAULT}, or what one person may have`).waitFor();
      expect(await inaccessible()).toEqual([]);
      await page.fill('[name="name"]', 'First night');
      await page.selectOption('#timeZone', 'America/New_York');
      await page.fill('[name="startsAt"]', '2099-07-01T20:00');
      await page.fill('[name="capacity"]', '2');
      await press(page, 'Save as a draft');
      await page.getByText('This is a draft').waitFor();
      expect(await inaccessible()).toEqual([]);
      const eventId = page.url().split('/').at(-1) ?? '';
      expect(await stored(organizer, eventId)).toMatchObject({
        isDraft: true,
        startsAt: '2099-07-02T00:00:00.000Z',
        timeZone: 'America/New_York',
        capacity: 2,
      });
      await press(page, 'Publish');
      await page.getByText('The event is published.').waitFor();
      await figure(page, 'Left', '2');
      expect((await it.book(await it.aPerson(), eventId, { quantity: 2 })).status).toBe(201);
      expect((await it.book(await it.aPerson(), eventId, { quantity: 1 })).status).toBe(202);
      await figure(page, 'Sold', '2');
      await figure(page, 'Waiting', '1');
      await page.getByRole('img', { name: /from 0 to 2/ }).waitFor();
      await unfold(page, 'Change the number of tickets');
      await page.fill('[name="capacity"]', '5');
      await press(page, 'Change it');
      await page.getByText('The event has 5 tickets now.').waitFor();
      await figure(page, 'Sold', '3');
      expect(await inaccessible()).toEqual([]);
      await press(page, 'Cancel the event');
      await heading(page, 'Cancel this event?');
      expect(await inaccessible()).toEqual([]);
      await press(page, 'Yes, cancel the event');
      await page.getByText('The event is cancelled.').waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      expect((await stored(organizer, eventId)).availability.state).toBe('cancelled');
    },
  );

  test('tickets that the first waiter holds back are shown beside the figures', async () => {
    const { id, organizer } = await it.anEvent({ capacity: 4 });
    const holder = await it.aPerson();
    const { body: booking } = await it.book(holder, id, { quantity: 4 });
    await it.book(await it.aPerson(), id, { quantity: 3 });
    const path = `/v1/events/${id}/bookings/${booking.id}/cancel`;
    await it.call({ path, token: holder.token, body: { tickets: [1] } });
    const { page } = await stage.openAs(organizer, 'organizer', `/organize/${id}`);
    await figure(page, 'Sold', '3');
    await figure(page, 'Left', '0');
    await page.getByText('Tickets that came back and are not assigned: 1.').waitFor();
    await page.getByText('The first booking waits for more tickets than there are.').waitFor();
  });

  test('an edit sends what it changes, and none over the change of somebody else', async () => {
    const { id, organizer } = await it.anEvent({ name: 'Concert', venue: 'Hall', timeZone: 'Europe/Berlin' });
    const { page } = await stage.openAs(organizer, 'organizer', `/organize/${id}/edit`);
    await heading(page, 'Edit: Concert');
    const path = `/v1/events/${id}`;
    await it.call({ method: 'PATCH', path, token: organizer.token, body: { venue: 'Great hall' } });
    await page.fill('[name="name"]', 'Opera');
    await press(page, 'Save the changes');
    await page.getByText('Somebody changed this event meanwhile.').waitFor();
    expect(await page.inputValue('[name="venue"]')).toBe('Great hall');
    expect(await stored(organizer, id)).toMatchObject({ name: 'Concert', venue: 'Great hall' });
    const before = await stored(organizer, id);
    await page.fill('[name="name"]', 'Opera');
    await press(page, 'Save the changes');
    await heading(page, 'Opera');
    const { availability: _now, ...after } = await stored(organizer, id);
    const { availability: _then, ...same } = before;
    expect(after).toEqual({ ...same, name: 'Opera' });
    await page.getByRole('link', { name: 'Edit' }).click();
    await unfold(page, 'Waitlist');
    await page.fill('[name="offerMinutes"]', '90');
    await page.fill('[name="quietFrom"]', '22:00');
    await press(page, 'Save the changes');
    await page.getByText('Please fill this in.').waitFor();
    await page.fill('[name="quietTo"]', '08:00');
    await page.check('[name="waitsAgain"]');
    await press(page, 'Save the changes');
    // The form itself is headed Edit: Opera.
    await page.getByRole('heading', { name: 'Opera', exact: true }).waitFor();
    const { waitlist } = same;
    const offers = {
      offerTtlSeconds: 5400,
      lapsedOffer: 'wait-again',
      quietHours: { from: '22:00', to: '08:00' },
    };
    expect(await stored(organizer, id)).toMatchObject({ ...after, waitlist: { ...waitlist, ...offers } });
  });

  test.each(WIDTHS)('who comes is searched, filtered and exported, %i pixels wide', async (width) => {
    const { id, organizer } = await it.anEvent({ capacity: 60, allowGuests: true });
    const path = `/v1/events/${id}/bookings`;
    const bookFor = (firstName: string, lastName: string, quantity = 1) => {
      const attendee = { firstName, lastName, email: `${lastName.toLowerCase()}@example.com` };
      return it.call({ path, body: { quantity, attendee } });
    };
    await bookFor('Ada', 'Lovelace', 8);
    for (let count = 0; count < 52; count += 1) await bookFor('Guest', `Number${count}`);
    await bookFor('Grace', 'Hopper', 2);
    const { page, inaccessible } = await stage.openAs(organizer, 'organizer', `/organize/${id}`, {
      width,
      bypassCSP: true,
    });
    await page.getByRole('link', { name: 'Who comes' }).click();
    const rows = page.locator('tbody tr');
    await rows.nth(49).waitFor();
    expect(await rows.count()).toBe(50);
    await press(page, 'Show more');
    await rows.nth(53).waitFor();
    expect(await rows.count()).toBe(54);
    await page.getByText('No ticket came back.').waitFor();
    expect(await inaccessible()).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    const [download] = await Promise.all([page.waitForEvent('download'), press(page, 'Export as CSV')]);
    const csv = readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\n');
    expect(csv).toHaveLength(55);
    await page.getByRole('combobox', { name: 'State' }).selectOption('waitlisted');
    await page.waitForFunction("document.querySelectorAll('tbody tr').length === 1");
    expect(await rows.first().innerText()).toContain('Grace Hopper');
    await page.getByRole('searchbox').fill('lovelace');
    await page.getByText('No booking matches.').waitFor();
    await page.getByRole('combobox', { name: 'State' }).selectOption('');
    await page.getByRole('combobox', { name: 'Order' }).selectOption('name');
    await page.getByRole('rowheader', { name: 'Ada Lovelace' }).waitFor();
    expect(await rows.count()).toBe(1);
    await page.reload();
    await page.getByRole('rowheader', { name: 'Ada Lovelace' }).waitFor();
    expect(await page.inputValue('[type="search"]')).toBe('lovelace');
  });

  test('an organizer of many events finds one by its name, also after a reload', async () => {
    const organizer = await it.aPerson('organizer');
    for (let number = 0; number < 21; number += 1) {
      const body = { name: `Concert ${number}`, capacity: 5, startsAt: '2099-07-01T20:00:00Z' };
      await it.call({ path: '/v1/events', token: organizer.token, body });
    }
    const { page } = await stage.openAs(organizer, 'organizer', '/organize');
    await page.getByText('20 are shown', { exact: true }).waitFor();
    await page.getByRole('searchbox').fill('concert 13');
    await page.locator('.event-card').nth(1).waitFor({ state: 'detached' });
    await page.reload();
    await heading(page, 'Concert 13');
    await page.getByRole('searchbox').fill('opera');
    await page.getByText('No event matches.').waitFor();
    await page.getByRole('searchbox').fill('');
    await page.getByText('20 are shown', { exact: true }).waitFor();
  });

  test('who organizes nothing is told so, and has no such menu', async () => {
    const { page } = await stage.open('/organize');
    await heading(page, 'These screens are for organizers.');
    expect(await page.getByRole('link', { name: 'Organize', exact: true }).count()).toBe(0);
  });
});
