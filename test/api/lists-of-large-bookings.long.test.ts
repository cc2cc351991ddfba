/** Lists of bookings that are large: each answer fits what Lambda sends, and all pages together have every booking once. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ApiAnswer } from '../../bin/local/api-client.ts';
import { table } from '../../functions/compose.ts';
import { LISTING_PAGE_BYTES } from '../../functions/domain/model/limits.ts';
import { eventStore } from '../../functions/store/events.ts';
import { tallyKey } from '../../functions/store/items/tally.ts';
import { aLargeHistory, anEventWithLarge } from '../kit/large-bookings.ts';
import { aService, type TestService } from '../kit/service.ts';
import type { EventWithBookings } from '../kit/stored-bookings.ts';

/** More than a page has, and few enough for the embedded engine to read together. */
const BOOKINGS = 28;
/** The embedded engine answers in 0.7 s or not at all, which a busy machine makes likely for so much at once. */
const ATTEMPTS = 10;
/** What Lambda sends. */
const ANSWER_LIMIT_BYTES = 6 * 1024 * 1024;

let it: TestService;
/** An event whose bookings have 2.4 MB. */
let event: EventWithBookings;
beforeAll(async () => {
  it = await aService();
  event = await anEventWithNamed(BOOKINGS);
});
afterAll(() => it.stop());

/** Bookings whose order by name is another one than that of their arrival, and that by check-in the reverse of it. */
const anEventWithNamed = (count: number) =>
  anEventWithLarge(
    it,
    Array.from({ length: count }, (_, n) => ({
      arrival: 1_000 + n,
      attendee: { firstName: `N${1_000 + ((n * 37) % count)}`, lastName: 'L', email: 'n@example.com' },
      history: aLargeHistory(
        [
          { what: 'booked', at: 1_000 + n, quantity: 1 },
          { what: 'checked-in', at: 9_000 - n, ticket: 1, by: 'x', scanId: 'x' },
        ],
        20_000,
      ),
    })),
  );

type Item = { id: string; position?: number; attendee?: { firstName: string } };

/** The answer as the function gives it to Lambda. */
const bytesOfAnswer = ({ body }: ApiAnswer) => Buffer.byteLength(JSON.stringify(JSON.stringify(body)));

/** @returns the pages of a list to its end. Expects each to fit an answer. */
async function walk<Page extends { items: Item[]; nextCursor: string | null }>(
  read: (cursor: string | undefined) => Promise<ApiAnswer>,
  pageIn: (answer: ApiAnswer) => Page,
): Promise<Item[][]> {
  const pages: Item[][] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    let answer = await read(cursor);
    for (let repeated = 1; answer.status === 503 && repeated < ATTEMPTS; repeated += 1)
      answer = await read(cursor);
    expect(answer.status).toBe(200);
    expect(bytesOfAnswer(answer)).toBeLessThan(ANSWER_LIMIT_BYTES * 0.7);
    const { items, nextCursor } = pageIn(answer);
    pages.push(items);
    cursor = nextCursor;
  }
  return pages;
}

const list = (
  query: Record<string, string>,
  { id, organizer }: EventWithBookings = event,
  { token } = organizer,
) =>
  walk(
    (cursor) =>
      it.call({
        path: `/v1/events/${id}/bookings?${new URLSearchParams({ limit: '100', ...query, ...(cursor && { cursor }) })}`,
        token,
      }),
    ({ body }) => body,
  );

const idsOf = (pages: Item[][]) => pages.flat().map(({ id }) => id);
const all = () => event.bookings.map(({ id }) => id).sort();

test('the pages of an event have each booking once, and together more than one page may have', async () => {
  const pages = await list({});
  expect(idsOf(pages).sort()).toEqual(all());
  expect(pages.length).toBeGreaterThan(1);
  expect(Buffer.byteLength(JSON.stringify(pages))).toBeGreaterThan(LISTING_PAGE_BYTES);
  const [first = []] = pages;
  expect(first.length).toBeGreaterThan(10);
});

test('a list by name, by arrival, and of who is in goes on behind the last one shown', async () => {
  const byName = await list({ order: 'name' });
  expect(byName.length).toBeGreaterThan(1);
  const names = byName.flat().map(({ attendee }) => attendee?.firstName);
  expect(names).toEqual(Array.from({ length: BOOKINGS }, (_, n) => `N${1_000 + n}`));
  const booked = event.bookings.map(({ id }) => id);
  expect(idsOf(await list({ order: 'arrival' }))).toEqual([...booked].reverse());
  expect(idsOf(await list({ checkedIn: 'all' })).sort()).toEqual(booked.sort());
});

test('a search of door staff ends its pages early, and finds each booking once', async () => {
  const door = await it.anAccount();
  const appointed = await it.call({
    path: `/v1/events/${event.id}/staff`,
    token: event.organizer.token,
    body: { email: door.email, role: 'door' },
  });
  expect(appointed.status).toBe(200);
  const found = await list({ q: 'n1010' }, event, door);
  expect(found.flat().map(({ attendee }) => attendee?.firstName)).toEqual(['N1010']);
  expect(found.length).toBeGreaterThan(1);
  expect(idsOf(await list({ q: 'zzz' }, event, door))).toEqual([]);
  expect(idsOf(await list({ q: 'n10' }, event, door)).sort()).toEqual(all());
});

test('CSV has each booking once, in pages that end early', async () => {
  const ids: string[] = [];
  let pages = 0;
  for (let path: string | undefined = `/v1/events/${event.id}/bookings`; path !== undefined; pages += 1) {
    const { token } = event.organizer;
    const page: ApiAnswer = await it.call({ path, token, headers: { accept: 'text/csv' } });
    ids.push(
      ...String(page.body)
        .split('\r\n')
        .flatMap((line) => line.match(/^"([\w-]{22})"/)?.[1] ?? []),
    );
    path = /<([^>]+)>/.exec(String(page.headers['link']))?.[1];
  }
  expect(ids.sort()).toEqual(all());
  expect(pages).toBeGreaterThan(1);
});

test('the waitlist is listed in its order, and positions continue across pages that end early', async () => {
  const waiting = await anEventWithLarge(
    it,
    Array.from({ length: BOOKINGS }, (_, n) => ({
      status: 'waitlisted',
      arrival: 1_000 + n,
      shard: n % 4,
      history: aLargeHistory([{ what: 'joined', at: 1_000 + n, quantity: 1 }], 2_000),
    })),
  );
  const pages = await list({ status: 'waitlisted' }, waiting);
  expect(pages.length).toBeGreaterThan(1);
  expect(pages.flat().map(({ id, position }) => [id, position])).toEqual(
    waiting.bookings.map(({ id }, n) => [id, n + 1]),
  );
});

test('a customer lists and exports own bookings, each once and the newest first', async () => {
  const customer = await it.aPerson();
  const booked = await anEventWithLarge(
    it,
    Array.from({ length: BOOKINGS }, (_, n) => ({
      customerId: customer.id,
      arrival: 1_000 + n,
      history: aLargeHistory([{ what: 'booked', at: 1_000 + n, quantity: 1 }], 2_000),
    })),
  );
  const bookingIds = booked.bookings.map(({ id }) => id);
  const stored = await eventStore(table()).read(booked.id);
  const tally = { held: BOOKINGS, bookingIds, shardCount: stored?.shardCount };
  const Item = { ...tallyKey(customer.id, booked.id), ...tally };
  await table().client.send(new PutCommand({ TableName: table().name, Item }));
  const read = (path: string) => (cursor: string | undefined) => {
    const query = new URLSearchParams({ limit: '100', ...(cursor && { cursor }) });
    return it.call({ path: `${path}?${query}`, token: customer.token });
  };
  const newestFirst = [...bookingIds].reverse();
  const exported = await walk(read('/v1/me/export'), ({ body }) => body.bookings);
  expect(exported.length).toBeGreaterThan(1);
  expect(idsOf(exported)).toEqual(newestFirst);
  expect(idsOf(await walk(read('/v1/bookings'), ({ body }) => body))).toEqual(newestFirst);
});
