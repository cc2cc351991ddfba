/** Receipts over HTTP: their readers, the agreement of two receipts, and the privacy of other customers. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { receiptFaults } from '../../functions/domain/bookings/receipt.ts';
import { aService, eventually, type Person, type TestService } from '../kit/service.ts';
import { expectFaults, expectProblem, readBooking, UNKNOWN_ID } from './answers.ts';

let it: TestService;
beforeAll(async () => {
  it = await aService();
});
afterAll(() => it.stop());

type Holder = { person: Person; bookingId: string };

const receipt = (eventId: string, { bookingId }: Pick<Holder, 'bookingId'>, { token }: Person, query = '') =>
  it.call({ path: `/v1/events/${eventId}/bookings/${bookingId}/receipt${query}`, token });

const attendee = { firstName: 'Maximiliane', lastName: 'Wolkenstein', email: 'maximiliane@example.com' };

/** Two cancelled tickets and three waiters, of whom two are promoted. */
async function aServedWaitlist() {
  const { id, organizer } = await it.anEvent({ capacity: 2 });
  const holders: Holder[] = [];
  for (let n = 0; n < 5; n += 1) {
    const person = await it.aPerson();
    const { body } = await it.book(person, id, { quantity: 1, attendee });
    holders.push({ person, bookingId: body.id });
  }
  const [one, other, first, second, third] = holders as [Holder, Holder, Holder, Holder, Holder];
  for (const { person, bookingId } of [one, other]) await it.cancel(person, id, bookingId);
  const isServed = async () =>
    (await readBooking(it, second.person, id, second.bookingId)).body.status === 'confirmed';
  await eventually(isServed);
  return { id, organizer, holders, one, first, second, third };
}

test('every waiter can check the promotions before theirs, and find their own in the receipts of others', async () => {
  const { id, first, second, third } = await aServedWaitlist();
  const [one, two, three] = await Promise.all(
    [first, second, third].map(async (holder) => (await receipt(id, holder, holder.person)).body),
  );
  expect([one.turns, two.turns, three.turns]).toEqual([[1], [2], []]);
  expect([one.position, three.position]).toEqual([undefined, 1]);
  const placesIn = ({ items }: { items: { place: string }[] }) => items.map(({ place }) => place);
  expect([placesIn(one), placesIn(two), placesIn(three)]).toEqual([[], [one.place], [one.place, two.place]]);
  expect(two.items[0]).toEqual(three.items[0]);
  for (const own of [one, two, three]) expect(receiptFaults(own, own.items)).toEqual([]);
});

test('a receipt contains no name, no account and no booking of another customer', async () => {
  const { id, holders, third } = await aServedWaitlist();
  const text = JSON.stringify((await receipt(id, third, third.person)).body);
  for (const { person, bookingId } of holders) {
    expect(text.includes(person.id)).toBe(false);
    expect(text.includes(bookingId)).toBe(bookingId === third.bookingId);
  }
  for (const word of Object.values(attendee)) expect(text).not.toContain(word);
});

test('the organizer reads the same receipt as the holder, and nobody else can read it', async () => {
  const { id, organizer, first, second } = await aServedWaitlist();
  const own = await receipt(id, second, second.person);
  expect((await receipt(id, second, organizer)).body).toEqual(own.body);
  for (const stranger of [first.person, await it.aPerson('organizer')]) {
    expectProblem(await receipt(id, second, stranger), 404, 'not-found');
  }
  expectProblem(await receipt(id, { bookingId: UNKNOWN_ID }, second.person), 404, 'not-found');
});

test('a booking that never waited has an empty receipt', async () => {
  const { id, one } = await aServedWaitlist();
  const { status, body } = await receipt(id, one, one.person);
  expect([status, body.turns, body.items, body.nextCursor]).toEqual([200, [], [], null]);
  expect(body).not.toHaveProperty('joinedAt');
});

test('an invalid cursor is rejected', async () => {
  const { id, third } = await aServedWaitlist();
  expectFaults(await receipt(id, third, third.person, '?cursor=x'), 'cursor');
});
