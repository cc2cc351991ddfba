/**
 * Changes of an event over the API: its capacity, its sales window and its cancellation, while people book
 * and wait.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { aService, eventually, type Person, type TestService } from '../kit/service.ts';

let it: TestService;
beforeAll(async () => {
  it = await aService();
});
afterAll(() => it.stop());

const change = (organizer: Person, id: string, body: unknown) =>
  it.call({ method: 'PATCH', path: `/v1/events/${id}`, token: organizer.token, body });

const availability = async (id: string) => (await it.call({ path: `/v1/events/${id}` })).body.availability;

const untilAvailable = (id: string, expected: Record<string, unknown>) =>
  eventually(async () => {
    const seen = await availability(id);
    return Object.entries(expected).every(([name, value]) => seen[name] === value);
  }).catch(async () => expect(await availability(id)).toMatchObject(expected));

const statusOf = async (person: Person) =>
  (await it.call({ path: '/v1/bookings', token: person.token })).body.items[0].status;

test('a raised capacity goes to waiters before newcomers', async () => {
  const { id, organizer } = await it.anEvent({ capacity: 1 });
  await it.book(await it.aPerson(), id);
  const [first, second, newcomer] = [await it.aPerson(), await it.aPerson(), await it.aPerson()];
  await it.book(first, id);
  await it.book(second, id);
  expect((await change(organizer, id, { capacity: 2 })).status).toBe(200);
  expect((await it.book(newcomer, id)).status).toBe(202);
  await eventually(async () => (await statusOf(first)) === 'confirmed');
  expect([await statusOf(second), await statusOf(newcomer)]).toEqual(['waitlisted', 'waitlisted']);
  await change(organizer, id, { capacity: 10 });
  await eventually(async () => (await statusOf(newcomer)) === 'confirmed');
  await untilAvailable(id, { capacity: 10, booked: 4, waiting: 0, available: 6 });
});

test('a capacity that is raised while tickets are available goes to newcomers', async () => {
  const { id, organizer } = await it.anEvent({ capacity: 2 });
  await it.book(await it.aPerson(), id, { quantity: 2 });
  await change(organizer, id, { capacity: 6 });
  await untilAvailable(id, { available: 4, booked: 2 });
  expect((await it.book(await it.aPerson(), id, { quantity: 4 })).status).toBe(201);
});

test('the capacity can be cut to the held tickets, and not below', async () => {
  const { id, organizer } = await it.anEvent({ capacity: 10 });
  await it.book(await it.aPerson(), id, { quantity: 4 });
  expect(await change(organizer, id, { capacity: 3 })).toMatchObject({
    status: 409,
    body: { code: 'capacity-below-held', held: 4 },
  });
  expect((await change(organizer, id, { capacity: 5 })).body.availability).toMatchObject({
    capacity: 5,
    booked: 4,
  });
  expect((await it.book(await it.aPerson(), id, { quantity: 1 })).status).toBe(201);
  expect((await it.book(await it.aPerson(), id, { quantity: 1, onSoldOut: 'reject' })).status).toBe(409);
});

test('the capacity of an event that sells in order can be cut by its unassigned tickets only', async () => {
  const { id, organizer } = await it.anEvent({ capacity: 4 });
  const holder = await it.aPerson();
  const held = await it.book(holder, id, { quantity: 4 });
  const waiter = await it.aPerson();
  const waiting = await it.book(waiter, id);
  expect((await change(organizer, id, { capacity: 3 })).body).toMatchObject({
    code: 'capacity-below-held',
    held: 4,
  });
  await it.cancel(waiter, id, waiting.body.id);
  await it.cancel(holder, id, held.body.id, { quantity: 3 });
  await untilAvailable(id, { available: 3 });
  expect((await change(organizer, id, { capacity: 2 })).status).toBe(200);
  await untilAvailable(id, { available: 1, booked: 1, capacity: 2 });
});

test('cuts and bookings at once never leave more tickets held than the capacity', async () => {
  const { id, organizer } = await it.anEvent({ capacity: 30 });
  const people = await Promise.all(Array.from({ length: 30 }, () => it.aPerson()));
  const cuts = [25, 20, 15].map((capacity) => change(organizer, id, { capacity }));
  const sales = people.map((person) => it.book(person, id, { quantity: 1, onSoldOut: 'reject' }));
  const sold = (await Promise.all(sales)).filter(({ status }) => status === 201).length;
  await Promise.all(cuts);
  const { capacity, booked, available } = await eventually(async () => {
    const seen = await availability(id);
    return seen.booked === sold && seen;
  });
  expect(booked + available).toBe(capacity);
  expect(sold).toBeLessThanOrEqual(capacity);
});

test('the sales window is enforced by the clock, and can be changed', async () => {
  const { id, organizer } = await it.anEvent({ capacity: 4, salesOpenAt: '2098-01-01T00:00:00Z' });
  expect((await it.book(await it.aPerson(), id)).body.code).toBe('sales-not-open');
  await change(organizer, id, { salesOpenAt: '2020-01-01T00:00:00Z' });
  expect((await it.book(await it.aPerson(), id)).status).toBe(201);
  await change(organizer, id, { salesCloseAt: '2021-01-01T00:00:00Z' });
  expect((await it.book(await it.aPerson(), id)).body.code).toBe('sales-closed');
});

test('once sales have closed nobody is promoted, and waiting bookings are cancelled with the reason', async () => {
  const { id, organizer } = await it.anEvent({ capacity: 1 });
  const holder = await it.aPerson();
  const waiter = await it.aPerson();
  const held = await it.book(holder, id);
  const waited = await it.book(waiter, id);
  await change(organizer, id, { salesOpenAt: '2020-01-01T00:00:00Z', salesCloseAt: '2021-01-01T00:00:00Z' });
  await it.cancel(holder, id, held.body.id);
  await untilAvailable(id, { booked: 0, available: 0, state: 'closed' });
  const { body } = await eventually(async () => {
    const path = `/v1/events/${id}/bookings/${waited.body.id}`;
    const answer = await it.call({ path, token: organizer.token });
    return answer.body.status === 'cancelled' && answer;
  });
  expect(body.history.at(-1)).toMatchObject({ what: 'expired', because: 'sales-closed', quantity: 1 });
  expect(await statusOf(waiter)).toBe('cancelled');
  expect((await availability(id)).waiting).toBe(0);
});

test('an invalid change is refused with the fields to fix', async () => {
  const { id, organizer } = await it.anEvent({ maxPerBooking: 4 });
  const answer = await change(organizer, id, { salesCloseAt: '2100-01-01T00:00:00Z', maxPerCustomer: 2 });
  expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
    '/maxPerCustomer',
    '/salesCloseAt',
  ]);
  expect((await change(await it.aPerson('organizer'), id, { name: 'Mine' })).status).toBe(404);
});

test('cancelling an event with a waitlist cancels every booking, and ends sales and promotions', async () => {
  const { id, organizer } = await it.anEvent({ capacity: 60, maxPerCustomer: 10 });
  const people = await Promise.all(Array.from({ length: 75 }, () => it.aPerson()));
  await Promise.all(people.map((person) => it.book(person, id)));
  const path = `/v1/events/${id}`;
  const cancelled = await it.call({ method: 'DELETE', path, token: organizer.token });
  expect(cancelled).toMatchObject({ status: 202, body: { availability: { state: 'cancelled' } } });
  expect((await it.book(await it.aPerson(), id)).body.code).toBe('event-cancelled');
  await untilAvailable(id, { state: 'cancelled', booked: 0, waiting: 0, available: 0 });
  await eventually(async () => (await availability(id)).cancellation.isComplete);
  expect((await availability(id)).cancellation).toEqual({ bookings: 75, isComplete: true });
  expect(await Promise.all(people.map(statusOf))).toEqual(people.map(() => 'cancelled'));
  expect((await it.call({ method: 'DELETE', path, token: organizer.token })).status).toBe(202);
  expect((await change(organizer, id, { name: 'Again' })).body.code).toBe('event-cancelled');
  expect((await it.call({ method: 'DELETE', path, token: people[0]?.token ?? '' })).status).toBe(404);
});

test('an event whose sales had closed when it was created can still be changed', async () => {
  const { id, organizer } = await it.anEvent({ salesCloseAt: '2001-01-01T00:00:00Z' });
  const answer = await it.call({
    method: 'PATCH',
    path: `/v1/events/${id}`,
    token: organizer.token,
    body: { name: 'Last night' },
  });
  expect([answer.status, answer.body.name]).toEqual([200, 'Last night']);
});
