/** What organizers do besides making events, in a real browser: they write, appoint, and sell at the door. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { sessionScript, type Tab, WIDTHS } from '../kit/page-browser.ts';
import { aPageStage, type PageStage } from '../kit/page-stage.ts';
import { bookAndRepeat, type Person, type TestService } from '../kit/service.ts';
import { describeWithBrowser } from '../kit/with-browser.ts';

/** The narrowest phone. */
const WIDTH = 320;

describeWithBrowser('Screens that organizers use besides making events', () => {
  let stage: PageStage;
  let it: TestService;
  let tab: Tab;
  beforeAll(async () => {
    stage = await aPageStage({ sendsNotices: true });
    it = stage.it;
    tab = await stage.openTab({ width: WIDTH, bypassCSP: true });
  });
  afterAll(() => stage.stop());

  async function openAs(person: Person, path: string, role = 'organizer'): Promise<Page> {
    await tab.context.addInitScript(sessionScript(person, role));
    await tab.page.goto(`${it.service.url}${path}`);
    return tab.page;
  }

  const press = (name: string) => tab.page.getByRole('button', { name, exact: true }).click();
  const toBe = async () => {
    expect(await tab.inaccessible()).toEqual([]);
    expect(await tab.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(WIDTH);
  };

  /** Sends what the form has, and loses the answer and then the page: what it sent goes on after the reload. */
  async function loseTheAnswer(path: string, send: () => Promise<void>): Promise<void> {
    const { page } = tab;
    const isLost = new Promise<void>((resolve) =>
      page.route(
        (url) => url.pathname === path,
        async (route) => {
          if (route.request().method() !== 'POST') return route.continue();
          await route.fetch();
          await route.abort();
          resolve();
        },
      ),
    );
    await send();
    await isLost;
    await page.unrouteAll({ behavior: 'wait' });
    await page.reload();
  }

  async function writes(path: string): Promise<void> {
    const { page } = tab;
    await page.getByRole('link', { name: 'Announcements' }).click();
    await page.getByText('You have written no announcement yet.').waitFor();
    await press('Look at the mails');
    await page.getByText('Please fill this in.').first().waitFor();
    await toBe();
    await page.getByRole('radio', { name: 'Those who have tickets, and those who wait' }).check();
    await page.fill('[name="subject"]', 'Doors open at seven');
    await page.fill('[name="text"]', 'An hour earlier.');
    await press('Look at the mails');
    await page.getByText('2 bookings get this announcement.').waitFor();
    await page.getByText('Those who wait or have an open offer, in German: 1').click();
    await toBe();
    await loseTheAnswer(`${path}/announcements`, async () => {
      await press('Send it');
      await press('Yes, send it');
    });
    await page.getByText('The announcement is on its way.').waitFor();
    await page.getByText('Mails sent: 2').waitFor();
    expect(await page.getByRole('article').count()).toBe(1);
    expect(await page.inputValue('[name="subject"]')).toBe('');
    await toBe();
  }

  async function appoints(email: string, listStaff: () => Promise<string[]>): Promise<void> {
    const { page } = tab;
    await page.getByRole('link', { name: 'Staff' }).click();
    await page.fill('[name="email"]', 'nobody@people.invalid');
    await press('Add to the staff');
    await page.getByText('There is no account with this address.').waitFor();
    await page.fill('[name="email"]', (await it.anAccount()).email);
    await press('Add to the staff');
    await page.getByText('The address of this account is not confirmed').waitFor();
    await page.fill('[name="email"]', email);
    await press('Add to the staff');
    await page.getByText('Grace Hopper is on the staff now: Door staff.').waitFor();
    await press('Make manager: Grace Hopper');
    await page.getByText('Grace Hopper has another role now: Manager.').waitFor();
    await toBe();
    expect(await listStaff()).toEqual(['owner', 'manager']);
    await press('Remove: Grace Hopper');
    await page.getByRole('heading', { name: 'Remove Grace Hopper from the staff?' }).waitFor();
    await toBe();
    await press('No, go back');
  }

  /** A manager needs no role of its own to use the screens of the event, and makes no events. */
  async function managesAndLeaves(member: Person, name: string): Promise<void> {
    const { page } = tab;
    await openAs(member, '/', 'attendee');
    await page.getByRole('link', { name: 'Organize', exact: true }).click();
    await page.getByRole('heading', { name: 'Your events' }).waitFor();
    await page.getByRole('link', { name }).click();
    await page.getByRole('link', { name: 'Staff' }).click();
    await page.getByText('Only the owner of the event changes its staff.').waitFor();
    expect(await page.getByRole('button', { name: 'Add to the staff' }).count()).toBe(0);
    await press('Leave the staff');
    await press('Yes, leave');
    await page.getByRole('heading', { name: 'Your events' }).waitFor();
    await page.getByText('You have no events yet.').waitFor();
    expect(await page.getByRole('link', { name: 'New event' }).count()).toBe(0);
  }

  async function booksAtTheDoor(path: string): Promise<void> {
    const { page } = tab;
    const fill = async (firstName: string, lastName: string) => {
      await page.fill('[name="firstName"]', firstName);
      await page.fill('[name="lastName"]', lastName);
      await press('One more');
    };
    await press('Book 1 ticket');
    await page.getByText('Please fill this in.').first().waitFor();
    await toBe();
    await fill('Katherine', 'Johnson');
    await loseTheAnswer(`${path}/bookings`, () => press('Book 2 tickets'));
    await page.getByText('Booked for Katherine Johnson: 2 tickets').waitFor();
    await page.getByRole('img', { name: 'QR code of ticket 2' }).waitFor();
    await toBe();
    await press('Let all 2 in now');
    await page.getByText('All 2 are in.').waitFor();
    await press('Next person');
    await fill('Dorothy', 'Vaughan');
    await press('Book 2 tickets');
    await page.getByText('There are not so many tickets. Left: 1.').waitFor();
    await toBe();
    await press('Put them in the waitlist');
    await page.getByText('Dorothy Vaughan waits for 2 tickets').waitFor();
    await page.getByText('Number 1 in the waitlist.').waitFor();
    await toBe();
  }

  test('people are booked at the door, once each, let in, or put in the waitlist', async () => {
    const { id, organizer } = await it.anEvent({ capacity: 3 });
    const path = `/v1/events/${id}`;
    await openAs(organizer, `/organize/${id}/book`);
    await booksAtTheDoor(path);
    const read = async (part: string) =>
      (await it.call({ path: `${path}/${part}`, token: organizer.token })).body;
    const { items } = await read('bookings');
    expect(items).toMatchObject([
      { attendee: { firstName: 'Katherine' }, status: 'confirmed', quantity: 2 },
      { attendee: { firstName: 'Dorothy' }, status: 'waitlisted', quantity: 2 },
    ]);
    expect(items).toHaveLength(2);
    expect((await read('arrivals')).tickets).toEqual({ confirmed: 2, checkedIn: 2, expected: 0 });
  });

  test('an organizer writes to customers, once, and appoints a manager, who leaves', async () => {
    const { id, organizer } = await it.anEvent({ capacity: 2 });
    await it.book(await it.aPerson(), id, { quantity: 2 });
    await bookAndRepeat(it, await it.aPerson(), id, { 'accept-language': 'de' });
    await openAs(organizer, `/organize/${id}`);
    const path = `/v1/events/${id}`;
    await writes(path);
    await tab.page.getByRole('link', { name: 'Back' }).click();
    const member = await it.aConfirmedAccount();
    const roles = async (): Promise<string[]> => {
      const { body } = await it.call({ path: `${path}/staff`, token: organizer.token });
      return body.items.map(({ role }: { role: string }) => role);
    };
    await appoints(member.email, roles);
    await managesAndLeaves(member, 'First night');
    expect(await roles()).toEqual(['owner']);
  });

  test('each role on an event sees what it may do with it, and nobody else sees a screen of it', async () => {
    const { id, organizer } = await it.anEvent({ name: 'Concert' });
    const member = await it.aConfirmedAccount();
    await it.changeRole(member, 'organizer');
    const path = `/v1/events/${id}/staff`;
    const appoint = (role: string) =>
      it.call({ path, token: organizer.token, body: { email: member.email, role } });
    const { page, inaccessible } = await stage.openAs(member, 'organizer', `/organize/${id}`, {
      width: WIDTH,
      bypassCSP: true,
    });
    const sees = async (name: string) => {
      await page.getByRole('heading', { name, exact: true }).waitFor();
      expect(await page.getByText('This is gone').count()).toBe(0);
      return page.getByRole('main').getByRole('button').allInnerTexts();
    };
    for (const screen of ['', '/edit', '/bookings', '/audit', '/staff', '/announcements', '/book']) {
      await page.goto(`${it.service.url}/organize/${id}${screen}`);
      expect(await sees('You are not on the staff of this event')).toEqual([]);
    }
    await appoint('door');
    await page.goto(`${it.service.url}/organize/${id}`);
    expect(await sees('You are door staff of this event')).toEqual([]);
    expect(await inaccessible()).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(WIDTH);
    await page.getByRole('link', { name: 'To the door' }).click();
    await page.getByText('0 of 0').first().waitFor();
    await appoint('manager');
    await page.goto(`${it.service.url}/organize/${id}`);
    await sees('Concert');
    expect(await page.getByText('Change the number of tickets').count()).toBe(1);
    expect(await page.getByText('Cancel the event').count()).toBe(0);
    expect(await page.getByText('Copy', { exact: true }).count()).toBe(0);
  });

  test.each(WIDTHS)(
    'an owner hands an event over after a question, and stays as a manager, %i pixels wide',
    async (width) => {
      const { id, organizer } = await it.anEvent({ name: 'Concert' });
      const path = `/v1/events/${id}/staff`;
      const member = await it.aConfirmedAccount();
      await it.call({ path, token: organizer.token, body: { email: member.email, role: 'manager' } });
      const { page, inaccessible } = await stage.openAs(organizer, 'organizer', `/organize/${id}/staff`, {
        width,
        bypassCSP: true,
        locale: 'de-DE',
      });
      const roles = async () => {
        const { body } = await it.call({ path, token: organizer.token });
        const ofAll = body.items.map(({ userId, role }: { userId: string; role: string }) => [userId, role]);
        return Object.fromEntries(ofAll) as Record<string, string>;
      };
      const button = page.getByRole('button', { name: 'Zum Inhaber machen: Grace Hopper' });
      await button.press('Enter');
      await page.getByRole('heading', { name: 'Diese Veranstaltung an Grace Hopper übergeben?' }).waitFor();
      await page.getByText('Sie bleiben als Verwalter').waitFor();
      expect(await inaccessible()).toEqual([]);
      await page.keyboard.press('Escape');
      expect(await page.getByRole('dialog').count()).toBe(0);
      expect(await page.evaluate('document.activeElement.ariaLabel')).toBe(
        'Zum Inhaber machen: Grace Hopper',
      );
      expect(await roles()).toEqual({ [organizer.id]: 'owner', [member.id]: 'manager' });

      const handOver = async () => {
        await button.press('Enter');
        await page.getByRole('button', { name: 'Ja, übergeben' }).press('Enter');
      };
      await handOver();
      await page.getByText('Grace Hopper kann die Veranstaltung nicht übernehmen').waitFor();
      expect(await inaccessible()).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      await it.changeRole(member, 'organizer');
      await handOver();
      await page.getByText('Die Veranstaltung gehört jetzt Grace Hopper.').waitFor();
      await page.getByText('Nur der Inhaber der Veranstaltung ändert ihre Mitarbeiter.').waitFor();
      expect(await button.count()).toBe(0);
      expect(await roles()).toEqual({ [organizer.id]: 'manager', [member.id]: 'owner' });
    },
  );
});
