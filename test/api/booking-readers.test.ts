/** Readers of a booking: its owner, its organizer, and the owner's own list. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { aService, type TestService } from '../kit/service.ts';
import { expectProblem, myBookings, readAvailability, readBooking, UNKNOWN_ID } from './answers.ts';
import { aSoldOutEvent } from './sold-out-event.ts';

let it: TestService;
beforeAll(async () => {
  it = await aService();
});
afterAll(() => it.stop());

test('a booking can be read by its owner and the organizer of its event, and by nobody else', async () => {
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

test('a former organizer of an event cannot read its bookings', async () => {
  const { id, organizer } = await it.anEvent();
  const { body } = await it.book(await it.aPerson(), id);
  await it.changeRole(organizer, 'attendee');
  expectProblem(await readBooking(it, organizer, id, body.id), 404, 'not-found');
});

test.each([UNKNOWN_ID, 'tonight'])(
  'a booking of the unknown event %s is not found, and neither are its bookings',
  async (id) => {
    const customer = await it.aPerson();
    expectProblem(await it.book(customer, id), 404, 'not-found');
    expectProblem(await readBooking(it, customer, id, UNKNOWN_ID), 404, 'not-found');
  },
);

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
] as const)('a booking outside the sales window is rejected: %s', async (code, fields) => {
  const { id } = await it.anEvent(fields);
  const customer = await it.aPerson();
  for (const onSoldOut of ['waitlist', 'reject']) {
    expectProblem(await it.book(customer, id, { quantity: 1, onSoldOut }), 409, code);
  }
  expect(await myBookings(it, customer)).toEqual([]);
  expect(await readAvailability(it, id)).toMatchObject({ booked: 0, waiting: 0 });
});

test('my bookings include each at once after its write, the newest first', async () => {
  const customer = await it.aPerson();
  expect(await myBookings(it, customer)).toEqual([]);
  const [{ id: open }, { id: soldOut }] = [await it.anEvent(), await aSoldOutEvent(it)];
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
