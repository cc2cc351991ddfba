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

  test('named tickets voids exactly those, and the answer, its repeat and the history name them', async () => {
    const visit = await aVisit(it, 5);
    const path = `/v1/events/${visit.eventId}/bookings/${visit.bookingId}/cancel`;
    const cancel = (tickets: number[], key: string) =>
      it.call({ path, token: visit.owner.token, body: { tickets }, headers: { 'idempotency-key': key } });
    await scan(it, visit, visit.codes[5]);
    expectProblem(await cancel([2, 5], 'with-used'), 409, 'checked-in');
    expect((await cancel([4, 2], 'first')).body).toMatchObject({ quantity: 3, cancelledTickets: [2, 4] });
    expect((await visit.cancel({ quantity: 1 })).body).toMatchObject({ cancelledTickets: [3] });
    expect((await cancel([2, 4], 'first')).body).toMatchObject({ quantity: 3, cancelledTickets: [2, 4] });
    expectProblem(await cancel([2], 'first'), 422, 'idempotency-key-reused');
    expectFaults(await cancel([1, 2], 'again'), '/tickets/1');
    expect(await numbersOf(visit)).toEqual({ good: [1, 5], checkedIn: [5] });
    for (const number of [2, 3, 4])
      expectProblem(await scan(it, visit, visit.codes[number]), 409, 'ticket-void');
    const { history } = (await readBooking(it, visit.organizer, visit.eventId, visit.bookingId)).body;
    const shown = history.filter(({ what }: { what: string }) => what === 'cancelled');
    expect(shown.map(({ tickets }: { tickets: number[] }) => tickets)).toEqual([[2, 4], [3]]);
    expect(await brokenIn(table(), visit.eventId)).toEqual([]);
  });

  test('a granted ticket by its number keeps the wait for the others', async () => {
    const { id, organizer } = await it.anEvent({ capacity: 3, waitlist: { policy: 'accept-fewer' } });
    const holder = await it.aPerson();
    const held = (await it.book(holder, id, { quantity: 3 })).body.id;
    const waiter = await it.aPerson();
    const waiting = (await it.book(waiter, id, { quantity: 3 })).body.id;
    const read = async () => (await readBooking(it, waiter, id, waiting)).body;
    expectFaults(await it.cancel(waiter, id, waiting, { tickets: [1] }), '/tickets/0');
    await it.cancel(holder, id, held, { tickets: [1, 3] });
    await eventually(async () => (await read()).granted === 2);
    const answer = await it.cancel(waiter, id, waiting, { tickets: [1] });
    expect(answer.body).toMatchObject({ status: 'waitlisted', quantity: 2, cancelledTickets: [1] });
    // The released ticket is the next one that the same booking waits for.
    await eventually(async () => (await read()).status === 'confirmed');
    const tickets: { number: number }[] = (await read()).tickets;
    expect(tickets.map(({ number }) => number)).toEqual([2, 3]);
    const settled = async () =>
      (await snapshotOf({ eventId: id })).bookings.every(({ released }) => released === 0);
    await eventually(settled);
    expect(await brokenIn(table(), id)).toEqual([]);
    expect((await it.cancel(organizer, id, waiting)).body.cancelledTickets).toEqual([2, 3]);
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
