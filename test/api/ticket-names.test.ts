/** Names on tickets: who may change them and until when, where they are shown, and what is written. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ApiAnswer } from '../../bin/local/api-client.ts';
import { table } from '../../functions/compose.ts';
import { NAMES_PER_BOOKING_LIMIT } from '../../functions/domain/model/limits.ts';
import { eventStore } from '../../functions/store/events.ts';
import { bookingKey } from '../../functions/store/items/booking.ts';
import { getItem } from '../../functions/store/table/read.ts';
import { write } from '../../functions/store/table/write.ts';
import { brokenIn } from '../kit/audits.ts';
import { readPrintedPages } from '../kit/qr-reader.ts';
import { aService, type TestService } from '../kit/service.ts';
import { expectFaults, expectProblem, readBooking } from './answers.ts';
import { attendee, aVisit, historyOf, scan, type Visit } from './visits.ts';

let it: TestService;
beforeAll(async () => {
  it = await aService();
});
afterAll(() => it.stop());

const GRACE = { firstName: 'Grace', lastName: 'Hopper' };
const NOBODY = { firstName: null, lastName: null };

const bookingPath = ({ eventId, bookingId }: Visit) => `/v1/events/${eventId}/bookings/${bookingId}`;
const ticketsPath = (visit: Visit) => `${bookingPath(visit)}/tickets`;
const pathOf = (visit: Visit, number: number) => `${ticketsPath(visit)}/${number}`;

function name(visit: Visit, number: number, body: unknown, token = visit.owner.token): Promise<ApiAnswer> {
  return it.call({ method: 'PATCH', path: pathOf(visit, number), token, body });
}

/** @returns the stored item of the booking. */
async function itemOf({ eventId, bookingId }: Visit) {
  const event = await eventStore(table()).read(eventId);
  if (event === undefined) throw new Error('The event is gone.');
  const key = bookingKey(event, bookingId);
  return { key, item: (await getItem(table(), key)) ?? {} };
}

test('a name is shown with its ticket wherever the ticket is shown, and is no part of the history', async () => {
  const visit = await aVisit(it, 3);
  expect((await itemOf(visit)).item).not.toHaveProperty('ticketHolders');
  expect((await name(visit, 2, GRACE)).body).toEqual({ number: 2, name: GRACE });
  for (const path of [bookingPath(visit), ticketsPath(visit)]) {
    const { tickets } = (await it.call({ path, token: visit.owner.token })).body;
    expect(tickets.map((ticket: { name?: unknown }) => ticket.name)).toEqual([undefined, GRACE, undefined]);
  }
  const answer = await fetch(`${it.service.url}${ticketsPath(visit)}`, {
    headers: { accept: 'application/pdf', authorization: `Bearer ${visit.owner.token}` },
  });
  const pages = await readPrintedPages(Buffer.from(await answer.arrayBuffer()));
  expect(pages.map(({ text }) => /(Ada Lovelace|Grace Hopper)/.exec(text)?.[0])).toEqual([
    'Ada Lovelace',
    'Grace Hopper',
    'Ada Lovelace',
  ]);
  expect((await scan(it, visit, visit.codes[2])).body).toMatchObject({ ticket: 2, name: GRACE, attendee });
  expect((await scan(it, visit, visit.codes[1])).body).not.toHaveProperty('name');
  const csv = await it.call({
    path: `/v1/events/${visit.eventId}/bookings`,
    token: visit.organizer.token,
    headers: { accept: 'text/csv' },
  });
  expect(String(csv.body)).toContain(',"2: Grace Hopper",\r\n');
  const history = await historyOf(visit);
  expect(history).toContainEqual({
    what: 'ticket-named',
    at: expect.any(Number),
    ticket: 2,
    by: visit.owner.id,
  });
  expect(JSON.stringify(history)).not.toContain('Grace');
  expect(await brokenIn(table(), visit.eventId)).toEqual([]);
});

test('the same name again writes nothing, null takes it off, and a cancellation keeps the others', async () => {
  const visit = await aVisit(it, 3);
  await name(visit, 1, GRACE);
  await name(visit, 2, GRACE);
  const before = (await itemOf(visit)).item;
  expect((await name(visit, 2, GRACE)).status).toBe(200);
  expect((await name(visit, 3, NOBODY)).body).toEqual({ number: 3, name: null });
  expect((await itemOf(visit)).item).toEqual(before);
  expect((await name(visit, 1, NOBODY)).body).toEqual({ number: 1, name: null });
  await visit.cancel({ tickets: [3] });
  const { tickets } = await visit.read();
  expect(tickets.map((ticket: { name?: unknown }) => ticket.name)).toEqual([undefined, GRACE]);
  expectProblem(await name(visit, 3, GRACE), 409, 'ticket-void');
});

test.each<[string, unknown, string]>([
  ['without a family name', { firstName: 'Grace' }, '/lastName'],
  ['with a family name alone', { firstName: null, lastName: 'Hopper' }, '/lastName'],
  ['of two lines', { firstName: 'Grace\nHopper', lastName: 'Hopper' }, '/firstName'],
  ['with an address', { ...GRACE, email: 'grace@example.com' }, '/email'],
])('a name %s is rejected and changes nothing', async (_what, body, pointer) => {
  const visit = await aVisit(it);
  expectFaults(await name(visit, 1, body), pointer);
  expect(await historyOf(visit)).toHaveLength(1);
});

test('only the holder and those who run the event may name a ticket that the booking has', async () => {
  const visit = await aVisit(it);
  const stranger = await it.aPerson('organizer');
  expectProblem(await name(visit, 1, GRACE, stranger.token), 404, 'not-found');
  expectProblem(await name(visit, 2, GRACE), 404, 'not-found');
  expect((await name(visit, 1, GRACE, (await it.aPerson('admin')).token)).status).toBe(200);
  await visit.cancel();
  expectProblem(await name(visit, 1, NOBODY), 409, 'ticket-void');
});

test('a guest names a ticket with the manage token', async () => {
  const { id: eventId, organizer } = await it.anEvent({ allowGuests: true });
  const path = `/v1/events/${eventId}/bookings`;
  const { id, manageToken } = (await it.call({ path, body: { quantity: 1, attendee } })).body;
  const named = { method: 'PATCH', path: `${path}/${id}/tickets/1`, token: manageToken, body: GRACE };
  expect((await it.call(named)).body).toEqual({ number: 1, name: GRACE });
  expect((await readBooking(it, organizer, eventId, id)).body.tickets[0].name).toEqual(GRACE);
  expect(await brokenIn(table(), eventId)).toEqual([]);
});

test('from namesCloseAt on only the organizer changes names; it follows the start until it is stated', async () => {
  const startsAt = '2099-05-01T20:00:00.000Z';
  const visit = await aVisit(it, 1, { startsAt });
  const path = `/v1/events/${visit.eventId}`;
  const change = async (body: object) =>
    (await it.call({ method: 'PATCH', path, token: visit.organizer.token, body })).body.namesCloseAt;
  expect((await it.call({ path })).body.namesCloseAt).toBe(startsAt);
  expect(await change({ startsAt: '2099-06-01T20:00:00.000Z' })).toBe('2099-06-01T20:00:00.000Z');
  const past = new Date(Date.now() - 1_000).toISOString();
  expect(await change({ namesCloseAt: past })).toBe(past);
  expectProblem(await name(visit, 1, GRACE), 409, 'names-closed');
  expect((await name(visit, 1, GRACE, visit.organizer.token)).status).toBe(200);
  expect(await change({ namesCloseAt: null })).toBe('2099-06-01T20:00:00.000Z');
  expect((await name(visit, 1, NOBODY)).status).toBe(200);
});

test('a ticket is not transferred where no mail would bring the new code', async () => {
  const visit = await aVisit(it);
  const path = `${pathOf(visit, 1)}/transfer`;
  const body = { ...GRACE, email: 'grace@example.com' };
  expectProblem(await it.call({ path, token: visit.owner.token, body }), 409, 'no-mail');
  expect((await scan(it, visit, visit.codes[1])).status).toBe(200);
});

test('an announcement is not stored where no mail would bring it', async () => {
  const { eventId, organizer } = await aVisit(it);
  const path = `/v1/events/${eventId}/announcements`;
  const body = { subject: 'Doors', text: 'At seven.', to: 'all' };
  expectProblem(await it.call({ path, token: organizer.token, body }), 409, 'no-mail');
  expect((await it.call({ path, token: organizer.token })).body.items).toEqual([]);
});

test('a booking has a limit of changes of names', async () => {
  const visit = await aVisit(it);
  const { key, item } = await itemOf(visit);
  const named = { what: 'ticket-named', at: Date.now(), ticket: 1, by: visit.owner.id };
  const history = [...(item['history'] as unknown[]), ...Array(NAMES_PER_BOOKING_LIMIT).fill(named)];
  await write(table(), {
    update: key,
    set: 'SET history = :h',
    when: 'attribute_exists(pk)',
    values: { ':h': history },
  });
  const answer = await name(visit, 1, GRACE);
  expectProblem(answer, 409, 'too-many-names');
  expect(answer.body.limit).toBe(NAMES_PER_BOOKING_LIMIT);
});
