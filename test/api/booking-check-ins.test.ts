/** Check-ins by booking and ticket number: some or all tickets of a booking at once, and undoing them. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { table } from '../../functions/compose.ts';
import type { ProblemCode } from '../../functions/http/problems.ts';
import { brokenIn } from '../kit/audits.ts';
import { aService, contactOf, type TestService, withKey } from '../kit/service.ts';
import { expectFaults, expectProblem, UNKNOWN_ID } from './answers.ts';
import { attendee, aVisit, historyOf, numbersOf, scan, type Visit } from './visits.ts';

let it: TestService;
beforeAll(async () => {
  it = await aService();
});
afterAll(() => it.stop());

type Target = { bookingId?: string; tickets?: number[] };

/** Sends a request about tickets of the visit's booking. */
function post(path: 'check-ins' | 'check-ins/undo', visit: Visit, target: Target = {}, headers = {}) {
  const { eventId, organizer, bookingId } = visit;
  const reason = path === 'check-ins' ? {} : { reason: 'wrong door' };
  const body = { bookingId, ...reason, ...target };
  return it.call({ path: `/v1/events/${eventId}/${path}`, token: organizer.token, body, headers });
}

const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

test('all tickets of a booking are checked in with one request, and undone with another', async () => {
  const visit = await aVisit(it, 3);
  const name = { firstName: 'Grace', lastName: 'Hopper' };
  const path = `/v1/events/${visit.eventId}/bookings/${visit.bookingId}/tickets/2`;
  await it.call({ method: 'PATCH', path, token: visit.owner.token, body: name });
  const answer = await post('check-ins', visit);
  const shown = {
    bookingId: visit.bookingId,
    tickets: [{ ticket: 1 }, { ticket: 2, name }, { ticket: 3 }],
    attendee,
    customer: contactOf(visit.owner),
  };
  expect([answer.status, answer.body]).toEqual([
    200,
    { ...shown, checkedInAt: expect.stringMatching(INSTANT) },
  ]);
  expect((await numbersOf(visit)).checkedIn).toEqual([1, 2, 3]);
  const entries = (await historyOf(visit)).slice(2);
  expect(new Set(entries.map(({ at }) => at))).toEqual(new Set([Date.parse(answer.body.checkedInAt)]));
  const undone = await post('check-ins/undo', visit);
  expect([undone.status, undone.body]).toEqual([200, shown]);
  expect((await numbersOf(visit)).checkedIn).toEqual([]);
  expect(await brokenIn(table(), visit.eventId)).toEqual([]);
});

test('the rest of a family is checked in after the first of them, and then nobody is left', async () => {
  const visit = await aVisit(it, 3);
  await scan(it, visit, visit.codes[2]);
  expect((await post('check-ins', visit)).body.tickets).toEqual([{ ticket: 1 }, { ticket: 3 }]);
  const again = await post('check-ins', visit);
  expectProblem(again, 409, 'already-checked-in');
  expect(again.body).toMatchObject({ checkedInAt: expect.stringMatching(INSTANT) });
  expect(await brokenIn(table(), visit.eventId)).toEqual([]);
});

test('tickets that are named are checked in together or not at all', async () => {
  const visit = await aVisit(it, 4);
  await visit.cancel({ tickets: [4] });
  expect((await post('check-ins', visit, { tickets: [2, 1] })).body.tickets).toEqual([
    { ticket: 1 },
    { ticket: 2 },
  ]);
  const refused: [number[], number, ProblemCode][] = [
    [[3, 2], 409, 'already-checked-in'],
    [[3, 4], 409, 'ticket-void'],
    [[3, 5], 404, 'not-found'],
  ];
  for (const [tickets, status, code] of refused) {
    expectProblem(await post('check-ins', visit, { tickets }), status, code);
    expect((await numbersOf(visit)).checkedIn).toEqual([1, 2]);
  }
  expectProblem(await post('check-ins/undo', visit, { tickets: [1, 3] }), 409, 'not-checked-in');
  expect((await post('check-ins/undo', visit, { tickets: [1] })).status).toBe(200);
  expect((await numbersOf(visit)).checkedIn).toEqual([2]);
});

test('a repeat with its key has one effect and gets the same answer, and another body is refused', async () => {
  const visit = await aVisit(it, 3);
  await scan(it, visit, visit.codes[3]);
  const first = await post('check-ins', visit, {}, withKey('family'));
  expect(first.body.tickets).toEqual([{ ticket: 1 }, { ticket: 2 }]);
  for (const target of [{}, { tickets: [2, 1] }]) {
    const again = await post('check-ins', visit, target, withKey('family'));
    expect([again.status, again.body]).toEqual([200, first.body]);
  }
  for (const target of [{ tickets: [1] }, { tickets: [1, 3] }, { tickets: [1, 2, 3] }]) {
    expectProblem(await post('check-ins', visit, target, withKey('family')), 422, 'idempotency-key-reused');
  }
  expectProblem(await scan(it, visit, visit.codes[1], withKey('family')), 422, 'idempotency-key-reused');
  const undone = await post('check-ins/undo', visit, {}, withKey('family'));
  expect(undone.body.tickets).toEqual([{ ticket: 1 }, { ticket: 2 }, { ticket: 3 }]);
  await scan(it, visit, visit.codes[1]);
  expect((await post('check-ins/undo', visit, {}, withKey('family'))).body).toEqual(undone.body);
  expectProblem(await post('check-ins', visit, {}, withKey('family')), 422, 'idempotency-key-reused');
  const other = await post('check-ins/undo', visit, { tickets: [1] }, withKey('family'));
  expectProblem(other, 422, 'idempotency-key-reused');
  expect((await numbersOf(visit)).checkedIn).toEqual([1]);
  expect(await brokenIn(table(), visit.eventId)).toEqual([]);
});

test('a booking that has no tickets, or is not of the event, has nobody to check in', async () => {
  const visit = await aVisit(it, 1);
  const other = await aVisit(it, 1);
  expectProblem(await post('check-ins/undo', visit), 409, 'not-checked-in');
  expectProblem(await post('check-ins', visit, { bookingId: UNKNOWN_ID }), 404, 'not-found');
  expectProblem(await post('check-ins', visit, { bookingId: other.bookingId }), 404, 'not-found');
  const foreign = { ...visit, organizer: other.organizer };
  expectProblem(await post('check-ins', foreign), 404, 'not-found');
  expectProblem(await post('check-ins', { ...visit, organizer: visit.owner }), 404, 'not-found');
  await visit.cancel();
  for (const path of ['check-ins', 'check-ins/undo'] as const) {
    expectProblem(await post(path, visit), 409, 'no-tickets');
    expectProblem(await post(path, visit, { tickets: [1] }), 409, 'ticket-void');
  }
});

test.each<[string, object, string]>([
  ['a booking and a code', { ticket: 'a' }, '/ticket'],
  ['an id of another form', { bookingId: 'tonight' }, '/bookingId'],
  ['no number', { tickets: [] }, '/tickets'],
  ['one number twice', { tickets: [1, 1] }, '/tickets'],
  ['the number 0', { tickets: [0] }, '/tickets/0'],
  ['numbers without a booking', { bookingId: undefined, ticket: 'a', tickets: [1] }, '/tickets'],
])('a request with %s is rejected', async (_what, body, pointer) => {
  const visit = await aVisit(it, 1);
  expectFaults(await post('check-ins', visit, body), pointer);
  expectFaults(await post('check-ins/undo', visit, body), pointer);
});
