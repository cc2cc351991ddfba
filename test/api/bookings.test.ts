/** Bookings: the answers to a request for tickets, and its limits. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { table, tokens } from '../../functions/compose.ts';
import { bookingStore } from '../../functions/store/bookings.ts';
import { eventStore } from '../../functions/store/events.ts';
import { meter, totalUnits } from '../kit/metering.ts';
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

test('a request for available tickets is answered 201, confirmed', async () => {
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

test.each([
  ['de-CH, en;q=0.5', 'de'],
  ['fr', undefined],
])('a booking with "Accept-Language: %s" is stored with the language %s', async (header, language) => {
  const { id } = await it.anEvent();
  const { body } = await it.book(await it.aPerson(), id, undefined, { 'accept-language': header });
  const event = await eventStore(table()).read(id);
  const booking = event && (await bookingStore(table()).read(event, body.id));
  expect(booking).toMatchObject({ id: body.id });
  expect(booking?.language).toBe(language);
});

test('a booking takes tickets from several shards if none alone has enough', async () => {
  const { id } = await it.anEvent({ capacity: 10 });
  expect((await it.book(await it.aPerson(), id, { quantity: 10 })).status).toBe(201);
  expect(await readAvailability(it, id)).toMatchObject({ state: 'sold-out', available: 0, booked: 10 });
});

test('a request for a sold-out event is answered 202, waitlisted, with its position', async () => {
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

test('a client that reads a booking again gets 304 until it changes', async () => {
  const { id } = await aSoldOutEvent(it);
  const customer = await it.aPerson();
  const { body } = await it.book(customer, id);
  const read = (headers = {}) =>
    it.call({ path: `/v1/events/${id}/bookings/${body.id}`, token: customer.token, headers });
  const etag = String((await read()).headers['etag']);
  const unchanged = await read({ 'if-none-match': etag });
  expect([unchanged.status, unchanged.headers['etag']]).toEqual([304, etag]);
  await it.cancel(customer, id, body.id);
  expect((await read({ 'if-none-match': etag })).status).toBe(200);
});

test('a waiting client reads as told and without its position for one read unit and those of its session', async () => {
  const { id } = await aSoldOutEvent(it);
  const customer = await it.aPerson();
  const { body } = await it.book(customer, id);
  const path = `/v1/events/${id}/bookings/${body.id}?position=omit`;
  const first = await it.call({ path, token: customer.token });
  expect(first.body).not.toHaveProperty('position');
  expect([first.body.lookAgainInSeconds, first.headers['retry-after']]).toEqual([2, '2']);
  const uses = meter(table());
  const headers = { 'if-none-match': String(first.headers['etag']) };
  const look = async (token: string) => {
    uses.length = 0;
    const again = await it.call({ path, token, headers });
    expect([again.status, again.headers['retry-after']]).toEqual([304, '2']);
    return totalUnits(uses);
  };
  // The event and the waitlist are read once a second for all clients, and other work may read meanwhile.
  await eventually(async () => (await look(customer.token)) === 3);
  const link = await tokens().issueForGuest(customer.id, body.id);
  await eventually(async () => (await look(link)) === 1);
});

test('an answer says when to look again by the state of the booking, unless it has ended', async () => {
  const { id } = await it.anEvent({ capacity: 1 });
  const customer = await it.aPerson();
  const { body } = await it.book(customer, id);
  const read = () => readBooking(it, customer, id, body.id);
  expect((await read()).body).toMatchObject({ status: 'confirmed', lookAgainInSeconds: 600 });
  await it.cancel(customer, id, body.id);
  const ended = await read();
  expect(ended.body).not.toHaveProperty('lookAgainInSeconds');
  expect(ended.headers).not.toHaveProperty('retry-after');
});

test('a request with `onSoldOut: reject` is answered with the available and the requested number of tickets', async () => {
  const { id } = await it.anEvent({ capacity: 3 });
  await it.book(await it.aPerson(), id, { quantity: 2 });
  const customer = await it.aPerson();
  const answer = await it.book(customer, id, { quantity: 2, onSoldOut: 'reject' });
  expectProblem(answer, 409, 'sold-out');
  expect(answer.body).toMatchObject({ available: 1, requested: 2 });
  expect(await myBookings(it, customer)).toEqual([]);
  expect((await it.book(customer, id, { quantity: 1, onSoldOut: 'reject' })).status).toBe(201);
});

test('a request with `onSoldOut: reject` gets no tickets while others wait', async () => {
  const { id } = await aSoldOutEvent(it);
  await it.book(await it.aPerson(), id, { quantity: 1 });
  const answer = await it.book(await it.aPerson(), id, { quantity: 1, onSoldOut: 'reject' });
  expectProblem(answer, 409, 'sold-out');
  expect(answer.body).toMatchObject({ available: 0, requested: 1 });
  expect(await readAvailability(it, id)).toMatchObject({ booked: 2, waiting: 1 });
});

test('a request that would wait is answered sold out by an event without a waitlist', async () => {
  const { id } = await aSoldOutEvent(it, { waitlist: { enabled: false } });
  expectProblem(
    await it.book(await it.aPerson(), id, { quantity: 1, onSoldOut: 'waitlist' }),
    409,
    'sold-out',
  );
});

test('of twelve requests at once for five tickets, five are confirmed and seven are rejected', async () => {
  const { id } = await it.anEvent({ capacity: 5 });
  const crowd = await Promise.all(Array.from({ length: 12 }, () => it.aPerson()));
  const answers = await Promise.all(
    crowd.map((customer) => it.book(customer, id, { quantity: 1, onSoldOut: 'reject' })),
  );
  const statuses = answers.map((answer) => answer.status).sort();
  expect(statuses).toEqual([...Array(5).fill(201), ...Array(7).fill(409)]);
  expect(await readAvailability(it, id)).toMatchObject({ available: 0, booked: 5, waiting: 0 });
});

test('tickets freed by a cancellation can be booked again if nobody waits', async () => {
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

test('a request for more tickets than the event has does not stop the sale', async () => {
  const { id } = await it.anEvent({ capacity: 2 });
  await it.book(await it.aPerson(), id, { quantity: 5 });
  expect((await it.book(await it.aPerson(), id, { quantity: 1 })).status).toBe(201);
});

test.each<[string, unknown, string]>([
  ['a quantity of 0', { quantity: 0 }, '/quantity'],
  ['a quantity of -5', { quantity: -5 }, '/quantity'],
  ['a quantity of 1.5', { quantity: 1.5 }, '/quantity'],
  ['a quantity of a billion', { quantity: 1e9 }, '/quantity'],
  ['an infinite quantity', '{"quantity":1e999}', '/quantity'],
  ['a quantity in a text', { quantity: '2' }, '/quantity'],
  ['a quantity of null', { quantity: null }, '/quantity'],
  ['a quantity in a list', { quantity: [2] }, '/quantity'],
  ['a quantity of true', { quantity: true }, '/quantity'],
  ['no quantity', {}, '/quantity'],
  ['more tickets than `maxPerBooking`', { quantity: 5 }, '/quantity'],
  ['an unknown `onSoldOut`', { quantity: 1, onSoldOut: 'wait' }, '/onSoldOut'],
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
])('a request with %s is rejected and changes nothing', async (_what, body, pointer) => {
  const { id } = await it.anEvent({ maxPerBooking: 4 });
  const customer = await it.aPerson();
  expectFaults(await it.book(customer, id, body), pointer);
  expect(await myBookings(it, customer)).toEqual([]);
  expect(await readAvailability(it, id)).toMatchObject({ available: 10, booked: 0, waiting: 0 });
});

test('a customer gets at most `maxPerCustomer` tickets over all their bookings', async () => {
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
  const waitlist = { limitPerCustomer: 2 };
  const { id } = await aSoldOutEvent(it, { maxPerBooking: 2, maxPerCustomer: 3, waitlist });
  const customer = await it.aPerson();
  expect((await it.book(customer, id, { quantity: 2 })).status).toBe(202);
  expectProblem(await it.book(customer, id, { quantity: 2 }), 409, 'customer-limit-reached');
  expect((await it.book(customer, id, { quantity: 1 })).status).toBe(202);
});

test('a customer waits with one booking, unless the organizer allows more', async () => {
  const { id, organizer } = await aSoldOutEvent(it, { maxPerBooking: 2, maxPerCustomer: 8 });
  const customer = await it.aPerson();
  const waiting = await it.book(customer, id, { quantity: 2 });
  expect(waiting.status).toBe(202);
  const refused = await it.book(customer, id, { quantity: 1 });
  expectProblem(refused, 409, 'already-waiting');
  expect(refused.body.limit).toBe(1);
  expect(await myBookings(it, customer)).toEqual([expect.objectContaining({ id: waiting.body.id })]);

  const path = `/v1/events/${id}`;
  const change = (limitPerCustomer: number) =>
    it.call({ method: 'PATCH', path, token: organizer.token, body: { waitlist: { limitPerCustomer } } });
  expectFaults(await change(0), '/waitlist/limitPerCustomer');
  expectFaults(await change(201), '/waitlist/limitPerCustomer');
  expect((await change(2)).body.waitlist).toMatchObject({ limitPerCustomer: 2 });
  expect((await it.book(customer, id, { quantity: 1 })).status).toBe(202);
  expectProblem(await it.book(customer, id, { quantity: 1 }), 409, 'already-waiting');
  expect((await change(1)).status).toBe(200);
  expect(await myBookings(it, customer)).toHaveLength(2);
});

test('requests of one customer at once stay within the limit', async () => {
  const { id } = await it.anEvent({ maxPerBooking: 1, maxPerCustomer: 3 });
  const customer = await it.aPerson();
  const answers = await Promise.all(EIGHT.map(() => it.book(customer, id)));
  const statuses = answers.map((answer) => answer.status).sort();
  expect(statuses).toEqual([201, 201, 201, 409, 409, 409, 409, 409]);
  expect(await readAvailability(it, id)).toMatchObject({ booked: 3 });
});

test('a customer who cancels can book again within the limit at once', async () => {
  const { id } = await it.anEvent({ maxPerBooking: 2 });
  const customer = await it.aPerson();
  for (let round = 0; round < 4; round += 1) {
    const booked = await it.book(customer, id, { quantity: 2 });
    expect(booked.status).toBe(201);
    expect((await it.cancel(customer, id, booked.body.id)).status).toBe(200);
  }
});

test('a customer who cancels some tickets can book as many again at once, and no more', async () => {
  const { id } = await it.anEvent({ maxPerBooking: 3 });
  const customer = await it.aPerson();
  const booked = await it.book(customer, id, { quantity: 3 });
  await it.cancel(customer, id, booked.body.id, { quantity: 1 });
  expectProblem(await it.book(customer, id, { quantity: 2 }), 409, 'customer-limit-reached');
  expect((await it.book(customer, id, { quantity: 1 })).status).toBe(201);
});
