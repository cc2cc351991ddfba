/** What the customer of a booking reads once it has ended: who or what ended it, and why. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { aService, eventually, type Person, type TestService } from '../kit/service.ts';

let it: TestService;
beforeAll(async () => {
  it = await aService();
});
afterAll(() => it.stop());

const REASON = 'The card was reported stolen.';

const read = async (eventId: string, bookingId: string, token: string) =>
  (await it.call({ path: `/v1/events/${eventId}/bookings/${bookingId}`, token })).body;

const untilEnded = (eventId: string, bookingId: string, token: string) =>
  eventually(async () => {
    const booking = await read(eventId, bookingId, token);
    return booking.status === 'cancelled' && booking;
  }, 15_000);

async function aBookingOf(person: Person, fields: Record<string, unknown> = {}) {
  const event = await it.anEvent(fields);
  const { body } = await it.book(person, event.id);
  return { event, bookingId: body.id as string };
}

test('a booking that its customer cancelled says so, and shows no reason, in the first answer and to a repeat', async () => {
  const person = await it.aPerson();
  const { event, bookingId } = await aBookingOf(person);
  const cancel = () =>
    it.call({
      path: `/v1/events/${event.id}/bookings/${bookingId}/cancel`,
      token: person.token,
      body: {},
      headers: { 'idempotency-key': 'once' },
    });
  for (const { status, body } of [await cancel(), await cancel()]) {
    expect([status, body.endedBecause]).toEqual([200, 'cancelled-by-customer']);
    expect(body).not.toHaveProperty('cancelReason');
  }
});

test('a customer states no reason, which would be kept after they are erased', async () => {
  const person = await it.aPerson();
  const { event, bookingId } = await aBookingOf(person);
  const path = `/v1/events/${event.id}/bookings/${bookingId}/cancel`;
  const { status, body } = await it.call({ path, token: person.token, body: { reason: 'I am ill.' } });
  expect([status, body.code, body.errors]).toEqual([
    422,
    'validation-failed',
    [{ pointer: '/reason', detail: 'only of those who run the event' }],
  ]);
  expect(await read(event.id, bookingId, person.token)).toMatchObject({ status: 'confirmed' });
});

test('a booking that the organizer cancelled shows its customer who cancelled it and why', async () => {
  const person = await it.aPerson();
  const { event, bookingId } = await aBookingOf(person);
  expect(await read(event.id, bookingId, person.token)).not.toHaveProperty('endedBecause');
  await it.cancel(event.organizer, event.id, bookingId, { reason: REASON });
  expect(await read(event.id, bookingId, person.token)).toMatchObject({
    endedBecause: 'cancelled-by-organizer',
    cancelReason: REASON,
  });
  const { body } = await it.call({ path: '/v1/bookings', token: person.token });
  expect(body.items[0]).toMatchObject({ endedBecause: 'cancelled-by-organizer', cancelReason: REASON });
});

test('a waiting booking that the organizer takes off the waitlist shows the same', async () => {
  const [holder, waiter] = [await it.aPerson(), await it.aPerson()];
  const { event } = await aBookingOf(holder, { capacity: 1 });
  const waiting = await it.book(waiter, event.id);
  await it.cancel(event.organizer, event.id, waiting.body.id, { reason: REASON });
  expect(await read(event.id, waiting.body.id, waiter.token)).toMatchObject({
    endedBecause: 'cancelled-by-organizer',
    cancelReason: REASON,
  });
});

test('a guest’s booking tells the guest’s own cancellation from the organizer’s', async () => {
  const { id, organizer } = await it.anEvent({ allowGuests: true });
  const attendee = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' };
  const asGuest = async () =>
    (await it.call({ path: `/v1/events/${id}/bookings`, body: { quantity: 1, attendee } })).body;
  const [own, other] = [await asGuest(), await asGuest()];
  await it.call({
    method: 'POST',
    path: `/v1/events/${id}/bookings/${own.id}/cancel`,
    token: own.manageToken,
  });
  await it.cancel(organizer, id, other.id, { reason: REASON });
  expect(await read(id, own.id, own.manageToken)).toMatchObject({ endedBecause: 'cancelled-by-customer' });
  expect(await read(id, other.id, other.manageToken)).toMatchObject({
    endedBecause: 'cancelled-by-organizer',
    cancelReason: REASON,
  });
});

test('a declined offer, and an offer that ends with its event, are told apart', async () => {
  const [holder, first, second] = [await it.aPerson(), await it.aPerson(), await it.aPerson()];
  const { event, bookingId } = await aBookingOf(holder, { capacity: 1, waitlist: { offerTtlSeconds: 60 } });
  const [declining, waiting] = [await it.book(first, event.id), await it.book(second, event.id)];
  await it.cancel(holder, event.id, bookingId, {});
  const path = `/v1/events/${event.id}/bookings/${declining.body.id}/decline`;
  const declined = await eventually(async () => {
    const { status, body } = await it.call({ method: 'POST', path, token: first.token });
    return status === 200 && body;
  }, 10_000);
  expect(declined.endedBecause).toBe('offer-declined');
  await it.call({ method: 'DELETE', path: `/v1/events/${event.id}`, token: event.organizer.token });
  const ended = await untilEnded(event.id, waiting.body.id, second.token);
  expect(ended.endedBecause).toBe('event-cancelled');
});

test('an offer that was not accepted in time has run out', async () => {
  const [holder, waiter] = [await it.aPerson(), await it.aPerson()];
  const { event, bookingId } = await aBookingOf(holder, { capacity: 1, waitlist: { offerTtlSeconds: 1 } });
  const waiting = await it.book(waiter, event.id);
  await it.cancel(holder, event.id, bookingId, {});
  const ended = await untilEnded(event.id, waiting.body.id, waiter.token);
  expect(ended.endedBecause).toBe('offer-ran-out');
});
