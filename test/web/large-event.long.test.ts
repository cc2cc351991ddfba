/** The bookings of a large event, as its organizer goes through them in a real browser. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { table } from '../../functions/compose.ts';
import { eventStore } from '../../functions/store/events.ts';
import { aPageStage, type PageStage } from '../kit/page-stage.ts';
import type { TestService } from '../kit/service.ts';
import { aBooking, storeBookings } from '../kit/stored-bookings.ts';
import { describeWithBrowser } from '../kit/with-browser.ts';

describeWithBrowser('The bookings of a large event', () => {
  let stage: PageStage;
  let it: TestService;
  beforeAll(async () => {
    stage = await aPageStage();
    it = stage.it;
  });
  afterAll(() => stage.stop());

  /** An event with so many bookings, of people with long names. */
  async function aCrowdedEvent(count: number) {
    const { id, organizer } = await it.anEvent({ capacity: 2 * count });
    const event = await eventStore(table()).read(id);
    if (event === undefined) throw new Error('The event is not there.');
    const bookings = Array.from({ length: count }, (_, number) => {
      const lastName = `Person${number}-von-und-zu-Schulze-Hohenfels-Langenscheidt`.repeat(1 + (number % 2));
      const email = `maximiliane.friederike.${number}@a-long-subdomain.of-an-organization.example.com`;
      return aBooking(event, { attendee: { firstName: 'Maximiliane Friederike', lastName, email } });
    });
    for (let from = 0; from < count; from += 50)
      await storeBookings(table(), event, bookings.slice(from, from + 50));
    return { id, organizer };
  }

  test('of a thousand bookings each is reached by keyboard, and one is found by name', async () => {
    const { id, organizer } = await aCrowdedEvent(1_000);
    const path = `/organize/${id}/bookings`;
    const { page } = await stage.openAs(organizer, 'organizer', path, { width: 320 });
    const button = page.locator('.more button');
    const rows = () => page.locator('tbody tr').count();
    const focused = () => page.evaluate('document.activeElement.sectionRowIndex');
    const hear = (text: string) => page.locator('[aria-live="polite"]').getByText(text).waitFor();
    await page.getByText('50 are shown', { exact: true }).waitFor();
    await button.press('Enter');
    await hear('50 more. 100 are shown now.');
    expect([await rows(), await focused()]).toEqual([100, 50]);
    // A page that does not come takes away neither those before it nor the focus.
    await page.route('**/bookings?*', (route) => route.abort());
    await button.press('Enter');
    await page.getByText('There is no connection.').waitFor();
    await page.unrouteAll();
    expect([await rows(), await button.innerText()]).toEqual([100, 'Try again']);
    for (let shown = 150; shown <= 1_000; shown += 50) {
      await button.press('Enter');
      await hear(`50 more. ${shown.toLocaleString('en')} are shown now.`);
    }
    await page.getByText('All 1,000 are shown').waitFor();
    expect([await rows(), await focused(), await button.count()]).toEqual([1_000, 950, 0]);
    const names = await page.locator('tbody th').allInnerTexts();
    expect(new Set(names).size).toBe(1_000);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    await page.getByRole('searchbox').fill('person777');
    await hear('1 found.');
    expect(await page.getByRole('rowheader').innerText()).toContain('Person777');
  });
});
