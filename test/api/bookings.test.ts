/** Bookings: what a request for tickets is answered, and its limits. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { aService, eventually, type TestService } from '../kit/service.ts';
import {
  expectFaults,
  expectProblem,
  myBookings,
  readAvailability,
  readBooking,
  UNKNOWN_ID,
} from './answers.ts';
import { aSoldOutEvent } from './sold-out-event.ts';

const EIGHT = [1, 2, 3, 4, 5, 6, 7, 8];
const attendee = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' };

let it: TestService;
beforeAll(async () => {
  it = await aService();
});
afterAll(() => it.stop());

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
  const { id } = await aSoldOutEvent(it);
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
  const { id } = await aSoldOutEvent(it);
  await it.book(await it.aPerson(), id, { quantity: 1 });
  const answer = await it.book(await it.aPerson(), id, { quantity: 1, onSoldOut: 'reject' });
  expectProblem(answer, 409, 'sold-out');
  expect(answer.body).toMatchObject({ available: 0, requested: 1 });
  expect(await readAvailability(it, id)).toMatchObject({ booked: 2, waiting: 1 });
});

test('an event without a waitlist is sold out for those who would wait, too', async () => {
  const { id } = await aSoldOutEvent(it, { waitlist: { enabled: false } });
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
  const { id, holder, heldId } = await aSoldOutEvent(it);
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
  const { id } = await aSoldOutEvent(it, { maxPerBooking: 2, maxPerCustomer: 3 });
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
