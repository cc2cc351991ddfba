/** What a list of events costs in its worst case: a search that matches nothing, among events with the longest texts. */
import { expect, test } from '@jest/globals';
import { type EventListPorts, listEvents } from '../../functions/domain/events/list-events.ts';
import { LISTING_LOOK_EVENTS } from '../../functions/domain/model/limits.ts';
import { ANYONE } from '../../functions/domain/model/user.ts';
import { ListedAvailability } from '../../functions/domain/process/listed-availability.ts';
import { eventListingStore } from '../../functions/store/event-listings.ts';
import { summaryStore } from '../../functions/store/summaries.ts';
import { aBoxoffice, realRuntime, TABLE_NAME } from '../kit/boxoffice.ts';
import { LONGEST_TEXTS, meter, totalUnits } from '../kit/metering.ts';
import { strictTable } from '../kit/strict-table.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

/** @returns what a search among events of a year that matches nothing costs, and how many events it read. */
async function searchAmong(year: number, texts: Partial<typeof LONGEST_TEXTS>) {
  const boxoffice = aBoxoffice();
  for (let made = 0; made < LISTING_LOOK_EVENTS + 100; made += 1)
    await boxoffice.anEvent({ ...texts, capacity: 1, startsAt: `${year}-06-01T20:00:00.000Z` });
  const table = strictTable(TABLE_NAME);
  const uses = meter(table);
  const eventListings = eventListingStore(table);
  const runtime = realRuntime;
  const availabilities = new ListedAvailability({ summaries: summaryStore(table), runtime });
  let read = 0;
  const byStart: EventListPorts['eventListings']['byStart'] = async (asked) => {
    const page = await eventListings.byStart(asked);
    read += page.events.length;
    return page;
  };
  const ports = { eventListings: { ...eventListings, byStart }, availabilities, runtime };
  const range = { from: `${year}-01-01T00:00:00.000Z`, to: `${year + 1}-01-01T00:00:00.000Z` };
  const { items, nextCursor } = await listEvents(
    { ...range, q: 'nothing', limit: 100, actor: ANYONE },
    ports,
  );
  expect([items, nextCursor]).toEqual([[], expect.any(String)]);
  return { read, units: totalUnits(uses) };
}

test('a search reads 500 events with short texts, and fewer with the longest ones, for 300 units at most', async () => {
  const short = await searchAmong(2090, {});
  expect(short.read).toBe(LISTING_LOOK_EVENTS);
  expect(short.units).toBeLessThanOrEqual(100);
  const longest = await searchAmong(2091, LONGEST_TEXTS);
  expect(longest.read).toBeLessThanOrEqual(200);
  expect(longest.units).toBeLessThanOrEqual(300);
  // A negative control: as many of them as of short ones would cost more than twice that.
  expect((longest.units / longest.read) * LISTING_LOOK_EVENTS).toBeGreaterThan(600);
});
