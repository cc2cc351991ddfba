/** Tickets and check-ins: the codes of a booking, who lets whom in on them, and what ends a ticket. */
import { createPublicKey, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ApiAnswer } from '../../bin/local/api-client.ts';
import { readEventPicture } from '../../bin/onsale/picture.ts';
import { table } from '../../functions/compose.ts';
import { eventStore } from '../../functions/store/events.ts';
import { brokenIn } from '../kit/audits.ts';
import { aService, eventually, type Person, type TestService } from '../kit/service.ts';
import { expectFaults, expectProblem, readBooking, UNKNOWN_ID } from './answers.ts';

const EIGHT = [1, 2, 3, 4, 5, 6, 7, 8];
const attendee = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' };
const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

let it: TestService;
beforeAll(async () => {
  it = await aService();
});
afterAll(() => it.stop());

type Visit = {
  eventId: string;
  organizer: Person;
  owner: Person;
  bookingId: string;
  /** By the ticket's number. */
  codes: Record<number, string>;
  read: () => Promise<ApiAnswer['body']>;
  cancel: (body?: unknown) => Promise<ApiAnswer>;
};

const numberOf = (code: string) => Number(code.split('.')[3]);

/** A confirmed booking of so many tickets, with their codes. */
async function aVisit(quantity = 1, fields: Record<string, unknown> = {}): Promise<Visit> {
  const { id: eventId, organizer } = await it.anEvent(fields);
  const owner = await it.aPerson();
  const bookingId = (await it.book(owner, eventId, { quantity, attendee })).body.id;
  const read = async () => (await readBooking(it, owner, eventId, bookingId)).body;
  const tickets: { code: string }[] = (await read()).tickets;
  return {
    eventId,
    organizer,
    owner,
    bookingId,
    codes: Object.fromEntries(tickets.map(({ code }) => [numberOf(code), code])),
    read,
    cancel: (body = {}) => it.cancel(owner, eventId, bookingId, body),
  };
}

function scan(
  { eventId, organizer }: Pick<Visit, 'eventId' | 'organizer'>,
  ticket: unknown,
  headers: Record<string, string> = {},
): Promise<ApiAnswer> {
  return it.call({
    path: `/v1/events/${eventId}/check-ins`,
    token: organizer.token,
    body: { ticket },
    headers,
  });
}

function undo(
  { eventId, organizer }: Pick<Visit, 'eventId' | 'organizer'>,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<ApiAnswer> {
  return it.call({
    path: `/v1/events/${eventId}/check-ins/undo`,
    token: organizer.token,
    body,
    headers,
  });
}

const withKey = (key: string) => ({ 'idempotency-key': key });

/** The numbers that a booking shows, and of those the ones that are checked in. */
async function numbersOf(visit: Visit): Promise<{ good: number[]; checkedIn: number[] }> {
  const tickets: { code: string; checkedInAt?: string }[] = (await visit.read()).tickets ?? [];
  return {
    good: tickets.map(({ code }) => numberOf(code)),
    checkedIn: tickets.filter(({ checkedInAt }) => checkedInAt).map(({ code }) => numberOf(code)),
  };
}

async function pictureOf({ eventId }: Pick<Visit, 'eventId'>) {
  const event = await eventStore(table()).read(eventId);
  if (event === undefined) throw new Error('The event is gone.');
  return readEventPicture(table(), event);
}

async function historyOf(visit: Visit) {
  return (await pictureOf(visit)).bookings.find(({ id }) => id === visit.bookingId)?.history ?? [];
}

describe('A booking', () => {
  test('shows a code for each of its tickets, to its owner and to the organizer, the same each time', async () => {
    const { eventId, organizer, owner, bookingId, read, codes } = await aVisit(3);
    expect(Object.keys(codes)).toEqual(['1', '2', '3']);
    for (const [number, code] of Object.entries(codes)) {
      expect(code).toMatch(new RegExp(`^box1\\.${eventId}\\.${bookingId}\\.${number}\\.[\\w-]{86}$`));
      expect(encodeURIComponent(code)).toBe(code);
    }
    const shown = Object.values(codes).map((code) => ({ code }));
    expect((await read()).tickets).toEqual(shown);
    for (const person of [owner, organizer]) {
      expect((await readBooking(it, person, eventId, bookingId)).body.tickets).toEqual(shown);
    }
  });

  test('that waits has no tickets until it is promoted', async () => {
    const holder = await aVisit(2, { capacity: 2 });
    const waiter = await it.aPerson();
    const { id } = (await it.book(waiter, holder.eventId, { quantity: 2 })).body;
    const read = async () => (await readBooking(it, waiter, holder.eventId, id)).body;
    expect(await read()).not.toHaveProperty('tickets');
    await holder.cancel();
    const { tickets } = await eventually(async () => {
      const booking = await read();
      return booking.status === 'confirmed' && booking;
    });
    expect(tickets.map(({ code }: { code: string }) => numberOf(code))).toEqual([1, 2]);
    expect((await scan(holder, tickets[0].code)).body.bookingId).toBe(id);
  });

  test('that is cancelled has none', async () => {
    const visit = await aVisit(2);
    expect((await visit.cancel()).status).toBe(200);
    expect(await visit.read()).not.toHaveProperty('tickets');
  });
});

describe('A check-in', () => {
  test('says whose ticket it is, once, and the booking shows it', async () => {
    const visit = await aVisit(2);
    const answer = await scan(visit, visit.codes[2]);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      bookingId: visit.bookingId,
      ticket: 2,
      attendee,
      checkedInAt: expect.stringMatching(INSTANT),
    });
    const { checkedInAt } = answer.body;
    expect((await visit.read()).tickets).toEqual([
      { code: visit.codes[1] },
      { code: visit.codes[2], checkedInAt },
    ]);
    const again = await scan(visit, visit.codes[2]);
    expectProblem(again, 409, 'already-checked-in');
    expect(again.body.checkedInAt).toBe(checkedInAt);
    expect((await scan(visit, visit.codes[1])).status).toBe(200);
  });

  test('leaves its trace in the history: when, which ticket, by whom', async () => {
    const visit = await aVisit();
    const { checkedInAt } = (await scan(visit, visit.codes[1])).body;
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

  test('of one ticket at eight scanners at once is one check-in and seven refusals that say when', async () => {
    const visit = await aVisit();
    const answers = await Promise.all(EIGHT.map(() => scan(visit, visit.codes[1])));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409, 409, 409, 409, 409, 409, 409]);
    const { checkedInAt } = answers.find(({ status }) => status === 200)?.body ?? {};
    for (const answer of answers.filter(({ status }) => status === 409)) {
      expectProblem(answer, 409, 'already-checked-in');
      expect(answer.body.checkedInAt).toBe(checkedInAt);
    }
  });

  test('of eight tickets of one booking at once is eight check-ins', async () => {
    const visit = await aVisit(8);
    const answers = await Promise.all(EIGHT.map((number) => scan(visit, visit.codes[number])));
    expect(answers.map((answer) => answer.status)).toEqual(Array(8).fill(200));
    expect((await numbersOf(visit)).checkedIn).toEqual(EIGHT);
  });

  test('is possible once sales are over', async () => {
    const salesCloseAt = new Date(Date.now() + 1_500).toISOString();
    const visit = await aVisit(1, { salesCloseAt });
    await eventually(async () => {
      const answer = await it.book(await it.aPerson(), visit.eventId);
      return answer.status === 409 && answer.body.code === 'sales-closed';
    });
    expect((await scan(visit, visit.codes[1])).status).toBe(200);
  });

  test('is for the event’s organizer and for admins', async () => {
    const visit = await aVisit(2);
    const other = { ...visit, organizer: await it.aPerson('organizer') };
    expectProblem(await scan(other, visit.codes[1]), 404, 'not-found');
    expectProblem(await scan({ ...visit, organizer: visit.owner }, visit.codes[1]), 403, 'forbidden');
    expectProblem(await undo(other, { ticket: visit.codes[1], reason: 'mine' }), 404, 'not-found');
    expect((await numbersOf(visit)).checkedIn).toEqual([]);
    const admin = { ...visit, organizer: await it.aPerson('admin') };
    expect((await scan(admin, visit.codes[1])).status).toBe(200);
  });

  test.each([UNKNOWN_ID, 'tonight'])('at the event %s is not found', async (eventId) => {
    const visit = await aVisit();
    expectProblem(await scan({ ...visit, eventId }, visit.codes[1]), 404, 'not-found');
  });

  test('repeated with its key is answered as the first time, and done once', async () => {
    const visit = await aVisit();
    const first = await scan(visit, visit.codes[1], withKey('once'));
    const again = await scan(visit, visit.codes[1], withKey('once'));
    expect([again.status, again.body]).toEqual([200, first.body]);
    expectProblem(await scan(visit, visit.codes[1], withKey('another')), 409, 'already-checked-in');
    expect(await historyOf(visit)).toHaveLength(2);
  });

  test('sent eight times at once with one key is answered 200 to all and done once', async () => {
    const visit = await aVisit();
    const answers = await Promise.all(EIGHT.map(() => scan(visit, visit.codes[1], withKey('once'))));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.checkedInAt}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(200);
    expect(await historyOf(visit)).toHaveLength(2);
  });

  test('of another ticket with a used key is refused', async () => {
    const visit = await aVisit(2);
    expect((await scan(visit, visit.codes[1], withKey('once'))).status).toBe(200);
    expectProblem(await scan(visit, visit.codes[2], withKey('once')), 422, 'idempotency-key-reused');
    expect((await numbersOf(visit)).checkedIn).toEqual([1]);
  });

  test.each<[string, unknown, string]>([
    ['no ticket', {}, '/ticket'],
    ['a number for a ticket', { ticket: 1 }, '/ticket'],
    ['two tickets', { ticket: ['a', 'b'] }, '/ticket'],
    ['an unknown field', { ticket: 'a', force: true }, '/force'],
  ])('with %s is refused', async (_what, body, pointer) => {
    const { eventId, organizer } = await aVisit();
    const path = `/v1/events/${eventId}/check-ins`;
    expectFaults(await it.call({ path, token: organizer.token, body }), pointer);
  });
});

/** The code with one bit of its signature turned over, for each of its characters. */
function bitFlips(code: string): string[] {
  const start = code.lastIndexOf('.') + 1;
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return Array.from({ length: code.length - start }, (_, index) => {
    const at = start + index;
    const flipped = alphabet[alphabet.indexOf(code[at] ?? '') ^ (1 << (index % 6))];
    return `${code.slice(0, at)}${flipped}${code.slice(at + 1)}`;
  });
}

describe('A code', () => {
  test('with any bit of its signature turned over is no ticket', async () => {
    const visit = await aVisit();
    const forged = bitFlips(visit.codes[1] ?? '');
    expect(new Set(forged).size).toBe(86);
    for (const code of forged) expectProblem(await scan(visit, code), 422, 'ticket-invalid');
    expect((await numbersOf(visit)).checkedIn).toEqual([]);
    expect((await scan(visit, visit.codes[1])).status).toBe(200);
  });

  test.each<[string, (code: string) => string]>([
    ['the number of another ticket', (code) => code.replace(/\.1\./, '.2.')],
    ['a number that it does not have', (code) => code.replace(/\.1\./, '.3.')],
    ['its number written otherwise', (code) => code.replace(/\.1\./, '.01.')],
    ['another booking', (code) => code.replace(/^(box1\.[^.]+\.)[^.]+/, `$1${UNKNOWN_ID}`)],
    ['another version', (code) => code.replace('box1', 'box2')],
    ['a space around it', (code) => ` ${code}`],
    ['something after it', (code) => `${code}.more`],
    ['a line end', (code) => `${code}\n`],
    ['its signature cut off', (code) => code.replace(/[^.]+$/, '')],
    ['padding', (code) => `${code}==`],
    ['its signature in the other base64', (code) => code.replaceAll('-', '+').replaceAll('_', '/')],
  ])('with %s is no ticket', async (_what, forge) => {
    let visit = await aVisit(2);
    while (!/[-_][^.]*$/.test(visit.codes[1] ?? '')) visit = await aVisit(2);
    expectProblem(await scan(visit, forge(visit.codes[1] ?? '')), 422, 'ticket-invalid');
    expect((await numbersOf(visit)).checkedIn).toEqual([]);
  });

  test.each([
    '',
    ' ',
    'ticket',
    '....',
    'box1....',
    '__proto__',
    '\u0000',
    'é'.repeat(7_000),
    'box1.'.repeat(3_000),
  ])('that was never one is no ticket: %j', async (code) => {
    expectProblem(await scan(await aVisit(), code), 422, 'ticket-invalid');
  });

  test('of another event of the same organizer is no ticket, nor with this event written into it', async () => {
    const visit = await aVisit();
    const { token } = visit.organizer;
    const body = { name: 'Second night', startsAt: '2099-01-02T20:00:00Z', capacity: 5 };
    const eventId = (await it.call({ path: '/v1/events', token, body })).body.id;
    const code = visit.codes[1] ?? '';
    for (const foreign of [code, code.replace(visit.eventId, eventId)]) {
      expectProblem(await scan({ ...visit, eventId }, foreign), 422, 'ticket-invalid');
    }
    expect((await scan(visit, code)).status).toBe(200);
  });

  test('is checked without the service by the key of its event, and by no other event’s', async () => {
    const [visit, other] = [await aVisit(), await aVisit()];
    const keyOf = async (eventId: string) =>
      (await it.call({ path: `/v1/events/${eventId}/ticket-key` })).body;
    const answer = await keyOf(visit.eventId);
    expect(answer).toEqual({
      algorithm: 'Ed25519',
      publicKey: expect.stringMatching(/^-----BEGIN PUBLIC KEY-----\n[\w+/=\n]+-----END PUBLIC KEY-----\n$/),
      jwk: { kty: 'OKP', crv: 'Ed25519', x: expect.stringMatching(/^[\w-]{43}$/) },
    });
    expect(await keyOf(visit.eventId)).toEqual(answer);
    const [, text = '', signature = ''] = /^(.+)\.(.+)$/.exec(visit.codes[1] ?? '') ?? [];
    const isSignedBy = (key: ReturnType<typeof createPublicKey>) =>
      verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'));
    expect(isSignedBy(createPublicKey(answer.publicKey))).toBe(true);
    expect(isSignedBy(createPublicKey({ key: answer.jwk, format: 'jwk' }))).toBe(true);
    expect(isSignedBy(createPublicKey((await keyOf(other.eventId)).publicKey))).toBe(false);
  });

  test.each([UNKNOWN_ID, 'tonight'])('of the event %s has no key', async (eventId) => {
    expectProblem(await it.call({ path: `/v1/events/${eventId}/ticket-key` }), 404, 'not-found');
  });
});

describe('An undone check-in', () => {
  test('lets the ticket in again, and leaves a trace of who, when and why', async () => {
    const visit = await aVisit(2);
    const ticket = visit.codes[2];
    await scan(visit, ticket);
    const answer = await undo(visit, { ticket, reason: ' wrong person ' });
    expect([answer.status, answer.body]).toEqual([200, { bookingId: visit.bookingId, ticket: 2, attendee }]);
    expect((await numbersOf(visit)).checkedIn).toEqual([]);
    expect((await scan(visit, ticket)).status).toBe(200);
    expectProblem(await scan(visit, ticket), 409, 'already-checked-in');
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

  test('is undone once, and of eight at once one is', async () => {
    const visit = await aVisit();
    const body = { ticket: visit.codes[1], reason: 'wrong person' };
    expectProblem(await undo(visit, body), 409, 'not-checked-in');
    await scan(visit, visit.codes[1]);
    const answers = await Promise.all(EIGHT.map(() => undo(visit, body)));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409, 409, 409, 409, 409, 409, 409]);
    for (const answer of answers.filter(({ status }) => status === 409)) {
      expectProblem(answer, 409, 'not-checked-in');
    }
  });

  test('repeated with its key is undone once, even when somebody is in again', async () => {
    const visit = await aVisit();
    const body = { ticket: visit.codes[1], reason: 'wrong person' };
    await scan(visit, visit.codes[1]);
    expect((await undo(visit, body, withKey('once'))).status).toBe(200);
    await scan(visit, visit.codes[1]);
    expect((await undo(visit, body, withKey('once'))).status).toBe(200);
    expect((await numbersOf(visit)).checkedIn).toEqual([1]);
    const reused = await undo(visit, { ...body, reason: 'another' }, withKey('once'));
    expectProblem(reused, 422, 'idempotency-key-reused');
  });

  test('is not checked in again by a repeat of the check-in', async () => {
    const visit = await aVisit();
    const ticket = visit.codes[1];
    await scan(visit, ticket, withKey('once'));
    await undo(visit, { ticket, reason: 'wrong person' });
    expectProblem(await scan(visit, ticket, withKey('once')), 422, 'idempotency-key-reused');
    expect((await numbersOf(visit)).checkedIn).toEqual([]);
    expect((await scan(visit, ticket, withKey('twice'))).status).toBe(200);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['no reason', { reason: undefined }, '/reason'],
    ['a reason of spaces', { reason: '  ' }, '/reason'],
    ['a reason of 201 characters', { reason: 'a'.repeat(201) }, '/reason'],
    ['no ticket', { ticket: undefined }, '/ticket'],
    ['somebody else’s name', { by: UNKNOWN_ID }, '/by'],
  ])('with %s is refused and the ticket stays checked in', async (_what, fields, pointer) => {
    const visit = await aVisit();
    await scan(visit, visit.codes[1]);
    expectFaults(await undo(visit, { ticket: visit.codes[1], reason: 'why', ...fields }), pointer);
    expect((await numbersOf(visit)).checkedIn).toEqual([1]);
  });

  test('of a forged ticket is none', async () => {
    const visit = await aVisit();
    expectProblem(await undo(visit, { ticket: 'box1', reason: 'why' }), 422, 'ticket-invalid');
  });
});

describe('Cancelling', () => {
  test('a booking voids its tickets', async () => {
    const visit = await aVisit(2);
    await visit.cancel();
    for (const number of [1, 2]) expectProblem(await scan(visit, visit.codes[number]), 409, 'ticket-void');
    const undone = await undo(visit, { ticket: visit.codes[1], reason: 'why' });
    expectProblem(undone, 409, 'ticket-void');
  });

  test('a part voids the highest numbers', async () => {
    const visit = await aVisit(4);
    await visit.cancel({ quantity: 2 });
    expect(await numbersOf(visit)).toEqual({ good: [1, 2], checkedIn: [] });
    for (const number of [3, 4]) expectProblem(await scan(visit, visit.codes[number]), 409, 'ticket-void');
    for (const number of [1, 2]) expect((await scan(visit, visit.codes[number])).status).toBe(200);
  });

  test('a part voids the highest numbers that are not checked in', async () => {
    const visit = await aVisit(4);
    for (const number of [2, 4]) await scan(visit, visit.codes[number]);
    expect((await visit.cancel({ quantity: 1 })).body).toMatchObject({ status: 'confirmed', quantity: 3 });
    expect(await numbersOf(visit)).toEqual({ good: [1, 2, 4], checkedIn: [2, 4] });
    expectProblem(await scan(visit, visit.codes[3]), 409, 'ticket-void');
    expectProblem(await scan(visit, visit.codes[4]), 409, 'already-checked-in');
    expect((await visit.cancel({ quantity: 1 })).status).toBe(200);
    expectProblem(await scan(visit, visit.codes[1]), 409, 'ticket-void');
    expect(await numbersOf(visit)).toEqual({ good: [2, 4], checkedIn: [2, 4] });
  });

  test('a void ticket stays void when a check-in is undone', async () => {
    const visit = await aVisit(2);
    await scan(visit, visit.codes[2]);
    await visit.cancel({ quantity: 1 });
    await undo(visit, { ticket: visit.codes[2], reason: 'wrong person' });
    expect(await numbersOf(visit)).toEqual({ good: [2], checkedIn: [] });
    expectProblem(await scan(visit, visit.codes[1]), 409, 'ticket-void');
  });

  test('more than is not checked in is refused and changes nothing, until the check-in is undone', async () => {
    const visit = await aVisit(3);
    await scan(visit, visit.codes[1]);
    for (const body of [{}, { quantity: 3 }]) expectProblem(await visit.cancel(body), 409, 'checked-in');
    expect(await visit.read()).toMatchObject({ status: 'confirmed', quantity: 3 });
    expectFaults(await visit.cancel({ quantity: 4 }), '/quantity');
    await undo(visit, { ticket: visit.codes[1], reason: 'left again' });
    expect((await visit.cancel()).body).toMatchObject({ status: 'cancelled', quantity: 0 });
    expectProblem(await scan(visit, visit.codes[1]), 409, 'ticket-void');
  });

  test('and checking in at once, round after round: one is done and the other is told why not', async () => {
    const { id: eventId, organizer } = await it.anEvent({ capacity: 100, maxPerCustomer: 100 });
    const winners: string[] = [];
    for (let round = 0; round < 40; round += 1) {
      const owner = await it.aPerson();
      const bookingId = (await it.book(owner, eventId)).body.id;
      const { code } = (await readBooking(it, owner, eventId, bookingId)).body.tickets[0];
      const cancel = () => it.cancel(owner, eventId, bookingId);
      const checkIn = () => scan({ eventId, organizer }, code);
      const order = round % 2 === 0 ? [cancel, checkIn] : [checkIn, cancel];
      const answers = await Promise.all(order.map((act) => act()));
      const [cancelled, checkedIn] = round % 2 === 0 ? answers : answers.reverse();
      if (cancelled === undefined || checkedIn === undefined) throw new Error('An answer is missing.');
      winners.push(cancelled.status === 200 ? 'cancelled' : 'checked in');
      if (cancelled.status === 200) expectProblem(checkedIn, 409, 'ticket-void');
      else expectProblem(cancelled, 409, 'checked-in');
      expect([cancelled.status, checkedIn.status].sort()).toEqual([200, 409]);
    }
    expect(new Set(winners).size).toBe(2);
    const isAtRest = async () =>
      (await pictureOf({ eventId })).bookings.every(({ released }) => released === 0);
    await eventually(isAtRest);
    expect(await brokenIn(table(), eventId)).toEqual([]);
  });

  test('tickets of a booking while its others come in leaves exactly those that are in', async () => {
    const visit = await aVisit(8);
    const [scans, cancels] = await Promise.all([
      Promise.all(EIGHT.map((number) => scan(visit, visit.codes[number]))),
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
