/**
 * Guests, who book without an account and manage their booking with its `manageToken`, and door sales to
 * them.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { moveIntoPast } from '../kit/begun-event.ts';
import { aService, eventually, type TestService } from '../kit/service.ts';

let it: TestService;
beforeAll(async () => {
  it = await aService();
});
afterAll(() => it.stop());

const attendee = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' };

const bookAsGuest = (eventId: string, body: Record<string, unknown>, headers: Record<string, string> = {}) =>
  it.call({ path: `/v1/events/${eventId}/bookings`, body: { quantity: 1, attendee, ...body }, headers });

test('a guest books without an account and gets a token that is valid for that booking alone', async () => {
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

test('the token of a guest stays valid while the booking exists, also after the event started', async () => {
  const agoDays = (days: number) => new Date(Date.now() - days * 24 * 60 * 60 * 1000).toISOString();
  const { id, organizer } = await it.anEvent({ allowGuests: true });
  await moveIntoPast(id, { startsAt: agoDays(31), endsAt: agoDays(-60) });
  const { status, body } = await bookAsGuest(id, {});
  expect(status).toBe(201);
  const path = `/v1/events/${id}/bookings/${body.id}`;
  const token = body.manageToken;
  expect((await it.call({ path, token })).status).toBe(200);
  await it.call({
    method: 'PATCH',
    path: `/v1/events/${id}`,
    token: organizer.token,
    body: { startsAt: agoDays(-50) },
  });
  expect((await it.call({ method: 'POST', path: `${path}/cancel`, token })).body.status).toBe('cancelled');
});

test('a second booking of the same guest has a token of its own', async () => {
  const { id } = await it.anEvent({ allowGuests: true });
  const [first, second] = [await bookAsGuest(id, {}), await bookAsGuest(id, {})];
  expect(first.body.id).not.toBe(second.body.id);
  const path = `/v1/events/${id}/bookings/${second.body.id}`;
  expect((await it.call({ path, token: first.body.manageToken })).status).toBe(404);
});

describe('The unverified email address of a guest', () => {
  test('reveals nothing of other bookings, and does not share their limit', async () => {
    const { id } = await it.anEvent({ allowGuests: true, maxPerBooking: 1, maxPerCustomer: 1 });
    const owner = await bookAsGuest(id, {});
    const stranger = await bookAsGuest(id, {});
    expect([owner.status, stranger.status]).toEqual([201, 201]);
    expect(stranger.body.id).not.toBe(owner.body.id);
    const tooMany = await bookAsGuest(id, { quantity: 2 });
    expect([tooMany.status, tooMany.body.held]).toEqual([422, undefined]);
  });

  test('does not share the limit of an account with the same address', async () => {
    const { id } = await it.anEvent({ allowGuests: true, maxPerBooking: 1, maxPerCustomer: 1 });
    expect((await it.book(await it.aPerson(), id)).status).toBe(201);
    expect((await bookAsGuest(id, {})).status).toBe(201);
  });
});

describe('Where an event limits guests by address', () => {
  const limited = { allowGuests: true, limitsGuestsByAddress: true, maxPerBooking: 2, maxPerCustomer: 2 };
  const at = (email: string) => ({ attendee: { ...attendee, email } });

  test('guests of one mailbox are one customer for the limit, and what is given up can be booked again', async () => {
    const { id, organizer } = await it.anEvent(limited);
    const first = await bookAsGuest(id, at('Ada.Love@Gmail.com'), { 'idempotency-key': '1' });
    expect(first).toMatchObject({ status: 201, body: { attendee: { email: 'Ada.Love@Gmail.com' } } });
    const second = await bookAsGuest(id, at('adalove+2@googlemail.com'));
    expect(second.status).toBe(201);
    const third = await bookAsGuest(id, at('a.d.a.love@gmail.com'));
    expect([third.status, third.body.code]).toEqual([409, 'customer-limit-reached']);
    expect((await bookAsGuest(id, at('ada.love@example.com'))).status).toBe(201);
    expect((await it.book(await it.aPerson(), id)).status).toBe(201);

    const repeat = await bookAsGuest(id, at('Ada.Love@Gmail.com'), { 'idempotency-key': '1' });
    expect(repeat.body).toMatchObject({ id: first.body.id, status: 'confirmed' });
    expect(repeat.body).not.toHaveProperty('manageToken');
    const path = `/v1/events/${id}/bookings/${first.body.id}`;
    expect((await it.call({ path, token: second.body.manageToken })).status).toBe(404);
    await it.call({ method: 'POST', path: `${path}/cancel`, token: first.body.manageToken });
    expect((await bookAsGuest(id, at('adalove@gmail.com'))).status).toBe(201);
    const { body } = await it.call({ path: `/v1/events/${id}/audit`, token: organizer.token });
    expect(body.holds).toBe(true);
  });

  test('of a rush from one mailbox no more is sold than the limit, also of several requests at once', async () => {
    const { id } = await it.anEvent(limited);
    const rush = Array.from({ length: 12 }, (_, n) => bookAsGuest(id, at(`ada+${n}@example.com`)));
    const statuses = (await Promise.all(rush)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(2);
  });

  test('a negative control: without it each booking of a guest is a customer of its own', async () => {
    const { id } = await it.anEvent({ ...limited, limitsGuestsByAddress: false });
    for (let n = 0; n < 3; n += 1)
      expect((await bookAsGuest(id, at(`ada+${n}@example.com`))).status).toBe(201);
  });

  test('a mailbox waits with one booking, the event says what it does, and a copy does the same', async () => {
    const event = await it.anEvent({ ...limited, capacity: 1 });
    expect((await bookAsGuest(event.id, at('ada@example.com'))).status).toBe(201);
    expect((await bookAsGuest(event.id, at('grace@example.com'))).status).toBe(202);
    const again = await bookAsGuest(event.id, at('Grace+1@example.com'));
    expect([again.status, again.body.code]).toEqual([409, 'already-waiting']);
    const { body: read } = await it.call({ path: `/v1/events/${event.id}` });
    const { body: copy } = await it.call({
      path: `/v1/events/${event.id}/copies`,
      token: event.organizer.token,
      body: { startsAt: '2099-06-01T20:00:00Z' },
    });
    expect([read.limitsGuestsByAddress, copy.limitsGuestsByAddress]).toEqual([true, true]);
  });
});

describe('A guest’s request with an Idempotency-Key', () => {
  const key = { 'idempotency-key': '1' };

  test('makes one booking, and gets its token in the first answer alone, because a key can be guessed', async () => {
    const { id } = await it.anEvent({ allowGuests: true });
    const first = await bookAsGuest(id, {}, key);
    const repeats = await Promise.all(Array.from({ length: 3 }, () => bookAsGuest(id, {}, key)));
    expect(first.body.manageToken).toEqual(expect.any(String));
    for (const repeat of repeats) {
      expect([repeat.status, repeat.body.id]).toEqual([201, first.body.id]);
      expect(repeat.body).not.toHaveProperty('manageToken');
    }
  });

  test('gets its token once, also if it is sent several times at once', async () => {
    const { id } = await it.anEvent({ allowGuests: true });
    const answers = await Promise.all(Array.from({ length: 5 }, () => bookAsGuest(id, {}, key)));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(answers.filter(({ body }) => body.manageToken !== undefined)).toHaveLength(1);
  });

  test('makes another booking if its body differs, so that a guessed key reveals nothing', async () => {
    const { id } = await it.anEvent({ allowGuests: true });
    const first = await bookAsGuest(id, {}, key);
    const guess = await bookAsGuest(id, { quantity: 2 }, key);
    expect(guess.status).toBe(201);
    expect(guess.body.id).not.toBe(first.body.id);
  });

  test('gets no token in a repeat while it waits, either', async () => {
    const { id } = await it.anEvent({ allowGuests: true, capacity: 1 });
    await bookAsGuest(id, {});
    const [first, again] = [await bookAsGuest(id, {}, key), await bookAsGuest(id, {}, key)];
    expect([first.status, again.status]).toEqual([202, 202]);
    expect(first.body.manageToken).toEqual(expect.any(String));
    expect(again.body).not.toHaveProperty('manageToken');
  });

  test('makes one booking at the door, too', async () => {
    const { id, organizer } = await it.anEvent();
    const body = { quantity: 1, attendee, reason: 'Paid cash' };
    const [first, again] = [await it.book(organizer, id, body, key), await it.book(organizer, id, body, key)];
    expect(again.body.id).toBe(first.body.id);
    expect(again.body).not.toHaveProperty('manageToken');
  });
});

test('a guest is answered 401 by an event that does not allow guests', async () => {
  const { id } = await it.anEvent();
  expect((await bookAsGuest(id, {})).status).toBe(401);
});

test('a guest must state an attendee', async () => {
  const { id } = await it.anEvent({ allowGuests: true });
  const answer = await it.call({ path: `/v1/events/${id}/bookings`, body: { quantity: 1 } });
  expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '/attendee' }] } });
});

test('a guest joins the waitlist and is promoted', async () => {
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

test('door: the organizer books and cancels for somebody, and the history says by whom, when and why', async () => {
  const { id, organizer } = await it.anEvent();
  const answer = await it.book(organizer, id, { quantity: 2, attendee, reason: 'Paid cash at the door' });
  expect(answer).toMatchObject({ status: 201, body: { quantity: 2 } });
  const path = `/v1/events/${id}/bookings/${answer.body.id}`;
  expect((await it.call({ path, token: answer.body.manageToken })).status).toBe(200);
  await it.cancel(organizer, id, answer.body.id, { quantity: 1, reason: 'Came alone' });
  const { body } = await it.call({ path, token: organizer.token });
  expect(body.history.slice(0, 2)).toEqual([
    { what: 'booked', at: expect.any(String), quantity: 2, by: organizer.id, why: 'Paid cash at the door' },
    {
      what: 'cancelled',
      at: expect.any(String),
      quantity: 1,
      by: organizer.id,
      why: 'Came alone',
      tickets: [2],
    },
  ]);
});

test('door: only the organizer of the event can book for others', async () => {
  const { id } = await it.anEvent();
  const body = { quantity: 1, attendee, reason: 'I am the organizer, honestly' };
  expect((await it.book(await it.aPerson(), id, body)).status).toBe(403);
  expect((await it.book(await it.aPerson('organizer'), id, body)).status).toBe(403);
});

test.each([
  ['allows guests', true, 403, 'forbidden'],
  ['does not allow guests', false, 401, 'unauthenticated'],
])(
  'door: a guest with a reason is rejected by an event that %s',
  async (_which, allowGuests, status, code) => {
    const { id } = await it.anEvent({ allowGuests });
    expect(await bookAsGuest(id, { reason: 'Paid cash' })).toMatchObject({ status, body: { code } });
  },
);
