import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { aService, eventually, type TestService } from '../kit/service.ts';

let it: TestService;
beforeAll(async () => {
  it = await aService();
});
afterAll(() => it.stop());

const attendee = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' };

const bookAsGuest = (eventId: string, body: Record<string, unknown>, headers: Record<string, string> = {}) =>
  it.call({ path: `/v1/events/${eventId}/bookings`, body: { quantity: 1, attendee, ...body }, headers });

test('guest: a booking without an account, with a token good for that booking alone', async () => {
  const { id } = await it.anEvent({ allowGuests: true, maxPerBooking: 2 });
  const answer = await bookAsGuest(id, {});
  expect(answer).toMatchObject({ status: 201, body: { status: 'confirmed', attendee } });
  const token = answer.body.manageToken;
  const mine = `/v1/events/${id}/bookings/${answer.body.id}`;
  expect((await it.call({ path: mine, token })).status).toBe(200);

  const other = await bookAsGuest(id, { attendee: { ...attendee, email: 'grace@example.com' } });
  expect((await it.call({ path: `/v1/events/${id}/bookings/${other.body.id}`, token })).status).toBe(404);
  expect((await it.call({ path: '/v1/bookings', token })).status).toBe(403);
  expect((await it.call({ path: '/v1/me', token })).status).toBe(403);
  expect(
    (await it.call({ method: 'POST', path: `${mine}/cancel`, token: other.body.manageToken })).status,
  ).toBe(404);
  expect((await it.call({ method: 'POST', path: `${mine}/cancel`, token })).body.status).toBe('cancelled');
});

test('a second booking of the same guest has a token of its own', async () => {
  const { id } = await it.anEvent({ allowGuests: true });
  const [first, second] = [await bookAsGuest(id, {}), await bookAsGuest(id, {})];
  expect(first.body.id).not.toBe(second.body.id);
  const path = `/v1/events/${id}/bookings/${second.body.id}`;
  expect((await it.call({ path, token: first.body.manageToken })).status).toBe(404);
});

test('a guest is held to the limit by their address, however it is written', async () => {
  const { id } = await it.anEvent({ allowGuests: true, maxPerBooking: 2 });
  await bookAsGuest(id, { quantity: 2 });
  const again = await bookAsGuest(id, { attendee: { ...attendee, email: 'ADA@example.com' } });
  expect(again).toMatchObject({ status: 409, body: { code: 'customer-limit-reached' } });
});

test('a repeated request of a guest is one booking', async () => {
  const { id } = await it.anEvent({ allowGuests: true });
  const key = { 'idempotency-key': 'guest-1' };
  const [first, second] = [await bookAsGuest(id, {}, key), await bookAsGuest(id, {}, key)];
  expect(second.body.id).toBe(first.body.id);
});

test('without leave of the event a guest is asked to log in', async () => {
  const { id } = await it.anEvent();
  expect((await bookAsGuest(id, {})).status).toBe(401);
});

test('a guest says who the tickets are for', async () => {
  const { id } = await it.anEvent({ allowGuests: true });
  const answer = await it.call({ path: `/v1/events/${id}/bookings`, body: { quantity: 1 } });
  expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '/attendee' }] } });
});

test('a guest waits and is promoted like anybody', async () => {
  const { id } = await it.anEvent({ allowGuests: true, capacity: 1 });
  const holder = await it.aPerson();
  const held = await it.book(holder, id);
  const guest = await bookAsGuest(id, {});
  expect(guest.status).toBe(202);
  await it.cancel(holder, id, held.body.id);
  const path = `/v1/events/${id}/bookings/${guest.body.id}`;
  await eventually(
    async () => (await it.call({ path, token: guest.body.manageToken })).body.status === 'confirmed',
  );
});

test('door: the organizer books and cancels for someone, and both leave who, when and why', async () => {
  const { id, organizer } = await it.anEvent();
  const answer = await it.book(organizer, id, { quantity: 2, attendee, reason: 'Paid cash at the door' });
  expect(answer).toMatchObject({ status: 201, body: { quantity: 2 } });
  const path = `/v1/events/${id}/bookings/${answer.body.id}`;
  expect((await it.call({ path, token: answer.body.manageToken })).status).toBe(200);
  await it.cancel(organizer, id, answer.body.id, { quantity: 1, reason: 'Came alone' });
  const { body } = await it.call({ path, token: organizer.token });
  expect(body.history.slice(0, 2)).toEqual([
    { what: 'booked', at: expect.any(String), quantity: 2, by: organizer.id, why: 'Paid cash at the door' },
    { what: 'cancelled', at: expect.any(String), quantity: 1, by: organizer.id, why: 'Came alone' },
  ]);
});

test('door: nobody but who runs the event books for others', async () => {
  const { id } = await it.anEvent();
  const body = { quantity: 1, attendee, reason: 'I am the organizer, honestly' };
  expect((await it.book(await it.aPerson(), id, body)).status).toBe(403);
  expect((await it.book(await it.aPerson('organizer'), id, body)).status).toBe(403);
});
