/** The list of an event's bookings: its order, its limits, and paging while bookings change. */
import { expect, test } from '@jest/globals';
import {
  type BookingsPage,
  type ListEventBookings,
  type ListingPorts,
  listEventBookings,
} from '../../../functions/domain/bookings/list-event-bookings.ts';
import { cursorAfter } from '../../../functions/domain/bookings/look-at-bookings.ts';
import { arrivalKey, type Booking, type BookingStatus } from '../../../functions/domain/model/booking.ts';
import { decodeCursor, encodeCursor } from '../../../functions/domain/model/cursor.ts';
import type { Event } from '../../../functions/domain/model/event.ts';
import {
  LISTING_LOOK_BOOKINGS,
  LISTING_RETRY_BUDGET_MS,
  LISTING_SORTED_BOOKINGS,
} from '../../../functions/domain/model/limits.ts';
import { EXACT_POSITIONS } from '../../../functions/domain/model/waitlist-marks-limits.ts';
import { aBooking } from '../../kit/stored-bookings.ts';

const NOW = 1_000_000;
const READ_AT_ONCE = 100;
const event = { id: 'event', shardCount: 4 } as Event;

const someBookings = (count: number, status: BookingStatus) =>
  Array.from({ length: count }, (_, n) => aBooking(event, { status, arrival: n + 1 }));

type Stored = { stored?: Booking[]; waiting?: Booking[]; now?: Booking[]; msPerPage?: number };

/**
 * Ports over `stored`, in the order of the table (partition and id). The waitlist has entries for `waiting`; `now` has
 * their bookings as they are when they are read. Each page of bookings takes `msPerPage` of the clock.
 */
function portsOver({ stored = [], waiting = [], now = waiting, msPerPage = 0 }: Stored): ListingPorts {
  const entries = waiting.map((booking) => ({
    bookingId: booking.id,
    key: arrivalKey(booking),
    quantity: booking.quantity,
    partition: '',
  }));
  let clock = 0;
  return {
    listings: {
      async *bookings(_event, { after }) {
        let start = after === undefined ? 0 : stored.findIndex(({ id }) => id === after) + 1;
        for (; start === 0 || start < stored.length; start += READ_AT_ONCE) {
          clock += msPerPage;
          const bookings = stored.slice(start, start + READ_AT_ONCE);
          const last = start + READ_AT_ONCE < stored.length ? bookings.at(-1) : undefined;
          yield { bookings, ...(last && { next: cursorAfter(event, last) }) };
        }
      },
      waitlist: async (_event, after, limit) => entries.filter(({ key }) => key > after).slice(0, limit),
    },
    bookings: {
      read: async (_event, id) => stored.find((booking) => booking.id === id),
      readMany: async (_event, ids) => now.filter(({ id }) => ids.includes(id)),
    },
    positions: {
      of: async (_event, { id }) => {
        const ahead = waiting.findIndex((booking) => booking.id === id);
        return { position: ahead + 1, ahead };
      },
    },
    users: { contacts: async () => new Map() },
    codes: { read: async () => undefined },
    runtime: { now: () => clock, random: () => 0, sleep: async () => {}, newId: () => '' },
  };
}

const EVERYTHING = 'names and addresses';

const list = (request: Partial<ListEventBookings>, ports: ListingPorts) =>
  listEventBookings(event, { now: NOW, limit: 5, searched: EVERYTHING, ...request }, ports);

/** Reads every page to the end; `between` gives the ports of the next page. */
async function walk(
  request: Partial<ListEventBookings>,
  ports: ListingPorts,
  between = (): ListingPorts => ports,
): Promise<BookingsPage[]> {
  const pages = [await list(request, ports)];
  for (let cursor = pages[0]?.nextCursor; cursor !== undefined; cursor = pages.at(-1)?.nextCursor) {
    pages.push(await list({ ...request, cursor }, between()));
  }
  return pages;
}

const encodedCursor = (booking: Booking | undefined) =>
  booking && encodeCursor({ arrivedAfter: arrivalKey(booking) });
const idsOf = (items: { booking: Booking }[]) => items.map(({ booking }) => booking.id);
const idsIn = (pages: BookingsPage[]) => pages.flatMap(({ items }) => idsOf(items));
const ids = (bookings: Booking[]) => bookings.map(({ id }) => id);

/** @returns the bookings in another order than that of arrival. */
const shuffled = (bookings: Booking[]) => [...bookings].sort((a, b) => (a.id < b.id ? -1 : 1));

test('bookings are in order of arrival, and of their ids if they arrived together', async () => {
  const arrived = [...someBookings(10, 'confirmed'), ...someBookings(10, 'cancelled')];
  const expected = [...arrived].sort((a, b) => (arrivalKey(a) < arrivalKey(b) ? -1 : 1));
  for (const limit of [1, 3, 20]) {
    const pages = await walk({ limit }, portsOver({ stored: shuffled(arrived) }));
    expect(idsIn(pages)).toEqual(ids(expected));
    expect(pages).toHaveLength(Math.ceil(20 / limit));
  }
});

test('up to the limit of one sorted read bookings are in order of arrival, and beyond it in the order of the table', async () => {
  const arrived = someBookings(LISTING_SORTED_BOOKINGS + 1, 'confirmed');
  const few = arrived.slice(1);
  expect(idsIn(await walk({ limit: 1_500 }, portsOver({ stored: shuffled(few) })))).toEqual(ids(few));
  const many = shuffled(arrived);
  expect(idsIn(await walk({ limit: 1_500 }, portsOver({ stored: many })))).toEqual(ids(many));
});

test('an event that outgrows the sorted read between pages causes no repetition and no gap', async () => {
  const early = someBookings(LISTING_SORTED_BOOKINGS - 1, 'confirmed');
  const late = Array.from({ length: 50 }, (_, n) => aBooking(event, { arrival: NOW + n }));
  const [before, after] = [early, [...early, ...late]].map((stored) =>
    portsOver({ stored: shuffled(stored) }),
  );
  const pages = await walk({ limit: 400 }, before as ListingPorts, () => after as ListingPorts);
  const listed = idsIn(pages);
  expect(listed.slice(0, 400)).toEqual(ids(early.slice(0, 400)));
  expect([...listed].sort()).toEqual(ids(early).sort());
});

test('paging ends with the last booking from before its start, however many arrive meanwhile', async () => {
  const stored = someBookings(6, 'confirmed');
  const grow = () => {
    for (let n = 0; n < 3; n += 1) stored.push(aBooking(event, { arrival: NOW + stored.length }));
    return portsOver({ stored: shuffled(stored) });
  };
  const expected = ids(stored);
  expect(idsIn(await walk({ limit: 2 }, portsOver({ stored: shuffled(stored) }), grow))).toEqual(expected);
});

test('paging through a large event keeps the order of the table while bookings are added', async () => {
  const early = someBookings(LISTING_SORTED_BOOKINGS + 100, 'confirmed');
  const late = Array.from({ length: 50 }, (_, n) => aBooking(event, { arrival: NOW + n }));
  const [before, after] = [early, [...early, ...late]].map((stored) =>
    portsOver({ stored: shuffled(stored) }),
  );
  const pages = await walk({ limit: 400 }, before as ListingPorts, () => after as ListingPorts);
  const known = new Set(ids(early));
  expect(idsIn(pages).filter((id) => known.has(id))).toEqual(ids(shuffled(early)));
  expect(new Set(idsIn(pages)).size).toBe(idsIn(pages).length);
});

test('an answer from a slow table is short, and its cursor leads to the rest, each booking once', async () => {
  const stored = shuffled(someBookings(1_000, 'confirmed'));
  const msPerPage = LISTING_RETRY_BUDGET_MS / 4;
  const pages = await walk({ limit: 1_000 }, portsOver({ stored, msPerPage }));
  expect(pages.map(({ items }) => items.length)).toEqual([400, 400, 200]);
  expect(idsIn(pages)).toEqual(ids(stored));
});

test('paging by arrival over a table that becomes slow causes no repetition and no gap', async () => {
  const arrived = someBookings(500, 'confirmed');
  const stored = shuffled(arrived);
  const slow = () => portsOver({ stored, msPerPage: LISTING_RETRY_BUDGET_MS });
  const pages = await walk({ limit: 100 }, portsOver({ stored }), slow);
  expect(idsOf(pages[0]?.items ?? [])).toEqual(ids(arrived.slice(0, 100)));
  expect(idsIn(pages).sort()).toEqual(ids(arrived).sort());
});

test('a page ends after a limited number of reads, and the next one continues from there', async () => {
  const stored = [...someBookings(LISTING_LOOK_BOOKINGS, 'cancelled'), ...someBookings(1, 'confirmed')];
  const ports = portsOver({ stored });
  const first = await list({ status: 'confirmed' }, ports);
  const last = stored[LISTING_LOOK_BOOKINGS - 1] as Booking;
  expect([first.items, decodeCursor(String(first.nextCursor))]).toEqual([[], cursorAfter(event, last)]);
  const second = await list({ status: 'confirmed', cursor: String(first.nextCursor) }, ports);
  expect(second).toEqual({ items: [{ booking: stored[LISTING_LOOK_BOOKINGS] }] });
});

test('a page that has read every booking has no next page', async () => {
  const ports = portsOver({ stored: someBookings(LISTING_LOOK_BOOKINGS, 'cancelled') });
  expect(await list({ status: 'confirmed' }, ports)).toEqual({ items: [] });
});

test.each([3, LISTING_SORTED_BOOKINGS + 1])(
  'a full page with the last of %i bookings has no next page',
  async (count) => {
    const ports = portsOver({ stored: someBookings(count, 'confirmed') });
    const { items, nextCursor } = await list({ limit: count }, ports);
    expect([items.length, nextCursor]).toEqual([count, undefined]);
    expect((await list({ limit: count - 1 }, ports)).nextCursor).toBeDefined();
  },
);

test.each<[BookingStatus, number]>([
  ['confirmed', 0],
  ['cancelled', 1],
  ['confirmed', 2],
])(
  'an entry whose booking is %s by now is left out at index %i, and the positions of the others stay',
  async (status, place) => {
    const waitlist = someBookings(4, 'waitlisted');
    const now = waitlist.map((booking, n) => (n === place ? { ...booking, status } : booking));
    const page = await list({ status: 'waitlisted', limit: 3 }, portsOver({ waiting: waitlist, now }));
    const expected = [0, 1, 2].filter((n) => n !== place);
    expect(page.items).toEqual(expected.map((n) => ({ booking: waitlist[n], position: n + 1 })));
    expect(page.nextCursor).toBe(encodedCursor(waitlist[2]));
  },
);

test('a page of the waitlist without any waiting booking still has a cursor to the next', async () => {
  const waitlist = someBookings(3, 'waitlisted');
  const now = waitlist.map((booking, n): Booking => (n < 2 ? { ...booking, status: 'confirmed' } : booking));
  const ports = portsOver({ waiting: waitlist, now });
  const first = await list({ status: 'waitlisted', limit: 2 }, ports);
  expect(first).toEqual({ items: [], nextCursor: encodedCursor(waitlist[1]), nextPosition: 3 });
  const cursor = String(first.nextCursor);
  const second = await list({ status: 'waitlisted', limit: 2, cursor }, ports);
  expect(second).toEqual({ items: [{ booking: waitlist[2], position: 3 }] });
});

test('an empty waitlist is an empty page', async () => {
  expect(await list({ status: 'waitlisted' }, portsOver({}))).toEqual({ items: [] });
});

test('a full page with the end of the waitlist has no next page', async () => {
  const waitlist = someBookings(2, 'waitlisted');
  const page = await list({ status: 'waitlisted', limit: 2 }, portsOver({ waiting: waitlist }));
  expect(page).toEqual({ items: waitlist.map((booking, n) => ({ booking, position: n + 1 })) });
});

test.each<[string, BookingStatus | undefined, string]>([
  ['is a word', undefined, 'nobody'],
  ['holds nothing', undefined, encodeCursor({})],
  ['holds a number for an arrival', undefined, encodeCursor({ arrivedAfter: 1 })],
  ['holds a partition beyond the last', undefined, encodeCursor({ partition: 4 })],
  ['holds a partition before the first', undefined, encodeCursor({ partition: -1 })],
  ['holds a partition in words', undefined, encodeCursor({ partition: 'first' })],
  ['holds a number for an id', undefined, encodeCursor({ partition: 0, after: 1 })],
  ['holds a lone surrogate', undefined, Buffer.from('{"arrivedAfter":"\\ud800"}').toString('base64url')],
  ['holds a position in words', 'waitlisted', encodeCursor({ arrivedAfter: 'a', position: 'b' })],
  ['is of the list by id, for the waitlist', 'waitlisted', encodeCursor({ partition: 0 })],
])('a cursor that %s is rejected', async (_what, status, cursor) => {
  const ports = portsOver({ stored: someBookings(2, 'confirmed'), waiting: someBookings(2, 'waitlisted') });
  const request = { cursor, ...(status && { status }) };
  await expect(list(request, ports)).rejects.toMatchObject({ code: 'validation-failed' });
});

test('a page of the waitlist that is given its first position does not count the waitlist, and gives the next one', async () => {
  const waitlist = someBookings(5, 'waitlisted');
  const ports = portsOver({ waiting: waitlist });
  const of = () => {
    throw new Error('The waitlist was counted.');
  };
  const first = await list({ status: 'waitlisted', limit: 2 }, ports);
  const request = { status: 'waitlisted' as const, limit: 2, cursor: String(first.nextCursor) };
  const second = await list(
    { ...request, position: first.nextPosition ?? 0 },
    { ...ports, positions: { of } },
  );
  expect(second).toEqual({
    items: [2, 3].map((n) => ({ booking: waitlist[n], position: n + 1 })),
    nextCursor: encodedCursor(waitlist[3]),
    nextPosition: 5,
  });
});

test('behind the exact positions a page of the waitlist counts on from the one before it, and near the head it does not', async () => {
  const waitlist = someBookings(EXACT_POSITIONS + 20, 'waitlisted');
  const ports = portsOver({ waiting: waitlist });
  // Positions that are about right, as the line gives them, and departures that move the others up.
  const late = { ...ports, positions: { of: async () => ({ position: 7, ahead: 0 }) } };
  const pagesOf = async (limit: number) => {
    const { nextCursor = '' } = await list({ status: 'waitlisted', limit }, ports);
    return list({ status: 'waitlisted', limit: 1, cursor: nextCursor }, late);
  };
  expect((await pagesOf(EXACT_POSITIONS)).items.map(({ position }) => position)).toEqual([
    EXACT_POSITIONS + 1,
  ]);
  expect((await pagesOf(EXACT_POSITIONS - 1)).items.map(({ position }) => position)).toEqual([7]);
});

test.each([
  ['before it expires', 1, ['offered', 2]],
  ['when it expires, even before the sweep has ended it', 0, ['cancelled', 0]],
])('an offer is listed with its status by the clock %s', async (_when, left, [status, quantity]) => {
  const offerExpiresAt = NOW + Number(left);
  const stored = aBooking(event, { status: 'offered', quantity: 2, offerExpiresAt });
  for (const wanted of ['offered', 'cancelled'] as const) {
    const { items } = await list({ status: wanted }, portsOver({ stored: [stored] }));
    expect(items.map(({ booking }) => [booking.status, booking.quantity])).toEqual(
      wanted === status ? [[status, quantity]] : [],
    );
  }
});
