/** What a listing does at its bounds, in what order, and with bookings that change between two looks. */
import { expect, test } from '@jest/globals';
import { arrivalKey, type Booking, type BookingStatus } from '../../functions/domain/booking.ts';
import { decodeCursor, encodeCursor } from '../../functions/domain/cursor.ts';
import type { Event } from '../../functions/domain/event.ts';
import {
  LISTING_LOOK_BOOKINGS,
  LISTING_PATIENCE_MS,
  LISTING_SORTED_BOOKINGS,
} from '../../functions/domain/limits.ts';
import {
  type BookingsPage,
  type ListEventBookings,
  type ListingPorts,
  listEventBookings,
} from '../../functions/domain/list-event-bookings.ts';
import { placeAfter } from '../../functions/domain/look-at-bookings.ts';
import { aBooking } from '../kit/stored-bookings.ts';

const NOW = 1_000_000;
const READ_AT_ONCE = 100;
const event = { id: 'event', shardCount: 4 } as Event;

const someBookings = (count: number, status: BookingStatus) =>
  Array.from({ length: count }, (_, n) => aBooking(event, { status, arrival: n + 1 }));

type Stored = { stored?: Booking[]; waiting?: Booking[]; now?: Booking[]; msPerPage?: number };

/**
 * Ports over a list, which stands for the order by bucket and id. The line holds `waiting`, and `now` is what their
 * bookings say when they are looked at. Each page of bookings takes `msPerPage`.
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
          yield { bookings, ...(last && { next: placeAfter(event, last) }) };
        }
      },
      line: async (_event, after, limit) => entries.filter(({ key }) => key > after).slice(0, limit),
    },
    bookings: {
      readMany: async (_event, ids) => now.filter(({ id }) => ids.includes(id)),
      position: async (_event, { id }) => waiting.findIndex((booking) => booking.id === id) + 1,
    },
    environment: { now: () => clock, random: () => 0, sleep: async () => {}, newId: () => '' },
  };
}

const list = (request: Partial<ListEventBookings>, ports: ListingPorts) =>
  listEventBookings(event, { now: NOW, limit: 5, ...request }, ports);

/** Every page to the end; `between` gives the ports of the next page. */
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

const cursorAfter = (booking: Booking | undefined) =>
  booking && encodeCursor({ arrivedAfter: arrivalKey(booking) });
const idsOf = (items: { booking: Booking }[]) => items.map(({ booking }) => booking.id);
const idsIn = (pages: BookingsPage[]) => pages.flatMap(({ items }) => idsOf(items));
const ids = (bookings: Booking[]) => bookings.map(({ id }) => id);

/** In another order than that of arrival. */
const shuffled = (bookings: Booking[]) => [...bookings].sort((a, b) => (a.id < b.id ? -1 : 1));

test('bookings come in order of arrival, and of their ids where they arrived together', async () => {
  const arrived = [...someBookings(10, 'confirmed'), ...someBookings(10, 'cancelled')];
  const expected = [...arrived].sort((a, b) => (arrivalKey(a) < arrivalKey(b) ? -1 : 1));
  for (const limit of [1, 3, 20]) {
    const pages = await walk({ limit }, portsOver({ stored: shuffled(arrived) }));
    expect(idsIn(pages)).toEqual(ids(expected));
    expect(pages).toHaveLength(Math.ceil(20 / limit));
  }
});

test('as many bookings as one look sorts come in order of arrival, and one more in that of the table', async () => {
  const arrived = someBookings(LISTING_SORTED_BOOKINGS + 1, 'confirmed');
  const few = arrived.slice(1);
  expect(idsIn(await walk({ limit: 1_500 }, portsOver({ stored: shuffled(few) })))).toEqual(ids(few));
  const many = shuffled(arrived);
  expect(idsIn(await walk({ limit: 1_500 }, portsOver({ stored: many })))).toEqual(ids(many));
});

test('an event that outgrows the look in the middle of a walk repeats and skips nobody', async () => {
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

test('a walk ends with the last booking that was there when it began, however many arrive meanwhile', async () => {
  const stored = someBookings(6, 'confirmed');
  const grow = () => {
    for (let n = 0; n < 3; n += 1) stored.push(aBooking(event, { arrival: NOW + stored.length }));
    return portsOver({ stored: shuffled(stored) });
  };
  const expected = ids(stored);
  expect(idsIn(await walk({ limit: 2 }, portsOver({ stored: shuffled(stored) }), grow))).toEqual(expected);
});

test('a walk through a large event keeps to the order of the table, whatever is added', async () => {
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

test('an answer from a slow table is short and leads on, until everybody was listed once', async () => {
  const stored = shuffled(someBookings(1_000, 'confirmed'));
  const msPerPage = LISTING_PATIENCE_MS / 4;
  const pages = await walk({ limit: 1_000 }, portsOver({ stored, msPerPage }));
  expect(pages.map(({ items }) => items.length)).toEqual([400, 400, 200]);
  expect(idsIn(pages)).toEqual(ids(stored));
});

test('a walk by arrival whose table becomes slow goes on and repeats and skips nobody', async () => {
  const arrived = someBookings(500, 'confirmed');
  const stored = shuffled(arrived);
  const slow = () => portsOver({ stored, msPerPage: LISTING_PATIENCE_MS });
  const pages = await walk({ limit: 100 }, portsOver({ stored }), slow);
  expect(idsOf(pages[0]?.items ?? [])).toEqual(ids(arrived.slice(0, 100)));
  expect(idsIn(pages).sort()).toEqual(ids(arrived).sort());
});

test('a page ends where an answer has looked at enough, and the next goes on from there', async () => {
  const stored = [...someBookings(LISTING_LOOK_BOOKINGS, 'cancelled'), ...someBookings(1, 'confirmed')];
  const ports = portsOver({ stored });
  const first = await list({ status: 'confirmed' }, ports);
  const last = stored[LISTING_LOOK_BOOKINGS - 1] as Booking;
  expect([first.items, decodeCursor(String(first.nextCursor))]).toEqual([[], placeAfter(event, last)]);
  const second = await list({ status: 'confirmed', cursor: String(first.nextCursor) }, ports);
  expect(second).toEqual({ items: [{ booking: stored[LISTING_LOOK_BOOKINGS] }] });
});

test('a page that looks at everything there is has no next', async () => {
  const ports = portsOver({ stored: someBookings(LISTING_LOOK_BOOKINGS, 'cancelled') });
  expect(await list({ status: 'confirmed' }, ports)).toEqual({ items: [] });
});

test.each([3, LISTING_SORTED_BOOKINGS + 1])(
  'a page that is full to the last of %i has no next',
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
  'whoever turns out to be %s at place %i of the line is left out, and nobody moves up',
  async (status, place) => {
    const line = someBookings(4, 'waitlisted');
    const now = line.map((booking, n) => (n === place ? { ...booking, status } : booking));
    const page = await list({ status: 'waitlisted', limit: 3 }, portsOver({ waiting: line, now }));
    const expected = [0, 1, 2].filter((n) => n !== place);
    expect(page.items).toEqual(expected.map((n) => ({ booking: line[n], position: n + 1 })));
    expect(page.nextCursor).toBe(cursorAfter(line[2]));
  },
);

test('a page of the line whose people have all left still leads on to the next', async () => {
  const line = someBookings(3, 'waitlisted');
  const now = line.map((booking, n): Booking => (n < 2 ? { ...booking, status: 'confirmed' } : booking));
  const ports = portsOver({ waiting: line, now });
  const first = await list({ status: 'waitlisted', limit: 2 }, ports);
  expect(first).toEqual({ items: [], nextCursor: cursorAfter(line[1]), nextPosition: 3 });
  const cursor = String(first.nextCursor);
  const second = await list({ status: 'waitlisted', limit: 2, cursor }, ports);
  expect(second).toEqual({ items: [{ booking: line[2], position: 3 }] });
});

test('a line of nobody is an empty page', async () => {
  expect(await list({ status: 'waitlisted' }, portsOver({}))).toEqual({ items: [] });
});

test('a page that is full to the end of the line has no next', async () => {
  const line = someBookings(2, 'waitlisted');
  const page = await list({ status: 'waitlisted', limit: 2 }, portsOver({ waiting: line }));
  expect(page).toEqual({ items: line.map((booking, n) => ({ booking, position: n + 1 })) });
});

test.each<[string, BookingStatus | undefined, string]>([
  ['is a word', undefined, 'nobody'],
  ['holds nothing', undefined, encodeCursor({})],
  ['holds a number for an arrival', undefined, encodeCursor({ arrivedAfter: 1 })],
  ['holds a bucket beyond the last', undefined, encodeCursor({ bucket: 4 })],
  ['holds a bucket before the first', undefined, encodeCursor({ bucket: -1 })],
  ['holds a bucket in words', undefined, encodeCursor({ bucket: 'first' })],
  ['holds a number for an id', undefined, encodeCursor({ bucket: 0, after: 1 })],
  ['holds half of a character', undefined, Buffer.from('{"arrivedAfter":"\\ud800"}').toString('base64url')],
  ['is of a list by id, in the line', 'waitlisted', encodeCursor({ bucket: 0 })],
])('a cursor that %s is refused', async (_what, status, cursor) => {
  const ports = portsOver({ stored: someBookings(2, 'confirmed'), waiting: someBookings(2, 'waitlisted') });
  const request = { cursor, ...(status && { status }) };
  await expect(list(request, ports)).rejects.toMatchObject({ code: 'validation-failed' });
});

test('a page of the line that is told where it begins counts nobody again, and says where the next begins', async () => {
  const line = someBookings(5, 'waitlisted');
  const ports = portsOver({ waiting: line });
  const position = () => {
    throw new Error('The line was counted.');
  };
  const first = await list({ status: 'waitlisted', limit: 2 }, ports);
  const request = { status: 'waitlisted' as const, limit: 2, cursor: String(first.nextCursor) };
  const second = await list(
    { ...request, position: first.nextPosition ?? 0 },
    { ...ports, bookings: { ...ports.bookings, position } },
  );
  expect(second).toEqual({
    items: [2, 3].map((n) => ({ booking: line[n], position: n + 1 })),
    nextCursor: cursorAfter(line[3]),
    nextPosition: 5,
  });
});

test.each([
  ['before it ends', 1, ['offered', 2]],
  ['at its end, though nobody has cleaned up', 0, ['cancelled', 0]],
])('an offer is listed as it is by the clock %s', async (_when, left, [status, quantity]) => {
  const offerExpiresAt = NOW + Number(left);
  const stored = aBooking(event, { status: 'offered', quantity: 2, offerExpiresAt });
  for (const wanted of ['offered', 'cancelled'] as const) {
    const { items } = await list({ status: wanted }, portsOver({ stored: [stored] }));
    expect(items.map(({ booking }) => [booking.status, booking.quantity])).toEqual(
      wanted === status ? [[status, quantity]] : [],
    );
  }
});
