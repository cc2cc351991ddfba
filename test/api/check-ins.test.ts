/** Check-ins: each ticket is used once, by the organizer or an admin, and a check-in can be undone. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { table } from '../../functions/compose.ts';
import { brokenIn } from '../kit/audits.ts';
import { aService, contactOf, eventually, type TestService, withKey } from '../kit/service.ts';
import { expectFaults, expectProblem, readBooking, UNKNOWN_ID } from './answers.ts';
import { attendee, aVisit, historyOf, numbersOf, scan, undo } from './visits.ts';

const EIGHT = [1, 2, 3, 4, 5, 6, 7, 8];
const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

let it: TestService;
beforeAll(async () => {
  it = await aService();
});
afterAll(() => it.stop());

describe('A check-in', () => {
  test('succeeds once with the attendee’s name, and the booking shows it', async () => {
    const visit = await aVisit(it, 2);
    const answer = await scan(it, visit, visit.codes[2]);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      bookingId: visit.bookingId,
      ticket: 2,
      attendee,
      customer: contactOf(visit.owner),
      checkedInAt: expect.stringMatching(INSTANT),
    });
    const { checkedInAt } = answer.body;
    expect((await visit.read()).tickets).toEqual([
      { number: 1, code: visit.codes[1] },
      { number: 2, code: visit.codes[2], checkedInAt },
    ]);
    const again = await scan(it, visit, visit.codes[2]);
    expectProblem(again, 409, 'already-checked-in');
    expect(again.body.checkedInAt).toBe(checkedInAt);
    expect((await scan(it, visit, visit.codes[1])).status).toBe(200);
  });

  test('is answered with the account of the booking, and so is its undoing', async () => {
    const { id: eventId, organizer } = await it.anEvent();
    const grace = await it.anAccount({ name: 'Grace' });
    const { id } = (await it.book(grace, eventId)).body;
    const [{ code: ticket }] = (await readBooking(it, grace, eventId, id)).body.tickets;
    const customer = { name: 'Grace', email: grace.email };
    const checkedIn = await scan(it, { eventId, organizer }, ticket);
    expect(checkedIn.body).toEqual({
      bookingId: id,
      ticket: 1,
      customer,
      checkedInAt: expect.stringMatching(INSTANT),
    });
    const undone = await undo(it, { eventId, organizer }, { ticket, reason: 'wrong person' });
    expect(undone.body).toEqual({ bookingId: id, ticket: 1, customer });
  });

  test('adds a history entry with the time, the ticket and the account that made it', async () => {
    const visit = await aVisit(it);
    const { checkedInAt } = (await scan(it, visit, visit.codes[1])).body;
    expect(await historyOf(visit)).toEqual([
      expect.objectContaining({ what: 'booked' }),
      {
        what: 'checked-in',
        at: Date.parse(checkedInAt),
        ticket: 1,
        by: visit.organizer.id,
        scanId: expect.any(String),
      },
    ]);
  });

  test('of one ticket at eight scanners at once succeeds once, and seven answers give the time of it', async () => {
    const visit = await aVisit(it);
    const answers = await Promise.all(EIGHT.map(() => scan(it, visit, visit.codes[1])));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409, 409, 409, 409, 409, 409, 409]);
    const { checkedInAt } = answers.find(({ status }) => status === 200)?.body ?? {};
    for (const answer of answers.filter(({ status }) => status === 409)) {
      expectProblem(answer, 409, 'already-checked-in');
      expect(answer.body.checkedInAt).toBe(checkedInAt);
    }
  });

  test('of eight tickets of one booking at once succeeds for each', async () => {
    const visit = await aVisit(it, 8);
    const answers = await Promise.all(EIGHT.map((number) => scan(it, visit, visit.codes[number])));
    expect(answers.map((answer) => answer.status)).toEqual(Array(8).fill(200));
    expect((await numbersOf(visit)).checkedIn).toEqual(EIGHT);
  });

  test('is possible after sales have closed', async () => {
    const salesCloseAt = new Date(Date.now() + 1_500).toISOString();
    const visit = await aVisit(it, 1, { salesCloseAt });
    await eventually(async () => {
      const answer = await it.book(await it.aPerson(), visit.eventId);
      return answer.status === 409 && answer.body.code === 'sales-closed';
    });
    expect((await scan(it, visit, visit.codes[1])).status).toBe(200);
  });

  test('is allowed to the event’s organizer and to admins', async () => {
    const visit = await aVisit(it, 2);
    const other = { ...visit, organizer: await it.aPerson('organizer') };
    expectProblem(await scan(it, other, visit.codes[1]), 404, 'not-found');
    expectProblem(await scan(it, { ...visit, organizer: visit.owner }, visit.codes[1]), 404, 'not-found');
    expectProblem(await undo(it, other, { ticket: visit.codes[1], reason: 'mine' }), 404, 'not-found');
    expect((await numbersOf(visit)).checkedIn).toEqual([]);
    const admin = { ...visit, organizer: await it.aPerson('admin') };
    expect((await scan(it, admin, visit.codes[1])).status).toBe(200);
  });

  test.each([UNKNOWN_ID, 'tonight'])('at the event %s is not found', async (eventId) => {
    const visit = await aVisit(it);
    expectProblem(await scan(it, { ...visit, eventId }, visit.codes[1]), 404, 'not-found');
  });

  test('repeated with its key is done once and gets the first answer again', async () => {
    const visit = await aVisit(it);
    const first = await scan(it, visit, visit.codes[1], withKey('once'));
    const again = await scan(it, visit, visit.codes[1], withKey('once'));
    expect([again.status, again.body]).toEqual([200, first.body]);
    expectProblem(await scan(it, visit, visit.codes[1], withKey('another')), 409, 'already-checked-in');
    expect(await historyOf(visit)).toHaveLength(2);
  });

  test('sent eight times at once with one key is done once, and each is answered 200', async () => {
    const visit = await aVisit(it);
    const answers = await Promise.all(EIGHT.map(() => scan(it, visit, visit.codes[1], withKey('once'))));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.checkedInAt}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(200);
    expect(await historyOf(visit)).toHaveLength(2);
  });

  test('of another ticket with a used key is rejected', async () => {
    const visit = await aVisit(it, 2);
    expect((await scan(it, visit, visit.codes[1], withKey('once'))).status).toBe(200);
    expectProblem(await scan(it, visit, visit.codes[2], withKey('once')), 422, 'idempotency-key-reused');
    expect((await numbersOf(visit)).checkedIn).toEqual([1]);
  });

  test.each<[string, unknown, string]>([
    ['no ticket', {}, '/ticket'],
    ['a number for a ticket', { ticket: 1 }, '/ticket'],
    ['two tickets', { ticket: ['a', 'b'] }, '/ticket'],
    ['an unknown field', { ticket: 'a', force: true }, '/force'],
  ])('with %s is rejected', async (_what, body, pointer) => {
    const { eventId, organizer } = await aVisit(it);
    const path = `/v1/events/${eventId}/check-ins`;
    expectFaults(await it.call({ path, token: organizer.token, body }), pointer);
  });
});

describe('An undone check-in', () => {
  test('makes the ticket valid again and adds a history entry with the account, the time and the reason', async () => {
    const visit = await aVisit(it, 2);
    const ticket = visit.codes[2];
    await scan(it, visit, ticket);
    const answer = await undo(it, visit, { ticket, reason: ' wrong person ' });
    const customer = contactOf(visit.owner);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ bookingId: visit.bookingId, ticket: 2, attendee, customer });
    expect((await numbersOf(visit)).checkedIn).toEqual([]);
    expect((await scan(it, visit, ticket)).status).toBe(200);
    expectProblem(await scan(it, visit, ticket), 409, 'already-checked-in');
    const [, , trace, again] = await historyOf(visit);
    expect(trace).toEqual({
      what: 'check-in-undone',
      at: expect.any(Number),
      ticket: 2,
      by: visit.organizer.id,
      reason: 'wrong person',
      scanId: expect.any(String),
    });
    expect(again).toMatchObject({ what: 'checked-in', ticket: 2 });
    expect(await brokenIn(table(), visit.eventId)).toEqual([]);
  });

  test('is undone once, and of eight requests at once one succeeds', async () => {
    const visit = await aVisit(it);
    const body = { ticket: visit.codes[1], reason: 'wrong person' };
    expectProblem(await undo(it, visit, body), 409, 'not-checked-in');
    await scan(it, visit, visit.codes[1]);
    const answers = await Promise.all(EIGHT.map(() => undo(it, visit, body)));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409, 409, 409, 409, 409, 409, 409]);
    for (const answer of answers.filter(({ status }) => status === 409)) {
      expectProblem(answer, 409, 'not-checked-in');
    }
  });

  test('repeated with its key is undone once, even after the ticket is used again', async () => {
    const visit = await aVisit(it);
    const body = { ticket: visit.codes[1], reason: 'wrong person' };
    await scan(it, visit, visit.codes[1]);
    expect((await undo(it, visit, body, withKey('once'))).status).toBe(200);
    await scan(it, visit, visit.codes[1]);
    expect((await undo(it, visit, body, withKey('once'))).status).toBe(200);
    expect((await numbersOf(visit)).checkedIn).toEqual([1]);
    const reused = await undo(it, visit, { ...body, reason: 'another' }, withKey('once'));
    expectProblem(reused, 422, 'idempotency-key-reused');
  });

  test('is not reversed by a repeat of the check-in with its key', async () => {
    const visit = await aVisit(it);
    const ticket = visit.codes[1];
    await scan(it, visit, ticket, withKey('once'));
    await undo(it, visit, { ticket, reason: 'wrong person' });
    expectProblem(await scan(it, visit, ticket, withKey('once')), 422, 'idempotency-key-reused');
    expect((await numbersOf(visit)).checkedIn).toEqual([]);
    expect((await scan(it, visit, ticket, withKey('twice'))).status).toBe(200);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['no reason', { reason: undefined }, '/reason'],
    ['a reason of spaces', { reason: '  ' }, '/reason'],
    ['a reason of 201 characters', { reason: 'a'.repeat(201) }, '/reason'],
    ['no ticket', { ticket: undefined }, '/ticket'],
    ['somebody else’s name', { by: UNKNOWN_ID }, '/by'],
  ])('with %s is rejected and the ticket stays checked in', async (_what, fields, pointer) => {
    const visit = await aVisit(it);
    await scan(it, visit, visit.codes[1]);
    expectFaults(await undo(it, visit, { ticket: visit.codes[1], reason: 'why', ...fields }), pointer);
    expect((await numbersOf(visit)).checkedIn).toEqual([1]);
  });

  test('of a forged ticket is rejected', async () => {
    const visit = await aVisit(it);
    expectProblem(await undo(it, visit, { ticket: 'box1', reason: 'why' }), 422, 'ticket-invalid');
  });
});
