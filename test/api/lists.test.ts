/** An organizer's list of bookings: its fields, its readers, its order, and paging while bookings change. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ApiAnswer } from '../../bin/local/api-client.ts';
import { parseCsv } from '../kit/csv.ts';
import { aService, contactOf, eventually, type Person, type TestService } from '../kit/service.ts';
import { anEventWith } from '../kit/stored-bookings.ts';
import { expectFaults, expectProblem, readBooking, UNKNOWN_ID } from './answers.ts';

let it: TestService;
beforeAll(async () => {
  it = await aService();
});
afterAll(() => it.stop());

type OwnEvent = { id: string; organizer: Person };
type Item = { id: string; status: string; quantity: number; position?: number };
type Query = Record<string, string>;

function list({ id, organizer }: OwnEvent, query: Query = {}, person = organizer): Promise<ApiAnswer> {
  const path = `/v1/events/${id}/bookings?${new URLSearchParams(query)}`;
  return it.call({ path, token: person.token });
}

/** Reads all pages of a list; `between` runs after each page with the items so far. */
async function listAll(
  event: OwnEvent,
  query: Query = {},
  between: (listed: Item[]) => Promise<unknown> = async () => {},
): Promise<Item[]> {
  const items: Item[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await list(event, cursor === undefined ? query : { ...query, cursor });
    expect(page.status).toBe(200);
    items.push(...page.body.items);
    cursor = page.body.nextCursor;
    await between(items);
  }
  return items;
}

const idsOf = (items: { id: string }[]) => items.map(({ id }) => id);
const pick = ({ id, quantity, position }: Item) => ({ id, quantity, position });

/** One customer holds all five tickets; behind them one waiter for each number of tickets. */
async function aWaitlist(...wants: number[]) {
  const event = await it.anEvent({ capacity: 5 });
  const holder = await it.aPerson();
  const held = await it.book(holder, event.id, { quantity: 5 });
  expect(held.status).toBe(201);
  const waitlist: { person: Person; id: string }[] = [];
  for (const quantity of wants) {
    const person = await it.aPerson();
    const answer = await it.book(person, event.id, { quantity });
    expect(answer.status).toBe(202);
    waitlist.push({ person, id: answer.body.id });
  }
  return { event, waitlist, cancelOne: () => it.cancel(holder, event.id, held.body.id, { quantity: 1 }) };
}

test('an organizer sees what the owner sees, and the customer and the history of the booking', async () => {
  const event = await it.anEvent();
  const customer = await it.aPerson();
  const attendee = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' };
  const { body } = await it.book(customer, event.id, { quantity: 3, attendee });
  expect((await it.cancel(customer, event.id, body.id, { quantity: 2 })).status).toBe(200);
  const [item] = await eventually(async () => {
    const { items } = (await list(event)).body;
    return items[0]?.history.length === 3 && items;
  });
  const own = (await readBooking(it, customer, event.id, body.id)).body;
  const at = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  expect(own).toMatchObject({ status: 'confirmed', quantity: 1, attendee });
  const { tickets, lookAgainInSeconds: _lookAgain, ...shown } = own;
  expect(item).toEqual({
    ...shown,
    customerId: customer.id,
    customer: contactOf(customer),
    tickets: tickets.map(({ code: _code, ...ticket }: { code: string }) => ticket),
    checkedInTickets: 0,
    history: [
      { what: 'booked', at, quantity: 3 },
      { what: 'cancelled', at, quantity: 2, by: customer.id, tickets: [2, 3] },
      { what: 'handed-on', at, quantity: 2 },
    ],
  });
});

test('an organizer sees an open offer and when it ends', async () => {
  const expiresAt = Date.parse('2099-01-01T12:00:00Z');
  const event = await anEventWith(it, [
    {
      status: 'offered',
      offerExpiresAt: expiresAt,
      history: [{ what: 'offered', at: 1_000, quantity: 1, promotionNumber: 1, expiresAt }],
    },
    { status: 'offered', offerExpiresAt: 1 },
  ]);
  const offered = (await list(event, { status: 'offered' })).body.items;
  expect(offered).toMatchObject([
    {
      id: event.bookings[0]?.id,
      offerExpiresAt: '2099-01-01T12:00:00.000Z',
      history: [{ at: '1970-01-01T00:00:01.000Z', expiresAt: '2099-01-01T12:00:00.000Z' }],
    },
  ]);
  const cancelled = (await list(event, { status: 'cancelled' })).body.items;
  expect(cancelled).toMatchObject([{ id: event.bookings[1]?.id, status: 'cancelled', quantity: 0 }]);
});

test('the list of an event without bookings is empty', async () => {
  const { status, body } = await list(await it.anEvent());
  expect([status, body]).toEqual([200, { items: [], nextCursor: null }]);
});

test('a booking is listed as soon as it is answered', async () => {
  const event = await it.anEvent();
  const { body } = await it.book(await it.aPerson(), event.id);
  expect(idsOf((await list(event)).body.items)).toEqual([body.id]);
});

test.each(['1', '2', '7', '30', '100'])('pages of %s list every booking once', async (limit) => {
  const event = await anEventWith(
    it,
    Array.from({ length: 30 }, () => ({})),
  );
  const sizes: number[] = [];
  let before = 0;
  const items = await listAll(event, { limit }, async (listed) => {
    sizes.push(listed.length - before);
    before = listed.length;
  });
  expect(idsOf(items).sort()).toEqual(idsOf(event.bookings).sort());
  expect(sizes).toHaveLength(Math.ceil(30 / Number(limit)));
  expect(Math.max(...sizes)).toBeLessThanOrEqual(Number(limit));
  expect(idsOf(items)).toEqual(idsOf((await list(event, { limit: '100' })).body.items));
});

test('a page has 20 bookings by default', async () => {
  const event = await anEventWith(
    it,
    Array.from({ length: 21 }, () => ({})),
  );
  expect((await list(event)).body.items).toHaveLength(20);
});

test('bookings are listed in order of arrival, in JSON and in CSV', async () => {
  const event = await it.anEvent({ capacity: 20 });
  const booked: string[] = [];
  for (let n = 0; n < 12; n += 1) booked.push((await it.book(await it.aPerson(), event.id)).body.id);
  expect(idsOf((await list(event)).body.items)).toEqual(booked);
  expect(idsOf(await listAll(event, { limit: '5' }))).toEqual(booked);
  for (const limit of ['5', '100']) {
    let path: string | undefined = `/v1/events/${event.id}/bookings?limit=${limit}`;
    const listed: string[] = [];
    while (path !== undefined) {
      const { token } = event.organizer;
      const page: ApiAnswer = await it.call({ path, token, headers: { accept: 'text/csv' } });
      listed.push(...parseCsv(page.body).map(([id = '']) => id));
      path = /<([^>]+)>/.exec(String(page.headers['link']))?.[1];
    }
    expect(listed).toEqual(['id', ...booked]);
  }
});

test('the list of an event has no bookings of another', async () => {
  const [one, other] = [await anEventWith(it, [{}, {}]), await anEventWith(it, [{}])];
  expect(idsOf(await listAll(one)).sort()).toEqual(idsOf(one.bookings).sort());
  expect(idsOf(await listAll(other))).toEqual(idsOf(other.bookings));
});

test.each(['confirmed', 'cancelled'] as const)(
  'a list of %s bookings has no others, for every size of page',
  async (status) => {
    const event = await anEventWith(
      it,
      Array.from({ length: 40 }, (_, n) => ({
        status: n % 4 === 0 ? ('cancelled' as const) : ('confirmed' as const),
      })),
    );
    const expected = idsOf(event.bookings.filter((booking) => booking.status === status)).sort();
    for (const limit of ['1', '3', '100']) {
      expect(idsOf(await listAll(event, { status, limit })).sort()).toEqual(expected);
    }
  },
);

test('bookings made and cancelled between pages cause no repetition and no gap among the others', async () => {
  const event = await anEventWith(
    it,
    Array.from({ length: 24 }, () => ({})),
  );
  const made: string[] = [];
  const items = await listAll(event, { limit: '2' }, async (listed) => {
    const booked = await Promise.all([1, 2, 3].map(async () => it.book(await it.aPerson(), event.id)));
    made.push(...booked.map(({ body }) => body.id));
    const [first] = listed;
    if (first) await it.cancel(event.organizer, event.id, first.id);
  });
  const ids = idsOf(items);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(expect.arrayContaining(idsOf(event.bookings)));
  expect([...made, ...idsOf(event.bookings)]).toEqual(expect.arrayContaining(ids));
});

test.each(['1', '2', '3', '100'])(
  'the waitlist is listed in order of arrival, and positions continue across pages of %s',
  async (limit) => {
    const wants = [1, 3, 2, 5, 1, 4, 2];
    const { event, waitlist } = await aWaitlist(...wants);
    const items = await listAll(event, { status: 'waitlisted', limit });
    const expected = waitlist.map(({ id }, n) => ({ id, quantity: wants[n], position: n + 1 }));
    expect(items.map(pick)).toEqual(expected);
    for (const [n, { person, id }] of waitlist.entries()) {
      expect((await readBooking(it, person, event.id, id)).body.position).toBe(n + 1);
    }
  },
);

test.each<[string, (n: number) => number]>([
  ['one partition', () => 0],
  ['two partitions in alternation', (n) => n % 2],
  ['many partitions, one after the other', (n) => Math.floor(n / 8)],
  ['partitions of very different sizes', (n) => (n % 10 === 0 ? n / 10 : 0)],
])('a waitlist stored in %s is listed in order of arrival', async (_what, shardOf) => {
  const event = await anEventWith(
    it,
    Array.from({ length: 60 }, (_, n) => ({ status: 'waitlisted', arrival: 1_000 + n, shard: shardOf(n) })),
  );
  const expected = event.bookings.map(({ id }, n) => [id, n + 1]);
  for (const limit of ['7', '50', '100']) {
    const items = await listAll(event, { status: 'waitlisted', limit });
    expect(items.map(({ id, position }) => [id, position])).toEqual(expected);
  }
});

test('every page of the waitlist has the number of waiters and of the tickets they wait for', async () => {
  const { event, waitlist } = await aWaitlist(1, 3, 2);
  const first = await list(event, { status: 'waitlisted', limit: '2' });
  expect(first.body.waiting).toEqual({ bookings: 3, tickets: 6 });
  expect((await it.cancel(event.organizer, event.id, waitlist[1]?.id ?? '', { quantity: 1 })).status).toBe(
    200,
  );
  expect((await it.cancel(event.organizer, event.id, waitlist[0]?.id ?? '')).status).toBe(200);
  const query = { status: 'waitlisted', limit: '2', cursor: first.body.nextCursor };
  expect((await list(event, query)).body).toMatchObject({
    items: [{ id: waitlist[2]?.id, position: 2 }],
    nextCursor: null,
    waiting: { bookings: 2, tickets: 4 },
  });
});

test('an empty waitlist is listed as empty, with 0 waiters', async () => {
  const event = await anEventWith(it, [{}]);
  expect((await list(event, { status: 'waitlisted' })).body).toEqual({
    items: [],
    nextCursor: null,
    waiting: { bookings: 0, tickets: 0 },
  });
});

test('only the list of the waitlist has positions and the number of waiters', async () => {
  const { event } = await aWaitlist(1);
  const { body } = await list(event);
  expect(body.items.map(({ status }: Item) => status).sort()).toEqual(['confirmed', 'waitlisted']);
  expect(body).not.toHaveProperty('waiting');
  for (const item of body.items) expect(item).not.toHaveProperty('position');
});

test('a promoted booking leaves the list of the waitlist, and everybody behind moves up', async () => {
  const { event, waitlist, cancelOne } = await aWaitlist(1, 1, 1);
  await cancelOne();
  await eventually(async () => (await list(event, { status: 'confirmed' })).body.items.length === 2);
  const items = await listAll(event, { status: 'waitlisted', limit: '1' });
  expect(items.map(pick)).toEqual([
    { id: waitlist[1]?.id, quantity: 1, position: 1 },
    { id: waitlist[2]?.id, quantity: 1, position: 2 },
  ]);
});

test('bookings that leave and join between pages of the waitlist cause no repetition and no gap among the others', async () => {
  const { event, waitlist } = await aWaitlist(1, 1, 1, 1, 1, 1);
  const ids = idsOf(waitlist);
  const joined: string[] = [];
  const changes = [
    // Cancel the booking that the cursor names, and one that was listed before it.
    () => Promise.all([ids[0], ids[1]].map((id) => it.cancel(event.organizer, event.id, id ?? ''))),
    async () => joined.push((await it.book(await it.aPerson(), event.id)).body.id),
    () => it.cancel(event.organizer, event.id, ids[5] ?? ''),
  ];
  const items = await listAll(event, { status: 'waitlisted', limit: '2' }, async () => changes.shift()?.());
  expect(items.map(({ id, position }) => [id, position])).toEqual([
    [ids[0], 1],
    [ids[1], 2],
    [ids[2], 1],
    [ids[3], 2],
    [ids[4], 3],
    [ids[5], 4],
    [joined[0], 4],
  ]);
});

test('a cursor of the waitlist is valid in the list of all bookings, and the other way round', async () => {
  const { event, waitlist } = await aWaitlist(1, 1);
  const cursor = (await list(event, { status: 'waitlisted', limit: '1' })).body.nextCursor;
  const everything = await list(event, { cursor });
  expect([everything.status, idsOf(everything.body.items)]).toEqual([200, [waitlist[1]?.id]]);
  const other = (await list(event, { limit: '2' })).body.nextCursor;
  const rest = await list(event, { status: 'waitlisted', cursor: other });
  expect([rest.status, idsOf(rest.body.items)]).toEqual([200, [waitlist[1]?.id]]);
});

test.each<[string, (event: OwnEvent, owner: Person) => Promise<Person>]>([
  ['an attendee', () => it.aPerson()],
  ['the owner of a booking', async (_event, owner) => owner],
  ['an organizer of another event', async () => (await it.anEvent()).organizer],
  [
    'its organizer after losing that role',
    async ({ organizer }) => {
      await it.changeRole(organizer, 'attendee');
      return organizer;
    },
  ],
])('%s gets the answer for an unknown event when they list its bookings', async (_who, somebody) => {
  const event = await it.anEvent();
  const owner = await it.aPerson();
  await it.book(owner, event.id);
  const person = await somebody(event, owner);
  for (const query of [{}, { status: 'waitlisted' }]) {
    const [answer, unknown] = [
      await list(event, query, person),
      await list({ ...event, id: UNKNOWN_ID }, query, person),
    ];
    expectProblem(answer, 404, 'not-found');
    expect(answer.body).toEqual(unknown.body);
  }
});

test('an admin lists the bookings of any event', async () => {
  const event = await anEventWith(it, [{}, {}]);
  const { status, body } = await list(event, {}, await it.aPerson('admin'));
  expect([status, idsOf(body.items).sort()]).toEqual([200, idsOf(event.bookings).sort()]);
});

test.each<[string, Query, string]>([
  ['a status that does not exist', { status: 'lost' }, 'status'],
  ['an empty status', { status: '' }, 'status'],
  ['two statuses', { status: 'confirmed,cancelled' }, 'status'],
  ['a property of every object for a status', { status: 'constructor' }, 'status'],
  ['a limit of 0', { limit: '0' }, 'limit'],
  ['a limit of 101', { limit: '101' }, 'limit'],
  ['a limit in words', { limit: 'ten' }, 'limit'],
  ['a cursor that is a word', { cursor: 'next' }, 'cursor'],
  ['an empty cursor', { cursor: '' }, 'cursor'],
  ['a cursor that no waitlist has issued', { status: 'waitlisted', cursor: UNKNOWN_ID }, 'cursor'],
  ['an unknown parameter', { customerId: UNKNOWN_ID }, 'customerId'],
])('a list with %s is rejected', async (_what, query, pointer) => {
  expectFaults(await list(await it.anEvent(), query), pointer);
});

test.each<[string, string, string]>([
  ['/v1/events', 'limit=abc', 'must be a whole number from 1 to 100'],
  ['/v1/events', 'limit=1.5', 'must be a whole number from 1 to 100'],
  ['/v1/events', 'limit=1&limit=2', 'must be a whole number from 1 to 100'],
  ['/v1/events', 'limit=1e999', 'must be a whole number from 1 to 100'],
  [
    '/v1/events',
    'from=tomorrow',
    'must be an instant like 2030-06-01T20:00:00Z or 2030-06-01T22:00:00+02:00',
  ],
  ['/v1/events', 'state=open', 'must be one of: not-open, drawing, on-sale, sold-out, closed, cancelled'],
  ['/v1/events', 'organizer=you', 'must be: me'],
  ['/v1/events', `q=${'a'.repeat(101)}`, 'must have at most 100 characters'],
  ['/v1/events', 'cursor=', 'not a cursor'],
  ['/v1/users', 'role=owner', 'must be one of: attendee, organizer, admin'],
  ['/v1/users', 'cursor=next', 'not a cursor'],
  ['bookings', 'limit=abc', 'must be a whole number from 1 to 100, or to 2000 as CSV'],
  ['bookings', 'position=first', 'must be a whole number of at least 1'],
  ['bookings', 'status=lost', 'must be one of: confirmed, waitlisted, offered, cancelled'],
])('a fault in %s?%s is described in a plain sentence', async (list, query, detail) => {
  const { token } = await it.aPerson('admin');
  const path = list === 'bookings' ? `/v1/events/${(await it.anEvent()).id}/bookings` : list;
  const answer = await it.call({ path: `${path}?${query}`, token });
  expectProblem(answer, 422, 'validation-failed');
  expect(answer.body.errors).toEqual([{ pointer: query.split('=')[0], detail }]);
});

test.each(['tonight', '..%2Fme', '%00'])('no event has the id %s', async (id) => {
  const { token } = await it.aPerson('admin');
  expectProblem(await it.call({ path: `/v1/events/${id}/bookings`, token }), 404, 'not-found');
});
