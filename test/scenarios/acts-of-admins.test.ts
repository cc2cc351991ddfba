/**
 * An admin may do everything with every event. What one of them does with an event that others run has an entry in the trail, and
 * its owner is told of a cancellation. Ends that are near have an entry whoever moves them.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { table } from '../../functions/compose.ts';
import type { SecurityEventKind } from '../../functions/domain/model/security-event.ts';
import { letterStore } from '../../functions/store/letters.ts';
import { expectFaults, expectProblem } from '../api/answers.ts';
import { moveIntoPast } from '../kit/begun-event.ts';
import { subjectsTo } from '../kit/mailbox.ts';
import { aService, eventually, type Person, type TestService } from '../kit/service.ts';

const HOUR_MS = 60 * 60 * 1000;

const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString();

let it: TestService;
beforeAll(async () => {
  it = await aService({ sendsNotices: true });
});
afterAll(() => it.stop());

/** The acts in the trail with an event, the first one first. */
async function actsWith(eventId: string): Promise<{ kind: SecurityEventKind; by: string }[]> {
  const { token } = await it.aPerson('admin');
  const { body } = await it.call({ path: '/v1/security-events?limit=100', token });
  const entries = body.items.filter((entry: { eventId?: string }) => entry.eventId === eventId);
  return entries.map(({ kind, by }: { kind: SecurityEventKind; by: string }) => ({ kind, by })).toReversed();
}

async function lettersTo({ id }: { id: string }): Promise<string[]> {
  return (await letterStore(table()).listOf(id, 100)).map(({ letter }) => letter.kind);
}

/** An event with an owner and a manager, and what somebody sends about it. */
async function anEvent(fields: Record<string, unknown> = {}) {
  const owner = await it.aConfirmedAccount({ role: 'organizer' });
  const body = { name: 'First night', startsAt: '2099-01-01T20:00:00Z', capacity: 10, ...fields };
  const { id } = (await it.call({ path: '/v1/events', token: owner.token, body })).body;
  const path = `/v1/events/${id}`;
  const appoint = async (role: string) => {
    const member = await it.aConfirmedAccount({ role: role === 'manager' ? 'attendee' : 'admin' });
    const given = { email: member.email, role };
    expect((await it.call({ path: `${path}/staff`, token: owner.token, body: given })).status).toBe(200);
    return member;
  };
  const send = async ({ token }: Person, method: string, rest = '', others: object = {}) => {
    const { status } = await it.call({ method, path: `${path}${rest}`, token, ...others });
    expect(status).toBeLessThan(300);
  };
  const change = (who: Person, body: object) => send(who, 'PATCH', '', { body });
  const asked = ({ token }: Person, body: object) => it.call({ method: 'PATCH', path, token, body });
  const read = async () => (await it.call({ path })).body;
  const exported = (who: Person, accept = 'text/csv') =>
    send(who, 'GET', '/bookings', { headers: { accept } });
  return { id, owner, appoint, send, change, asked, read, exported };
}

describe('An event that others run', () => {
  test('is changed by an admin, which the trail has, and no change of those who run it', async () => {
    const { id, owner, appoint, change } = await anEvent();
    const [admin, manager] = [await it.aPerson('admin'), await appoint('manager')];
    await change(owner, { venue: 'Great hall' });
    await change(manager, { description: 'Doors at seven.' });
    expect(await actsWith(id)).toEqual([]);
    await change(admin, { venue: 'Great hall' });
    expect(await actsWith(id)).toEqual([]);
    await change(admin, { venue: 'Small hall' });
    await change(admin, { capacity: 30 });
    const entry = { kind: 'event-changed', by: admin.id };
    expect(await actsWith(id)).toEqual([entry, entry]);
  });

  test('is published by an admin, which the trail has', async () => {
    const { id, send } = await anEvent({ isDraft: true });
    const admin = await it.aPerson('admin');
    for (let n = 0; n < 2; n += 1) await send(admin, 'POST', '/publish', { body: {} });
    expect(await actsWith(id)).toEqual([{ kind: 'event-changed', by: admin.id }]);
  });

  test('is changed by an admin at its door, which the trail has, as the door changes nothing', async () => {
    const { id, appoint, send } = await anEvent();
    const door = await appoint('door');
    await send(door, 'PATCH', '', { body: { venue: 'Great hall' } });
    expect(await actsWith(id)).toEqual([{ kind: 'event-changed', by: door.id }]);
  });

  test('is changed by an admin who appointed themselves first, which the trail has all the same', async () => {
    const { id, send } = await anEvent();
    const admin = await it.aConfirmedAccount({ role: 'admin' });
    await send(admin, 'POST', '/staff', { body: { email: admin.email, role: 'manager' } });
    await send(admin, 'PATCH', '', { body: { venue: 'Small hall' } });
    await send(admin, 'DELETE', `/staff/${admin.id}`);
    const entry = { kind: 'event-changed', by: admin.id };
    expect(await actsWith(id)).toEqual([entry, entry, entry]);
  });

  test('is moved to an end within a day by its owner, which the trail has, and by no manager', async () => {
    const { id, owner, appoint, change, asked } = await anEvent();
    const manager = await appoint('manager');
    const soon = { startsAt: inHours(1), endsAt: inHours(2) };
    expectProblem(await asked(manager, soon), 403, 'forbidden');
    await change(manager, { startsAt: inHours(30), endsAt: inHours(31), salesCloseAt: inHours(0.5) });
    const byManager = { kind: 'event-changed', by: manager.id };
    expect(await actsWith(id)).toEqual([byManager]);
    await change(owner, soon);
    expect(await actsWith(id)).toEqual([byManager, { kind: 'event-changed', by: owner.id }]);
  });

  test('is ended in two steps by its owner, which the trail has, and by no manager', async () => {
    const { id, owner, appoint, change, asked, read } = await anEvent();
    const manager = await appoint('manager');
    const entry = { kind: 'event-changed', by: owner.id };
    // Without a stated end it is over a day after its start, so this is no end within a day.
    await change(manager, { startsAt: inHours(1) });
    const byManager = { kind: 'event-changed', by: manager.id };
    expect(await actsWith(id)).toEqual([byManager]);
    await moveIntoPast(id, { startsAt: inHours(-1) });
    const before = await read();
    expectProblem(await asked(manager, { endsAt: inHours(1), venue: 'Small hall' }), 403, 'forbidden');
    expect(await read()).toEqual(before);
    await change(owner, { endsAt: inHours(3) });
    await change(owner, { endsAt: inHours(2) });
    expect(await actsWith(id)).toEqual([byManager, entry, entry]);
    expectProblem(await asked(manager, { endsAt: inHours(1) }), 403, 'forbidden');
  });

  test('is moved to a later end, and changed otherwise, by a manager on its last day', async () => {
    const { id, owner, appoint, change } = await anEvent();
    const manager = await appoint('manager');
    await change(owner, { startsAt: inHours(1), endsAt: inHours(2) });
    await change(manager, { startsAt: inHours(2), endsAt: inHours(3) });
    await change(manager, { venue: 'Small hall' });
    await moveIntoPast(id, { startsAt: inHours(-1) });
    await change(manager, { endsAt: inHours(4) });
    expect(await actsWith(id)).toEqual([{ kind: 'event-changed', by: owner.id }]);
  });

  test('a negative control: is over for good after such a change, where it is allowed', async () => {
    const { id, owner, change, asked } = await anEvent();
    await moveIntoPast(id, { startsAt: inHours(-1) });
    const end = Date.now() + 100;
    await change(owner, { endsAt: new Date(end).toISOString() });
    await eventually(async () => Date.now() > end);
    expectFaults(await asked(owner, { startsAt: inHours(48), endsAt: null }), '/startsAt');
  });

  test.each([
    ['stated', { salesCloseAt: inHours(1) }],
    ['derived from its start', { startsAt: inHours(2) }],
  ])('has its sales closed earlier, at a time that is %s, which the trail has', async (_, closing) => {
    const { id, appoint, change } = await anEvent();
    const manager = await appoint('manager');
    await change(manager, closing);
    expect(await actsWith(id)).toEqual([{ kind: 'event-changed', by: manager.id }]);
  });

  test('has its sales closed and opened again by a manager, which the trail has once for each time', async () => {
    const { id, appoint, change } = await anEvent();
    const manager = await appoint('manager');
    for (let n = 0; n < 2; n += 1) {
      await change(manager, { salesCloseAt: inHours(1) });
      await change(manager, { salesCloseAt: inHours(2) });
      await change(manager, { salesCloseAt: null });
    }
    const entry = { kind: 'event-changed', by: manager.id };
    expect(await actsWith(id)).toEqual([entry, entry]);
  });

  test.each([
    ['offers of a second', { waitlist: { offerTtlSeconds: 1 } }],
    ['another policy', { waitlist: { policy: 'skip' } }],
    ['a waitlist that is paused', { waitlist: { enabled: false } }],
    ['fewer tickets', { capacity: 9 }],
    ['more tickets', { capacity: 11 }],
  ])('is given %s by a manager, by which others may be served, which the trail has', async (_, steering) => {
    const { id, appoint, change } = await anEvent();
    const manager = await appoint('manager');
    await change(manager, steering);
    expect(await actsWith(id)).toEqual([{ kind: 'event-changed', by: manager.id }]);
  });

  test('a negative control: has no entry of a change of a draft, or of one that takes nothing from those who wait', async () => {
    for (const [isDraft, changed] of [
      [true, { salesCloseAt: inHours(1), capacity: 9, waitlist: { offerTtlSeconds: 1 } }],
      [false, { description: 'Doors at seven.', maxPerBooking: 2 }],
    ] as const) {
      const { id, appoint, change } = await anEvent({ isDraft });
      await change(await appoint('manager'), changed);
      expect(await actsWith(id)).toEqual([]);
    }
  });

  test('has its bookings exported by an admin, once an hour in the trail, and by those who run it', async () => {
    const [{ id, owner, appoint, exported }, other] = [await anEvent(), await anEvent()];
    const [admin, manager] = [await it.aPerson('admin'), await appoint('manager')];
    for (const who of [owner, manager]) await exported(who);
    await exported(admin, 'application/json');
    expect(await actsWith(id)).toEqual([]);
    await exported(admin);
    await exported(admin);
    await other.exported(admin);
    const entry = { kind: 'bookings-exported', by: admin.id };
    const [found, ...others] = await actsWith(id);
    expect(found).toEqual(entry);
    // The hour of the clock may end between two exports.
    expect(others.length).toBeLessThanOrEqual(1);
    expect(await actsWith(other.id)).toEqual([entry]);
  });

  test('is cancelled by an admin, which the trail has and its owner is told', async () => {
    const { id, owner, send } = await anEvent();
    const admin = await it.aPerson('admin');
    const headers = { 'accept-language': 'de' };
    for (let n = 0; n < 2; n += 1) await send(admin, 'DELETE', '', { headers });
    expect(await actsWith(id)).toEqual([{ kind: 'event-cancelled', by: admin.id }]);
    expect(await lettersTo(owner)).toEqual(['event-cancelled']);
    expect(await subjectsTo(it.service, owner.email, 1)).toEqual([
      'Eine Veranstaltung von Ihnen wurde abgesagt',
    ]);
  });

  test('is cancelled by its owner, which the trail has, and no letter tells', async () => {
    const { id, owner, send } = await anEvent();
    await send(owner, 'DELETE');
    expect(await actsWith(id)).toEqual([{ kind: 'event-cancelled', by: owner.id }]);
    expect(await lettersTo(owner)).toEqual([]);
  });
});
