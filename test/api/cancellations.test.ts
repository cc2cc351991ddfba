/** Cancellations of confirmed and waitlisted bookings, complete and partial, and the promotions that follow. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ApiAnswer } from '../../bin/local/api-client.ts';
import { aService, eventually, type Person, type TestService } from '../kit/service.ts';
import { expectFaults, expectProblem, myBookings, readAvailability, readBooking } from './answers.ts';

const EIGHT = [1, 2, 3, 4, 5, 6, 7, 8];

let it: TestService;
beforeAll(async () => {
  it = await aService();
});
afterAll(() => it.stop());

/** A customer with a booking, and calls to read it, cancel it and ask whether it is confirmed. */
type Holder = {
  person: Person;
  bookingId: string;
  read: () => Promise<ApiAnswer['body']>;
  cancel: (quantity?: number) => Promise<ApiAnswer>;
  isConfirmed: () => Promise<boolean>;
};

async function aHolder(eventId: string, quantity: number): Promise<Holder> {
  const person = await it.aPerson();
  const bookingId = (await it.book(person, eventId, { quantity })).body.id;
  const read = async () => (await readBooking(it, person, eventId, bookingId)).body;
  return {
    person,
    bookingId,
    read,
    cancel: (tickets) =>
      it.cancel(person, eventId, bookingId, tickets === undefined ? {} : { quantity: tickets }),
    isConfirmed: async () => (await read()).status === 'confirmed',
  };
}

/** One customer holds all `capacity` tickets; behind them one waiter for each number of tickets in `wants`. */
async function aWaitlist(capacity: number, ...wants: number[]) {
  const { id, organizer } = await it.anEvent({ capacity });
  const holder = await aHolder(id, capacity);
  const waitlist: Holder[] = [];
  for (const quantity of wants) waitlist.push(await aHolder(id, quantity));
  return { id, organizer, holder, waitlist: waitlist as [Holder, Holder, Holder] };
}

function cancelWithKey(
  person: Person,
  eventId: string,
  bookingId: string,
  key: string,
  body: unknown = {},
): Promise<ApiAnswer> {
  return it.call({
    path: `/v1/events/${eventId}/bookings/${bookingId}/cancel`,
    token: person.token,
    body,
    headers: { 'idempotency-key': key },
  });
}

test('cancelling a booking frees all its tickets', async () => {
  const { id } = await it.anEvent();
  const holder = await aHolder(id, 3);
  const answer = await holder.cancel();
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({ id: holder.bookingId, status: 'cancelled', quantity: 0 });
  expect({ ...(await holder.read()), cancelledTickets: [1, 2, 3] }).toEqual(answer.body);
  await eventually(async () => (await readAvailability(it, id)).available === 10);
  expect(await readAvailability(it, id)).toMatchObject({ state: 'on-sale', booked: 0 });
});

test('cancelling works without a body', async () => {
  const { id } = await it.anEvent();
  const { person, bookingId } = await aHolder(id, 1);
  const answer = await it.cancel(person, id, bookingId, '');
  expect([answer.status, answer.body.status]).toEqual([200, 'cancelled']);
});

test('a partial cancellation keeps the other tickets, until none is left', async () => {
  const { id } = await it.anEvent();
  const holder = await aHolder(id, 3);
  expect((await holder.cancel(1)).body).toMatchObject({ status: 'confirmed', quantity: 2 });
  expect(await holder.read()).toMatchObject({ status: 'confirmed', quantity: 2 });
  expect((await holder.cancel(2)).body).toMatchObject({ status: 'cancelled', quantity: 0 });
  expectProblem(await holder.cancel(1), 409, 'already-cancelled');
  await eventually(async () => (await readAvailability(it, id)).available === 10);
});

test.each<[string, unknown, string]>([
  ['more tickets than it holds', { quantity: 4 }, '/quantity'],
  ['no tickets', { quantity: 0 }, '/quantity'],
  ['a negative number of tickets', { quantity: -1 }, '/quantity'],
  ['half a ticket', { quantity: 0.5 }, '/quantity'],
  ['a billion tickets', { quantity: 1e9 }, '/quantity'],
  ['tickets in a text', { quantity: '1' }, '/quantity'],
  ['null tickets', { quantity: null }, '/quantity'],
  ['an unknown field', { weather: 'rain' }, '/weather'],
  ['a ticket and a number of tickets', { quantity: 1, tickets: [1] }, '/tickets'],
  ['none of its tickets', { tickets: [] }, '/tickets'],
  ['a ticket twice', { tickets: [1, 1] }, '/tickets'],
  ['a ticket that it does not have', { tickets: [1, 4] }, '/tickets/1'],
  ['a ticket without a number', { tickets: ['1'] }, '/tickets/0'],
])('cancelling %s is rejected and changes nothing', async (_what, body, pointer) => {
  const { id } = await it.anEvent();
  const { person, bookingId, read } = await aHolder(id, 3);
  expectFaults(await it.cancel(person, id, bookingId, body), pointer);
  expect(await read()).toMatchObject({ status: 'confirmed', quantity: 3 });
  expect(await readAvailability(it, id)).toMatchObject({ available: 7, booked: 3 });
});

test('a second cancellation of a booking is rejected and frees no ticket', async () => {
  const { id } = await it.anEvent({ capacity: 2 });
  const holder = await aHolder(id, 1);
  expect((await holder.cancel()).status).toBe(200);
  expectProblem(await holder.cancel(), 409, 'already-cancelled');
  await eventually(async () => (await readAvailability(it, id)).booked === 0);
  expect(await readAvailability(it, id)).toMatchObject({ available: 2 });
});

test('of eight cancellations at once, one succeeds and seven are rejected', async () => {
  const { id, holder, waitlist } = await aWaitlist(1, 1, 1, 1);
  const answers = await Promise.all(EIGHT.map(() => holder.cancel()));
  const statuses = answers.map((answer) => answer.status).sort();
  expect(statuses).toEqual([200, 409, 409, 409, 409, 409, 409, 409]);
  for (const answer of answers.filter(({ status }) => status === 409)) {
    expectProblem(answer, 409, 'already-cancelled');
  }
  const [first, second, third] = waitlist;
  await eventually(first.isConfirmed);
  expect(await second.read()).toMatchObject({ status: 'waitlisted', position: 1 });
  expect(await third.read()).toMatchObject({ status: 'waitlisted', position: 2 });
  expect(await readAvailability(it, id)).toMatchObject({ available: 0, booked: 1, waiting: 2 });
});

test('of eight cancellations of one ticket at once, as many succeed as the booking has tickets', async () => {
  const { id } = await it.anEvent();
  const holder = await aHolder(id, 3);
  const answers = await Promise.all(EIGHT.map(() => holder.cancel(1)));
  const statuses = answers.map((answer) => answer.status).sort();
  expect(statuses).toEqual([200, 200, 200, 409, 409, 409, 409, 409]);
  expect(await holder.read()).toMatchObject({ status: 'cancelled', quantity: 0 });
  await eventually(async () => (await readAvailability(it, id)).available === 10);
});

test('a cancellation repeated with its key has one effect', async () => {
  const { id } = await it.anEvent();
  const { person, bookingId, read } = await aHolder(id, 3);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const answer = await cancelWithKey(person, id, bookingId, 'once', { quantity: 1 });
    expect([answer.status, answer.body.quantity]).toEqual([200, 2]);
  }
  expect(await read()).toMatchObject({ status: 'confirmed', quantity: 2 });
});

test('a cancellation of a whole booking, repeated with its key, is answered 200 again', async () => {
  const { id } = await it.anEvent();
  const { person, bookingId } = await aHolder(id, 3);
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const answer = await cancelWithKey(person, id, bookingId, 'once');
    expect([answer.status, answer.body.status]).toEqual([200, 'cancelled']);
  }
  expectProblem(await cancelWithKey(person, id, bookingId, 'another'), 409, 'already-cancelled');
});

test('a cancellation sent eight times at once with one key is done once, and each is answered 200', async () => {
  const { id } = await it.anEvent();
  const { person, bookingId, read } = await aHolder(id, 3);
  const answers = await Promise.all(
    EIGHT.map(() => cancelWithKey(person, id, bookingId, 'once', { quantity: 1 })),
  );
  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
  expect(await read()).toMatchObject({ status: 'confirmed', quantity: 2 });
});

test('a key used again for another cancellation is rejected', async () => {
  const { id } = await it.anEvent();
  const { person, bookingId, read } = await aHolder(id, 3);
  await cancelWithKey(person, id, bookingId, 'once', { quantity: 1 });
  for (const body of [{ quantity: 2 }, {}]) {
    expectProblem(await cancelWithKey(person, id, bookingId, 'once', body), 422, 'idempotency-key-reused');
  }
  expect(await read()).toMatchObject({ quantity: 2 });
});

test('a key belongs to one account: the organizer and the customer may use the same one', async () => {
  const { id, organizer } = await it.anEvent();
  const { person, bookingId } = await aHolder(id, 3);
  expect((await cancelWithKey(person, id, bookingId, 'once', { quantity: 1 })).body.quantity).toBe(2);
  expect((await cancelWithKey(organizer, id, bookingId, 'once', { quantity: 1 })).body.quantity).toBe(1);
});

test.each(['__proto__', 'constructor', 'toString', 'a.b #1'])(
  'the Idempotency-Key %s works for a cancellation',
  async (key) => {
    const { id } = await it.anEvent();
    const { person, bookingId } = await aHolder(id, 2);
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const answer = await cancelWithKey(person, id, bookingId, key, { quantity: 1 });
      expect([answer.status, answer.body.quantity]).toEqual([200, 1]);
    }
  },
);

test('the organizer cancels for the customer, who sees it and may book again', async () => {
  const { id, organizer } = await it.anEvent({ maxPerBooking: 2 });
  const { person, bookingId, read } = await aHolder(id, 2);
  expect((await it.cancel(organizer, id, bookingId, { quantity: 1 })).body.quantity).toBe(1);
  expect((await it.cancel(organizer, id, bookingId)).status).toBe(200);
  expect(await read()).toMatchObject({ status: 'cancelled' });
  expect(await myBookings(it, organizer)).toEqual([]);
  expect((await it.book(person, id, { quantity: 2 })).status).toBe(201);
});

test('the organizer cancels a waitlisted booking', async () => {
  const { id, organizer, waitlist } = await aWaitlist(1, 1, 1);
  expect((await it.cancel(organizer, id, waitlist[0].bookingId)).body.status).toBe('cancelled');
  expect(await waitlist[0].read()).toMatchObject({ status: 'cancelled' });
  expect(await waitlist[1].read()).toMatchObject({ status: 'waitlisted', position: 1 });
});

test('leaving the waitlist frees no ticket and moves everybody behind up at once', async () => {
  const { id, holder, waitlist } = await aWaitlist(1, 1, 1, 1);
  const [first, second, third] = waitlist;
  expect(await Promise.all(waitlist.map(async ({ read }) => (await read()).position))).toEqual([1, 2, 3]);
  const left = await first.cancel();
  expect([left.status, left.body.status, left.body.cancelledTickets]).toEqual([200, 'cancelled', []]);
  expect(await first.read()).not.toHaveProperty('position');
  expect([(await second.read()).position, (await third.read()).position]).toEqual([1, 2]);
  expect(await holder.read()).toMatchObject({ status: 'confirmed', quantity: 1 });
  expect(await readAvailability(it, id)).toMatchObject({ available: 0, booked: 1, waiting: 2 });
});

test('a customer who leaves the waitlist and joins again is last', async () => {
  const { id, holder, waitlist } = await aWaitlist(1, 1, 1);
  const [first, second] = waitlist;
  await first.cancel();
  const back = await it.book(first.person, id);
  expect([back.status, back.body.status]).toEqual([202, 'waitlisted']);
  expect((await readBooking(it, first.person, id, back.body.id)).body.position).toBe(2);
  await holder.cancel();
  await eventually(second.isConfirmed);
  expect((await readBooking(it, first.person, id, back.body.id)).body).toMatchObject({
    status: 'waitlisted',
    position: 1,
  });
});

test('of eight cancellations of a waitlisted booking at once, one succeeds', async () => {
  const { id, waitlist } = await aWaitlist(1, 1, 1);
  const answers = await Promise.all(EIGHT.map(() => waitlist[0].cancel()));
  const statuses = answers.map((answer) => answer.status).sort();
  expect(statuses).toEqual([200, 409, 409, 409, 409, 409, 409, 409]);
  expect(await readAvailability(it, id)).toMatchObject({ booked: 1, waiting: 1 });
  expect(await waitlist[1].read()).toMatchObject({ position: 1 });
});

test('a waiter who lowers the quantity keeps the position', async () => {
  const { waitlist } = await aWaitlist(3, 3, 1);
  const [first, second] = waitlist;
  const fewer = await first.cancel(2);
  expect(fewer.body).toMatchObject({ status: 'waitlisted', quantity: 1 });
  expect(await first.read()).toMatchObject({ status: 'waitlisted', quantity: 1, position: 1 });
  expect(await second.read()).toMatchObject({ position: 2 });
});

test('tickets of a partial cancellation are kept for the head of the waitlist, and nobody behind overtakes', async () => {
  const { id, holder, waitlist } = await aWaitlist(3, 2, 1);
  const [first, second] = waitlist;
  await holder.cancel(1);
  await eventually(async () => (await readAvailability(it, id)).booked === 2);
  expect(await first.read()).toMatchObject({ status: 'waitlisted', position: 1 });
  expect(await second.read()).toMatchObject({ status: 'waitlisted', position: 2 });
  expect(await readAvailability(it, id)).toMatchObject({ state: 'sold-out', available: 0, waiting: 2 });

  await holder.cancel(1);
  await eventually(first.isConfirmed);
  expect(await first.read()).not.toHaveProperty('position');
  expect(await second.read()).toMatchObject({ status: 'waitlisted', position: 1 });

  await holder.cancel();
  await eventually(second.isConfirmed);
  expect(await holder.read()).toMatchObject({ status: 'cancelled', quantity: 0 });
});

test('a new request does not get the tickets that are too few for the head of the waitlist', async () => {
  const { id, holder, waitlist } = await aWaitlist(2, 2);
  await holder.cancel(1);
  await eventually(async () => (await readAvailability(it, id)).booked === 1);
  const newcomer = await it.book(await it.aPerson(), id, { quantity: 1 });
  expect([newcomer.status, newcomer.body.status]).toEqual([202, 'waitlisted']);
  const hasty = await it.book(await it.aPerson(), id, { quantity: 1, onSoldOut: 'reject' });
  expectProblem(hasty, 409, 'sold-out');
  expect(hasty.body).toMatchObject({ available: 0, requested: 1 });
  expect(await waitlist[0].read()).toMatchObject({ status: 'waitlisted', position: 1 });
});

test('a waiter behind a head that wants too many tickets is promoted once the head leaves', async () => {
  const { holder, waitlist } = await aWaitlist(2, 2, 1);
  const [first, second] = waitlist;
  await holder.cancel(1);
  await first.cancel();
  await eventually(second.isConfirmed);
  expect(await first.read()).toMatchObject({ status: 'cancelled' });
});

test('the head of the waitlist is promoted once it lowers its quantity to the free tickets', async () => {
  const { holder, waitlist } = await aWaitlist(2, 2, 1);
  const [first, second] = waitlist;
  await holder.cancel(1);
  await first.cancel(1);
  await eventually(first.isConfirmed);
  expect(await first.read()).toMatchObject({ status: 'confirmed', quantity: 1 });
  expect(await second.read()).toMatchObject({ status: 'waitlisted', position: 1 });
});

test('one cancellation of several tickets promotes as many waiters as fit, in order', async () => {
  const { id, holder, waitlist } = await aWaitlist(3, 1, 2, 1);
  const [first, second, third] = waitlist;
  await holder.cancel();
  await eventually(second.isConfirmed);
  expect(await first.read()).toMatchObject({ status: 'confirmed', quantity: 1 });
  expect(await second.read()).toMatchObject({ status: 'confirmed', quantity: 2 });
  expect(await third.read()).toMatchObject({ status: 'waitlisted', position: 1 });
  expect(await readAvailability(it, id)).toMatchObject({ available: 0, booked: 3, waiting: 1 });
});

test('a promoted booking is cancelled like any other and promotes the next', async () => {
  const { holder, waitlist } = await aWaitlist(1, 1, 1);
  const [first, second] = waitlist;
  await holder.cancel();
  await eventually(first.isConfirmed);
  expect((await first.cancel()).status).toBe(200);
  await eventually(second.isConfirmed);
});
