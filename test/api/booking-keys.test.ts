/** Idempotency-Keys of bookings: repeats, requests at the same time, and rejected keys. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { aService, type TestService, withKey } from '../kit/service.ts';
import { expectFaults, expectProblem, myBookings, readAvailability } from './answers.ts';
import { aSoldOutEvent } from './sold-out-event.ts';

const EIGHT = [1, 2, 3, 4, 5, 6, 7, 8];
const attendee = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' };

let it: TestService;
beforeAll(async () => {
  it = await aService();
});
afterAll(() => it.stop());

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

test('eight requests at once with one key for the last ticket get the same booking', async () => {
  const { id } = await it.anEvent({ capacity: 1 });
  const customer = await it.aPerson();
  const body = { quantity: 1, onSoldOut: 'reject' };
  const answers = await Promise.all(EIGHT.map(() => it.book(customer, id, body, withKey('once'))));
  expect(new Set(answers.map((answer) => `${answer.status} ${answer.body.id}`)).size).toBe(1);
  expect(answers[0]?.status).toBe(201);
});

test('eight requests at once with one key join the waitlist once', async () => {
  const { id } = await aSoldOutEvent(it);
  const customer = await it.aPerson();
  const answers = await Promise.all(EIGHT.map(() => it.book(customer, id, { quantity: 1 }, withKey('once'))));
  expect(new Set(answers.map((answer) => `${answer.status} ${answer.body.id}`)).size).toBe(1);
  expect(answers[0]?.status).toBe(202);
  expect(await readAvailability(it, id)).toMatchObject({ waiting: 1 });
});

test.each<[string, unknown]>([
  ['quantity', { quantity: 2, attendee }],
  ['`onSoldOut`', { quantity: 1, attendee, onSoldOut: 'reject' }],
  ['attendee', { quantity: 1, attendee: { ...attendee, firstName: 'Augusta' } }],
  ['quantity, even one over the limit,', { quantity: 11, attendee }],
])('a key used again with another %s is rejected', async (_what, body) => {
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
])('an Idempotency-Key that is %s is rejected', async (_what, key) => {
  const { id } = await it.anEvent();
  const customer = await it.aPerson();
  expectFaults(await it.book(customer, id, { quantity: 1 }, withKey(key)), 'Idempotency-Key');
  expect(await myBookings(it, customer)).toEqual([]);
});

test.each(['k'.repeat(64), '~ !"#$%&/()=?', '__proto__', 'constructor'])(
  'the Idempotency-Key %s is accepted',
  async (key) => {
    const { id } = await it.anEvent();
    const customer = await it.aPerson();
    const answers = [1, 2].map(() => it.book(customer, id, { quantity: 1 }, withKey(key)));
    const [first, again] = await Promise.all(answers);
    expect([first?.status, again?.body.id]).toEqual([201, first?.body.id]);
  },
);
