/** How an organizer finds bookings: by name, address, id, ticket code and status, in three orders, as JSON and as CSV. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parseCsv } from '../kit/csv.ts';
import { collectLogLines } from '../kit/log-lines.ts';
import { aService, type Person, type TestService } from '../kit/service.ts';
import { expectFaults, expectProblem, readBooking } from './answers.ts';
import { scan } from './visits.ts';

let it: TestService;
beforeAll(async () => {
  it = await aService();
});
afterAll(() => it.stop());

type Query = Record<string, string>;
type Item = { id: string; checkedInTickets: number };

/** An event with three bookings: of Ada Lovelace, of the account Zoë, and of Grace with a ticket for Çelik. */
async function aDoor() {
  const { id: eventId, organizer } = await it.anEvent({ capacity: 20 });
  const visit = { eventId, organizer };
  const attendee = { firstName: 'Ada', lastName: 'Lovelace', email: 'countess@example.org' };
  const customers: Person[] = [
    await it.aPerson(),
    await it.anAccount({ name: 'Zoë Müller' }),
    await it.anAccount({ name: 'Grace' }),
  ];
  const ids: string[] = [];
  for (const [n, customer] of customers.entries()) {
    const body = n === 0 ? { quantity: 2, attendee } : { quantity: 2 };
    ids.push((await it.book(customer, eventId, body)).body.id);
  }
  const [ada = '', zoe = '', grace = ''] = ids;
  const name = { firstName: 'Deniz', lastName: 'Çelik' };
  const ticket = `/v1/events/${eventId}/bookings/${grace}/tickets/2`;
  await it.call({ method: 'PATCH', path: ticket, token: organizer.token, body: name });
  const codesOf = async (index: number): Promise<string[]> => {
    const { body } = await readBooking(it, customers[index] as Person, eventId, ids[index] ?? '');
    return body.tickets.map(({ code }: { code: string }) => code);
  };
  return { ...visit, customers, ada, zoe, grace, codesOf };
}

type Door = Awaited<ReturnType<typeof aDoor>>;

const pathOf = ({ eventId }: Pick<Door, 'eventId'>, query: Query) =>
  `/v1/events/${eventId}/bookings?${new URLSearchParams(query)}`;

/** @returns the ids that all pages of the list have, in JSON and, which must be the same, in CSV. */
async function find(door: Door, query: Query): Promise<string[]> {
  const { token } = door.organizer;
  const ids: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const { status, body } = await it.call({
      path: pathOf(door, { ...query, ...(cursor && { cursor }) }),
      token,
    });
    expect(status).toBe(200);
    ids.push(...body.items.map(({ id }: Item) => id));
    cursor = body.nextCursor;
  }
  const rows: string[] = [];
  for (let path: string | undefined = pathOf(door, query); path !== undefined; ) {
    const page = await it.call({ path, token, headers: { accept: 'text/csv' } });
    rows.push(...parseCsv(page.body).map(([id = '']) => id));
    path = /<([^>]+)>/.exec(String(page.headers['link']))?.[1];
  }
  expect(rows).toEqual(['id', ...ids]);
  return ids;
}

test('bookings are found by name, address, name on a ticket, id and ticket code', async () => {
  const door = await aDoor();
  const { ada, zoe, grace } = door;
  const [code = ''] = await door.codesOf(1);
  const found: [Query, string[]][] = [
    [{ q: 'LOVELACE' }, [ada]],
    [{ q: 'lace  ADA' }, [ada]],
    [{ q: 'countess@example' }, [ada]],
    [{ q: 'zoe MULLER' }, [zoe]],
    [{ q: 'celik' }, [grace]],
    [{ q: grace }, [grace]],
    [{ q: ` ${code}` }, [zoe]],
    [{ q: `${code.slice(0, -1)}!` }, []],
    [{ q: 'nobody' }, []],
    [{ q: 'example', limit: '1' }, [ada, zoe, grace]],
    [{ q: 'celik', status: 'cancelled' }, []],
    [{ q: code, status: 'cancelled' }, []],
  ];
  for (const [query, ids] of found) expect([query, await find(door, query)]).toEqual([query, ids]);
  const other = await aDoor();
  expect(await find(other, { q: code })).toEqual([]);
  expect(await find(other, { q: grace })).toEqual([]);
});

test('the code of a transferred ticket, which is void, still finds its booking', async () => {
  const door = await aDoor();
  const [code = ''] = await door.codesOf(0);
  const cancel = { tickets: [1] };
  expect((await it.cancel(door.organizer, door.eventId, door.ada, cancel)).status).toBe(200);
  expectProblem(await scan(it, door, code), 409, 'ticket-void');
  expect(await find(door, { q: code })).toEqual([door.ada]);
});

test('bookings are filtered by who is in, and listed by name, by arrival and as they were booked', async () => {
  const door = await aDoor();
  const { ada, zoe, grace } = door;
  expect(await find(door, { order: 'arrival' })).toEqual([ada, zoe, grace]);
  for (const code of await door.codesOf(1)) expect((await scan(it, door, code)).status).toBe(200);
  const [first = ''] = await door.codesOf(0);
  expect((await scan(it, door, first)).status).toBe(200);
  const gone = await it.book(await it.aPerson(), door.eventId);
  await it.cancel(door.organizer, door.eventId, gone.body.id);
  const lists: [Query, string[]][] = [
    [{ checkedIn: 'all' }, [zoe]],
    [{ checkedIn: 'some' }, [ada]],
    [{ checkedIn: 'none' }, [grace]],
    [{ status: 'confirmed', order: 'name', limit: '1' }, [ada, grace, zoe]],
    [{ status: 'confirmed', order: 'arrival', limit: '1' }, [zoe, ada, grace]],
    [{ status: 'confirmed', order: 'booked', limit: '2' }, [ada, zoe, grace]],
    [{ order: 'name', q: 'example' }, [ada, grace, zoe]],
  ];
  for (const [query, ids] of lists) expect([query, await find(door, query)]).toEqual([query, ids]);
  const { body } = await it.call({ path: pathOf(door, {}), token: door.organizer.token });
  expect(body.items.map(({ checkedInTickets }: Item) => checkedInTickets)).toEqual([1, 2, 0, 0]);
});

test('waiters are searched, too, and the size of the waitlist stays that of all', async () => {
  const { id: eventId, organizer } = await it.anEvent({ capacity: 1 });
  await it.book(await it.aPerson(), eventId);
  const ids: string[] = [];
  for (const name of ['Ada', 'Grace']) {
    ids.push((await it.book(await it.anAccount({ name }), eventId)).body.id);
  }
  const path = pathOf({ eventId }, { status: 'waitlisted', q: 'grace' });
  const { body } = await it.call({ path, token: organizer.token });
  expect(body).toMatchObject({ items: [{ id: ids[1] }], waiting: { bookings: 2 } });
});

test.each<[string, Query]>([
  ['q', { q: ' ' }],
  ['q', { q: 'a'.repeat(201) }],
  ['q', { q: 'a\nb' }],
  ['checkedIn', { checkedIn: 'yes' }],
  ['order', { order: 'shoe size' }],
  ['cursor', { order: 'name', cursor: 'next' }],
])('a fault in %s of a search is rejected', async (pointer, query) => {
  const { id: eventId, organizer } = await it.anEvent();
  expectFaults(await it.call({ path: pathOf({ eventId }, query), token: organizer.token }), pointer);
});

test('nobody but the organizer searches, and no log line has what was searched for', async () => {
  const door = await aDoor();
  const query = { q: 'lovelace', order: 'sideways' };
  const { lines, restore } = collectLogLines();
  try {
    for (const person of [await it.aPerson('organizer'), ...door.customers]) {
      const { status } = await it.call({ path: pathOf(door, { q: 'lovelace' }), token: person.token });
      expect(status).toBe(404);
    }
    expect((await it.call({ path: pathOf(door, query), token: door.organizer.token })).status).toBe(422);
    expect(await find(door, { q: 'lovelace' })).toEqual([door.ada]);
  } finally {
    restore();
  }
  expect(JSON.stringify(lines)).not.toMatch(/lovelace/i);
});
