/** `requiresChallenge` as organizers state it, and as clients meet and solve it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { aService, eventually, type TestService, withKey } from '../kit/service.ts';
import { encodeSolution, solve } from '../kit/solve-challenge.ts';
import { expectFaults } from './answers.ts';

let it: TestService;
beforeAll(async () => {
  process.env['CHALLENGE_DIFFICULTY'] = '100';
  it = await aService();
});
afterAll(async () => {
  delete process.env['CHALLENGE_DIFFICULTY'];
  await it.stop();
});

test('a client solves the challenge of the refusal, and books with the same key', async () => {
  const { id, organizer } = await it.anEvent({ requiresChallenge: true, allowGuests: true });
  const path = `/v1/events/${id}/bookings`;
  const attendee = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' };
  const body = { quantity: 1, attendee };
  const refused = await it.call({ path, body, headers: withKey('1') });
  expect([refused.status, refused.body.code]).toEqual([409, 'challenge-required']);
  expect(refused.headers['cache-control']).toBe('no-store');
  const { challenge } = refused.body;
  expect([challenge.provider, challenge.parameters.data]).toEqual(['proof-of-work', { eventId: id }]);
  const challengeSolution = encodeSolution(await solve(challenge));
  const solved = { path, body: { ...body, challengeSolution }, headers: withKey('1') };
  const made = await it.call(solved);
  expect(made).toMatchObject({ status: 201, body: { manageToken: expect.any(String) } });
  expect((await it.call(solved)).body).toMatchObject({ id: made.body.id, status: 'confirmed' });
  const again = await it.call({ ...solved, headers: withKey('2') });
  expect([again.status, again.body.code]).toEqual([409, 'challenge-required']);

  const copy = await it.call({
    path: `/v1/events/${id}/copies`,
    token: organizer.token,
    body: { startsAt: '2099-01-02T20:00:00Z' },
  });
  expect(copy.body.requiresChallenge).toBe(true);
});

test('nothing is given out to solve before sales open', async () => {
  const { id } = await it.anEvent({ requiresChallenge: true, salesOpenAt: '2098-01-01T00:00:00Z' });
  expect((await it.book(await it.aPerson(), id)).body.code).toBe('sales-not-open');
});

test('an event can begin and stop to ask', async () => {
  const { id, organizer } = await it.anEvent();
  const change = (requiresChallenge: boolean) =>
    it.call({
      method: 'PATCH',
      path: `/v1/events/${id}`,
      token: organizer.token,
      body: { requiresChallenge },
    });
  expect((await change(true)).body.requiresChallenge).toBe(true);
  const person = await it.aPerson();
  await eventually(async () => (await it.book(person, id)).status === 409);
  expect((await change(false)).body).not.toHaveProperty('requiresChallenge');
  await eventually(async () => (await it.book(person, id)).status === 201);
});

test('a solution has a bound', async () => {
  const { id } = await it.anEvent({ requiresChallenge: true });
  const body = { quantity: 1, challengeSolution: 'a'.repeat(8_001) };
  expectFaults(await it.book(await it.aPerson(), id, body), '/challengeSolution');
});
