/** The page where an OpenID Connect issuer keeps the accounts, in a real browser. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import {
  AUDIENCE,
  type Issuer,
  PAGE_CLIENT,
  PAGE_PARAMETERS,
  ROLES_CLAIM,
  startIssuer,
} from '../kit/issuer.ts';
import { WIDTHS } from '../kit/page-browser.ts';
import { aPageStage, type PageStage } from '../kit/page-stage.ts';
import { describeWithBrowser } from '../kit/with-browser.ts';

describeWithBrowser('A page whose accounts another issuer keeps', () => {
  let issuer: Issuer;
  let stage: PageStage;
  let host: string;
  beforeAll(async () => {
    issuer = await startIssuer();
    host = new URL(issuer.url).host;
    Object.assign(process.env, {
      OIDC_ISSUER: issuer.url,
      OIDC_AUDIENCE: AUDIENCE,
      OIDC_ROLES_CLAIM: ROLES_CLAIM,
      OIDC_CLIENT_ID: PAGE_CLIENT,
      OIDC_PARAMETERS: PAGE_PARAMETERS,
    });
    stage = await aPageStage();
    issuer.addPage(stage.it.service.url);
  });
  afterAll(async () => {
    await issuer.stop();
    for (const name of ['ISSUER', 'AUDIENCE', 'ROLES_CLAIM', 'CLIENT_ID', 'PARAMETERS'])
      delete process.env[`OIDC_${name}`];
    await stage.stop();
  });

  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
  const keptSession = async (page: Page) => {
    const text = (await page.evaluate("localStorage.getItem('boxoffice.session')")) as string | null;
    return text === null ? undefined : (JSON.parse(text) as { refreshToken: string; accessToken: string });
  };

  /** Goes through the pages of the issuer. */
  async function logInThere(page: Page, id: string): Promise<void> {
    await page.fill('[name="login"]', id);
    await page.fill('[name="password"]', 'any');
    await page.locator('[type="submit"]').click();
    await page.getByRole('button', { name: 'Continue' }).click();
  }

  test.each(WIDTHS)(
    'people log in there, go on where they were, and log out, %i pixels wide',
    async (width) => {
      const id = `organizer-${width}`;
      // Shorter than the page renews a token ahead, so that each request renews it.
      issuer.addPerson({ id, roles: ['organizer'], email: `${id}@example.com`, ttlSeconds: 20 });
      const { page } = await stage.open('/log-in?next=/organize', { width });
      await press(page, `Go on to ${host}`);
      await logInThere(page, id);
      await page.getByRole('heading', { name: 'Your events' }).waitFor();
      await page.getByRole('link', { name: `Person ${id}` }).waitFor();
      expect(page.url()).toBe(`${stage.it.service.url}/organize`);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);

      // A renewal that a reload cuts off would have used up the refresh token.
      await page.waitForLoadState('networkidle');
      const before = await keptSession(page);
      const renewed = page.waitForRequest(
        (request) =>
          request.url() === `${issuer.url}/token` && /refresh_token/.test(request.postData() ?? ''),
      );
      await page.reload();
      await renewed;
      await page.getByText('You have no events yet.').waitFor();
      const after = await keptSession(page);
      expect(after?.accessToken).not.toBe(before?.accessToken);
      expect(after?.refreshToken).toBeTruthy();

      const revoked = page.waitForRequest(`${issuer.url}/token/revocation`);
      await press(page, 'Log out');
      await revoked;
      await page.getByRole('button', { name: 'Yes, sign me out' }).click();
      await page.waitForURL(`${stage.it.service.url}/`);
      await page.getByRole('link', { name: 'Log in' }).waitFor();
      expect(await keptSession(page)).toBeUndefined();
    },
  );

  test('forms of accounts lead there, and the own account says where it is kept', async () => {
    const options = { width: 390, bypassCSP: true, locale: 'de-DE' };
    const { page, inaccessible } = await stage.open('/register?next=/my-account', options);
    await page.getByText(`Die Konten dieser Seite werden bei ${host} geführt.`).waitFor();
    expect(await inaccessible()).toEqual([]);
    expect(await page.locator('[name="password"]').count()).toBe(0);
    issuer.addPerson({ id: 'ada', roles: [], email: 'ada@example.com' });
    await press(page, `Weiter zu ${host}`);
    await logInThere(page, 'ada');
    await page.getByText(`Ihr Konto wird bei ${host} geführt.`).waitFor();
    expect(await page.locator('[name="password"]').count()).toBe(0);
    expect(await inaccessible()).toEqual([]);
  });

  test('an admin is shown the accounts, and that roles are given there', async () => {
    issuer.addPerson({ id: 'root', roles: ['admin'], email: 'root@example.com' });
    const { page } = await stage.open('/log-in?next=/admin/users?q=root');
    await press(page, `Go on to ${host}`);
    await logInThere(page, 'root');
    await page.locator('.user-card summary', { hasText: 'root@example.com' }).click();
    await page.getByText('Roles are given there.').waitFor();
    expect(await page.getByRole('button', { name: 'Make organizer' }).count()).toBe(0);
  });

  test('a log-in that this tab did not begin is refused, and can be begun', async () => {
    const { page } = await stage.open('/log-in?code=of-somebody-else&state=made-up');
    await page.getByText(`The log-in at ${host} did not succeed.`).waitFor();
    expect(await keptSession(page)).toBeUndefined();
    await press(page, `Go on to ${host}`);
    await page.locator('[name="login"]').waitFor();
    // Another state than the one with which the tab went off.
    await page.goto(`${stage.it.service.url}/log-in?code=of-somebody-else&state=made-up`);
    await page.getByText(`The log-in at ${host} did not succeed.`).waitFor();
    expect(await keptSession(page)).toBeUndefined();
  });

  test('a session that the issuer does not renew any more is over', async () => {
    issuer.addPerson({ id: 'grace', roles: [], ttlSeconds: 20 });
    const { page } = await stage.open('/log-in?next=/my-bookings');
    await press(page, `Go on to ${host}`);
    await logInThere(page, 'grace');
    await page.getByRole('link', { name: 'Person grace' }).waitFor();
    // Where nothing of the page runs that could renew the session meanwhile.
    await page.goto(`${stage.it.service.url}/settings.json`);
    await page.evaluate(
      "const kept = JSON.parse(localStorage['boxoffice.session']); kept.refreshToken = 'gone'; localStorage['boxoffice.session'] = JSON.stringify(kept)",
    );
    await page.goto(`${stage.it.service.url}/my-bookings`);
    await page.getByRole('link', { name: 'Log in' }).first().waitFor();
    expect(await keptSession(page)).toBeUndefined();
  });
});
