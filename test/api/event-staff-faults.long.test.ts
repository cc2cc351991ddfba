/**
 * Failing calls in changes of a staff: a stored change is answered as stored, and a request answered 503 can be sent again.
 * Each call to the table fails once.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makePerson } from '../../bin/local/people.ts';
import { normalizeEmail, type Role } from '../../functions/domain/model/user.ts';
import { letterStore } from '../../functions/store/letters.ts';
import { staffStore } from '../../functions/store/staff.ts';
import { userStore } from '../../functions/store/users.ts';
import { FAULTS, failEachCall, failing, keysFor } from '../kit/fail-each-call.ts';
import { aFaultyService, type FaultyService } from './faulty-service.ts';

let it: FaultyService;
beforeAll(async () => {
  it = await aFaultyService();
  process.env['CUSTOMER_MAIL'] = 'on';
});
afterAll(async () => {
  delete process.env['CUSTOMER_MAIL'];
  await it.stop();
});

async function anAccount(role: Role) {
  const id = it.boxoffice.ports.runtime.newId();
  const email = normalizeEmail(`${id}@example.com`);
  const user = { id, name: 'Ada', email, role, passwordHash: '', createdAt: '2025-01-01T00:00:00.000Z' };
  const rest = { isAddressConfirmed: true as const, sessionGeneration: 0 };
  await userStore(it.boxoffice.table).create({ ...user, ...rest });
  return user;
}

/** An event with one manager, who is an organizer. */
async function aStaffedEvent() {
  const owner = await makePerson('organizer');
  const [manager, newcomer] = [await anAccount('organizer'), await anAccount('attendee')];
  const event = await it.boxoffice.anEvent({ organizerId: owner.id });
  const after = { ...event, staff: { [manager.id]: 'manager' as const }, staffChanges: 1, revision: 1 };
  const change = {
    id: 'first',
    eventId: event.id,
    userId: manager.id,
    role: 'manager' as const,
    at: 0,
    by: owner.id,
  };
  await staffStore(it.boxoffice.table).change(event, after, { ...change, revision: 1, fingerprint: '' });
  return { owner, manager, newcomer, event };
}

/** The kinds of the letters that tell an account of a change. */
async function lettersTo({ id }: { id: string }) {
  const found = await letterStore(it.boxoffice.table).listOf(id, 10);
  return found.map(({ letter }) => letter.kind);
}

async function stored({ id }: { id: string }) {
  const event = await it.boxoffice.ports.events.read(id);
  const changes = await staffStore(it.boxoffice.table).changes(id);
  return { organizerId: event?.organizerId, staff: event?.staff, changes: changes.length };
}

describe.each(FAULTS)('Where a call fails by %s', (fault) => {
  const called = failing(fault, ['GetItemCommand', 'TransactWriteItemsCommand']);

  test.each(keysFor(fault))('a member is appointed once %s', async (_, key) => {
    const failed = await failEachCall('appoint-member', fault, {
      arrange: async () => ({ ...(await aStaffedEvent()), sent: key() }),
      request: ({ event, owner: { token }, newcomer: { email }, sent }) => ({
        path: { eventId: event.id },
        token,
        body: { email, role: 'door' },
        ...sent,
      }),
      check: async ({ arranged: { event, owner, manager, newcomer }, answer }) => {
        expect(answer.body).toEqual({
          userId: newcomer.id,
          role: 'door',
          name: 'Ada',
          email: newcomer.email,
        });
        const staff = { [manager.id]: 'manager', [newcomer.id]: 'door' };
        expect(await stored(event)).toEqual({ organizerId: owner.id, staff, changes: 2 });
        expect(await lettersTo(owner)).toEqual(['member-appointed']);
      },
    });
    expect(failed).toEqual(expect.arrayContaining(called));
  });

  test('an event is handed over once', async () => {
    const failed = await failEachCall('hand-over-event', fault, {
      arrange: aStaffedEvent,
      request: ({ event, owner: { token }, manager }) => ({
        path: { eventId: event.id },
        token,
        body: { userId: manager.id },
        idempotencyKey: 'over',
      }),
      check: async ({ arranged: { event, owner, manager }, answer }) => {
        expect(answer.body).toEqual({
          userId: manager.id,
          role: 'owner',
          name: 'Ada',
          email: manager.email,
        });
        const staff = { [owner.id]: 'manager' };
        expect(await stored(event)).toEqual({ organizerId: manager.id, staff, changes: 2 });
        expect(await lettersTo(owner)).toEqual(['event-handed-over']);
        expect(await lettersTo(manager)).toEqual([]);
      },
    });
    expect(failed).toEqual(expect.arrayContaining(called));
  });

  test('a member is removed once', async () => {
    const failed = await failEachCall('remove-member', fault, {
      arrange: aStaffedEvent,
      request: ({ event, owner: { token }, manager }) => ({
        path: { eventId: event.id, userId: manager.id },
        token,
      }),
      check: async ({ arranged: { event, owner }, answer }) => {
        expect(answer.status).toBe(204);
        expect(await stored(event)).toEqual({ organizerId: owner.id, staff: {}, changes: 2 });
        expect(await lettersTo(owner)).toEqual([]);
      },
    });
    expect(failed).toEqual(expect.arrayContaining(called));
  });
});
