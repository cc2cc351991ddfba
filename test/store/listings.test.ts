/** Lists over a slow table: each answer is in time and short, and the cursors lead to every item once. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { listBookingsOf } from '../../functions/domain/bookings/list-bookings.ts';
import { listEventBookings } from '../../functions/domain/bookings/list-event-bookings.ts';
import { readReceipt } from '../../functions/domain/bookings/receipt.ts';
import type { Booking } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import {
  LISTING_OWN_BOOKINGS,
  LISTING_READ_BOOKINGS,
  LISTING_READ_TALLIES,
  LISTING_RETRY_BUDGET_MS,
} from '../../functions/domain/model/limits.ts';
import { pseudonymOf } from '../../functions/domain/model/pseudonym.ts';
import { Positions } from '../../functions/domain/process/positions.ts';
import { bookingStore } from '../../functions/store/bookings.ts';
import { tallyKey } from '../../functions/store/items/tally.ts';
import { listingStore } from '../../functions/store/listings.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { userStore } from '../../functions/store/users.ts';
import { waitlistMarksStore } from '../../functions/store/waitlist-marks.ts';
import { aBoxoffice, createTestTable, realRuntime, TABLE_NAME, type TestTable } from '../kit/boxoffice.ts';
import { meter, totalUnits } from '../kit/metering.ts';
import { aBooking, storeBookings } from '../kit/stored-bookings.ts';
import { strictTable } from '../kit/strict-table.ts';

const FUNCTION_TIMEOUT_MS = 10_000;
const BOOKINGS = 200;

let testTable: TestTable;
let event: Event;
let bookings: Booking[];
/** The time in ms of a clock that only the table advances. */
let clock = 0;
/** The time of each query in ms. */
let msPerQuery = 0;
let table: Table;

beforeAll(async () => {
  testTable = await createTestTable();
  event = await aBoxoffice().anEvent({ capacity: 10_000 });
  expect(event.shardCount).toBe(64);
  bookings = Array.from({ length: BOOKINGS }, (_, n) =>
    aBooking(event, {
      arrival: 1_000 + n,
      shard: 0,
      history: [
        { what: 'joined', at: 1_000 + n, quantity: 1 },
        { what: 'promoted', at: 9_000, quantity: 1, promotionNumber: n + 1 },
      ],
    }),
  );
  table = strictTable(TABLE_NAME);
  table.client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        if (commandName === 'QueryCommand') clock += msPerQuery;
        return next(args);
      },
    { step: 'initialize', name: 'slowDown' },
  );
  await storeBookings(table, event, bookings);
});
beforeEach(() => {
  msPerQuery = 300;
});
afterAll(() => testTable.stop());

const ports = () => ({
  listings: listingStore(table),
  bookings: bookingStore(table),
  users: userStore(table),
  codes: { read: async () => undefined },
  positions: new Positions({
    marks: waitlistMarksStore(table),
    runtime: { ...realRuntime, now: () => clock },
  }),
  runtime: { ...realRuntime, now: () => clock },
});

/** @returns the items of every answer to the end, each with at most `limit` items. Expects each answer to be in time. */
async function walk<Item>(
  list: (cursor: string | undefined) => Promise<{ items: Item[]; nextCursor?: string | null }>,
): Promise<Item[][]> {
  const answers: Item[][] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const started = clock;
    const { items, nextCursor } = await list(cursor);
    expect(clock - started).toBeLessThan(FUNCTION_TIMEOUT_MS * 0.8);
    answers.push(items);
    cursor = nextCursor ?? null;
  }
  return answers;
}

const idsOf = (answers: { booking: Booking }[][]) => answers.flat().map(({ booking }) => booking.id);

const listAll = (cursor: string | undefined) =>
  listEventBookings(
    event,
    { limit: 1_000, searched: 'names and addresses', now: clock, ...(cursor && { cursor }) },
    ports(),
  );

test('the bookings of an event are listed in short answers', async () => {
  const answers = await walk(listAll);
  expect(answers.length).toBeGreaterThan(1);
  expect(idsOf(answers).sort()).toEqual(bookings.map(({ id }) => id).sort());
});

test('the bookings of an event are listed in one answer and in order if the table is fast', async () => {
  msPerQuery = LISTING_RETRY_BUDGET_MS / 100;
  const answers = await walk(listAll);
  expect([answers.length, idsOf(answers)]).toEqual([1, bookings.map(({ id }) => id)]);
});

test('an event without bookings is read to the end', async () => {
  const empty = await aBoxoffice().anEvent({ capacity: 10_000 });
  const answers = await walk((cursor) =>
    listEventBookings(
      empty,
      { limit: 10, searched: 'names and addresses', now: clock, ...(cursor && { cursor }) },
      ports(),
    ),
  );
  expect(answers.length).toBeGreaterThan(1);
  expect(answers.flat()).toEqual([]);
});

test('a receipt is read in short answers', async () => {
  const last = bookings.at(-1) as Booking;
  const answers = await walk((cursor) => readReceipt(event, last, cursor, ports()));
  expect(answers.length).toBeGreaterThan(1);
  const cursors = answers.flat().map(({ place }) => place);
  expect(cursors.sort()).toEqual(bookings.slice(0, -1).map(pseudonymOf).sort());
});

test('the bookings of a customer are listed in short answers, each with the newest first', async () => {
  const customerId = realRuntime.newId();
  const own: Booking[] = [];
  for (let n = 0; n < 2.5 * LISTING_READ_TALLIES; n += 1) {
    const other = { ...event, id: realRuntime.newId() };
    const booking = aBooking(other, { customerId, arrival: 1_000 + ((n * 37) % 1_000) });
    own.push(booking);
    await storeBookings(table, other, [booking]);
    const tally = { held: 1, bookingIds: [booking.id], shardCount: other.shardCount };
    const Item = { ...tallyKey(customerId, other.id), ...tally };
    await table.client.send(new PutCommand({ TableName: table.name, Item }));
  }
  const list = (limit: number) => (cursor: string | undefined) =>
    listBookingsOf(customerId, { limit, ...(cursor && { cursor }) }, ports());
  const newestFirst = [...own].sort((a, b) => b.arrival - a.arrival).map(({ id }) => id);
  const inOneLook = await walk(list(40));
  expect(inOneLook.flat().map(({ id }) => id)).toEqual(newestFirst);

  msPerQuery = LISTING_RETRY_BUDGET_MS;
  for (const limit of [20, 1_000]) {
    const inParts = await walk(list(limit));
    expect(inParts.length).toBeGreaterThanOrEqual(3);
    expect(
      inParts
        .flat()
        .map(({ id }) => id)
        .sort(),
    ).toEqual([...newestFirst].sort());
    for (const answer of inParts) {
      const arrivals = answer.map(({ arrival }) => arrival);
      expect(arrivals).toEqual([...arrivals].sort((a, b) => b - a));
    }
  }
});

test('a customer with many bookings of many events gets each of them once, within a bound for each answer', async () => {
  msPerQuery = 0;
  const customerId = realRuntime.newId();
  const own: Booking[] = [];
  for (let made = 0; made < 12; made += 1) {
    const of = { ...event, id: realRuntime.newId() };
    const some = Array.from({ length: made < 6 ? 200 : 1 }, () =>
      aBooking(of, { customerId, arrival: made * 200 + own.length }),
    );
    await storeBookings(table, of, some);
    const bookingIds = some.map(({ id }) => id);
    const tally = { held: some.length, bookingIds, shardCount: of.shardCount };
    const Item = { ...tallyKey(customerId, of.id), ...tally };
    await table.client.send(new PutCommand({ TableName: TABLE_NAME, Item }));
    own.push(...some);
  }
  const metered = strictTable(TABLE_NAME);
  const uses = meter(metered);
  const ports = { listings: listingStore(metered), runtime: realRuntime };
  const listed: string[] = [];
  for (let cursor: string | undefined; ; ) {
    uses.length = 0;
    const page = await listBookingsOf(customerId, { limit: 100, ...(cursor && { cursor }) }, ports);
    listed.push(...page.items.map(({ id }) => id));
    // A batch more than what is sorted, and on later pages twice as much; the tallies are 40 KB.
    const most = (cursor === undefined ? 1 : 2) * LISTING_OWN_BOOKINGS + LISTING_READ_BOOKINGS + 15;
    expect(totalUnits(uses)).toBeLessThanOrEqual(most);
    if (page.nextCursor === undefined) break;
    cursor = page.nextCursor;
  }
  expect(listed.length).toBe(own.length);
  expect(new Set(listed)).toEqual(new Set(own.map(({ id }) => id)));
});
