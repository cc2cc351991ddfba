/** The staff of an event: an owner, a manager and somebody at the door, from their appointment until they leave. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ApiCall } from '../../bin/local/api-client.ts';
import type { Contact } from '../../functions/domain/model/user.ts';
import { aService, type Person, type TestService } from '../kit/service.ts';

type Account = Person & Contact;

let it: TestService;
let owner: Account;
let manager: Account;
let door: Account;
let guest: Account;
let id: string;
let bookingId: string;
let codes: string[];

beforeAll(async () => {
  it = await aService();
  owner = await it.anAccount({ name: 'Olga Owner', role: 'organizer' });
  manager = await it.anAccount({ name: 'Max Manager', role: 'organizer' });
  door = await it.anAccount({ name: 'Dora Door' });
  guest = await it.anAccount({ name: 'Grace Hopper', email: 'hopper@navy.example' });
  const body = { name: 'First night', startsAt: '2099-01-01T20:00:00Z', capacity: 10 };
  id = (await it.call({ path: '/v1/events', token: owner.token, body })).body.id;
  const attendee = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@analytical.example' };
  bookingId = (await it.book(guest, id, { quantity: 3, attendee })).body.id;
  const { body: booked } = await as(guest, `bookings/${bookingId}`);
  codes = booked.tickets.map(({ code }: { code: string }) => code);
});
afterAll(() => it.stop());

const as = ({ token }: Person, path: string, body?: unknown, more: Partial<ApiCall> = {}) =>
  it.call({ path: `/v1/events/${id}/${path}`, token, ...(body !== undefined && { body }), ...more });

const changeVenue = ({ token }: Person, venue: string) =>
  it.call({ method: 'PATCH', path: `/v1/events/${id}`, token, body: { venue } });

const eventsOf = async ({ token }: Person) => {
  const { body } = await it.call({ path: '/v1/events?organizer=me', token });
  return body.items.map((event: { id: string; yourRole: string }) => [event.id, event.yourRole]);
};

const remove = (by: Person, who: Person) => as(by, `staff/${who.id}`, undefined, { method: 'DELETE' });

const SECRETS = /navy\.example|analytical\.example|box1\.|history|customerId|notices/;

describe('An event with a staff', () => {
  test('begins with its owner, who appoints a manager and somebody for the door', async () => {
    expect(await eventsOf(door)).toEqual([]);
    const appointed = await as(owner, 'staff', { email: door.email.toUpperCase(), role: 'door' });
    expect([appointed.status, appointed.body]).toEqual([
      200,
      { userId: door.id, role: 'door', name: 'Dora Door', email: door.email },
    ]);
    expect((await as(owner, 'staff', { email: manager.email, role: 'manager' })).status).toBe(200);
    const { body } = await as(manager, 'staff');
    expect(body.items.map((member: { name: string; role: string }) => [member.name, member.role])).toEqual([
      ['Olga Owner', 'owner'],
      ['Max Manager', 'manager'],
      ['Dora Door', 'door'],
    ]);
    expect(await eventsOf(door)).toEqual([[id, 'door']]);
    expect(await eventsOf(manager)).toEqual([[id, 'manager']]);
    expect(await eventsOf(owner)).toEqual([[id, 'owner']]);
    expect((await it.call({ path: `/v1/events/${id}` })).body).not.toHaveProperty('staff');
  });

  test('lets the door find bookings by name, and shows it no address, no code and no history', async () => {
    const found = await as(door, 'bookings?q=lovelace');
    expect(found.body.items).toEqual([
      {
        id: bookingId,
        eventId: id,
        status: 'confirmed',
        quantity: 3,
        createdAt: expect.any(String),
        attendee: { firstName: 'Ada', lastName: 'Lovelace' },
        customer: { name: 'Grace Hopper' },
        tickets: [{ number: 1 }, { number: 2 }, { number: 3 }],
        checkedInTickets: 0,
      },
    ]);
    for (const q of ['navy.example', 'analytical', 'ada@analytical.example']) {
      expect((await as(door, `bookings?q=${q}`)).body.items).toEqual([]);
      expect((await as(manager, `bookings?q=${q}`)).body.items).toHaveLength(1);
    }
    for (const query of ['', '?order=name', `?q=${bookingId}`, `?q=${codes[0]}`]) {
      const { status, body } = await as(door, `bookings${query}`);
      expect([status, body.items.length]).toEqual([200, 1]);
      expect(JSON.stringify(body)).not.toMatch(SECRETS);
    }
    expect((await as(door, 'bookings', undefined, { headers: { accept: 'text/csv' } })).status).toBe(403);
  });

  test('lets the door check tickets in and out, and count who is in', async () => {
    const scanned = await as(door, 'check-ins', { ticket: codes[0] });
    expect(scanned.body).toMatchObject({
      ticket: 1,
      attendee: { lastName: 'Lovelace' },
      customer: { name: 'Grace Hopper' },
    });
    const undone = await as(door, 'check-ins/undo', { ticket: codes[0], reason: 'Came back later' });
    const again = await as(door, 'check-ins', { bookingId, tickets: [1] });
    const scannedAt = new Date().toISOString();
    const batch = await as(door, 'check-ins/batch', { scans: [{ ticket: codes[1], scannedAt }] });
    expect([scanned, undone, again, batch].map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(JSON.stringify([scanned.body, undone.body, again.body])).not.toMatch(SECRETS);
    expect((await as(door, 'arrivals')).body.tickets).toEqual({ confirmed: 3, checkedIn: 2, expected: 1 });
    const [seen] = (await as(door, 'bookings?checkedIn=some')).body.items;
    expect(seen.tickets.map((ticket: object) => 'checkedInAt' in ticket)).toEqual([true, true, false]);
    expect((await as(manager, 'check-ins', { ticket: codes[2] })).body).toMatchObject({
      attendee: { email: 'ada@analytical.example' },
      customer: { email: 'hopper@navy.example' },
    });
  });

  test('lets the manager change the event and run it, but neither cancel it nor change the staff', async () => {
    expect((await changeVenue(manager, 'Great hall')).body.venue).toBe('Great hall');
    expect((await changeVenue(door, 'My place')).status).toBe(404);
    const seen = await as(manager, `bookings/${bookingId}`);
    expect(seen.body.history.map(({ by }: { by?: string }) => by)).toContain(door.id);
    expect((await as(door, `bookings/${bookingId}`)).status).toBe(404);
    const cancelled = await it.call({ method: 'DELETE', path: `/v1/events/${id}`, token: manager.token });
    expect([cancelled.status, cancelled.body.code]).toEqual([403, 'forbidden']);
    expect((await as(manager, 'staff', { email: guest.email, role: 'door' })).status).toBe(403);
    expect((await remove(manager, door)).status).toBe(403);
    expect((await as(manager, 'owner', { userId: manager.id })).status).toBe(403);
  });

  test('is handed over to the manager, after which the former owner leaves', async () => {
    expect((await remove(owner, owner)).body.code).toBe('forbidden');
    expect((await as(owner, 'owner', { userId: door.id })).body.code).toBe('owner-not-eligible');
    const handedOver = await as(owner, 'owner', { userId: manager.id });
    expect(handedOver.body).toMatchObject({ userId: manager.id, role: 'owner' });
    expect((await it.call({ path: `/v1/events/${id}` })).body.organizerId).toBe(manager.id);
    expect([await eventsOf(owner), await eventsOf(manager)]).toEqual([[[id, 'manager']], [[id, 'owner']]]);
    expect((await remove(owner, owner)).status).toBe(204);
    expect(await eventsOf(owner)).toEqual([]);
    expect((await changeVenue(owner, 'Mine again')).status).toBe(404);
  });

  test('is closed at once to a member who was removed, and stays provable', async () => {
    expect((await as(door, 'arrivals')).status).toBe(200);
    expect((await remove(manager, door)).status).toBe(204);
    for (const path of ['arrivals', 'bookings', 'staff']) expect((await as(door, path)).status).toBe(404);
    expect((await as(door, 'check-ins', { ticket: codes[2] })).status).toBe(404);
    expect((await remove(manager, door)).status).toBe(404);
    expect(await eventsOf(door)).toEqual([]);
    const { body } = await as(manager, 'audit');
    const mine = body.findings.find(({ guarantee }: { guarantee: string }) => guarantee === 'Mine');
    expect([body.holds, mine.evidence]).toEqual([
      true,
      '5 history entries name an author, all of them authorized, reads leave no trace',
    ]);
  });
});
