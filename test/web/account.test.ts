/** The screen of one's own account, in a real browser. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { table } from '../../functions/compose.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { CLOSING_LOOK_ITEMS } from '../../functions/domain/model/limits.ts';
import { eventStore } from '../../functions/store/events.ts';
import { putOnStaffs } from '../kit/full-accounts.ts';
import { aPageStage, type PageStage } from '../kit/page-stage.ts';
import { describeWithBrowser } from '../kit/with-browser.ts';

const WIDTH = 320;
const PASSWORD = 'a moth in the relay';
const NEW_PASSWORD = 'two moths in the relay';

describeWithBrowser('The screen of an account', () => {
  let stage: PageStage;
  beforeAll(async () => {
    stage = await aPageStage({ sendsNotices: true });
  });
  afterAll(() => stage.stop());

  test('changes the name, ends other sessions, changes the password, saves what is stored, and closes', async () => {
    const { it } = stage;
    const email = 'grace@example.com';
    const logIn = (password: string) => it.call({ path: '/v1/auth/login', body: { email, password } });
    await it.call({ path: '/v1/auth/register', body: { name: 'Grace', email, password: PASSWORD } });
    const tab = await stage.open('/my-account', { width: WIDTH, bypassCSP: true });
    const { page } = tab;
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
    await page.getByText('Log in to see your account.').waitFor();
    await page.getByRole('main').getByRole('link', { name: 'Log in' }).click();
    await page.fill('[name="email"]', email);
    await page.fill('[name="password"]', PASSWORD);
    await press('Log in');

    await page.getByText('Your address is not confirmed.').waitFor();
    await page.getByText('(this browser)').waitFor();
    expect(await tab.inaccessible()).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(WIDTH);
    await page.fill('[name="name"]', 'Grace Hopper');
    await press('Save');
    await page.getByText('Your account is saved.').waitFor();
    await page.getByRole('link', { name: 'Grace Hopper' }).waitFor();

    const details = page.locator('main section').filter({ hasText: 'Name and address' });
    expect(await details.locator('[name="password"]').count()).toBe(0);
    await details.locator('[name="email"]').fill('hopper@example.com');
    await details.locator('[name="password"]').fill('not my password');
    await press('Save');
    await details
      .getByRole('alert')
      .filter({ hasText: /The password is wrong\./ })
      .waitFor();
    await details.locator('[name="password"]').fill(PASSWORD);
    expect(await tab.inaccessible()).toEqual([]);
    await press('Save');
    await page.getByText('hopper@example.com counts once you open the link').waitFor();
    await details.locator('[name="password"]').waitFor({ state: 'detached' });
    await press('Mail me the link again');
    await page.getByText('A new link is on its way').waitFor();
    await press(`Keep ${email}`);
    await page.getByText('The new address is withdrawn.').waitFor();
    await page.getByText('hopper@example.com counts').waitFor({ state: 'detached' });
    expect(await tab.inaccessible()).toEqual([]);

    await press('Log out everywhere else');
    await page.getByText('All other sessions have ended.').waitFor();
    await page.getByRole('button', { name: 'Log out everywhere else' }).waitFor({ state: 'detached' });

    const parts = page.locator('main section');
    const changing = parts.filter({ hasText: 'Change your password' });
    await changing.locator('[name="password"]').fill('not my password');
    await changing.locator('[name="newPassword"]').fill(NEW_PASSWORD);
    await press('Change the password');
    await changing
      .getByRole('alert')
      .filter({ hasText: /The password is wrong\./ })
      .waitFor();
    await changing.locator('[name="password"]').fill(PASSWORD);
    await press('Change the password');
    await page.getByText('Your password is changed').waitFor();
    expect([(await logIn(PASSWORD)).status, (await logIn(NEW_PASSWORD)).status]).toEqual([401, 200]);

    const [download] = await Promise.all([page.waitForEvent('download'), press('Save the file')]);
    const { account } = JSON.parse(readFileSync(await download.path(), 'utf8'));
    expect(account).toMatchObject({ name: 'Grace Hopper', email });

    // So many that closing the account takes two requests, which the page makes.
    const source = await eventStore(table()).read((await it.anEvent()).id);
    await putOnStaffs(account.id, source as Event, CLOSING_LOOK_ITEMS + 1);
    const closing = parts.filter({ hasText: 'Close your account' });
    await closing.locator('[name="password"]').fill(NEW_PASSWORD);
    await press('Close the account');
    expect(await tab.inaccessible()).toEqual([]);
    await press('Yes, close it');
    await page.getByRole('link', { name: 'Log in' }).waitFor();
    expect((await logIn(NEW_PASSWORD)).status).toBe(401);
  });

  test('a new account whose password is too short is told so, in the language of the page', async () => {
    const { page } = await stage.open('/register', { width: WIDTH, locale: 'de-DE' });
    await page.fill('[name="name"]', 'Ada');
    await page.fill('[name="email"]', 'ada@example.com');
    await page.fill('[name="password"]', 'kurz');
    await page.getByRole('button', { name: 'Konto anlegen' }).click();
    await page.getByText('Bitte schreiben Sie mindestens 10 Zeichen.').waitFor();
    expect(await page.getByRole('alert').innerText()).toBe(
      'Hier ist etwas nicht gültig. Bitte prüfen Sie es.',
    );
  });
});
