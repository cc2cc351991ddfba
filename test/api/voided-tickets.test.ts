/** Voided tickets: complete and partial cancellations, before and after check-ins. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runtime, table } from '../../functions/compose.ts';
import { brokenIn } from '../kit/audits.ts';
import { aService, eventually, type TestService } from '../kit/service.ts';
import { expectFaults, expectProblem, readBooking } from './answers.ts';
import { aVisit, numbersOf, scan, snapshotOf, undo } from './visits.ts';

const EIGHT = [1, 2, 3, 4, 5, 6, 7, 8];

let it: TestService;
beforeAll(async () => {
  it = await aService();
});
afterAll(() => it.stop());

describe('Cancelling', () => {
  test('a booking voids its tickets', async () => {
    const visit = await aVisit(it, 2);
    await visit.cancel();
    for (const number of [1, 2])
      expectProblem(await scan(it, visit, visit.codes[number]), 409, 'ticket-void');
    const undone = await undo(it, visit, { ticket: visit.codes[1], reason: 'why' });
    expectProblem(undone, 409, 'ticket-void');
  });

  test('some tickets voids the highest numbers', async () => {
    const visit = await aVisit(it, 4);
    await visit.cancel({ quantity: 2 });
    expect(await numbersOf(visit)).toEqual({ good: [1, 2], checkedIn: [] });
    for (const number of [3, 4])
      expectProblem(await scan(it, visit, visit.codes[number]), 409, 'ticket-void');
    for (const number of [1, 2]) expect((await scan(it, visit, visit.codes[number])).status).toBe(200);
  });

  test('some tickets voids the highest numbers that are not checked in', async () => {
    const visit = await aVisit(it, 4);
    for (const number of [2, 4]) await scan(it, visit, visit.codes[number]);
    expect((await visit.cancel({ quantity: 1 })).body).toMatchObject({ status: 'confirmed', quantity: 3 });
    expect(await numbersOf(visit)).toEqual({ good: [1, 2, 4], checkedIn: [2, 4] });
    expectProblem(await scan(it, visit, visit.codes[3]), 409, 'ticket-void');
    expectProblem(await scan(it, visit, visit.codes[4]), 409, 'already-checked-in');
    expect((await visit.cancel({ quantity: 1 })).status).toBe(200);
    expectProblem(await scan(it, visit, visit.codes[1]), 409, 'ticket-void');
    expect(await numbersOf(visit)).toEqual({ good: [2, 4], checkedIn: [2, 4] });
  });

  test('a ticket voids it for good, also after the check-in of another one is undone', async () => {
    const visit = await aVisit(it, 2);
    await scan(it, visit, visit.codes[2]);
    await visit.cancel({ quantity: 1 });
    await undo(it, visit, { ticket: visit.codes[2], reason: 'wrong person' });
    expect(await numbersOf(visit)).toEqual({ good: [2], checkedIn: [] });
    expectProblem(await scan(it, visit, visit.codes[1]), 409, 'ticket-void');
  });

  test('more tickets than are not checked in is rejected and changes nothing, until the check-in is undone', async () => {
    const visit = await aVisit(it, 3);
    await scan(it, visit, visit.codes[1]);
    for (const body of [{}, { quantity: 3 }]) expectProblem(await visit.cancel(body), 409, 'checked-in');
    expect(await visit.read()).toMatchObject({ status: 'confirmed', quantity: 3 });
    expectFaults(await visit.cancel({ quantity: 4 }), '/quantity');
    await undo(it, visit, { ticket: visit.codes[1], reason: 'left again' });
    expect((await visit.cancel()).body).toMatchObject({ status: 'cancelled', quantity: 0 });
    expectProblem(await scan(it, visit, visit.codes[1]), 409, 'ticket-void');
  });

  test('a ticket and checking it in at once, repeatedly: one succeeds and the other is rejected with the reason', async () => {
    const { id: eventId, organizer } = await it.anEvent({ capacity: 100, maxPerCustomer: 100 });
    const winners: string[] = [];
    for (let round = 0; round < 40; round += 1) {
      const owner = await it.aPerson();
      const bookingId = (await it.book(owner, eventId)).body.id;
      const { code } = (await readBooking(it, owner, eventId, bookingId)).body.tickets[0];
      const cancel = () => it.cancel(owner, eventId, bookingId);
      const checkIn = () => scan(it, { eventId, organizer }, code);
      const order = round % 2 === 0 ? [cancel, checkIn] : [checkIn, cancel];
      // The second request starts a little later, more so in each round, so that each of the two wins some rounds.
      const answers = await Promise.all(order.map((act, n) => runtime.sleep((n * round) / 2).then(act)));
      const [cancelled, checkedIn] = round % 2 === 0 ? answers : answers.reverse();
      if (cancelled === undefined || checkedIn === undefined) throw new Error('An answer is missing.');
      winners.push(cancelled.status === 200 ? 'cancelled' : 'checked in');
      if (cancelled.status === 200) expectProblem(checkedIn, 409, 'ticket-void');
      else expectProblem(cancelled, 409, 'checked-in');
      expect([cancelled.status, checkedIn.status].sort()).toEqual([200, 409]);
    }
    expect(new Set(winners).size).toBe(2);
    const isSettled = async () =>
      (await snapshotOf({ eventId })).bookings.every(({ released }) => released === 0);
    await eventually(isSettled);
    expect(await brokenIn(table(), eventId)).toEqual([]);
  });

  test('tickets of a booking during its check-ins leaves exactly the tickets that are checked in', async () => {
    const visit = await aVisit(it, 8);
    const [scans, cancels] = await Promise.all([
      Promise.all(EIGHT.map((number) => scan(it, visit, visit.codes[number]))),
      Promise.all(EIGHT.map(() => visit.cancel({ quantity: 1 }))),
    ]);
    const isIn = scans.filter(({ status }) => status === 200).map(({ body }) => body.ticket);
    const cancelled = cancels.filter(({ status }) => status === 200);
    expect(isIn.length + cancelled.length).toBe(8);
    if (isIn.length > 0) expect(await numbersOf(visit)).toEqual({ good: isIn, checkedIn: isIn });
    for (const answer of scans.filter(({ status }) => status !== 200))
      expectProblem(answer, 409, 'ticket-void');
  });
});
