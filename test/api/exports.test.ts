/** Bookings as CSV: the cells of a row, the joining of pages, and names that a spreadsheet must not run as formulas. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ApiAnswer } from '../../bin/local/api-client.ts';
import { EXPORT_PAGE_MAX_ROWS } from '../../functions/domain/model/limits.ts';
import { parseCsv } from '../kit/csv.ts';
import { aService, eventually, type Person, removeAccount, type TestService } from '../kit/service.ts';
import { anEventWith, type EventWithBookings } from '../kit/stored-bookings.ts';
import { expectFaults, expectProblem } from './answers.ts';

const HEADER =
  'id,status,quantity,createdAt,customerId,name,firstName,lastName,email,position,granted,checkedInTickets,ticketNames,ticketTypes';
const MARK = '\ufeff';
const ROWS = 2_500;

type OwnEvent = { id: string; organizer: Person };

let it: TestService;
/** More bookings than one answer holds. */
let large: EventWithBookings;
beforeAll(async () => {
  it = await aService();
  const status = (n: number) => (n % 10 === 0 ? 'cancelled' : 'confirmed');
  large = await anEventWith(
    it,
    Array.from({ length: ROWS }, (_, n) => ({ quantity: 1 + (n % 4), status: status(n) })),
  );
});
afterAll(() => it.stop());

function getCsv(path: string, { token }: Person, accept = 'text/csv'): Promise<ApiAnswer> {
  return it.call({ path, token, headers: { accept } });
}

const pathOf = ({ id }: OwnEvent, query: Record<string, string> = {}) =>
  `/v1/events/${id}/bookings?${new URLSearchParams(query)}`;

function nextOf({ headers }: ApiAnswer): string | undefined {
  return /^<(\/v1\/events\/[^>]+)>; rel="next"$/.exec(String(headers['link']))?.[1];
}

/** @returns every page, by the links between them; `between` runs after each. */
async function followLinks(
  event: OwnEvent,
  query: Record<string, string> = {},
  between: () => Promise<unknown> = async () => {},
): Promise<ApiAnswer[]> {
  const pages: ApiAnswer[] = [];
  for (let path: string | undefined = pathOf(event, query); path !== undefined; ) {
    const page = await getCsv(path, event.organizer);
    expect(page.status).toBe(200);
    pages.push(page);
    path = nextOf(page);
    await between();
  }
  return pages;
}

const rowsOf = (pages: ApiAnswer[]) => parseCsv(pages.map(({ body }) => body).join('')).slice(1);
const idsOf = (rows: string[][]) => rows.map(([id = '']) => id);

async function book(
  event: OwnEvent,
  body: unknown,
  somebody?: Person,
): Promise<Person & { bookingId: string }> {
  const person = somebody ?? (await it.aPerson());
  const answer = await it.book(person, event.id, body);
  expect(answer.status).toBeLessThan(300);
  return { ...person, bookingId: answer.body.id };
}

test('a row has the booking, its times, its customer and its attendee', async () => {
  const event = await it.anEvent();
  const attendee = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' };
  const { id, bookingId } = await book(event, { quantity: 3, attendee });
  const [page] = await followLinks(event);
  const [header, row] = parseCsv(page?.body);
  const { items } = (await it.call({ path: pathOf(event), token: event.organizer.token })).body;
  expect(header?.join(',')).toBe(HEADER);
  expect(idsOf([row ?? []])).toEqual([bookingId]);
  expect(row?.slice(1, 4)).toEqual(['confirmed', '3', items[0].createdAt]);
  expect(row?.slice(4)).toEqual([
    id,
    'Ada Lovelace',
    'Ada',
    'Lovelace',
    'ada@example.com',
    '',
    '',
    '0',
    '',
    '',
  ]);
});

test('CSV is answered as UTF-8 with a header if the Accept header asks for it', async () => {
  const event = await it.anEvent();
  const csv = await getCsv(pathOf(event), event.organizer);
  expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8; header=present');
  expect(csv.body).toBe(`${MARK}${HEADER}\r\n`);
  expect(csv.headers['content-disposition']).toBe(`attachment; filename="bookings-${event.id}.csv"`);
  const json = await getCsv(pathOf(event), event.organizer, 'application/json');
  expect(json.headers['content-type']).toBe('application/json');
  expect([csv.headers['vary'], json.headers['vary']]).toEqual(['accept, origin', 'accept, origin']);
});

test('a booking without an attendee has the name and address of its account', async () => {
  const event = await it.anEvent();
  const account = await it.anAccount({ name: 'Grace Hopper' });
  const attendee = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' };
  await book(event, { quantity: 1 }, account);
  await book(event, { quantity: 2, attendee }, account);
  const rows = rowsOf(await followLinks(event)).sort((a, b) => Number(a[2]) - Number(b[2]));
  expect(rows.map((row) => row.slice(5, 9))).toEqual([
    ['Grace Hopper', '', '', account.email],
    ['Ada Lovelace', 'Ada', 'Lovelace', 'ada@example.com'],
  ]);
});

test('a booking of a removed account has empty cells for its name', async () => {
  const event = await it.anEvent();
  await removeAccount(await book(event, { quantity: 1 }));
  expect(rowsOf(await followLinks(event))[0]?.slice(5)).toEqual(['', '', '', '', '', '', '0', '', '']);
});

test('an id that begins like a formula is unchanged and identifies its booking', async () => {
  const id = '-LzSpbTNAjPj6eww7-6ZaZ';
  const event = await anEventWith(it, [{ id, customerId: '-CzSpbTNAjPj6eww7-6ZaZ' }]);
  const [row] = rowsOf(await followLinks(event));
  expect([row?.[0], row?.[4]]).toEqual([id, '-CzSpbTNAjPj6eww7-6ZaZ']);
  const path = `/v1/events/${event.id}/bookings/${row?.[0]}`;
  expect((await it.call({ path, token: event.organizer.token })).status).toBe(200);
});

test('a page has a limited number of rows, and the next has no header', async () => {
  const [first, second, ...more] = await followLinks(large);
  expect(more).toEqual([]);
  expect(parseCsv(first?.body)).toHaveLength(1 + EXPORT_PAGE_MAX_ROWS);
  expect(parseCsv(second?.body)).toHaveLength(ROWS - EXPORT_PAGE_MAX_ROWS);
  expect([first?.body.startsWith(MARK), second?.body.includes(MARK)]).toEqual([true, false]);
  expect(second?.headers['content-type']).toBe('text/csv; charset=utf-8; header=absent');
  expect(second?.headers).not.toHaveProperty('link');
});

test.each(['999', '1250', '2000'])('pages of %s rows together have every booking once', async (limit) => {
  const pages = await followLinks(large, { limit });
  expect(pages).toHaveLength(Math.ceil(ROWS / Number(limit)));
  const rows = rowsOf(pages);
  expect(rows).toHaveLength(ROWS);
  const quantities = new Map(idsOf(rows).map((id, n) => [id, rows[n]?.[2]]));
  const differ = large.bookings.filter(({ id, quantity }) => quantities.get(id) !== String(quantity));
  expect(differ).toEqual([]);
});

test.each(['confirmed', 'cancelled'])('an export of %s bookings has no others', async (status) => {
  const rows = rowsOf(await followLinks(large, { status, limit: '1000' }));
  const expected = large.bookings.filter((booking) => booking.status === status).map(({ id }) => id);
  expect(idsOf(rows).sort()).toEqual(expected.sort());
  expect(new Set(rows.map((row) => row[1]))).toEqual(new Set([status]));
});

test('bookings made during an export cause no repetition and no gap among the others', async () => {
  const event = await anEventWith(
    it,
    Array.from({ length: 200 }, () => ({})),
  );
  const pages = await followLinks(event, { limit: '20' }, () =>
    Promise.all([1, 2, 3].map(() => book(event, { quantity: 1 }))),
  );
  const ids = idsOf(rowsOf(pages));
  const listed = new Set(ids);
  expect(listed.size).toBe(ids.length);
  expect(event.bookings.filter(({ id }) => !listed.has(id))).toEqual([]);
});

test('an export of the waitlist is in order of arrival, and positions continue across pages', async () => {
  const event = await it.anEvent({ capacity: 3 });
  await book(event, { quantity: 3 });
  const waiting: string[] = [];
  for (const quantity of [1, 3, 2, 1, 2]) waiting.push((await book(event, { quantity })).bookingId);
  const rows = rowsOf(await followLinks(event, { status: 'waitlisted', limit: '2' }));
  expect(idsOf(rows)).toEqual(waiting);
  expect(rows.map((row) => [row[1], row[2], row[9]])).toEqual(
    ['1', '3', '2', '1', '2'].map((quantity, n) => ['waitlisted', quantity, String(n + 1)]),
  );
});

test('a row of a waitlisted booking says how many of its tickets it has, under accept-fewer', async () => {
  const event = await it.anEvent({ capacity: 3, waitlist: { policy: 'accept-fewer' } });
  const held = await book(event, { quantity: 3 });
  const { bookingId } = await book(event, { quantity: 2 });
  await it.cancel(held, event.id, held.bookingId, { quantity: 1 });
  await eventually(async () => rowsOf(await followLinks(event))[1]?.[10] === '1');
  const rows = rowsOf(await followLinks(event));
  expect(rows.map((row) => [row[0], row[1], row[2], row[10]])).toEqual([
    [held.bookingId, 'confirmed', '2', ''],
    [bookingId, 'waitlisted', '2', '1'],
  ]);
  expect(idsOf(rowsOf(await followLinks(event, { status: 'confirmed' })))).toEqual([held.bookingId]);
});

test.each([
  ['quotes and commas', 'Ada "Countess", of', 'Ada "Countess", of'],
  ['letters beyond ASCII', 'Žofie 山田 🎟', 'Žofie 山田 🎟'],
  ['a formula', '=HYPERLINK("https://example.com","Ada")', '\'=HYPERLINK("https://example.com","Ada")'],
  ['a plus', '+Ada', "'+Ada"],
  ['a minus', '-Ada', "'-Ada"],
  ['an at', '@Ada', "'@Ada"],
  ['a formula behind a semicolon', 'a;=1+1', "a;'=1+1"],
])('a name with %s is one harmless cell', async (_what, name, cell) => {
  const event = await it.anEvent();
  const attendee = { firstName: name, lastName: 'Lovelace', email: 'a@example.com' };
  await book(event, { quantity: 1, attendee });
  await book(event, { quantity: 2 }, await it.anAccount({ name }));
  const rows = rowsOf(await followLinks(event)).sort((a, b) => Number(a[2]) - Number(b[2]));
  expect(rows[0]?.slice(5, 9)).toEqual([`${cell} Lovelace`, cell, 'Lovelace', 'a@example.com']);
  expect(rows[1]?.[5]).toBe(cell);
});

test('an address that begins like a formula is made harmless too', async () => {
  const event = await it.anEvent();
  const attendee = { firstName: 'Ada', lastName: 'Lovelace', email: '+1@example.com' };
  await book(event, { quantity: 1, attendee });
  await book(event, { quantity: 1 }, await it.anAccount({ email: '+2@example.com' }));
  const addresses = rowsOf(await followLinks(event)).map((row) => row[8]);
  expect(addresses.sort()).toEqual(["'+1@example.com", "'+2@example.com"]);
});

test('a caller who may not list the bookings gets a problem instead of CSV', async () => {
  expectProblem(await getCsv(pathOf(large), await it.aPerson()), 404, 'not-found');
  expectProblem(await getCsv(pathOf(large), (await it.anEvent()).organizer), 404, 'not-found');
  expectProblem(
    await it.call({ path: pathOf(large), headers: { accept: 'text/csv' } }),
    401,
    'unauthenticated',
  );
});

test.each([
  ['limit', { limit: '2001' }],
  ['limit', { limit: '0' }],
  ['cursor', { cursor: 'next' }],
  ['position', { position: '0' }],
  ['position', { position: 'last' }],
  ['status', { status: 'lost' }],
  ['format', { format: 'csv' }],
])('a wrong %s of an export is answered with a problem instead of CSV', async (pointer, query) => {
  expectFaults(await getCsv(pathOf(large, query as Record<string, string>), large.organizer), pointer);
});
