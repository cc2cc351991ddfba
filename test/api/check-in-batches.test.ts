/** Scans that a device made without a network and hands in later: the result of each, conflicts, and repeats. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { table } from '../../functions/compose.ts';
import { BODY_LIMIT_BYTES, CHECK_IN_BATCH_SCANS } from '../../functions/domain/model/limits.ts';
import { brokenIn } from '../kit/audits.ts';
import { aService, type TestService, withKey } from '../kit/service.ts';
import { expectFaults, expectProblem } from './answers.ts';
import { aVisit, historyOf, numbersOf, scan, undo, type Visit } from './visits.ts';

let it: TestService;
beforeAll(async () => {
  it = await aService();
});
afterAll(() => it.stop());

type Scan = { ticket: unknown; scannedAt: unknown };

const later = (ms: number) => new Date(Date.now() + ms).toISOString();

const handIn = (
  { eventId, organizer }: Pick<Visit, 'eventId' | 'organizer'>,
  scans: Scan[],
  { device, key }: { device?: string; key?: string } = {},
) =>
  it.call({
    path: `/v1/events/${eventId}/check-ins/batch`,
    token: organizer.token,
    body: { scans, ...(device !== undefined && { device }) },
    headers: key === undefined ? {} : withKey(key),
  });

const resultsOf = (answer: { body: { results: { result: string }[] } }) =>
  answer.body.results.map(({ result }) => result);

const INSTANT = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);

test('every scan has its own result, in the order of the request', async () => {
  const visit = await aVisit(it, 4);
  const other = await aVisit(it, 1);
  await visit.cancel({ tickets: [4] });
  const online = await scan(it, visit, visit.codes[2]);
  const scannedAt = later(0);
  const scans = ['box1', other.codes[1], visit.codes[4], visit.codes[2], ` ${visit.codes[1]}\n`];
  const answer = await handIn(
    visit,
    scans.map((ticket) => ({ ticket, scannedAt })),
    { device: 'East door' },
  );
  const of = { bookingId: visit.bookingId };
  const first = { checkedInAt: online.body.checkedInAt, by: visit.organizer.id };
  expect([answer.status, answer.body]).toEqual([
    200,
    {
      results: [
        { result: 'ticket-invalid' },
        { result: 'other-event' },
        { result: 'ticket-void', ...of, ticket: 4 },
        { result: 'already-checked-in', ...of, ticket: 2, first, wasScannedEarlier: false },
        { result: 'checked-in', ...of, ticket: 1, checkedInAt: INSTANT },
      ],
    },
  ]);
  expect((await numbersOf(visit)).checkedIn).toEqual([1, 2]);
  expect((await numbersOf(other)).checkedIn).toEqual([]);
  const { body } = await it.call({
    path: `/v1/events/${visit.eventId}/bookings/${visit.bookingId}`,
    token: visit.organizer.token,
  });
  expect(body.history.at(-1)).toEqual({
    what: 'checked-in',
    at: answer.body.results[4].checkedInAt,
    ticket: 1,
    by: visit.organizer.id,
    scanId: expect.any(String),
    scannedAt,
    device: 'East door',
  });
  expect(await brokenIn(table(), visit.eventId)).toEqual([]);
});

test('the scan that is stored first counts, and an earlier one that comes later is told as a conflict', async () => {
  const visit = await aVisit(it, 2);
  const [early, late] = [later(0), later(10_000)];
  const [one, two] = [visit.codes[1], visit.codes[2]];
  const west = { device: 'West door' };
  expect(resultsOf(await handIn(visit, [{ ticket: one, scannedAt: late }], west))).toEqual(['checked-in']);
  const conflict = { result: 'already-checked-in', bookingId: visit.bookingId, ticket: 1 };
  const first = { checkedInAt: INSTANT, by: visit.organizer.id, scannedAt: late, ...west };
  const east = await handIn(visit, [
    { ticket: one, scannedAt: early },
    { ticket: two, scannedAt: late },
    { ticket: two, scannedAt: early },
  ]);
  expect(east.body.results).toMatchObject([
    { ...conflict, first, wasScannedEarlier: true },
    { result: 'checked-in', ticket: 2 },
    { ...conflict, ticket: 2, first: { scannedAt: late }, wasScannedEarlier: true },
  ]);
  const online = await scan(it, visit, one);
  expectProblem(online, 409, 'already-checked-in');
  expect(await historyOf(visit)).toHaveLength(3);
});

test('a batch that is handed in again has no second effect and the same results, with any key and by anybody', async () => {
  const visit = await aVisit(it, 3);
  const scannedAt = later(0);
  await scan(it, visit, visit.codes[3]);
  const scans = [1, 2, 1, 3].map((number) => ({ ticket: visit.codes[number], scannedAt }));
  const first = await handIn(visit, scans, { key: 'once' });
  const expected = ['checked-in', 'checked-in', 'checked-in', 'already-checked-in'];
  expect(resultsOf(first)).toEqual(expected);
  const admin = { ...visit, organizer: await it.aPerson('admin') };
  const again = await Promise.all([
    handIn(visit, scans, { key: 'once' }),
    handIn(visit, scans),
    handIn(admin, scans, { key: 'once' }),
  ]);
  for (const answer of again) expect([answer.status, answer.body]).toEqual([200, first.body]);
  expect(await historyOf(visit)).toHaveLength(4);
  const elsewhere = await handIn(visit, scans.slice(0, 1), { device: 'East door' });
  expect(elsewhere.body.results).toMatchObject([{ result: 'already-checked-in', wasScannedEarlier: false }]);
});

test('a scan whose check-in was undone says so, and does not check the ticket in again', async () => {
  const visit = await aVisit(it, 1);
  const scans = [{ ticket: visit.codes[1], scannedAt: later(0) }];
  await handIn(visit, scans);
  await undo(it, visit, { ticket: visit.codes[1], reason: 'wrong person' });
  const undone = { result: 'check-in-undone', bookingId: visit.bookingId, ticket: 1 };
  expect((await handIn(visit, scans)).body.results).toEqual([undone]);
  expect((await numbersOf(visit)).checkedIn).toEqual([]);
  await scan(it, visit, visit.codes[1]);
  expect((await handIn(visit, scans)).body.results).toEqual([undone]);
  const another = await handIn(visit, [{ ticket: visit.codes[1], scannedAt: later(1_000) }]);
  expect(resultsOf(another)).toEqual(['already-checked-in']);
  expect(await brokenIn(table(), visit.eventId)).toEqual([]);
});

test('a scan that lost to another one does not check in after the undo of that one, and a later scan does', async () => {
  const visit = await aVisit(it, 1);
  const scanOf = (ms: number) => [{ ticket: visit.codes[1], scannedAt: later(ms) }];
  const [early, late] = [scanOf(0), scanOf(1)];
  await handIn(visit, early, { device: 'East' });
  expect(resultsOf(await handIn(visit, late, { device: 'West' }))).toEqual(['already-checked-in']);
  await undo(it, visit, { ticket: visit.codes[1], reason: 'wrong person' });
  expect(resultsOf(await handIn(visit, late, { device: 'West' }))).toEqual(['check-in-undone']);
  expect((await numbersOf(visit)).checkedIn).toEqual([]);
  expect(resultsOf(await handIn(visit, scanOf(1_000), { device: 'West' }))).toEqual(['checked-in']);
  expect(await brokenIn(table(), visit.eventId)).toEqual([]);
});

test('the largest batch fits the largest body', async () => {
  const visit = await aVisit(it, 1);
  const scans = Array.from({ length: CHECK_IN_BATCH_SCANS }, (_, n) => ({
    ticket: visit.codes[1],
    scannedAt: later(n),
  }));
  expect(JSON.stringify({ scans, device: 'é'.repeat(40) }).length).toBeLessThan(BODY_LIMIT_BYTES);
  const results = resultsOf(await handIn(visit, scans, { device: 'é'.repeat(40) }));
  expect(results).toEqual(['checked-in', ...Array(CHECK_IN_BATCH_SCANS - 1).fill('already-checked-in')]);
});

test('a batch with a time at which nobody can have scanned changes nothing', async () => {
  const visit = await aVisit(it, 1);
  const good = { ticket: visit.codes[1], scannedAt: later(0) };
  for (const scannedAt of [later(120_000), '2020-01-01T00:00:00Z']) {
    const bad = { ...good, scannedAt };
    expectFaults(await handIn(visit, [good, bad, good, bad]), '/scans/1/scannedAt', '/scans/3/scannedAt');
  }
  expect((await numbersOf(visit)).checkedIn).toEqual([]);
});

test.each<[string, (good: Scan) => unknown, string]>([
  ['no scans', () => ({}), '/scans'],
  ['an empty list', () => ({ scans: [] }), '/scans'],
  ['too many scans', (good) => ({ scans: Array(CHECK_IN_BATCH_SCANS + 1).fill(good) }), '/scans'],
  ['a scan without a time', ({ ticket }) => ({ scans: [{ ticket }] }), '/scans/0/scannedAt'],
  ['a scan without a code', ({ scannedAt }) => ({ scans: [{ scannedAt }] }), '/scans/0/ticket'],
  ['a time in words', (good) => ({ scans: [{ ...good, scannedAt: 'now' }] }), '/scans/0/scannedAt'],
  ['a blank device', (good) => ({ scans: [good], device: ' ' }), '/device'],
  ['a long name of the device', (good) => ({ scans: [good], device: 'a'.repeat(41) }), '/device'],
])('a batch with %s is rejected', async (_what, bodyOf, pointer) => {
  const { id: eventId, organizer } = await it.anEvent();
  const body = bodyOf({ ticket: 'a', scannedAt: later(0) });
  const path = `/v1/events/${eventId}/check-ins/batch`;
  expectFaults(await it.call({ path, token: organizer.token, body }), pointer);
});

test('only the organizer and admins hand in scans, and not of a cancelled event', async () => {
  const visit = await aVisit(it, 1);
  const scans = [{ ticket: visit.codes[1], scannedAt: later(0) }];
  const other = { ...visit, organizer: await it.aPerson('organizer') };
  expectProblem(await handIn(other, scans), 404, 'not-found');
  expectProblem(await handIn({ ...visit, organizer: visit.owner }, scans), 404, 'not-found');
  await it.call({ method: 'DELETE', path: `/v1/events/${visit.eventId}`, token: visit.organizer.token });
  expectProblem(await handIn(visit, scans), 409, 'event-cancelled');
});
