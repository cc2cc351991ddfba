/** Events: creation by organizers and admins, rejected fields, lists, and availability. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ApiAnswer } from '../../bin/local/api-client.ts';
import { aService, eventually, type Person, type TestService } from '../kit/service.ts';
import { expectFaults, expectProblem, readAvailability, UNKNOWN_ID } from './answers.ts';

const firstNight = { name: 'First night', startsAt: '2099-01-01T20:00:00Z', capacity: 10 };

let it: TestService;
let organizer: Person;
beforeAll(async () => {
  it = await aService();
  organizer = await it.aPerson('organizer');
});
afterAll(() => it.stop());

function create(
  fields: Record<string, unknown> = {},
  person = organizer,
  headers: Record<string, string> = {},
): Promise<ApiAnswer> {
  return it.call({ path: '/v1/events', token: person.token, body: { ...firstNight, ...fields }, headers });
}

function list(query: Record<string, string>): Promise<ApiAnswer> {
  return it.call({ path: `/v1/events?${new URLSearchParams(query)}` });
}

function asCursor(text: string): string {
  return Buffer.from(text).toString('base64url');
}

test('a created event is answered with every default, and reads the same', async () => {
  const created = await create();
  expect(created.status).toBe(201);
  const { id, createdAt, availability, ...rest } = created.body;
  expect(rest).toEqual({
    name: 'First night',
    organizerId: organizer.id,
    startsAt: '2099-01-01T20:00:00.000Z',
    salesOpenAt: createdAt,
    salesCloseAt: '2099-01-01T20:00:00.000Z',
    capacity: 10,
    maxPerBooking: 10,
    maxPerCustomer: 10,
    namesCloseAt: '2099-01-01T20:00:00.000Z',
    allowGuests: false,
    waitlist: { enabled: true, policy: 'strict', limitPerCustomer: 1 },
  });
  expect(availability).toEqual({
    state: 'on-sale',
    capacity: 10,
    available: 10,
    booked: 0,
    waiting: 0,
    asOf: createdAt,
  });
  expect(created.headers['location']).toBe(`/v1/events/${id}`);
  const read = await it.call({ path: `/v1/events/${id}` });
  expect([read.status, read.body]).toEqual([
    200,
    { ...created.body, availability: { ...availability, asOf: expect.any(String) } },
  ]);
});

test('a created event keeps every field that was given', async () => {
  const fields = {
    venue: 'Town hall',
    address: '1 Market Square',
    url: 'http://townhall.example/visit?by=bus#map',
    timeZone: 'Europe/Berlin',
    description: 'Doors at seven.',
    endsAt: '2099-01-01T23:00:00.000Z',
    salesOpenAt: '2098-01-01T00:00:00.000Z',
    salesCloseAt: '2098-12-31T00:00:00.000Z',
    maxPerBooking: 4,
    maxPerCustomer: 6,
    waitlist: { enabled: false, policy: 'strict' },
  };
  expect((await create(fields)).body).toMatchObject(fields);
});

test('instants are answered in UTC, for any offset in the request', async () => {
  const { body } = await create({ startsAt: '2099-01-01T22:00:00+02:00' });
  expect(body.startsAt).toBe('2099-01-01T20:00:00.000Z');
});

test('the limit of a customer is the limit of a booking by default', async () => {
  expect((await create({ maxPerBooking: 4 })).body.maxPerCustomer).toBe(4);
});

test('an attendee cannot create an event', async () => {
  expectProblem(await create({}, await it.aPerson()), 403, 'forbidden');
});

test('an admin can create an event', async () => {
  expect((await create({}, await it.aPerson('admin'))).status).toBe(201);
});

test.each<[string, Record<string, unknown>, string]>([
  ['no name', { name: undefined }, '/name'],
  ['a name of spaces', { name: ' ' }, '/name'],
  ['a name of 201 characters', { name: 'a'.repeat(201) }, '/name'],
  ['no start', { startsAt: undefined }, '/startsAt'],
  ['a start in words', { startsAt: 'tomorrow' }, '/startsAt'],
  ['a start without an offset', { startsAt: '2099-01-01T20:00:00' }, '/startsAt'],
  ['a start in the past', { startsAt: '2001-01-01T00:00:00Z' }, '/startsAt'],
  ['a start on a day that does not exist', { startsAt: '2099-02-30T20:00:00Z' }, '/startsAt'],
  ['no capacity', { capacity: undefined }, '/capacity'],
  ['a capacity of 0', { capacity: 0 }, '/capacity'],
  ['a negative capacity', { capacity: -1 }, '/capacity'],
  ['a fractional capacity', { capacity: 1.5 }, '/capacity'],
  ['a capacity in a text', { capacity: '10' }, '/capacity'],
  ['a capacity beyond all bounds', { capacity: 10_000_001 }, '/capacity'],
  ['an end before its start', { endsAt: '2098-01-01T00:00:00Z' }, '/endsAt'],
  ['sales that close after its start', { salesCloseAt: '2099-01-02T00:00:00Z' }, '/salesCloseAt'],
  ['sales that open when they close', { salesOpenAt: '2099-01-01T20:00:00Z' }, '/salesOpenAt'],
  ['a time zone that does not exist', { timeZone: 'Europe/Atlantis' }, '/timeZone'],
  ['an offset instead of a time zone', { timeZone: '+02:00' }, '/timeZone'],
  ['a time zone of 65 characters', { timeZone: 'E'.repeat(65) }, '/timeZone'],
  ['an empty time zone', { timeZone: '' }, '/timeZone'],
  ['an address of 301 characters', { address: 'a'.repeat(301) }, '/address'],
  ['a link without a scheme', { url: 'townhall.example' }, '/url'],
  ['a script as its link', { url: 'javascript:alert(1)' }, '/url'],
  ['a link that hides its host behind a name', { url: 'https://bank.example@evil.example/' }, '/url'],
  ['a link with a quote', { url: 'https://townhall.example/"><script>' }, '/url'],
  ['a link with a space', { url: 'https://townhall.example/a b' }, '/url'],
  ['a link without a host', { url: 'https://' }, '/url'],
  ['a link of 501 characters', { url: `https://a.example/${'a'.repeat(483)}` }, '/url'],
  ['bookings of no tickets', { maxPerBooking: 0 }, '/maxPerBooking'],
  ['bookings of 98 tickets', { maxPerBooking: 98 }, '/maxPerBooking'],
  ['less for a customer than for a booking', { maxPerBooking: 10, maxPerCustomer: 9 }, '/maxPerCustomer'],
  ['a policy that does not exist', { waitlist: { policy: 'lottery' } }, '/waitlist/policy'],
  ['an unknown field', { colour: 'red' }, '/colour'],
  ['an unknown field inside', { waitlist: { colour: 'red' } }, '/waitlist/colour'],
  ['an id of its own', { id: UNKNOWN_ID }, '/id'],
  ['another organizer', { organizerId: UNKNOWN_ID }, '/organizerId'],
  ['an availability of its own', { availability: { available: 99 } }, '/availability'],
])('an event with %s is rejected', async (_what, fields, pointer) => {
  expectFaults(await create({ name: 'Refused', ...fields }), pointer);
  const { items } = (await list({ limit: '100' })).body;
  expect(items.filter((event: { name: string }) => event.name === 'Refused')).toEqual([]);
});

test('every fault of an event is reported in one answer', async () => {
  const answer = await create({ name: '', capacity: 0, colour: 'red', waitlist: { enabled: 'yes' } });
  expectProblem(answer, 422, 'validation-failed');
  const pointers = answer.body.errors.map((fault: { pointer: string }) => fault.pointer);
  expect(pointers.sort()).toEqual(['/capacity', '/colour', '/name', '/waitlist/enabled']);
});

test('creating an event again with the same Idempotency-Key gives the same event', async () => {
  const key = { 'idempotency-key': 'once' };
  const [first, again] = [await create({}, organizer, key), await create({}, organizer, key)];
  expect(first.status).toBe(201);
  expect(again.body.id).toBe(first.body.id);
});

test('an event is listed as it is read', async () => {
  const { id } = (await create({ startsAt: '2097-01-01T20:00:00Z' })).body;
  const [listed] = (await list({ to: '2097-01-02T00:00:00Z', from: '2097-01-01T00:00:00Z' })).body.items;
  const { availability, ...read } = (await it.call({ path: `/v1/events/${id}` })).body;
  const { asOf } = listed.availability;
  expect(listed).toEqual({ ...read, availability: { ...availability, asOf } });
  expect(asOf <= availability.asOf).toBe(true);
});

test.each(['0', '-1', '1.5', '101', 'ten', ''])('a list with the limit "%s" is rejected', async (limit) => {
  expectProblem(await list({ limit }), 422, 'validation-failed');
});

test.each<[string, string]>([
  ['empty', ''],
  ['a word', 'next'],
  ['no JSON', asCursor('{')],
  ['nothing', asCursor('null')],
  ['a list', asCursor('["pk","sk"]')],
  ['a key without its parts', asCursor('{}')],
  ['a key of something else', asCursor('{"pk":"USER#1","sk":"USER"}')],
  ['a key with numbers', asCursor('{"pk":1,"sk":2}')],
  ['endless', 'a'.repeat(1_001)],
])('a list with a cursor that is %s is rejected', async (_what, cursor) => {
  expectProblem(await list({ cursor }), 422, 'validation-failed');
});

test('a list with an unknown parameter is rejected', async () => {
  expectProblem(await list({ colour: 'red' }), 422, 'validation-failed');
});

test('a fault of a query names the parameter instead of a pointer into a body', async () => {
  expectFaults(await list({ cursor: 'next' }), 'cursor');
  expectFaults(await list({ limit: '0' }), 'limit');
  expectFaults(await list({ colour: 'red' }), 'colour');
});

test.each<[string, Record<string, unknown>]>([
  ['not-open', { salesOpenAt: '2098-01-01T00:00:00Z' }],
  ['on-sale', {}],
  ['closed', { salesOpenAt: '2001-01-01T00:00:00Z', salesCloseAt: '2002-01-01T00:00:00Z' }],
])('the sales window makes an event %s', async (state, fields) => {
  const created = await create(fields);
  expect(created.body.availability.state).toBe(state);
  expect(await readAvailability(it, created.body.id)).toEqual({
    state,
    capacity: 10,
    available: expect.any(Number),
    booked: 0,
    waiting: 0,
    asOf: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
  });
});

test('an event whose tickets are all held is sold out and shows the number of waiters', async () => {
  const { id } = await it.anEvent({ capacity: 2 });
  expect((await it.book(await it.aPerson(), id, { quantity: 2 })).status).toBe(201);
  for (const quantity of [1, 2]) await it.book(await it.aPerson(), id, { quantity });
  expect(await readAvailability(it, id)).toMatchObject({
    state: 'sold-out',
    capacity: 2,
    available: 0,
    booked: 2,
    waiting: 2,
  });
});

test('the availability of an event follows its bookings', async () => {
  const { id } = await it.anEvent({ capacity: 5 });
  expect(await readAvailability(it, id)).toMatchObject({ available: 5, booked: 0 });
  const holder = await it.aPerson();
  const held = await it.book(holder, id, { quantity: 3 });
  await eventually(async () => (await readAvailability(it, id)).booked === 3);
  expect(await readAvailability(it, id)).toMatchObject({ state: 'on-sale', available: 2 });
  expect((await it.cancel(holder, id, held.body.id, { quantity: 2 })).status).toBe(200);
  await eventually(async () => (await readAvailability(it, id)).booked === 1);
  expect(await readAvailability(it, id)).toMatchObject({ state: 'on-sale', available: 4 });
});

test.each([
  ['well formed', UNKNOWN_ID],
  ['a word', 'tonight'],
  ['one character too long', 'A'.repeat(23)],
  ['a property of every object', '__proto__'],
  ['a path out of here', '..%2F..%2Fme'],
  ['a null byte', '%00'],
  ['cut off in the middle of a character', '%E0%A4%A'],
])('no event has an id that is %s', async (_what, id) => {
  expectProblem(await it.call({ path: `/v1/events/${id}` }), 404, 'not-found');
});
