/** How the page renews its session: a second exchange of a refresh token by its tabs does not look like a thief's. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { BrowserContext, Page, Route } from 'playwright-core';
import { aPageStage, type PageStage } from '../kit/page-stage.ts';
import { describeWithBrowser } from '../kit/with-browser.ts';

const ROUNDS = 3;

describeWithBrowser('A session of the page', () => {
  let stage: PageStage;
  let url: string;
  beforeAll(async () => {
    stage = await aPageStage();
    url = stage.it.service.url;
  });
  afterAll(() => stage.stop());

  /** A tab that is logged in. `script` runs before each page. */
  async function aLoggedInTab(email: string, script = ''): Promise<{ page: Page; context: BrowserContext }> {
    const person = { name: 'Ada', email, password: 'correct horse battery' };
    const { body } = await stage.it.call({ path: '/v1/auth/register', body: person });
    const { page, context } = await stage.openTab();
    await context.addInitScript(script);
    await page.goto(url);
    const session = JSON.stringify(JSON.stringify({ ...body, expiresAt: 0 }));
    await page.evaluate(`localStorage['boxoffice.session'] = ${session}`);
    return { page, context };
  }

  const expire = (page: Page) =>
    page.evaluate(
      `localStorage['boxoffice.session'] = JSON.stringify({ ...JSON.parse(localStorage['boxoffice.session']), expiresAt: 0 });`,
    );
  const look = (page: Page) => page.goto(`${url}/my-bookings`);
  const isLoggedIn = (page: Page) => page.getByText('No bookings yet').waitFor();
  const keyIn = (route: Route) => route.request().headers()['idempotency-key'] ?? 'none';

  test('is renewed by two tabs at once, again and again, where the browser has no locks', async () => {
    const noLocks = "Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })";
    const { page, context } = await aLoggedInTab('two-tabs@example.com', noLocks);
    const other = await context.newPage();
    const tabs = [page, other];
    for (let round = 0; round < ROUNDS; round += 1) {
      const keys = new Map<unknown, string>();
      const [one, both] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      // The requests of both tabs are sent once both are made.
      await context.route('**/v1/auth/refresh', async (route) => {
        keys.set(route.request().frame().page(), keyIn(route));
        one.resolve();
        if (keys.size === tabs.length) both.resolve();
        await both.promise;
        await route.continue();
      });
      await look(page);
      await one.promise;
      await look(other);
      for (const tab of tabs) await isLoggedIn(tab);
      expect([keys.size, new Set(keys.values()).size]).toEqual([2, 1]);
      await context.unroute('**/v1/auth/refresh');
      await expire(page);
    }
  });

  test('goes on if the answers to its renewals are lost, one after the other', async () => {
    const { page } = await aLoggedInTab('lost-answers@example.com');
    for (let round = 0; round < ROUNDS; round += 1) {
      const lost = Promise.withResolvers<void>();
      const loseAnswer = async (route: Route) => {
        await route.fetch();
        await route.abort();
        lost.resolve();
      };
      await page.route('**/v1/auth/refresh', loseAnswer, { times: 1 });
      await look(page);
      await lost.promise;
      await look(page);
      await isLoggedIn(page);
      await expire(page);
    }
  });
});
