/** Bookings: what a request for tickets is answered, its limits, its repeats, and who sees the booking. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { tokens } from '../../functions/compose.ts';
import { aService, eventually, type TestService } from '../kit/service.ts';
import {
  expectFaults,
  expectProblem,
  myBookings,
  readAvailability,
  readBooking,
  UNKNOWN_ID,
} from './answers.ts';

const EIGHT = [1, 2, 3, 4, 5, 6, 7, 8];
const attendee = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' };
const withKey = (key: string) => ({ 'idempotency-key': key });

let it: TestService;
beforeAll(async () => {
  it = await aService();
});
afterAll(() => it.stop());

/** An event with no ticket left, and the one who holds them. */
async function aSoldOutEvent(fields: Record<string, unknown> = {}) {
  const { id, organizer } = await it.anEvent({ capacity: 2, ...fields });
  const holder = await it.aPerson();
  const held = await it.book(holder, id, { quantity: 2 });
  return { id, organizer, holder, heldId: held.body.id as string };
}

test('tickets that are there are booked: 201, confirmed', async () => {
  const { id } = await it.anEvent();
  const customer = await it.aPerson();
  const answer = await it.book(customer, id, { quantity: 3, attendee });
  expect(answer.status).toBe(201);
  expect(answer.body).toEqual({
    id: expect.stringMatching(/^[\w-]{22}$/),
    eventId: id,
    status: 'confirmed',
    quantity: 3,
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    attendee,
  });
  const { location } = answer.headers;
  expect(location).toBe(`/v1/events/${id}/bookings/${answer.body.id}`);
  const read = await it.call({ path: String(location), token: customer.token });
  expect([read.status, read.body]).toMatchObject([200, answer.body]);
});

test('a booking takes tickets from several counters when none alone has enough', async () => {
  const { id } = await it.anEvent({ capacity: 10 });
  expect((await it.book(await it.aPerson(), id, { quantity: 10 })).status).toBe(201);
  expect(await readAvailability(it, id)).toMatchObject({ state: 'sold-out', available: 0, booked: 10 });
});

test('once the tickets are gone a request waits in line: 202, waitlisted, with its position', async () => {
  const { id } = await aSoldOutEvent();
  for (const position of [1, 2, 3]) {
    const customer = await it.aPerson();
    const answer = await it.book(customer, id, { quantity: 1 });
    expect([answer.status, answer.body.status]).toEqual([202, 'waitlisted']);
    expect((await readBooking(it, customer, id, answer.body.id)).body).toMatchObject({
      status: 'waitlisted',
      quantity: 1,
      position,
    });
  }
});

test('a request that would not wait is told what is available and what it asked for', async () => {
  const { id } = await it.anEvent({ capacity: 3 });
  await it.book(await it.aPerson(), id, { quantity: 2 });
  const customer = await it.aPerson();
  const answer = await it.book(customer, id, { quantity: 2, onSoldOut: 'reject' });
  expectProblem(answer, 409, 'sold-out');
  expect(answer.body).toMatchObject({ available: 1, requested: 2 });
  expect(await myBookings(it, customer)).toEqual([]);
  expect((await it.book(customer, id, { quantity: 1, onSoldOut: 'reject' })).status).toBe(201);
});

test('a request that would not wait gets nothing past those who wait', async () => {
  const { id } = await aSoldOutEvent();
  await it.book(await it.aPerson(), id, { quantity: 1 });
  const answer = await it.book(await it.aPerson(), id, { quantity: 1, onSoldOut: 'reject' });
  expectProblem(answer, 409, 'sold-out');
  expect(answer.body).toMatchObject({ available: 0, requested: 1 });
  expect(await readAvailability(it, id)).toMatchObject({ booked: 2, waiting: 1 });
});

test('an event without a waitlist is sold out for those who would wait, too', async () => {
  const { id } = await aSoldOutEvent({ waitlist: { enabled: false } });
  expectProblem(
    await it.book(await it.aPerson(), id, { quantity: 1, onSoldOut: 'waitlist' }),
    409,
    'sold-out',
  );
});

test('of twelve requests at once for five tickets, five are served and seven are told the truth', async () => {
  const { id } = await it.anEvent({ capacity: 5 });
  const crowd = await Promise.all(Array.from({ length: 12 }, () => it.aPerson()));
  const answers = await Promise.all(
    crowd.map((customer) => it.book(customer, id, { quantity: 1, onSoldOut: 'reject' })),
  );
  const statuses = answers.map((answer) => answer.status).sort();
  expect(statuses).toEqual([...Array(5).fill(201), ...Array(7).fill(409)]);
  expect(await readAvailability(it, id)).toMatchObject({ available: 0, booked: 5, waiting: 0 });
});

test('tickets that come back to an event where nobody waits are bookable again', async () => {
  const { id, holder, heldId } = await aSoldOutEvent();
  const passerBy = await it.aPerson();
  const waiting = await it.book(passerBy, id);
  await it.cancel(passerBy, id, waiting.body.id);
  await it.cancel(holder, id, heldId);
  await eventually(async () => (await readAvailability(it, id)).available === 2);
  for (const onSoldOut of ['waitlist', 'reject']) {
    const answer = await it.book(await it.aPerson(), id, { quantity: 1, onSoldOut });
    expect([answer.status, answer.body.status]).toEqual([201, 'confirmed']);
  }
});

test('a request for more tickets than the event has does not stop the sale for everybody', async () => {
  const { id } = await it.anEvent({ capacity: 2 });
  await it.book(await it.aPerson(), id, { quantity: 5 });
  expect((await it.book(await it.aPerson(), id, { quantity: 1 })).status).toBe(201);
});

test.each<[string, unknown, string]>([
  ['a quantity of 0', { quantity: 0 }, '/quantity'],
  ['a quantity of -5', { quantity: -5 }, '/quantity'],
  ['a quantity of 1.5', { quantity: 1.5 }, '/quantity'],
  ['a quantity of a billion', { quantity: 1e9 }, '/quantity'],
  ['a quantity beyond all numbers', '{"quantity":1e999}', '/quantity'],
  ['a quantity in a text', { quantity: '2' }, '/quantity'],
  ['a quantity of null', { quantity: null }, '/quantity'],
  ['a quantity in a list', { quantity: [2] }, '/quantity'],
  ['a quantity of true', { quantity: true }, '/quantity'],
  ['no quantity', {}, '/quantity'],
  ['more than fits one booking', { quantity: 5 }, '/quantity'],
  ['another way out', { quantity: 1, onSoldOut: 'wait' }, '/onSoldOut'],
  ['a status of its own', { quantity: 1, status: 'confirmed' }, '/status'],
  ['another customer', { quantity: 1, customerId: UNKNOWN_ID }, '/customerId'],
  ['an id of its own', { quantity: 1, id: UNKNOWN_ID }, '/id'],
  [
    'an attendee without a family name',
    { quantity: 1, attendee: { ...attendee, lastName: '' } },
    '/attendee/lastName',
  ],
  [
    'an attendee without an address',
    { quantity: 1, attendee: { ...attendee, email: 'ada' } },
    '/attendee/email',
  ],
  ['an unknown field of the attendee', { quantity: 1, attendee: { ...attendee, age: 36 } }, '/attendee/age'],
  ['a body of null', 'null', ''],
  ['a body of a list', [{ quantity: 1 }], ''],
  ['a body of a number', '2', ''],
])('a request with %s is refused and changes nothing', async (_what, body, pointer) => {
  const { id } = await it.anEvent({ maxPerBooking: 4 });
  const customer = await it.aPerson();
  expectFaults(await it.book(customer, id, body), pointer);
  expect(await myBookings(it, customer)).toEqual([]);
  expect(await readAvailability(it, id)).toMatchObject({ available: 10, booked: 0, waiting: 0 });
});

test('a customer gets no more than maxPerCustomer tickets, over all their bookings', async () => {
  const { id } = await it.anEvent({ maxPerBooking: 2, maxPerCustomer: 3 });
  const customer = await it.aPerson();
  expect((await it.book(customer, id, { quantity: 2 })).status).toBe(201);
  const answer = await it.book(customer, id, { quantity: 2 });
  expectProblem(answer, 409, 'customer-limit-reached');
  expect(answer.body).toMatchObject({ held: 2, limit: 3, requested: 2 });
  expect((await it.book(customer, id, { quantity: 1 })).status).toBe(201);
  expectProblem(await it.book(customer, id, { quantity: 1 }), 409, 'customer-limit-reached');
  expect((await it.book(await it.aPerson(), id, { quantity: 2 })).status).toBe(201);
});

test('tickets that a customer waits for count towards their limit', async () => {
  const { id } = await aSoldOutEvent({ maxPerBooking: 2, maxPerCustomer: 3 });
  const customer = await it.aPerson();
  expect((await it.book(customer, id, { quantity: 2 })).status).toBe(202);
  expectProblem(await it.book(customer, id, { quantity: 2 }), 409, 'customer-limit-reached');
  expect((await it.book(customer, id, { quantity: 1 })).status).toBe(202);
});

test('requests of one customer at once stay within the limit', async () => {
  const { id } = await it.anEvent({ maxPerBooking: 1, maxPerCustomer: 3 });
  const customer = await it.aPerson();
  const answers = await Promise.all(EIGHT.map(() => it.book(customer, id)));
  const statuses = answers.map((answer) => answer.status).sort();
  expect(statuses).toEqual([201, 201, 201, 409, 409, 409, 409, 409]);
  expect(await readAvailability(it, id)).toMatchObject({ booked: 3 });
});

test('who cancels can book again within the limit at once', async () => {
  const { id } = await it.anEvent({ maxPerBooking: 2 });
  const customer = await it.aPerson();
  for (let round = 0; round < 4; round += 1) {
    const booked = await it.book(customer, id, { quantity: 2 });
    expect(booked.status).toBe(201);
    expect((await it.cancel(customer, id, booked.body.id)).status).toBe(200);
  }
});

test('who cancels a part can book that part again at once, and no more', async () => {
  const { id } = await it.anEvent({ maxPerBooking: 3 });
  const customer = await it.aPerson();
  const booked = await it.book(customer, id, { quantity: 3 });
  await it.cancel(customer, id, booked.body.id, { quantity: 1 });
  expectProblem(await it.book(customer, id, { quantity: 2 }), 409, 'customer-limit-reached');
  expect((await it.book(customer, id, { quantity: 1 })).status).toBe(201);
});

test('a request repeated with its key gives the same booking', async () => {
  const { id } = await it.anEvent();
  const customer = await it.aPerson();
  const first = await it.book(customer, id, { quantity: 2, attendee }, withKey('once'));
  const again = await it.book(customer, id, { quantity: 2, attendee }, withKey('once'));
  expect([again.status, again.body]).toEqual([201, first.body]);
  const spelledOut = JSON.stringify({ attendee, onSoldOut: 'waitlist', quantity: 2 });
  expect((await it.book(customer, id, spelledOut, withKey('once'))).body).toEqual(first.body);
  expect(await myBookings(it, customer)).toEqual([first.body]);
  expect(await readAvailability(it, id)).toMatchObject({ booked: 2 });
});

test('a request sent eight times at once with one key gives one booking', async () => {
  const { id } = await it.anEvent();
  const customer = await it.aPerson();
  const answers = await Promise.all(EIGHT.map(() => it.book(customer, id, { quantity: 1 }, withKey('once'))));
  expect(new Set(answers.map((answer) => `${answer.status} ${answer.body.id}`)).size).toBe(1);
  expect(answers[0]?.status).toBe(201);
  expect(await myBookings(it, customer)).toHaveLength(1);
  expect(await readAvailability(it, id)).toMatchObject({ booked: 1 });
});

test('the last ticket asked for eight times at once with one key is sold once, to all eight', async () => {
  const { id } = await it.anEvent({ capacity: 1 });
  const customer = await it.aPerson();
  const body = { quantity: 1, onSoldOut: 'reject' };
  const answers = await Promise.all(EIGHT.map(() => it.book(customer, id, body, withKey('once'))));
  expect(new Set(answers.map((answer) => `${answer.status} ${answer.body.id}`)).size).toBe(1);
  expect(answers[0]?.status).toBe(201);
});

test('a place in the line asked for eight times at once with one key is one place', async () => {
  const { id } = await aSoldOutEvent();
  const customer = await it.aPerson();
  const answers = await Promise.all(EIGHT.map(() => it.book(customer, id, { quantity: 1 }, withKey('once'))));
  expect(new Set(answers.map((answer) => `${answer.status} ${answer.body.id}`)).size).toBe(1);
  expect(answers[0]?.status).toBe(202);
  expect(await readAvailability(it, id)).toMatchObject({ waiting: 1 });
});

test.each<[string, unknown]>([
  ['quantity', { quantity: 2, attendee }],
  ['way out', { quantity: 1, attendee, onSoldOut: 'reject' }],
  ['attendee', { quantity: 1, attendee: { ...attendee, firstName: 'Augusta' } }],
  ['quantity that does not even fit', { quantity: 11, attendee }],
])('a key used again with another %s is refused', async (_what, body) => {
  const { id } = await it.anEvent({ maxPerCustomer: 20 });
  const customer = await it.aPerson();
  const first = await it.book(customer, id, { quantity: 1, attendee }, withKey('once'));
  expectProblem(await it.book(customer, id, body, withKey('once')), 422, 'idempotency-key-reused');
  expect(await myBookings(it, customer)).toEqual([first.body]);
});

test('a key belongs to one customer and one event', async () => {
  const [one, other] = [await it.anEvent(), await it.anEvent()];
  const [ada, eve] = [await it.aPerson(), await it.aPerson()];
  const answers = [
    await it.book(ada, one.id, { quantity: 1 }, withKey('once')),
    await it.book(eve, one.id, { quantity: 2 }, withKey('once')),
    await it.book(ada, other.id, { quantity: 3 }, withKey('once')),
  ];
  expect(answers.map((answer) => [answer.status, answer.body.quantity])).toEqual([
    [201, 1],
    [201, 2],
    [201, 3],
  ]);
  expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(3);
});

test('a request repeated after its booking was cancelled books nothing', async () => {
  const { id } = await it.anEvent();
  const customer = await it.aPerson();
  const first = await it.book(customer, id, { quantity: 1 }, withKey('once'));
  await it.cancel(customer, id, first.body.id);
  const again = await it.book(customer, id, { quantity: 1 }, withKey('once'));
  expect(again.body).toEqual(first.body);
  expect(await myBookings(it, customer)).toHaveLength(1);
});

test('a request without a key is new each time', async () => {
  const { id } = await it.anEvent();
  const customer = await it.aPerson();
  const [first, second] = [await it.book(customer, id), await it.book(customer, id)];
  expect([first.status, second.status]).toEqual([201, 201]);
  expect(second.body.id).not.toBe(first.body.id);
});

test.each([
  ['empty', ''],
  ['of 65 characters', 'k'.repeat(65)],
  ['with a tab', 'one\ttwo'],
  ['with a letter beyond ASCII', 'clé'],
])('an Idempotency-Key that is %s is refused', async (_what, key) => {
  const { id } = await it.anEvent();
  const customer = await it.aPerson();
  expectFaults(await it.book(customer, id, { quantity: 1 }, withKey(key)), 'Idempotency-Key');
  expect(await myBookings(it, customer)).toEqual([]);
});

test.each(['k'.repeat(64), '~ !"#$%&/()=?', '__proto__', 'constructor'])(
  'the Idempotency-Key %s is as good as any',
  async (key) => {
    const { id } = await it.anEvent();
    const customer = await it.aPerson();
    const answers = [1, 2].map(() => it.book(customer, id, { quantity: 1 }, withKey(key)));
    const [first, again] = await Promise.all(answers);
    expect([first?.status, again?.body.id]).toEqual([201, first?.body.id]);
  },
);

test('a booking is seen by its owner and the organizer of its event, and by nobody else', async () => {
  const { id, organizer } = await it.anEvent();
  const owner = await it.aPerson();
  const { body } = await it.book(owner, id);
  for (const person of [owner, organizer]) {
    const seen = await readBooking(it, person, id, body.id);
    expect(seen).toMatchObject({ status: 200, body });
  }
  for (const person of [await it.aPerson(), await it.aPerson('organizer')]) {
    expectProblem(await readBooking(it, person, id, body.id), 404, 'not-found');
    expectProblem(await it.cancel(person, id, body.id), 404, 'not-found');
    expect(await myBookings(it, person)).toEqual([]);
  }
  expect((await readBooking(it, owner, id, body.id)).body).toMatchObject(body);
});

test('a booking is not found through another event, even by the organizer of that event', async () => {
  const { id } = await it.anEvent();
  const other = await it.anEvent();
  const owner = await it.aPerson();
  const { body } = await it.book(owner, id);
  for (const person of [owner, other.organizer]) {
    expectProblem(await readBooking(it, person, other.id, body.id), 404, 'not-found');
    expectProblem(await it.cancel(person, other.id, body.id), 404, 'not-found');
  }
});

test('a role alone does not make an event one’s own: its former organizer sees no bookings', async () => {
  const { id, organizer } = await it.anEvent();
  const { body } = await it.book(await it.aPerson(), id);
  const token = await tokens().issue({ id: organizer.id, role: 'attendee' });
  expectProblem(await readBooking(it, { ...organizer, token }, id, body.id), 404, 'not-found');
});

test.each([UNKNOWN_ID, 'tonight'])('an event with the id %s takes no bookings and has none', async (id) => {
  const customer = await it.aPerson();
  expectProblem(await it.book(customer, id), 404, 'not-found');
  expectProblem(await readBooking(it, customer, id, UNKNOWN_ID), 404, 'not-found');
});

test.each([UNKNOWN_ID, 'mine'])('a booking with the id %s is not found', async (bookingId) => {
  const { id, organizer } = await it.anEvent();
  for (const person of [await it.aPerson(), organizer]) {
    expectProblem(await readBooking(it, person, id, bookingId), 404, 'not-found');
    expectProblem(await it.cancel(person, id, bookingId), 404, 'not-found');
  }
});

test.each([
  ['sales-not-open', { salesOpenAt: '2098-01-01T00:00:00Z' }],
  ['sales-closed', { salesOpenAt: '2001-01-01T00:00:00Z', salesCloseAt: '2002-01-01T00:00:00Z' }],
] as const)('outside its sales window an event sells nothing: %s', async (code, fields) => {
  const { id } = await it.anEvent(fields);
  const customer = await it.aPerson();
  for (const onSoldOut of ['waitlist', 'reject']) {
    expectProblem(await it.book(customer, id, { quantity: 1, onSoldOut }), 409, code);
  }
  expect(await myBookings(it, customer)).toEqual([]);
  expect(await readAvailability(it, id)).toMatchObject({ booked: 0, waiting: 0 });
});

test('my bookings hold every one at once after its write, the newest first', async () => {
  const customer = await it.aPerson();
  expect(await myBookings(it, customer)).toEqual([]);
  const [{ id: open }, { id: soldOut }] = [await it.anEvent(), await aSoldOutEvent()];
  const confirmed = await it.book(customer, open, { quantity: 2 });
  expect(await myBookings(it, customer)).toEqual([confirmed.body]);
  const waiting = await it.book(customer, soldOut, { quantity: 1 });
  expect(await myBookings(it, customer)).toMatchObject([
    { id: waiting.body.id, status: 'waitlisted' },
    { id: confirmed.body.id, status: 'confirmed' },
  ]);
  await it.cancel(customer, open, confirmed.body.id);
  expect(await myBookings(it, customer)).toMatchObject([
    { id: waiting.body.id, status: 'waitlisted' },
    { id: confirmed.body.id, status: 'cancelled' },
  ]);
});

test('my bookings come page by page', async () => {
  const { id } = await it.anEvent();
  const customer = await it.aPerson();
  const booked = [await it.book(customer, id), await it.book(customer, id), await it.book(customer, id)];
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const query = new URLSearchParams({ limit: '2', ...(cursor && { cursor }) });
    const { body } = await it.call({ path: `/v1/bookings?${query}`, token: customer.token });
    expect(body.items.length).toBeLessThanOrEqual(2);
    seen.push(...body.items.map((booking: { id: string }) => booking.id));
    cursor = body.nextCursor;
  }
  expect(seen).toEqual(booked.map((answer) => answer.body.id).reverse());
});
