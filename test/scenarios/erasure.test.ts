/**
 * The person of a booking is erased: by a guest after the event, by the organizer for a guest who lost the link, and by the
 * service a stated time after the event. The
 * booking stays in the books of the event, and nothing that is told, listed or sent afterwards has a person.
 */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { ApiAnswer } from '../../bin/local/api-client.ts';
import { lambdaContext } from '../../bin/local/lambda-context.ts';
import { expectProblem } from '../api/answers.ts';
import { moveIntoPast } from '../kit/begun-event.ts';
import { collectLogLines } from '../kit/log-lines.ts';
import { mailsTo, subjectsTo } from '../kit/mailbox.ts';
import { aReceiver, type Receiver } from '../kit/receiver.ts';
import { aService, eventually, type Person, type TestService } from '../kit/service.ts';

let it: TestService;
let sweeper: typeof import('../../functions/workers/sweep-pending-work.ts');
let receiver: Receiver;
let log: ReturnType<typeof collectLogLines>;
beforeAll(async () => {
  process.env['LOG_LEVEL'] = 'INFO';
  process.env['ERASE_AFTER_DAYS'] = '30';
  log = collectLogLines();
  it = await aService({ sendsNotices: true, webhooks: 'any' });
  sweeper = await import('../../functions/workers/sweep-pending-work.ts');
});
afterAll(async () => {
  log.restore();
  delete process.env['ERASE_AFTER_DAYS'];
  await it.stop();
});
beforeEach(async () => {
  receiver = await aReceiver();
});
afterEach(() => receiver.stop());

/** Finds each name and address of the tests. */
const PEOPLE = /Hypatia|Alexandrina|Theon|Emesa|Synesius|Cyrene|hypatia|synesius|people\.invalid/;
const HOURS_MS = 60 * 60 * 1000;

const attendee = { firstName: 'Hypatia', lastName: 'Alexandrina', email: 'hypatia@example.com' };
const SYNESIUS = { firstName: 'Synesius', lastName: 'Cyrene', email: 'synesius@example.com' };

const post = (path: string, token?: string, body: object = {}) =>
  it.call({ path, body, ...(token !== undefined && { token }) });

const endNow = (eventId: string) =>
  moveIntoPast(eventId, {
    startsAt: new Date(Date.now() - 3 * HOURS_MS).toISOString(),
    endsAt: new Date(Date.now() - HOURS_MS).toISOString(),
  });

const kindsOf = ({ history }: { history: { what: string }[] }) => history.map(({ what }) => what);

/** A guest's booking of three tickets, of which one has a name and one was transferred. */
async function aGuestIn(eventId: string) {
  const { body } = await post(`/v1/events/${eventId}/bookings`, undefined, { quantity: 3, attendee });
  const path = `/v1/events/${eventId}/bookings/${body.id}`;
  const token: string = body.manageToken;
  const name = { firstName: 'Theon', lastName: 'Emesa' };
  const named = await it.call({ method: 'PATCH', path: `${path}/tickets/1`, token, body: name });
  expect(named.status).toBe(200);
  expect((await post(`${path}/tickets/2/transfer`, token, SYNESIUS)).status).toBe(200);
  await subjectsTo(it.service, SYNESIUS.email, 1);
  return { path, token, id: body.id as string };
}

/** Everything that those who run the event can read. */
async function allThatIsShown(eventId: string, { token }: Person, path: string): Promise<ApiAnswer[]> {
  const list = `/v1/events/${eventId}/bookings`;
  return Promise.all([
    it.call({ path: list, token }),
    it.call({ path: `${list}?order=name`, token }),
    it.call({ path: list, token, headers: { accept: 'text/csv' } }),
    it.call({ path, token }),
    it.call({ path: `${path}/tickets`, token }),
    it.call({ path: `/v1/events/${eventId}/audit`, token }),
  ]);
}

test('a guest has their person erased after the event, and the books still balance', async () => {
  const { id: eventId, organizer } = await it.anEvent({ allowGuests: true, limitsGuestsByAddress: true });
  expect((await post('/v1/webhooks', organizer.token, { url: receiver.url })).status).toBe(201);
  const guest = await aGuestIn(eventId);
  const own = await it.call({ path: guest.path, token: guest.token });
  expect(own.body).toMatchObject({
    attendee,
    tickets: [
      { number: 1, name: { firstName: 'Theon' } },
      { number: 3 },
      { number: 4, name: { firstName: 'Synesius' } },
    ],
  });
  expectProblem(await post(`${guest.path}/erase`, guest.token), 409, 'bookings-open');
  await endNow(eventId);
  expectProblem(await post(`${guest.path}/erase`), 401, 'unauthenticated');
  expectProblem(await post(`${guest.path}/erase`, (await it.aPerson()).token), 404, 'not-found');
  await eventually(async () => receiver.types().includes('booking.ticket-transferred'));
  await subjectsTo(it.service, attendee.email, 2);

  const before = [receiver.received.length, (await mailsTo(it.service, attendee.email)).length] as const;
  const first = await post(`${guest.path}/erase`, guest.token);
  expect([first.status, await post(`${guest.path}/erase`, guest.token)]).toMatchObject([
    204,
    { status: 204 },
  ]);

  const shown = await allThatIsShown(eventId, organizer, guest.path);
  expect(shown.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
  expect(JSON.stringify(shown)).not.toMatch(PEOPLE);
  expect(kindsOf(shown[3]?.body)).toEqual(['booked', 'ticket-named', 'ticket-transferred', 'person-erased']);
  expect(shown[5]?.body.holds).toBe(true);
  expect((await it.call({ path: guest.path, token: guest.token })).body).not.toHaveProperty('attendee');
  expect(shown[3]?.body).not.toHaveProperty('customerId');

  const scan = { bookingId: guest.id, tickets: [1] };
  expect((await post(`/v1/events/${eventId}/check-ins`, organizer.token, scan)).status).toBe(200);
  const undo = { ...scan, reason: 'scanned twice' };
  expect((await post(`/v1/events/${eventId}/check-ins/undo`, organizer.token, undo)).status).toBe(200);
  const name = { firstName: 'Theon', lastName: 'Emesa' };
  const naming = { method: 'PATCH', path: `${guest.path}/tickets/1`, token: organizer.token, body: name };
  expectProblem(await it.call(naming), 409, 'names-closed');
  expect((await post(`${guest.path}/cancel`, organizer.token, { reason: 'refunded' })).status).toBe(200);
  expect((await post(`${guest.path}/link`)).status).toBe(204);
  const log = await eventually(async () => {
    const { notices } = (await it.call({ path: guest.path, token: organizer.token })).body;
    return notices.at(-1)?.about === 'link' && notices;
  }, 15_000);
  expect(log.slice(-2)).toMatchObject([
    { about: 'cancelled', outcome: 'no-address' },
    { about: 'link', outcome: 'no-address' },
  ]);
  expect(await mailsTo(it.service, attendee.email)).toHaveLength(before[1]);
  await eventually(async () => receiver.types().includes('booking.link-requested'), 15_000);
  const sent = receiver.received.slice(before[0]).map(({ body }) => body);
  expect(receiver.types()).toContain('booking.person-erased');
  expect(sent.join()).not.toMatch(PEOPLE);
});

test('the organizer has it done for a guest without the link, and an account for its own booking', async () => {
  const { id: eventId, organizer } = await it.anEvent({ allowGuests: true });
  const guest = await aGuestIn(eventId);
  const account = await it.anAccount({ name: 'Hypatia Alexandrina' });
  const { body: booked } = await it.book(account, eventId, { quantity: 1 });
  const path = `/v1/events/${eventId}/bookings/${booked.id}`;
  const door = await it.aConfirmedAccount();
  const member = { email: door.email, role: 'door' };
  expect((await post(`/v1/events/${eventId}/staff`, organizer.token, member)).status).toBe(200);

  expectProblem(await post(`${guest.path}/erase`, organizer.token), 409, 'bookings-open');
  expect((await post(`${guest.path}/cancel`, guest.token)).status).toBe(200);
  expectProblem(await post(`${guest.path}/erase`, door.token), 404, 'not-found');
  const erased = await eventually(async () => {
    const answer = await post(`${guest.path}/erase`, organizer.token);
    return answer.body?.code !== 'not-told-yet' && answer;
  }, 15_000);
  expect(erased.status).toBe(204);
  const told = await mailsTo(it.service, SYNESIUS.email);
  expect(told.map(({ subject }) => subject).at(-1)).toMatch(/cancelled/);
  await endNow(eventId);
  expect((await post(`${path}/erase`, account.token)).status).toBe(204);
  const shown = await allThatIsShown(eventId, organizer, path);
  expect(JSON.stringify(shown)).not.toMatch(PEOPLE);
  expect(JSON.stringify(shown)).not.toContain(account.email);
  const found = await it.call({ path: `/v1/events/${eventId}/bookings?q=hypatia`, token: organizer.token });
  expect(found.body.items).toEqual([]);

  const { token } = await it.aPerson('admin');
  const trail = (await it.call({ path: '/v1/security-events', token })).body.items;
  const entries = trail.filter((entry: { eventId?: string }) => entry.eventId === eventId);
  expect(entries).toMatchObject([
    { kind: 'booking-erased', bookingId: booked.id, by: account.id },
    { kind: 'booking-erased', bookingId: guest.id, by: organizer.id },
  ]);
  const lines = log.lines.filter((line) => line['securityEvent'] === 'booking-erased');
  expect(lines.map((line) => line['bookingId'])).toEqual(expect.arrayContaining([guest.id, booked.id]));
  expect(JSON.stringify(log.lines)).not.toMatch(PEOPLE);
});

test('the service erases the persons of an event thirty days after it, and not before', async () => {
  const { id: eventId, organizer } = await it.anEvent({ allowGuests: true });
  const guest = await aGuestIn(eventId);
  const account = await it.anAccount({ name: 'Hypatia Alexandrina' });
  const { body: booked } = await it.book(account, eventId, { quantity: 1 });
  const path = `/v1/events/${eventId}/bookings/${booked.id}`;
  const agoDays = (days: number) => new Date(Date.now() - days * 24 * HOURS_MS).toISOString();
  await moveIntoPast(eventId, { startsAt: agoDays(40), endsAt: agoDays(29) });
  await sweeper.handler({}, lambdaContext(60));
  expect((await it.call({ path: guest.path, token: guest.token })).body).toMatchObject({ attendee });
  await moveIntoPast(eventId, { startsAt: agoDays(40), endsAt: agoDays(31) });
  await sweeper.handler({}, lambdaContext(60));

  const shown = await allThatIsShown(eventId, organizer, guest.path);
  expect(JSON.stringify(shown)).not.toMatch(PEOPLE);
  expect(JSON.stringify(shown)).not.toContain(account.email);
  expect(shown[3]?.body.history.at(-1)).toEqual({ what: 'person-erased', at: expect.any(String) });
  expect(shown[5]?.body.holds).toBe(true);
  const own = await it.call({ path: '/v1/bookings', token: account.token });
  expect(own.body.items).toMatchObject([{ id: booked.id, status: 'confirmed' }]);
  expectProblem(await post(`${path}/erase`, (await it.aPerson()).token), 404, 'not-found');
  const scan = { bookingId: guest.id, tickets: [1] };
  const { body: scanned } = await post(`/v1/events/${eventId}/check-ins`, organizer.token, scan);
  expect(scanned).not.toHaveProperty('name');
  const { token } = await it.aPerson('admin');
  const trail = (await it.call({ path: '/v1/security-events?kind=event-erased', token })).body.items;
  expect(trail).toEqual([{ id: expect.any(String), kind: 'event-erased', at: expect.any(String), eventId }]);
});
