/** What a buyer does where an event asks for a challenge of a service, in a real browser. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { aChallengeService, type ChallengeService, SECRET, SITE_KEY } from '../kit/challenge-service.ts';
import { WIDTHS } from '../kit/page-browser.ts';
import { aPageStage, type PageStage } from '../kit/page-stage.ts';
import { describeWithBrowser } from '../kit/with-browser.ts';

/** `name`: as the page calls it. */
export function describeChallengeService(provider: 'turnstile' | 'hcaptcha', name: string): void {
  describeWithBrowser(`A challenge of ${name}`, () => {
    let stage: PageStage;
    let service: ChallengeService;
    let eventId = '';
    beforeAll(async () => {
      service = await aChallengeService(provider, () => eventId);
      Object.assign(process.env, {
        CHALLENGE: provider,
        CHALLENGE_SITE_KEY: SITE_KEY,
        CHALLENGE_SECRET: SECRET,
      });
      stage = await aPageStage();
    });
    afterAll(async () => {
      await service.stop();
      await stage.stop();
      for (const part of ['', '_SITE_KEY', '_SECRET']) delete process.env[`CHALLENGE${part}`];
    });

    const press = (page: Page, button: string) =>
      page.getByRole('button', { name: button, exact: true }).click();
    const inWidget = (page: Page) => page.frameLocator('iframe[title="The check"]');
    /** By a key: a click goes to a place on the screen, which the frame of the widget may have left on a busy machine. */
    const pressInWidget = (page: Page, button: string) =>
      inWidget(page).getByRole('button', { name: button }).press('Enter');

    /** An event that asks for a challenge, and a guest of it who has just pressed the button that books. */
    async function aGuest(options: Parameters<PageStage['openTab']>[0], isOut?: () => boolean) {
      const { id, organizer } = await stage.it.anEvent({ allowGuests: true, requiresChallenge: true });
      eventId = id;
      const tab = await stage.openTab(options);
      await service.serve(tab.context, isOut);
      const { page } = tab;
      await page.goto(`${stage.it.service.url}/events/${id}/book?step=2`);
      await page.fill('[name="given-name"]', 'Ada');
      await page.fill('[name="family-name"]', 'Lovelace');
      await page.fill('[name="email"]', 'ada@example.com');
      await press(page, 'Book 1 ticket');
      const bookings = async () => {
        const answer = await stage.it.call({ path: `/v1/events/${id}/bookings`, token: organizer.token });
        return answer.body.items.length as number;
      };
      return { ...tab, bookings };
    }

    test.each(WIDTHS)('is passed before a guest has booked, once, %i pixels wide', async (width) => {
      service.checked.length = 0;
      const { page, bookings } = await aGuest({ width });
      await page.getByText(`This event asks for a check by ${name}`).waitFor();
      await page.waitForFunction("document.activeElement.textContent === 'Are you a person?'");
      await pressInWidget(page, 'Fail');
      await page.getByText('The check was not accepted, or took too long.').waitFor();
      expect(await bookings()).toBe(0);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      await pressInWidget(page, 'Pass');
      await page.getByRole('heading', { name: 'Booked: 1 ticket' }).waitFor();
      expect(await bookings()).toBe(1);
      expect(service.checked).toHaveLength(2);
      expect(service.checked[1]).toMatchObject({ secret: SECRET, sitekey: SITE_KEY });
    });

    test('is shown again after a reload, and again if it breaks or its script does not come', async () => {
      let isOut = true;
      const { page, inaccessible, bookings } = await aGuest({ width: 390, bypassCSP: true }, () => isOut);
      await page.getByText(`The check by ${name} does not work here.`).waitFor();
      expect(await inaccessible()).toEqual([]);
      isOut = false;
      await press(page, 'Try again');
      await pressInWidget(page, 'Break');
      await page.getByText(`The check by ${name} does not work here.`).waitFor();
      await page.reload();
      await inWidget(page).getByRole('button', { name: 'Pass' }).waitFor();
      const options = await page.locator('iframe').getAttribute('data-options');
      expect(JSON.parse(options ?? '')).toMatchObject({
        sitekey: SITE_KEY,
        ...(provider === 'turnstile' && { action: eventId }),
      });
      expect(await inaccessible()).toEqual([]);
      expect(await bookings()).toBe(0);
      await pressInWidget(page, 'Pass');
      await page.getByRole('heading', { name: 'Booked: 1 ticket' }).waitFor();
      expect(await bookings()).toBe(1);
    });

    test('is the only service that the content policy allows', async () => {
      const { headers } = await fetch(stage.it.service.url);
      const policy = headers.get('content-security-policy') ?? '';
      const [own, other] =
        provider === 'turnstile' ? ['cloudflare.com', 'hcaptcha'] : ['hcaptcha.com', 'cloudflare'];
      expect(policy).toContain(own);
      expect(policy).not.toContain(other);
    });
  });
}
