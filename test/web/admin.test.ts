/** What admins do on the page, in a real browser. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { sessionScript, type Tab } from '../kit/page-browser.ts';
import { aPageStage, type PageStage } from '../kit/page-stage.ts';
import type { Person, TestService } from '../kit/service.ts';
import { describeWithBrowser } from '../kit/with-browser.ts';

describeWithBrowser('The page for admins', () => {
  let stage: PageStage;
  let it: TestService;
  beforeAll(async () => {
    stage = await aPageStage({ sendsNotices: true, rateLimits: 'on' });
    it = stage.it;
  });
  afterAll(() => stage.stop());

  async function openAsAdmin(admin: Person): Promise<Tab> {
    const tab = await stage.open('/', { width: 390, bypassCSP: true });
    // Once, so that a log-out lasts.
    await tab.page.evaluate(sessionScript(admin, 'admin'));
    await tab.page.reload();
    return tab;
  }

  const follow = (page: Page, name: string) => page.getByRole('link', { name, exact: true }).click();
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
  const shows = (page: Page, selector: string, count: number) =>
    page.waitForFunction(`document.querySelectorAll('${selector}').length === ${count}`);
  const fits = (page: Page) => page.evaluate('document.documentElement.scrollWidth <= innerWidth');
  const roleOf = async ({ token }: Person) => (await it.call({ path: '/v1/me', token })).body.role;

  test('an admin changes roles, down to their own, and reads what happened', async () => {
    const admin = await it.aPerson('admin');
    const ada = await it.aConfirmedAccount({ name: 'Ada Lovelace' });
    await Promise.all(
      Array.from({ length: 51 }, async () => {
        const { token } = await it.aPerson('organizer');
        // Each has an entry in the security log.
        await it.call({ method: 'DELETE', path: '/v1/me/sessions', token });
      }),
    );
    const { page, inaccessible } = await openAsAdmin(admin);
    await follow(page, 'Admin');
    await page.getByText('Who has an account').waitFor();
    expect(await page.getByRole('link', { name: 'Mailbox' }).getAttribute('href')).toBe(
      it.service.mailboxUrl,
    );
    expect(await inaccessible()).toEqual([]);
    await follow(page, 'Users');
    await press(page, 'Show more');
    await shows(page, '.user-card', 53);
    await page.getByRole('combobox', { name: 'Role' }).selectOption('attendee');
    await shows(page, '.user-card', 1);
    await page.getByRole('combobox', { name: 'Role' }).selectOption('');
    const search = page.getByRole('searchbox', { name: 'Search accounts' });
    await search.fill('nobody at all');
    await page.getByText('No account matches.').waitFor();
    expect(await inaccessible()).toEqual([]);
    await search.fill('lovel');
    await shows(page, '.user-card', 1);
    await page.reload();
    await shows(page, '.user-card', 1);
    expect(await search.inputValue()).toBe('lovel');
    await page.locator('.user-card summary', { hasText: ada.email }).click();
    expect(await inaccessible()).toEqual([]);
    await press(page, 'Make admin');
    await page.getByText('Admins may do everything').waitFor();
    expect(await inaccessible()).toEqual([]);
    await press(page, 'No, stay attendee');
    await press(page, 'Make organizer');
    await page.getByRole('dialog').getByRole('button', { name: 'Make organizer' }).click();
    await page.getByText('Ada Lovelace has the role organizer now.').waitFor();
    expect(await roleOf(ada)).toBe('organizer');
    expect(await fits(page)).toBe(true);

    await follow(page, 'Administration');
    await follow(page, 'Security log');
    const what = page.getByRole('combobox', { name: 'What' });
    await what.selectOption('sessions-ended');
    await press(page, 'Show more');
    await shows(page, '.log > li', 51);
    await what.selectOption('key-rotated');
    await page.getByText('Nothing of this kind happened').waitFor();
    await what.selectOption('role-changed');
    await page
      .getByText('Grace Hopper (you) changed the role of Ada Lovelace from attendee to organizer.')
      .waitFor();
    expect(await inaccessible()).toEqual([]);
    expect(await fits(page)).toBe(true);
    await follow(page, 'Administration');
    await follow(page, 'Limits');
    await page.getByText('60 in 1 hour').first().waitFor();
    await page.getByText('4,096').waitFor();
    expect(await inaccessible()).toEqual([]);
    expect(await fits(page)).toBe(true);
    await follow(page, 'Administration');
    await follow(page, 'Users');

    await page.getByRole('combobox', { name: 'Role' }).selectOption('admin');
    await shows(page, '.user-card', 1);
    const giveUp = async () => {
      await press(page, 'Make attendee');
      await page.getByText('This is your own account').waitFor();
      await page.getByRole('dialog').getByRole('button', { name: 'Make attendee' }).click();
    };
    await page.locator('.user-card summary').click();
    await giveUp();
    await page.getByText('You are the only admin.').waitFor();
    expect(await roleOf(admin)).toBe('admin');
    const other = await it.aPerson('admin');
    await giveUp();
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
    expect(await roleOf(admin)).toBe('attendee');
    expect(await page.getByRole('link', { name: 'Admin', exact: true }).count()).toBe(0);
    expect(await roleOf(other)).toBe('admin');
    await page.goto(`${it.service.url}/admin/users`);
    await page.getByRole('heading', { name: 'These screens are for admins.' }).waitFor();
  });

  test('an account whose address is not confirmed gets no role, and the page says what to do', async () => {
    const stranger = await it.anAccount({ name: 'Mary Somerville' });
    const { page, inaccessible } = await openAsAdmin(await it.aPerson('admin'));
    await follow(page, 'Admin');
    await follow(page, 'Users');
    await page.getByRole('searchbox', { name: 'Search accounts' }).fill('somerville');
    await shows(page, '.user-card', 1);
    await page.locator('.user-card summary').click();
    await page.getByText('Not confirmed: nobody has opened').waitFor();
    await press(page, 'Make organizer');
    await page.getByRole('dialog').getByRole('button', { name: 'Make organizer' }).click();
    await page.getByText('Ask the owner of the address: if they made it').waitFor();
    expect(await roleOf(stranger)).toBe('attendee');
    expect(await inaccessible()).toEqual([]);
    expect(await fits(page)).toBe(true);
  });
});
