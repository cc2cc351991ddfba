/** The rate limits of those who have the tokens of many bookings: one network address has one count. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ApiAnswer } from '../../bin/local/api-client.ts';
import { aService, type TestService } from '../kit/service.ts';
import { expectProblem } from './answers.ts';

const attendee = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' };

let it: TestService;
let bookings: string;
let guests: { id: string; manageToken: string }[];

/** Limits of 40 are grouped by two. */
beforeAll(async () => {
  it = await aService({
    rateLimits: 'read=40/1h,read-with-token=40/1h,read-booking=40/1h,change-booking=40/1h,transfer=2/1h',
    sendsNotices: true,
  });
  const { id: eventId } = await it.anEvent({ allowGuests: true });
  bookings = `/v1/events/${eventId}/bookings`;
  const aBooking = async () => (await it.call({ path: bookings, body: { quantity: 2, attendee } })).body;
  guests = [await aBooking(), await aBooking(), await aBooking()];
});
afterAll(() => it.stop());

const transfer = (path: string, token: string) =>
  it.call({ path: `${path}/tickets/1/transfer`, token, body: { ...attendee, email: 'grace@example.com' } });

function expectLimited(answer: ApiAnswer, limit: string): void {
  expectProblem(answer, 429, 'too-many-requests');
  expect(String(answer.headers['ratelimit'])).toContain(`"${limit}";r=0`);
}

test('transfers with the tokens of bookings are counted by address, however many bookings there are', async () => {
  const [last, ...others] = guests.map(
    ({ id, manageToken }) =>
      () =>
        transfer(`${bookings}/${id}`, manageToken),
  );
  for (const one of others) expect((await one()).status).toBe(200);
  if (last) expectLimited(await last(), 'transfer');
});

test('reads with the tokens of bookings are counted by address with those without one, however many bookings there are', async () => {
  const event = bookings.replace('/bookings', '');
  const own = guests.map(({ id, manageToken: token }) => ({ path: `${bookings}/${id}/tickets`, token }));
  const all = [...own, ...own.map(({ token }) => ({ path: event, token })), { path: event }];
  for (let count = 0; count < 41; count += 1) {
    const answer = await it.call(all[count % all.length] ?? { path: event });
    expect([count, answer.status]).toEqual([count, 200]);
  }
  for (const asked of all) expectLimited(await it.call(asked), 'read');
});

test('a negative control: an account at the same address, which is counted for itself, goes on', async () => {
  const person = await it.aPerson();
  const { body: booking } = await it.book(person, bookings.split('/')[3] ?? '');
  const own = `${bookings}/${booking.id}`;
  expect((await it.call({ path: `${own}/tickets`, token: person.token })).status).toBe(200);
  expect((await transfer(own, person.token)).status).toBe(200);
});

describe('Reads of a booking', () => {
  const read = (count: number) => {
    const { id, manageToken } = guests[count % guests.length] ?? { id: '', manageToken: '' };
    return it.call({ path: `${bookings}/${id}`, token: manageToken });
  };

  test('are counted by address with its token, however many bookings there are', async () => {
    for (let count = 0; count < 41; count += 1)
      expect([count, (await read(count)).status]).toEqual([count, 200]);
    for (let count = 0; count < 3; count += 1) expectLimited(await read(count), 'read-booking');
  });

  test('are counted by account without it', async () => {
    const person = await it.aPerson();
    const { body } = await it.book(person, bookings.split('/')[3] ?? '');
    const own = { path: `${bookings}/${body.id}`, token: person.token };
    for (let count = 0; count < 41; count += 1) expect((await it.call(own)).status).toBe(200);
    expectLimited(await it.call(own), 'read-booking');
  });

  test('are those of the picture of a code, too, which reads the booking', async () => {
    const [{ id, manageToken: token } = { id: '', manageToken: '' }] = guests;
    expectLimited(await it.call({ path: `${bookings}/${id}/tickets/2`, token }), 'read-booking');
  });

  test('a negative control: what no limit counts is read on', async () => {
    const { token } = await it.aPerson();
    for (let count = 0; count < 50; count += 1)
      expect([count, (await it.call({ path: '/v1/me', token })).status]).toEqual([count, 200]);
  });
});

describe('Changes of a booking', () => {
  const names = ['Ada', 'Grace'];

  test('are counted by address with its token, whichever it is and however many bookings there are', async () => {
    for (let count = 0; count < 41; count += 1) {
      const { id, manageToken: token } = guests[count % guests.length] ?? { id: '', manageToken: '' };
      const body = { firstName: names[count % 2], lastName: 'Lovelace' };
      const named = await it.call({ method: 'PATCH', path: `${bookings}/${id}/tickets/2`, token, body });
      expect([count, named.status]).toEqual([count, 200]);
    }
    const [{ id, manageToken: token } = { id: '', manageToken: '' }] = guests;
    const path = `${bookings}/${id}`;
    for (const change of ['accept', 'decline', 'cancel', 'erase'])
      expectLimited(await it.call({ path: `${path}/${change}`, token, body: {} }), 'change-booking');
    const body = { firstName: 'Ada', lastName: 'Lovelace' };
    expectLimited(
      await it.call({ method: 'PATCH', path: `${path}/tickets/2`, token, body }),
      'change-booking',
    );
  });

  test('a negative control: an account at the same address, which is counted for itself, goes on', async () => {
    const person = await it.aPerson();
    const { body } = await it.book(person, bookings.split('/')[3] ?? '');
    const cancelled = await it.call({ path: `${bookings}/${body.id}/cancel`, token: person.token, body: {} });
    expect(cancelled.status).toBe(200);
  });
});
