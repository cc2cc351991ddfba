/** The door: what only the organizer can do once an event has started. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runtime } from '../../functions/compose.ts';
import { aService, eventually, type Person, type TestService } from '../kit/service.ts';

let it: TestService;
beforeAll(async () => {
  it = await aService();
});
afterAll(() => it.stop());

const attendee = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' };
const atTheDoor = (quantity = 1) => ({ quantity, attendee, reason: 'Paid cash at the door' });

const isoIn = (ms: number) => new Date(Date.now() + ms).toISOString();
const until = (instant: string) => runtime.sleep(Math.max(0, Date.parse(instant) - Date.now()) + 20);

const holds = async (id: string, token: string) => {
  const { body } = await it.call({ path: `/v1/events/${id}/audit`, token });
  return body.holds;
};

describe('An event that has started', () => {
  test('is sold by its organizer alone, until it ends', async () => {
    const times = { startsAt: isoIn(2_000), endsAt: isoIn(5_000), salesCloseAt: isoIn(2_000) };
    const { id, organizer } = await it.anEvent({ ...times, capacity: 10 });
    await until(times.startsAt);
    expect((await it.book(await it.aPerson(), id)).body.code).toBe('sales-closed');
    expect(await it.book(organizer, id, atTheDoor(2))).toMatchObject({ status: 201, body: { quantity: 2 } });
    await until(times.endsAt);
    expect((await it.book(organizer, id, atTheDoor())).body.code).toBe('sales-closed');
    expect(await holds(id, organizer.token)).toBe(true);
  });

  test('and has no stated end is sold at the door after its start, too', async () => {
    const startsAt = isoIn(2_000);
    const { id, organizer } = await it.anEvent({ startsAt });
    await until(startsAt);
    expect((await it.book(organizer, id, atTheDoor())).status).toBe(201);
  });

  test('lets its organizer alone cancel tickets', async () => {
    const startsAt = isoIn(2_000);
    const { id, organizer } = await it.anEvent({ startsAt });
    const person = await it.aPerson();
    const { body } = await it.book(person, id, { quantity: 2 });
    await until(startsAt);
    expect(await it.cancel(person, id, body.id)).toMatchObject({
      status: 409,
      body: { code: 'event-started' },
    });
    expect((await it.cancel(organizer, id, body.id, { quantity: 1 })).body.quantity).toBe(1);
  });
});

test('a sold-out event sells released tickets at the door after sales close, and ends every wait', async () => {
  const times = { startsAt: isoIn(1_500), endsAt: isoIn(600_000), salesCloseAt: isoIn(1_500) };
  const { id, organizer } = await it.anEvent({ ...times, capacity: 3 });
  const holder = await it.aPerson();
  const waiter = await it.aPerson();
  const held = await it.book(holder, id, { quantity: 3 });
  const waiting = await it.book(waiter, id, { quantity: 1 });
  expect([held.status, waiting.status]).toEqual([201, 202]);
  await until(times.startsAt);
  expect((await it.book(organizer, id, atTheDoor())).body).toMatchObject({ code: 'sold-out', available: 0 });
  await it.cancel(organizer, id, held.body.id, { quantity: 2 });
  await eventually(async () => (await it.book(organizer, id, atTheDoor(2))).status === 201);
  const path = `/v1/events/${id}/bookings/${waiting.body.id}`;
  await eventually(
    async () => (await it.call({ path, token: waiter.token })).body.status === 'cancelled',
    30_000,
  );
  expect(await holds(id, organizer.token)).toBe(true);
});

test('a cancelled event has no door sales and no check-ins', async () => {
  const { id, organizer } = await it.anEvent({ capacity: 3 });
  const person = await it.aPerson();
  const { body } = await it.book(person, id);
  const read = await it.call({ path: `/v1/events/${id}/bookings/${body.id}`, token: person.token });
  const [ticket] = read.body.tickets;
  await it.call({ method: 'DELETE', path: `/v1/events/${id}`, token: organizer.token });
  expect((await it.book(organizer, id, atTheDoor())).body.code).toBe('event-cancelled');
  const scan = await it.call({
    path: `/v1/events/${id}/check-ins`,
    token: organizer.token,
    body: { ticket: ticket.code },
  });
  expect([scan.status, scan.body.code]).toEqual([409, 'event-cancelled']);
});

describe('An evening at the door', () => {
  let door: { id: string; organizer: Person };
  let codes: string[];
  const call = (path: string, body?: unknown, token = door.organizer.token, headers = {}) =>
    it.call({ path: `/v1/events/${door.id}/${path}`, token, headers, ...(body !== undefined && { body }) });
  const arrivals = async () => (await call('arrivals')).body;
  const found = async (query: string) => (await call(`bookings?${query}`)).body.items;
  const codesOf = async ({ token }: Person, bookingId: string): Promise<string[]> =>
    (await call(`bookings/${bookingId}`, undefined, token)).body.tickets.map(
      (one: { code: string }) => one.code,
    );

  beforeAll(async () => {
    door = await it.anEvent({ capacity: 20 });
    const grace = await it.anAccount({ name: 'Grace Hopper' });
    const { body } = await it.book(grace, door.id, { quantity: 4 });
    codes = await codesOf(grace, body.id);
    await it.book(await it.anAccount({ name: 'Zoë Müller' }), door.id, { quantity: 2 });
  });

  test('begins with nobody in, and everybody expected', async () => {
    expect(await arrivals()).toEqual({
      tickets: { confirmed: 6, checkedIn: 0, expected: 6 },
      bookings: { all: 0, some: 0, none: 2 },
      asOf: expect.any(String),
      nextCursor: null,
    });
  });

  test('shows who is in, one ticket after the other', async () => {
    expect((await call('check-ins', { ticket: codes[0] })).status).toBe(200);
    expect(await found('q=hopper')).toMatchObject([{ quantity: 4, checkedInTickets: 1 }]);
    expect(await found('checkedIn=none')).toMatchObject([{ customer: { name: 'Zoë Müller' } }]);
    expect(await arrivals()).toMatchObject({
      tickets: { confirmed: 6, checkedIn: 1, expected: 5 },
      bookings: { all: 0, some: 1, none: 1 },
    });
  });

  test('lets a family in that has lost its tickets, and takes back what was a mistake', async () => {
    const [{ id: bookingId }] = await found('q=zoe');
    const family = await call('check-ins', { bookingId });
    expect(family.body).toMatchObject({
      customer: { name: 'Zoë Müller' },
      tickets: [{ ticket: 1 }, { ticket: 2 }],
    });
    expect(await found('checkedIn=all&order=arrival')).toMatchObject([{ id: bookingId }]);
    const undo = { bookingId, tickets: [2], reason: 'Only one of them is here' };
    expect((await call('check-ins/undo', undo)).status).toBe(200);
    expect(await arrivals()).toMatchObject({
      tickets: { confirmed: 6, checkedIn: 2, expected: 4 },
      bookings: { all: 0, some: 2, none: 0 },
    });
    expect(await holds(door.id, door.organizer.token)).toBe(true);
  });

  test('takes what a door without a network scanned, and tells who was let in twice', async () => {
    expect((await call('check-ins', { ticket: codes[1] })).status).toBe(200);
    const scannedAt = new Date().toISOString();
    const scans = [codes[1], codes[2], codes[3]].map((ticket) => ({ ticket, scannedAt }));
    const batch = { scans, device: 'Back door' };
    const told = await call('check-ins/batch', batch);
    expect(told.body.results).toMatchObject([
      { result: 'already-checked-in', ticket: 2, first: { by: door.organizer.id } },
      { result: 'checked-in', ticket: 3 },
      { result: 'checked-in', ticket: 4 },
    ]);
    expect((await call('check-ins/batch', batch)).body).toEqual(told.body);
    expect(await arrivals()).toMatchObject({
      tickets: { confirmed: 6, checkedIn: 5, expected: 1 },
      bookings: { all: 1, some: 1, none: 0 },
    });
    expect(await found('checkedIn=some')).toMatchObject([{ customer: { name: 'Zoë Müller' }, quantity: 2 }]);
    expect(await holds(door.id, door.organizer.token)).toBe(true);
  });

  test('tells nobody else who is in', async () => {
    const [attendee, organizer] = [await it.aPerson(), await it.aPerson('organizer')];
    expect((await call('arrivals', undefined, attendee.token)).status).toBe(404);
    expect((await call('arrivals', undefined, organizer.token)).status).toBe(404);
  });
});
