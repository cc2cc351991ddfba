/** Transfers of tickets: the old code is dead at once, and nobody but the new holder gets the new one. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ApiAnswer } from '../../bin/local/api-client.ts';
import { table, tickets } from '../../functions/compose.ts';
import {
  TRANSFERS_PER_BOOKING_LIMIT,
  TRANSFERS_PER_TICKET_LIMIT,
} from '../../functions/domain/model/limits.ts';
import { eventStore } from '../../functions/store/events.ts';
import { bookingKey } from '../../functions/store/items/booking.ts';
import { EXISTS } from '../../functions/store/table/existence.ts';
import { write } from '../../functions/store/table/write.ts';
import { brokenIn } from '../kit/audits.ts';
import { moveIntoPast } from '../kit/begun-event.ts';
import { mailsTo, subjectsTo } from '../kit/mailbox.ts';
import { readPrintedPages, readQrOfPng } from '../kit/qr-reader.ts';
import { aService, eventually, type TestService } from '../kit/service.ts';
import { expectFaults, expectProblem, readAvailability, readBooking } from './answers.ts';
import { attendee, aVisit, historyOf, scan, type Visit } from './visits.ts';

let it: TestService;
beforeAll(async () => {
  it = await aService({ sendsNotices: true });
});
afterAll(() => it.stop());

const NAME = { firstName: 'Grace', lastName: 'Hopper' };
let receivers = 0;
/** Somebody with an address of their own. */
function aReceiver() {
  receivers += 1;
  return { ...NAME, email: `grace-${receivers}@example.com` };
}

const pathOf = ({ eventId, bookingId }: Pick<Visit, 'eventId' | 'bookingId'>, suffix: string | number) =>
  `/v1/events/${eventId}/bookings/${bookingId}/tickets/${suffix}`;

/** `key`: an idempotency key. */
function transfer(visit: Visit, number: number, body: unknown, { token = visit.owner.token, key = '' } = {}) {
  const headers: Record<string, string> = key === '' ? {} : { 'idempotency-key': key };
  return it.call({ path: pathOf(visit, `${number}/transfer`), token, body, headers });
}

/** The code of a ticket, which no answer has. */
const codeOf = async ({ eventId, bookingId }: Visit, number: number) =>
  (await tickets().issue(eventId, bookingId, [number]))[0];

const shownTo = async (visit: Visit, token: string) => {
  const { body } = await it.call({ path: pathOf(visit, '').replace('/tickets/', ''), token });
  return body.tickets as { number: number; code?: string; transferred?: true; name?: object }[];
};

test('a transferred ticket has a new code, which its holder alone gets, and the old one is void', async () => {
  const visit = await aVisit(it, 3);
  const to = aReceiver();
  const answer = await transfer(visit, 2, to);
  expect([answer.status, answer.body]).toEqual([
    200,
    { ticket: 2, newTicket: 4, name: NAME, transferredAt: expect.any(String) },
  ]);
  const code = await codeOf(visit, 4);
  for (const { token } of [visit.owner, visit.organizer]) {
    const shown = await shownTo(visit, token);
    expect(shown.map(({ number }) => number)).toEqual([1, 3, 4]);
    expect(shown[2]).toEqual({ number: 4, transferred: true, name: NAME });
    for (const suffix of ['4', '4/pass', '2'])
      expectProblem(await it.call({ path: pathOf(visit, suffix), token }), 404, 'not-found');
    const { body } = await it.call({ path: pathOf(visit, '').slice(0, -1), token });
    expect(body).toEqual({ tickets: shown });
    expect(
      JSON.stringify([body, await readBooking(it, visit.organizer, visit.eventId, visit.bookingId)]),
    ).not.toContain(code);
  }
  const printed = await fetch(it.service.url + pathOf(visit, '').slice(0, -1), {
    headers: { accept: 'application/pdf', authorization: `Bearer ${visit.owner.token}` },
  });
  const pages = await readPrintedPages(Buffer.from(await printed.arrayBuffer()));
  expect(pages.map(({ qr }) => qr)).toEqual([visit.codes[1], visit.codes[3]]);
  const refused = await scan(it, visit, visit.codes[2]);
  expectProblem(refused, 409, 'ticket-void');
  expect(refused.body.detail).toMatch(/^This ticket was transferred.*Do not admit/);
  expect((await scan(it, visit, code)).body).toMatchObject({ ticket: 4, name: NAME, attendee });
  expect(await readAvailability(it, visit.eventId)).toMatchObject({ available: 7, booked: 3 });
  const history = await historyOf(visit);
  expect(history[1]).toMatchObject({
    what: 'ticket-transferred',
    ticket: 2,
    newTicket: 4,
    by: visit.owner.id,
  });
  expect(JSON.stringify(history)).not.toContain('Grace');
  expect(await brokenIn(table(), visit.eventId)).toEqual([]);
});

test('the new holder is mailed that ticket alone, without a link, and the customer is told', async () => {
  const visit = await aVisit(it, 2);
  const to = aReceiver();
  await transfer(visit, 1, to);
  expect(await subjectsTo(it.service, to.email, 1)).toEqual(['A ticket for “First night” is now yours']);
  const [mail] = await mailsTo(it.service, to.email);
  const files = mail?.attachments ?? [];
  expect(files.map(({ filename }) => filename)).toEqual(['Ticket 3.png', 'ticket.pdf', 'event.ics']);
  const [image, pdf] = files.map(({ content }) => Buffer.from(content ?? '', 'base64'));
  const code = await codeOf(visit, 3);
  expect(readQrOfPng(image ?? Buffer.alloc(0))).toBe(code);
  const pages = await readPrintedPages(pdf ?? Buffer.alloc(0));
  expect(pages.map(({ qr, text }) => [qr, text.includes('Grace Hopper')])).toEqual([[code, true]]);
  for (const text of [mail?.body.text, mail?.body.html]) expect(text).not.toContain('/booking');
  const subjects = await subjectsTo(it.service, `${visit.owner.id}@people.invalid`, 2);
  expect(subjects.at(-1)).toBe('Ticket 1 for “First night” was transferred');
  await eventually(async () => {
    const { notices = [] } = (await readBooking(it, visit.organizer, visit.eventId, visit.bookingId)).body;
    const told = notices.map(
      ({ about, outcome }: { about: string; outcome: string }) => `${about} ${outcome}`,
    );
    return told.join() === 'booked sent,ticket-received sent,ticket-transferred sent';
  });
  expect(await brokenIn(table(), visit.eventId)).toEqual([]);
});

test('a name that looks like an address is not printed on the ticket that is mailed', async () => {
  const visit = await aVisit(it, 1);
  const to = { ...aReceiver(), firstName: 'Claim your prize at', lastName: 'https://evil.example/claim' };
  expect((await transfer(visit, 1, to)).status).toBe(200);
  await subjectsTo(it.service, to.email, 1);
  const [mail] = await mailsTo(it.service, to.email);
  const pdf = mail?.attachments?.find(({ filename }) => filename === 'ticket.pdf');
  const pages = await readPrintedPages(Buffer.from(pdf?.content ?? '', 'base64'));
  expect(pages.map(({ text }) => text.includes('First night'))).toEqual([true]);
  for (const { text } of pages) expect(text).not.toMatch(/evil|prize/);
  for (const text of [mail?.body.text, mail?.body.html]) expect(text).not.toMatch(/evil|prize/);
});

test('a transferred ticket is not used up by whoever comes with the booking that it left', async () => {
  const visit = await aVisit(it, 2);
  await transfer(visit, 2, aReceiver());
  const path = `/v1/events/${visit.eventId}/check-ins`;
  const { token } = visit.organizer;
  const checkIn = (body: object, headers = {}) => it.call({ path, token, body, headers });
  const ofBooking = () => checkIn({ bookingId: visit.bookingId }, { 'idempotency-key': 'family' });
  const first = await ofBooking();
  expect(first.body.tickets.map(({ ticket }: { ticket: number }) => ticket)).toEqual([1]);
  expect((await ofBooking()).body).toEqual(first.body);
  expectProblem(await checkIn({ bookingId: visit.bookingId }), 409, 'no-tickets');
  expect((await scan(it, visit, await codeOf(visit, 3))).status).toBe(200);
  expectProblem(await checkIn({ bookingId: visit.bookingId }), 409, 'already-checked-in');
});

test('a transfer repeated with its key is the same transfer, and the key is good for no other', async () => {
  const visit = await aVisit(it, 2);
  const to = aReceiver();
  const first = await transfer(visit, 1, to, { key: 'once' });
  for (let repeat = 0; repeat < 2; repeat += 1)
    expect((await transfer(visit, 1, to, { key: 'once' })).body).toEqual(first.body);
  expectProblem(await transfer(visit, 2, to, { key: 'once' }), 422, 'idempotency-key-reused');
  expectProblem(await transfer(visit, 1, aReceiver(), { key: 'once' }), 422, 'idempotency-key-reused');
  expect(await historyOf(visit)).toHaveLength(2);
  const { token } = visit.organizer;
  expect((await transfer(visit, 3, aReceiver(), { token })).body.newTicket).toBe(4);
  expect((await transfer(visit, 1, to, { key: 'once' })).body).toEqual(first.body);
});

test('the customer transfers a ticket once and can cancel it; the organizer renames it, and transfers it again', async () => {
  const visit = await aVisit(it, 2);
  const { token } = visit.organizer;
  const rename = (body: unknown, caller: string): Promise<ApiAnswer> =>
    it.call({ method: 'PATCH', path: pathOf(visit, 3), token: caller, body });
  await transfer(visit, 1, aReceiver());
  expectProblem(await transfer(visit, 3, aReceiver()), 409, 'ticket-transferred');
  expectProblem(
    await rename({ firstName: 'Ada', lastName: 'King' }, visit.owner.token),
    409,
    'ticket-transferred',
  );
  expectProblem(await rename({ firstName: null, lastName: null }, token), 409, 'ticket-transferred');
  expect((await rename({ firstName: 'Ada', lastName: 'King' }, token)).status).toBe(200);
  for (let again = 1; again < TRANSFERS_PER_TICKET_LIMIT; again += 1)
    expect((await transfer(visit, again + 2, aReceiver(), { token })).status).toBe(200);
  const last = TRANSFERS_PER_TICKET_LIMIT + 2;
  const refused = await transfer(visit, last, aReceiver(), { token });
  expectProblem(refused, 409, 'too-many-transfers');
  expect(refused.body.limit).toBe(TRANSFERS_PER_TICKET_LIMIT);
  expect((await visit.cancel({ quantity: 1 })).body.cancelledTickets).toEqual([2]);
  expect((await visit.cancel({ tickets: [last] })).body).toMatchObject({ status: 'cancelled' });
  expectProblem(await scan(it, visit, await codeOf(visit, last)), 409, 'ticket-void');
  await eventually(async () => (await readAvailability(it, visit.eventId)).available === 10);
  expect(await brokenIn(table(), visit.eventId)).toEqual([]);
});

test('a booking has a limit of transfers, whichever its tickets', async () => {
  const visit = await aVisit(it, 2);
  const event = await eventStore(table()).read(visit.eventId);
  if (event === undefined) throw new Error('The event is gone.');
  const chain = Array.from({ length: TRANSFERS_PER_BOOKING_LIMIT }, (_, n) => ({
    what: 'ticket-transferred',
    at: Date.now(),
    ticket: n === 0 ? 1 : n + 2,
    newTicket: n + 3,
    by: visit.owner.id,
    transferId: `${n}`,
  }));
  await write(table(), {
    update: bookingKey(event, visit.bookingId),
    set: 'SET history = list_append(history, :chain)',
    when: EXISTS,
    values: { ':chain': chain },
  });
  const refused = await transfer(visit, 2, aReceiver());
  expectProblem(refused, 409, 'too-many-transfers');
  expect(refused.body.limit).toBe(TRANSFERS_PER_BOOKING_LIMIT);
});

describe('A transfer is refused', () => {
  test.each<[string, object, string]>([
    ['without an address', { email: undefined }, '/email'],
    ['with an address that is none', { email: 'grace' }, '/email'],
    ['without a name', { firstName: null }, '/firstName'],
    ['with an unknown field', { reason: 'ill' }, '/reason'],
  ])('%s, and nothing changes', async (_what, fields, pointer) => {
    const visit = await aVisit(it);
    expectFaults(await transfer(visit, 1, { ...aReceiver(), ...fields }), pointer);
    expect(await historyOf(visit)).toHaveLength(1);
  });

  test('of a ticket that is checked in, void, or not the caller’s', async () => {
    const visit = await aVisit(it, 3);
    await scan(it, visit, visit.codes[1]);
    await visit.cancel({ tickets: [2] });
    expectProblem(await transfer(visit, 1, aReceiver()), 409, 'checked-in');
    expectProblem(await transfer(visit, 2, aReceiver()), 409, 'ticket-void');
    expectProblem(await transfer(visit, 4, aReceiver()), 404, 'not-found');
    const { token } = await it.aPerson('organizer');
    expectProblem(await transfer(visit, 3, aReceiver(), { token }), 404, 'not-found');
  });

  test('of an offered ticket, of a cancelled booking, and once the event began', async () => {
    const waitlist = { offerTtlSeconds: 3_600 };
    const visit = await aVisit(it, 1, { capacity: 1, waitlist });
    const waiter = await it.aPerson();
    const offered = (await it.book(waiter, visit.eventId)).body.id;
    await visit.cancel();
    await eventually(
      async () => (await readBooking(it, waiter, visit.eventId, offered)).body.status === 'offered',
    );
    const ofWaiter = { ...visit, bookingId: offered, owner: waiter };
    expectProblem(await transfer(ofWaiter, 1, aReceiver()), 404, 'not-found');
    expectProblem(await transfer(visit, 1, aReceiver()), 409, 'ticket-void');
    const begun = await aVisit(it, 1);
    await moveIntoPast(begun.eventId, { startsAt: new Date(Date.now() - 60_000).toISOString() });
    for (const { token } of [begun.owner, begun.organizer])
      expectProblem(await transfer(begun, 1, aReceiver(), { token }), 409, 'event-started');
  });
});
