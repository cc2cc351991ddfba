/** Searched and sorted lists of an event's bookings: what is read, where a list is refused, and paging while people arrive. */
import { expect, test } from '@jest/globals';
import {
  type ListEventBookings,
  type ListingPorts,
  listEventBookings,
} from '../../../functions/domain/bookings/list-event-bookings.ts';
import { cursorAfter } from '../../../functions/domain/bookings/look-at-bookings.ts';
import type { Booking } from '../../../functions/domain/model/booking.ts';
import { encodeCursor } from '../../../functions/domain/model/cursor.ts';
import type { Event } from '../../../functions/domain/model/event.ts';
import {
  LISTING_LOOK_BOOKINGS,
  LISTING_READ_BOOKINGS,
  LISTING_RETRY_BUDGET_MS,
  LISTING_SEARCHED_BOOKINGS,
  LISTING_SORTED_BOOKINGS,
} from '../../../functions/domain/model/limits.ts';
import { aBooking } from '../../kit/stored-bookings.ts';

const NOW = 1_000_000;
const event = { id: 'event', shardCount: 1 } as Event;

const checkedIn = (at: number) => ({
  what: 'checked-in' as const,
  at,
  ticket: 1,
  by: 'organizer',
  scanId: '',
});
const someBookings = (count: number, fields: Partial<Booking> = {}) =>
  Array.from({ length: count }, (_, n) => aBooking(event, { arrival: n + 1, ...fields }));
const named = (firstName: string, lastName = 'L', arrival = 1): Booking =>
  aBooking(event, { arrival, attendee: { firstName, lastName, email: 'who@example.com' } });

/** `read` counts what was read of the table. Each page of bookings takes `msPerPage`. */
function portsOver(stored: Booking[], names: Record<string, string> = {}, msPerPage = 0) {
  const read = { bookings: 0, accounts: 0 };
  let clock = 0;
  const ports: ListingPorts = {
    listings: {
      async *bookings(_event, { after }, { atOnce }) {
        let start = after === undefined ? 0 : stored.findIndex(({ id }) => id === after) + 1;
        for (; start === 0 || start < stored.length; start += atOnce) {
          clock += msPerPage;
          const bookings = stored.slice(start, start + atOnce);
          read.bookings += bookings.length;
          const last = start + atOnce < stored.length ? bookings.at(-1) : undefined;
          yield { bookings, ...(last && { next: cursorAfter(event, last) }) };
        }
      },
      waitlist: async () => [],
    },
    bookings: {
      read: async (_event, id) => stored.find((booking) => booking.id === id),
      readMany: async () => [],
    },
    positions: { of: async () => ({ position: 1, ahead: 0 }) },
    users: {
      async contacts(ids) {
        read.accounts += ids.length;
        return new Map(
          ids.flatMap((id) => {
            const name = names[id];
            return name === undefined ? [] : [[id, { name, email: `${name.toLowerCase()}@example.com` }]];
          }),
        );
      },
    },
    codes: { read: async () => undefined },
    runtime: { now: () => clock, random: () => 0, sleep: async () => {}, newId: () => '' },
  };
  return { ports, read };
}

const EVERYTHING = 'names and addresses';

const list = (request: Partial<ListEventBookings>, { ports }: { ports: ListingPorts }) =>
  listEventBookings(event, { now: NOW, limit: 5, searched: EVERYTHING, ...request }, ports);

const idsOf = (items: { booking: Booking }[]) => items.map(({ booking }) => booking.id);

/** Reads all pages; `between` runs after each. */
async function walk(
  request: Partial<ListEventBookings>,
  over: { ports: ListingPorts },
  between: (page: number) => void = () => {},
): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  for (let page = 0; page === 0 || cursor !== undefined; page += 1) {
    const answer = await list({ ...request, ...(cursor && { cursor, now: NOW + 100 }) }, over);
    ids.push(...idsOf(answer.items));
    cursor = answer.nextCursor;
    between(page);
  }
  return ids;
}

test('a list by name ignores case and accents, and has equal names in order of booking', async () => {
  const account = aBooking(event, { arrival: 9 });
  const [zoe, eric, ada, later] = [named('zoë'), named('Éric'), named('ada'), named('Ada', 'L', 7)];
  const stored = [zoe, later, account, eric, ada];
  const over = portsOver(stored, { [account.customerId]: 'Grace' });
  const expected = [ada, later, eric, account, zoe].map(({ id }) => id);
  for (const limit of [1, 2, 5]) expect(await walk({ order: 'name', limit }, over)).toEqual(expected);
  expect(await list({ order: 'name', limit: 5 }, over)).not.toHaveProperty('nextCursor');
  expect(await walk({ order: 'name', q: 'ada l', limit: 1 }, over)).toEqual([ada, later].map(({ id }) => id));
});

test('a list by arrival has those first who came in first, and then everybody else by booking', async () => {
  const [late, early, absent, undone] = someBookings(4) as [Booking, Booking, Booking, Booking];
  late.history.push({ ...checkedIn(300), scannedAt: 500 });
  early.history.push(checkedIn(400));
  undone.history.push(checkedIn(300), { ...checkedIn(350), what: 'check-in-undone', reason: 'why' });
  const over = portsOver([undone, absent, late, early]);
  const expected = [early, late, absent, undone].map(({ id }) => id);
  for (const limit of [1, 3]) expect(await walk({ order: 'arrival', limit }, over)).toEqual(expected);
});

test('whoever is checked in, or is not any more, while a list by arrival is read is listed once', async () => {
  const stored = someBookings(6);
  const [first, , , , fifth, sixth] = stored as [Booking, Booking, Booking, Booking, Booking, Booking];
  first.history.push(checkedIn(400));
  const change = (page: number) => {
    if (page === 0) first.history.push({ ...checkedIn(NOW + 1), what: 'check-in-undone', reason: 'why' });
    if (page === 1) sixth.history.push(checkedIn(NOW + 2));
    if (page === 2) fifth.history.push(checkedIn(NOW + 3));
  };
  const ids = await walk({ order: 'arrival', limit: 1 }, portsOver(stored), change);
  expect(ids).toEqual(stored.map(({ id }) => id));
});

test('a booking that leaves a filtered list keeps the place of the walk', async () => {
  const stored = ['a', 'b', 'c', 'd'].map((name) => named(name));
  const ids = await walk({ order: 'name', checkedIn: 'none', limit: 2 }, portsOver(stored), (page) => {
    if (page === 0) stored[1]?.history.push(checkedIn(NOW));
  });
  expect(ids).toEqual(stored.map(({ id }) => id));
});

test('a cursor has no name, and is good for the order that issued it', async () => {
  const over = portsOver([named('Ada'), named('Grace')]);
  const { nextCursor: cursor = '' } = await list({ order: 'name', limit: 1 }, over);
  expect(Buffer.from(cursor, 'base64url').toString()).not.toMatch(/ada/i);
  for (const order of ['arrival', 'booked'] as const) {
    await expect(list({ order, cursor }, over)).rejects.toMatchObject({ code: 'validation-failed' });
  }
  const unknown = encodeCursor({ order: 'name', after: 'nobody', asOf: 1 });
  await expect(list({ order: 'name', cursor: unknown }, over)).rejects.toMatchObject({
    code: 'validation-failed',
  });
});

test('more bookings than can be sorted are refused, until a filter leaves few enough', async () => {
  const many = portsOver([
    ...someBookings(LISTING_SORTED_BOOKINGS),
    ...someBookings(1, { status: 'cancelled' }),
  ]);
  for (const order of ['name', 'arrival'] as const) {
    expect((await list({ order, status: 'cancelled' }, many)).items).toHaveLength(1);
    expect((await list({ order, status: 'confirmed' }, many)).items).toHaveLength(5);
    await expect(list({ order }, many)).rejects.toMatchObject({ code: 'too-many-to-sort' });
  }
  const vast = portsOver(someBookings(LISTING_LOOK_BOOKINGS + 1));
  const few = { order: 'name', status: 'cancelled' } as const;
  await expect(list(few, vast)).rejects.toMatchObject({ code: 'too-many-to-sort' });
  const slow = portsOver(someBookings(1_000), {}, LISTING_RETRY_BUDGET_MS);
  await expect(list({ order: 'name' }, slow)).rejects.toMatchObject({ code: 'busy' });
});

test('a search of a large event reads a limited number of bookings and accounts for an answer, and finds everybody', async () => {
  const count = 2 * LISTING_SEARCHED_BOOKINGS + 500;
  const stored = someBookings(count);
  const wanted = [stored[3], stored[2_300], stored[count - 1]] as Booking[];
  const names = Object.fromEntries(wanted.map(({ customerId }) => [customerId, 'Ada']));
  const over = portsOver(stored, names);
  const found: string[] = [];
  for (let cursor: string | undefined, answers = 0; answers === 0 || cursor !== undefined; answers += 1) {
    const before = { ...over.read };
    const { items, nextCursor } = await list({ q: 'ADA', ...(cursor && { cursor }) }, over);
    found.push(...idsOf(items));
    cursor = nextCursor;
    const most = LISTING_SEARCHED_BOOKINGS + 2 * LISTING_READ_BOOKINGS;
    expect(over.read.accounts - before.accounts).toBeLessThanOrEqual(most);
    expect(over.read.bookings - before.bookings).toBeLessThanOrEqual(most);
  }
  expect(found).toEqual(wanted.map(({ id }) => id));
});

test('a search reads no account of a booking that its own texts decide', async () => {
  const over = portsOver([named('Ada'), ...someBookings(2, { status: 'cancelled' })]);
  expect((await list({ q: 'ada', status: 'confirmed' }, over)).items).toHaveLength(1);
  expect(over.read.accounts).toBe(0);
});
