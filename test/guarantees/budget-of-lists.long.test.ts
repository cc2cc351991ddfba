/**
 * What a list costs in its worst case: a search that matches nothing, among events with the longest texts, and among the largest
 * bookings of an event.
 */
import { expect, test } from '@jest/globals';
import { listEventBookings } from '../../functions/domain/bookings/list-event-bookings.ts';
import { type EventListPorts, listEvents } from '../../functions/domain/events/list-events.ts';
import type { Booking } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import {
  LISTING_LOOK_EVENTS,
  LISTING_SEARCHED_BOOKINGS,
  PRICE_MAX_AMOUNT,
  TICKET_TYPES_LIMIT,
} from '../../functions/domain/model/limits.ts';
import { ANYONE } from '../../functions/domain/model/user.ts';
import { ListedAvailability } from '../../functions/domain/process/listed-availability.ts';
import { eventListingStore } from '../../functions/store/event-listings.ts';
import { listingStore } from '../../functions/store/listings.ts';
import { summaryStore } from '../../functions/store/summaries.ts';
import { aBoxoffice, realRuntime, TABLE_NAME } from '../kit/boxoffice.ts';
import { aLargeHistory } from '../kit/large-bookings.ts';
import { LONGEST_TEXTS, meter, totalUnits } from '../kit/metering.ts';
import { aBooking, storeBookings } from '../kit/stored-bookings.ts';
import { strictTable } from '../kit/strict-table.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

/** @returns what a search among events of a year that matches nothing costs, and how many events it read. */
async function searchAmong(
  year: number,
  texts: Partial<typeof LONGEST_TEXTS & Pick<Event, 'ticketTypes' | 'url'>>,
) {
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
  const types = Array.from({ length: TICKET_TYPES_LIMIT }, (_, index) => ({
    id: `a${index}`.padEnd(20, 'z'),
    name: `${index}`.padEnd(60, '山'),
    price: { amount: PRICE_MAX_AMOUNT, currency: 'EUR' },
  }));
  const typed = { ticketTypes: types, url: `https://example.com/${'a'.repeat(450)}` };
  expect((await searchAmong(2092, typed)).units).toBeLessThanOrEqual(300);
  // A negative control: as many of them as of short ones would cost more than twice that.
  expect((longest.units / longest.read) * LISTING_LOOK_EVENTS).toBeGreaterThan(600);
});

/** @returns the units of each page of a search among these bookings that matches nothing, by door staff. */
async function searchAmongBookings(count: number, history: Booking['history']): Promise<number[]> {
  const event = await aBoxoffice().anEvent({ capacity: count });
  const table = strictTable(TABLE_NAME);
  const attendee = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' };
  const guest = { history, attendee, isGuest: true } as const;
  for (let stored = 0; stored < count; stored += 1)
    await storeBookings(table, event, [aBooking(event, guest)]);
  const uses = meter(table);
  const ports = {
    listings: listingStore(table),
    bookings: { read: async () => undefined, readMany: async () => [] },
    positions: { of: async () => ({ position: 1, ahead: 0 }) },
    users: { contacts: async () => new Map() },
    codes: { read: async () => undefined },
    runtime: { ...realRuntime, now: () => 0 },
  };
  const pages: number[] = [];
  for (let cursor: string | undefined; pages.length === 0 || cursor !== undefined; ) {
    uses.length = 0;
    const request = { q: 'zzz', limit: 100, searched: 'names', now: 0, ...(cursor && { cursor }) } as const;
    const page = await listEventBookings(event, request, ports);
    expect(page.items).toEqual([]);
    pages.push(totalUnits(uses));
    cursor = page.nextCursor;
  }
  return pages;
}

test('a search among large bookings ends its pages after 2 MB, for 1,024 units at most, and one among small ones has one page', async () => {
  const history: Booking['history'] = [{ what: 'booked', at: 1, quantity: 1 }];
  const small = await searchAmongBookings(80, history);
  expect([small.length, Math.max(...small) < 30]).toEqual([1, true]);
  const large = await searchAmongBookings(80, aLargeHistory(history, 2));
  expect(Math.max(...large)).toBeLessThanOrEqual(1_024);
  expect(large.length).toBeGreaterThan(2);
  // A negative control: counted by number, all of them are looked at for one page, for 1,700 units.
  expect(80).toBeLessThan(LISTING_SEARCHED_BOOKINGS);
  expect(large.reduce((sum, units) => sum + units, 0)).toBeGreaterThan(1_600);
});
