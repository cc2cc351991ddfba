/**
 * Mine, by the table of routes: everybody gets those routes of an event that their role on its staff allows, and everybody
 * else is answered as for an event that does not exist. Then the rules of changing a staff.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ApiAnswer } from '../../bin/local/api-client.ts';
import { table } from '../../functions/compose.ts';
import { EVENT_STAFF_LIMIT, STAFF_CHANGES_LIMIT } from '../../functions/domain/model/limits.ts';
import type { EventRole } from '../../functions/domain/model/staff.ts';
import type { Contact } from '../../functions/domain/model/user.ts';
import { removeMember } from '../../functions/domain/staff/remove-member.ts';
import { ROUTES, type Route } from '../../functions/http/routes.ts';
import { bookingStore } from '../../functions/store/bookings.ts';
import { eventStore } from '../../functions/store/events.ts';
import { staffStore } from '../../functions/store/staff.ts';
import { aService, type Person, type TestService, withKey } from '../kit/service.ts';
import { aProcess } from '../kit/staff.ts';
import { expectFaults, expectProblem, UNKNOWN_ID } from './answers.ts';

type Account = Person & Contact;

let it: TestService;
beforeAll(async () => {
  it = await aService({ sendsNotices: true });
});
afterAll(() => it.stop());

const post = ({ token }: Person, path: string, body: unknown, headers: Record<string, string> = {}) =>
  it.call({ path, token, body, headers });

const appoint = (by: Person, eventId: string, who: Pick<Account, 'email'>, role: string, headers = {}) =>
  post(by, `/v1/events/${eventId}/staff`, { email: who.email, role }, headers);

/** An event with everybody who may have to do with it, and a booking. */
async function aStaffedEvent() {
  const owner = await it.aConfirmedAccount({ role: 'organizer' });
  const body = { name: 'First night', startsAt: '2099-01-01T20:00:00Z', capacity: 10 };
  const { id } = (await post(owner, '/v1/events', body)).body;
  const [manager, door, removed] = [
    await it.aConfirmedAccount(),
    await it.aConfirmedAccount(),
    await it.aConfirmedAccount(),
  ];
  for (const [who, role] of [
    [manager, 'manager'] as const,
    [door, 'door'] as const,
    [removed, 'manager'] as const,
  ])
    expect((await appoint(owner, id, who, role)).status).toBe(200);
  await it.call({ method: 'DELETE', path: `/v1/events/${id}/staff/${removed.id}`, token: owner.token });
  const customer = await it.aPerson();
  const booking = (await it.book(customer, id)).body;
  const [{ code }] = (
    await it.call({ path: `/v1/events/${id}/bookings/${booking.id}`, token: customer.token })
  ).body.tickets;
  return { id, owner, manager, door, removed, customer, bookingId: booking.id, code };
}

type StaffedEvent = Awaited<ReturnType<typeof aStaffedEvent>>;

const DRAFT = { subject: 'Doors', text: 'At seven.', to: 'all' };

/** The requests of the routes that take a body. */
const BODIES: Partial<Record<string, (event: StaffedEvent) => unknown>> = {
  'preview-announcement': () => DRAFT,
  'write-announcement': () => DRAFT,
  'appoint-member': ({ door }) => ({ email: door.email, role: 'door' }),
  'hand-over-event': () => ({ userId: UNKNOWN_ID }),
  'change-event': () => ({ venue: 'Great hall' }),
  'copy-event': () => ({ startsAt: '2099-06-02T20:00:00Z' }),
  'check-in-ticket': ({ code }) => ({ ticket: code }),
  'check-in-batch': ({ code }) => ({ scans: [{ ticket: code, scannedAt: new Date().toISOString() }] }),
  'undo-check-in': ({ code }) => ({ ticket: code, reason: 'A mistake' }),
  'accept-offer': () => ({}),
  'decline-offer': () => ({}),
  'add-tickets': () => ({ quantity: 1 }),
  'cancel-booking': () => ({ reason: 'Asked for it' }),
  'name-ticket': () => ({ firstName: 'Ada', lastName: 'Byron' }),
  'transfer-ticket': () => ({ firstName: 'Ada', lastName: 'Byron', email: 'ada@example.com' }),
};

const UNDER_BOOKINGS = Object.entries(ROUTES)
  .map(([name, route]): [string, Route] => [name, route])
  .filter(([, { path }]) => path.includes('{bookingId}'));

const BOOKING_ROUTES = UNDER_BOOKINGS.filter(([, { role }]) => role !== undefined);

/**
 * What a manager is answered whose request is for the customer alone, is not acceptable, or comes before the end of the
 * event.
 */
const FOR_MANAGER: Partial<Record<string, number>> = {
  'read-ticket-pass': 406,
  'read-booking-updates': 406,
  'accept-offer': 404,
  'decline-offer': 404,
  'add-tickets': 404,
  'erase-booking': 409,
};

/** A refusal that the owner gets: the example names nobody who could own the event, or is on the staff. */
const STATE: Partial<Record<string, number>> = { 'hand-over-event': 409, 'remove-member': 404 };

const STAFF_ROUTES = Object.entries(ROUTES)
  .map(([name, route]): [string, Route] => [name, route])
  .filter(([, { staff }]) => staff !== undefined)
  // The event is cancelled last, because nothing can be done with it then.
  .sort(([one], [other]) => Number(one === 'cancel-event') - Number(other === 'cancel-event'));

/** @returns the status that the request of `callAs` gets from somebody on the staff, or from an admin. */
function statusFor(person: Person, event: StaffedEvent, name: string, route: Route): number {
  // Anybody may leave a staff; the request names somebody else, whom only the owner may remove.
  const lowest: EventRole = name === 'remove-member' ? 'owner' : (route.staff ?? 'owner');
  const mayCall = { door: ['door'], manager: ['door', 'manager'], owner: ['door', 'manager', 'owner'] };
  if (person === event.door && !mayCall.door.includes(lowest)) return 404;
  if (person === event.manager && !mayCall.manager.includes(lowest)) return 403;
  return STATE[name] ?? route.status;
}

async function callAs(person: Person, name: string, route: Route, event: StaffedEvent): Promise<ApiAnswer> {
  const body = BODIES[name]?.(event);
  return it.call({
    method: route.method,
    path: route.path
      .replace('{eventId}', event.id)
      .replace('{bookingId}', event.bookingId)
      .replace('{number}', '1')
      .replace('{userId}', UNKNOWN_ID),
    token: person.token,
    ...(body !== undefined && { body }),
  });
}

test('every route of an event that only its staff may call says which of them', () => {
  const known = new Set(STAFF_ROUTES.map(([name]) => name));
  const open = Object.entries(ROUTES)
    .map(([name, route]): [string, Route] => [name, route])
    .filter(([, { path }]) => /^\/v1\/events\/\{eventId\}(\/(?!bookings\/)|$)/.test(path))
    .filter(([name]) => !known.has(name));
  expect(open.map(([name]) => name).sort()).toEqual([
    'book-tickets',
    'read-event',
    'read-line',
    'read-ticket-key',
  ]);
});

describe('A route of an event', () => {
  test.each(STAFF_ROUTES)('%s answers those on the staff whom it allows, and admins', async (name, route) => {
    const event = await aStaffedEvent();
    const admin = await it.aPerson('admin');
    for (const person of [event.door, event.manager, event.owner, admin]) {
      // Each finds the ticket in the state that its request needs.
      await post(admin, `/v1/events/${event.id}/check-ins/undo`, { ticket: event.code, reason: 'Again' });
      if (name === 'undo-check-in')
        await post(admin, `/v1/events/${event.id}/check-ins`, { ticket: event.code });
      const { status } = await callAs(person, name, route, event);
      expect([statusFor(person, event, name, route), person.id]).toEqual([status, person.id]);
    }
  });

  test.each(STAFF_ROUTES)('%s is hidden from everybody else, who change nothing', async (name, route) => {
    const event = await aStaffedEvent();
    const before = await eventStore(table()).read(event.id);
    const changes = await staffStore(table()).changes(event.id);
    const strangers = [
      event.customer,
      event.removed,
      await it.aPerson(),
      await it.aPerson('organizer'),
      (await it.anEvent()).organizer,
    ];
    for (const stranger of strangers) {
      const answer = await callAs(stranger, name, route, event);
      expectProblem(answer, 404, 'not-found');
      const missing = await callAs(stranger, name, route, { ...event, id: UNKNOWN_ID });
      expect([missing.status, missing.body]).toEqual([404, answer.body]);
    }
    expect(await eventStore(table()).read(event.id)).toEqual(before);
    expect(await staffStore(table()).changes(event.id)).toEqual(changes);
  });

  test.each(BOOKING_ROUTES)(
    '%s, of one booking, is hidden from door staff and strangers',
    async (name, route) => {
      const event = await aStaffedEvent();
      const stored = async () => {
        const found = await eventStore(table()).read(event.id);
        return found && bookingStore(table()).read(found, event.bookingId);
      };
      const before = await stored();
      const strangers = [event.door, event.removed, await it.aPerson(), (await it.anEvent()).organizer];
      for (const stranger of strangers) {
        const { status } = await callAs(stranger, name, route, event);
        // The function streams nothing to anybody; the route on one machine reads the booking as `read-booking` does.
        expect([name, status]).toEqual([name, name === 'read-booking-updates' ? 406 : 404]);
      }
      expect(await stored()).toEqual(before);
      const { status } = await callAs(event.manager, name, route, event);
      expect([name, status]).toEqual([name, FOR_MANAGER[name] ?? route.status]);
    },
  );

  test.each(UNDER_BOOKINGS)(
    '%s of a draft answers strangers as if there were no event',
    async (name, route) => {
      const event = await aStaffedEvent();
      const draft = await it.anEvent({ isDraft: true });
      for (const stranger of [await it.aPerson(), event.owner]) {
        const ofDraft = await callAs(stranger, name, route, { ...event, id: draft.id });
        const ofNone = await callAs(stranger, name, route, { ...event, id: UNKNOWN_ID });
        expect([ofDraft.status, ofDraft.body]).toEqual([ofNone.status, ofNone.body]);
      }
    },
  );

  test('at the door sells for managers, and not for door staff', async () => {
    const { id, door, manager, removed } = await aStaffedEvent();
    const attendee = { firstName: 'Ada', lastName: 'Byron', email: 'ada@example.com' };
    const sale = { quantity: 1, attendee, reason: 'At the door' };
    for (const who of [door, removed]) expectProblem(await it.book(who, id, sale), 403, 'forbidden');
    expect((await it.book(manager, id, sale)).status).toBe(201);
  });
});

describe('The staff', () => {
  test('is changed without voiding the tag of somebody who edits the event', async () => {
    const { id, owner, manager, door } = await aStaffedEvent();
    const path = `/v1/events/${id}`;
    const read = await it.call({ path, token: manager.token });
    const headers = { 'if-match': String(read.headers['etag']) };
    await appoint(owner, id, door, 'manager');
    const change = (venue: string) =>
      it.call({ method: 'PATCH', path, token: manager.token, headers, body: { venue } });
    expect((await change('Great hall')).status).toBe(200);
    expectProblem(await change('Small hall'), 412, 'changed-meanwhile');
  });

  test('is one of registered accounts, without the owner', async () => {
    const { id, owner, door } = await aStaffedEvent();
    const once = { 'idempotency-key': 'once' };
    const first = await appoint(owner, id, door, 'door', once);
    expect((await appoint(owner, id, door, 'door', once)).body).toEqual(first.body);
    await it.call({ method: 'DELETE', path: `/v1/events/${id}/staff/${door.id}`, token: door.token });
    // Whoever has left is not looked up by the repeat.
    expect((await appoint(owner, id, door, 'door', once)).body).toEqual({ userId: door.id, role: 'door' });
    await appoint(owner, id, door, 'door');
    expectProblem(await appoint(owner, id, { email: 'nobody@example.com' }, 'door'), 404, 'no-such-account');
    expectFaults(await appoint(owner, id, owner, 'manager'), '/email');
    expectFaults(await appoint(owner, id, door, 'owner'), '/role');
    expect((await appoint(owner, id, door, 'manager')).body.role).toBe('manager');
    expect((await appoint(owner, id, door, 'door')).body.role).toBe('door');
    const changes = await staffStore(table()).changes(id);
    await appoint(owner, id, door, 'door');
    expect(await staffStore(table()).changes(id)).toHaveLength(changes.length);
  });

  test('of a cancelled event gets no members, and loses them', async () => {
    const { id, owner, door, removed } = await aStaffedEvent();
    await it.call({ method: 'DELETE', path: `/v1/events/${id}`, token: owner.token });
    expectProblem(await appoint(owner, id, removed, 'door'), 409, 'event-cancelled');
    const left = await it.call({
      method: 'DELETE',
      path: `/v1/events/${id}/staff/${door.id}`,
      token: door.token,
    });
    expect(left.status).toBe(204);
  });

  test('has a limit, and so have its changes, but members can always be removed', async () => {
    const { id, owner, door, manager, removed } = await aStaffedEvent();
    const event = await eventStore(table()).read(id);
    if (event === undefined) throw new Error('The event is gone.');
    const others = Array.from({ length: EVENT_STAFF_LIMIT - 2 }, (_, n) => [`other-${n}`, 'door'] as const);
    const store = async (fields: object, changeId: string) => {
      const now = await eventStore(table()).read(id);
      if (now === undefined) throw new Error('The event is gone.');
      const after = { ...now, ...fields, revision: now.revision + 1 };
      const change = { id: changeId, eventId: id, userId: door.id, role: 'door' as const, at: 0, by: '' };
      const { revision } = after;
      expect(await staffStore(table()).change(now, after, { ...change, revision, fingerprint: '' })).toBe(
        true,
      );
    };
    await store({ staff: { ...event.staff, ...Object.fromEntries(others) } }, 'full');
    const full = await appoint(owner, id, removed, 'door');
    expectProblem(full, 409, 'staff-limit-reached');
    expect(full.body.limit).toBe(EVENT_STAFF_LIMIT);
    expect((await appoint(owner, id, door, 'manager')).status).toBe(200);
    await store({ staff: event.staff, staffChanges: STAFF_CHANGES_LIMIT }, 'changed');
    const changed = await appoint(owner, id, removed, 'door');
    expect([changed.body.code, changed.body.limit]).toEqual(['staff-limit-reached', STAFF_CHANGES_LIMIT]);
    await it.changeRole(manager, 'organizer');
    const handedOver = await post(owner, `/v1/events/${id}/owner`, { userId: manager.id });
    expect(handedOver.body.code).toBe('staff-limit-reached');
    const path = `/v1/events/${id}/staff/${door.id}`;
    expect((await it.call({ method: 'DELETE', path, token: owner.token })).status).toBe(204);
  });

  test('can be handed over by an admin when the owner is no organizer any more', async () => {
    const { id, owner, manager } = await aStaffedEvent();
    const admin = await it.aPerson('admin');
    await it.changeRole(owner, 'attendee');
    const path = `/v1/events/${id}/owner`;
    expectProblem(await post(owner, path, { userId: manager.id }), 404, 'not-found');
    expectProblem(await post(admin, path, { userId: manager.id }), 409, 'owner-not-eligible');
    await it.changeRole(manager, 'organizer');
    expect((await post(admin, path, { userId: manager.id })).body.role).toBe('owner');
    expect((await post(admin, path, { userId: manager.id })).body.role).toBe('owner');
    const { body } = await it.call({ path: `/v1/events/${id}/staff`, token: manager.token });
    expect(body.items.map((member: { role: string }) => member.role)).toEqual(['owner', 'door']);
    const bookings = await it.call({ path: `/v1/events/${id}/bookings`, token: owner.token });
    expectProblem(bookings, 404, 'not-found');
    const own = await it.call({ path: '/v1/events?organizer=me', token: owner.token });
    expect(own.body.items).toEqual([]);
  });

  test('are named by the repeat of a hand-over only while they are on the staff', async () => {
    const { id, owner, manager } = await aStaffedEvent();
    await it.changeRole(manager, 'organizer');
    const repeat = () => {
      const headers = withKey('over');
      return it.call({
        path: `/v1/events/${id}/owner`,
        token: owner.token,
        body: { userId: manager.id },
        headers,
      });
    };
    const first = await repeat();
    expect(first.body).toMatchObject({ role: 'owner', email: manager.email });
    expect((await repeat()).body).toEqual(first.body);
    const next = await it.aConfirmedAccount({ role: 'organizer' });
    await appoint(manager, id, next, 'manager');
    expect((await post(manager, `/v1/events/${id}/owner`, { userId: next.id })).status).toBe(200);
    const path = `/v1/events/${id}/staff/${manager.id}`;
    expect((await it.call({ method: 'DELETE', path, token: manager.token })).status).toBe(204);
    const later = await repeat();
    expect([later.status, later.body.email, later.body.name]).toEqual([200, undefined, undefined]);
  });

  test('who is removed sees an own booking as its customer at once, also where the event is remembered', async () => {
    const { id, owner, manager } = await aStaffedEvent();
    const { id: bookingId } = (await it.book(manager, id)).body;
    const path = `/v1/events/${id}/bookings/${bookingId}`;
    const own = async () => (await it.call({ path, token: manager.token })).body;
    expect(await own()).toHaveProperty('history');
    const actor = { userId: owner.id, role: 'organizer' as const };
    // By another process: this one remembers the event for a second.
    await removeMember({ eventId: id, actor, userId: manager.id }, aProcess());
    expect(await own()).not.toHaveProperty('history');
    const told = await post(manager, `${path}/cancel`, { reason: 'A text of theirs' });
    expectFaults(told, '/reason');
  });

  test('of a draft find it in their own list, except for the door', async () => {
    const owner = await it.aConfirmedAccount({ role: 'organizer' });
    const draft = { name: 'Later', startsAt: '2099-01-01T20:00:00Z', capacity: 10, isDraft: true };
    const { id } = (await post(owner, '/v1/events', draft)).body;
    const [manager, door] = [await it.aConfirmedAccount(), await it.aConfirmedAccount()];
    await appoint(owner, id, manager, 'manager');
    await appoint(owner, id, door, 'door');
    const list = async ({ token }: Person) => {
      const { items } = (await it.call({ path: '/v1/events?organizer=me', token })).body;
      return items.some((item: { id: string }) => item.id === id);
    };
    expect(await Promise.all([owner, manager, door].map(list))).toEqual([true, true, false]);
    const path = `/v1/events/${id}`;
    for (const hidden of ['', '/bookings', '/arrivals'])
      expectProblem(await it.call({ path: path + hidden, token: door.token }), 404, 'not-found');
    expectProblem(await post(door, `${path}/check-ins`, { ticket: 'a code' }), 404, 'not-found');
    expect((await post(owner, `/v1/events/${id}/publish`, {})).status).toBe(200);
    expect(await Promise.all([owner, manager, door].map(list))).toEqual([true, true, true]);
  });
});
