/** The line of an event over HTTP: who gets it, how caches keep it, and what it says of nobody. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { LINE_SECONDS } from '../../functions/domain/model/waitlist-marks-limits.ts';
import { ROUTES } from '../../functions/http/routes.ts';
import { aService, type TestService } from '../kit/service.ts';
import { type ServiceClock, serviceClock } from '../kit/service-clock.ts';
import { expectProblem, readBooking, UNKNOWN_ID } from './answers.ts';
import { aSoldOutEvent } from './sold-out-event.ts';

let it: TestService;
let clock: ServiceClock;
beforeAll(async () => {
  clock = serviceClock();
  it = await aService();
});
afterAll(async () => {
  await it.stop();
  clock.restore();
});

const readLine = (id: string, headers = {}) => it.call({ path: `/v1/events/${id}/line`, headers });

test('anybody reads where those wait who are known by their bookings alone', async () => {
  const { id } = await aSoldOutEvent(it);
  const people = [await it.aPerson(), await it.aPerson()];
  const bookings: string[] = [];
  for (const person of people) bookings.push((await it.book(person, id)).body.id);
  const { status, body, headers } = await readLine(id);
  expect(status).toBe(200);
  expect(headers['cache-control']).toBe(`public, max-age=${LINE_SECONDS}`);
  expect(body).toMatchObject({ waiting: 2, nextLookSeconds: LINE_SECONDS });
  for (const [index, person] of people.entries()) {
    const own = await readBooking(it, person, id, String(bookings[index]));
    expect(own.body.position).toBe(index + 1);
    expect(body.marks[index]).toEqual({ place: index + 1, ...own.body.inLine });
  }
  const known = [...bookings, ...people.flatMap((person) => [person.id])];
  expect(known.filter((secret) => JSON.stringify(body).includes(secret))).toEqual([]);
});

test('caches may keep it as long as clients wait', () => {
  expect(ROUTES['read-line'].publicSeconds).toBe(LINE_SECONDS);
});

test('it is 304 until somebody is served, comes or leaves, and made again after a second', async () => {
  const { id } = await aSoldOutEvent(it);
  const person = await it.aPerson();
  const booking = await it.book(person, id);
  const first = await readLine(id);
  const unchanged = { 'if-none-match': first.headers['etag'] };
  clock.set(Date.now() + 1_500);
  const again = await readLine(id, unchanged);
  expect([again.status, again.headers['etag']]).toEqual([304, first.headers['etag']]);
  expect(again.headers['cache-control']).toBe(`public, max-age=${LINE_SECONDS}`);
  await it.cancel(person, id, booking.body.id);
  expect((await readLine(id, unchanged)).status).toBe(304);
  clock.set(Date.now() + 1_500);
  const after = await readLine(id, unchanged);
  expect([after.status, after.body.waiting, after.body.servedUpTo]).toEqual([200, 0, after.body.asOf]);
});

test('a draft has none, and neither has an unknown event', async () => {
  const { id, organizer } = await it.anEvent({ isDraft: true });
  expectProblem(await readLine(id), 404, 'not-found');
  expectProblem(await readLine(id, { authorization: `Bearer ${organizer.token}` }), 404, 'not-found');
  expectProblem(await readLine(UNKNOWN_ID), 404, 'not-found');
});

test('while positions are to be drawn it has no marks, and a booking no place', async () => {
  const opensAt = Date.now() + 120_000;
  const { id } = await it.anEvent({
    ...{ capacity: 3, draw: { windowSeconds: 60 } },
    salesOpenAt: new Date(opensAt).toISOString(),
  });
  const person = await it.aPerson();
  clock.set(Date.now() + 130_000);
  const booking = await it.book(person, id);
  const line = await readLine(id);
  expect(line.body).toMatchObject({ waiting: 1, marks: [] });
  expect(Object.keys(line.body)).not.toContain('servedUpTo');
  expect(line.body.nextLookSeconds).toBeGreaterThan(LINE_SECONDS);
  expect((await readBooking(it, person, id, booking.body.id)).body.inLine).toBeUndefined();
});
