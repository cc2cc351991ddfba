/** Bugs of small booking services in their HTTP interfaces, each as a test that detects it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { aService, eventually, type TestService } from '../kit/service.ts';

let it: TestService;
beforeAll(async () => {
  it = await aService();
});
afterAll(() => it.stop());

const UNKNOWN_ID = 'A'.repeat(22);
const times = (count: number) => Array.from({ length: count }, (_, n) => n);
const availability = async (id: string) => (await it.call({ path: `/v1/events/${id}` })).body.availability;

test('a small peer: a thousand requests for unknown resources leave the service available', async () => {
  const person = await it.aPerson();
  const bookings = await it.anEvent();
  const paths = [
    `/v1/events/${UNKNOWN_ID}`,
    `/v1/events/${bookings.id}/bookings/${UNKNOWN_ID}`,
    '/v1/nothing',
  ];
  const answers = await Promise.all(
    times(999).map((n) => it.call({ path: paths[n % 3] ?? '', token: person.token })),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404]));
  expect((await it.book(person, bookings.id)).status).toBe(201);
});

test.each([-1, -10, 0, 0.5, '-1', null])(
  'a small peer: a booking or cancellation of %j tickets does not change availability',
  async (quantity) => {
    const { id } = await it.anEvent();
    const person = await it.aPerson();
    expect((await it.book(person, id, { quantity })).status).toBe(422);
    const booked = await it.book(person, id, { quantity: 2 });
    expect((await it.cancel(person, id, booked.body.id, { quantity })).status).toBe(422);
    expect(await availability(id)).toMatchObject({ available: 8, booked: 2 });
  },
);

test('a small peer: nobody can register as an admin or make themselves one', async () => {
  const account = { name: 'Ada', email: 'ada@example.com', password: 'correct horse battery' };
  for (const more of [{ role: 'admin' }, { isAdmin: true }, { roles: ['admin'] }]) {
    expect((await it.call({ path: '/v1/auth/register', body: { ...account, ...more } })).status).toBe(422);
  }
  const { body } = await it.call({ path: '/v1/auth/register', body: account });
  expect(body.user.role).toBe('attendee');
  const path = `/v1/users/${body.user.id}`;
  const answer = await it.call({
    method: 'PATCH',
    path,
    token: body.accessToken,
    body: { role: 'admin' },
  });
  expect(answer.status).toBe(403);
});

test('a small peer: a booking belongs to the user of the token, and a body that names another is refused', async () => {
  const { id } = await it.anEvent();
  const [person, victim] = [await it.aPerson(), await it.aPerson()];
  for (const name of ['customerId', 'userId', 'user_id', 'user']) {
    expect((await it.book(person, id, { quantity: 1, [name]: victim.id })).status).toBe(422);
  }
  await it.book(person, id);
  const bookingsOf = async (token: string) => (await it.call({ path: '/v1/bookings', token })).body.items;
  expect(await bookingsOf(victim.token)).toEqual([]);
  expect(await bookingsOf(person.token)).toHaveLength(1);
});

test('Sixtus6/ticket-system: fifty requests at once all succeed, and every cancellation promotes', async () => {
  const { id } = await it.anEvent({ capacity: 40 });
  const people = await Promise.all(times(50).map(() => it.aPerson()));
  const answers = await Promise.all(people.map((person) => it.book(person, id)));
  const count = (status: number) => answers.filter((answer) => answer.status === status).length;
  expect([count(201), count(202)]).toEqual([40, 10]);
  const held = people.flatMap((person, n) =>
    answers[n]?.status === 201 ? { person, ...answers[n]?.body } : [],
  );
  await Promise.all(held.slice(0, 10).map((booking) => it.cancel(booking.person, id, booking.id)));
  await eventually(async () => {
    const { booked, waiting } = await availability(id);
    return booked === 40 && waiting === 0;
  });
});
