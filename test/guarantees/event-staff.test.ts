/**
 * Mine, for the staff of an event: no change of the staff is lost, a repeat has one effect, a removed member loses access
 * at once, and an audit finds what was done without a right.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { tickets } from '../../functions/compose.ts';
import { checkInTickets } from '../../functions/domain/door/check-in-tickets.ts';
import { changeEvent } from '../../functions/domain/events/change-event.ts';
import { spreadTerms } from '../../functions/domain/events/spread-terms.ts';
import type { HistoryEntry } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { membersOf, type StaffChange } from '../../functions/domain/model/staff.ts';
import type { User } from '../../functions/domain/model/user.ts';
import type { EventCache } from '../../functions/domain/process/event-cache.ts';
import { RetryBudget } from '../../functions/domain/process/retry-budget.ts';
import { handOver } from '../../functions/domain/staff/hand-over.ts';
import { removeMember } from '../../functions/domain/staff/remove-member.ts';
import { bookingStore } from '../../functions/store/bookings.ts';
import { eventListingStore } from '../../functions/store/event-listings.ts';
import { eventStore } from '../../functions/store/events.ts';
import { EVENT_IS_UNCHANGED, eventKey } from '../../functions/store/items/event.ts';
import { staffStore } from '../../functions/store/staff.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { getItem } from '../../functions/store/table/read.ts';
import { barrier } from '../kit/barrier.ts';
import { aBoxoffice, createTestTable, realRuntime, TABLE_NAME, type TestTable } from '../kit/boxoffice.ts';
import { actorOf, anEvent, aProcess, appoint, aUser, NO_MAIL, type Ports } from '../kit/staff.ts';
import { strictTable } from '../kit/strict-table.ts';
import { tableWithFaults, tableWithout } from '../kit/tampering.ts';

let testTable: TestTable;
let table: Table;
beforeAll(async () => {
  testTable = await createTestTable();
  process.env['TABLE_NAME'] = TABLE_NAME;
  table = strictTable(TABLE_NAME);
});
afterAll(() => testTable.stop());

const remove = (event: Event, by: User, who: User, ports: Ports = aProcess()) =>
  removeMember({ eventId: event.id, actor: actorOf(by), userId: who.id }, ports);

async function stored({ id }: Event): Promise<Event> {
  const event = await eventStore(table).read(id);
  if (event === undefined) throw new Error('The event is gone.');
  return event;
}

async function isListed(user: User, event: Event): Promise<boolean> {
  for await (const { items } of eventListingStore(table).ofOrganizer(user.id, {}))
    if (items.some(({ id }) => id === event.id)) return true;
  return false;
}

/** Appoints two people at once, by requests that both read the event before either writes. */
async function appointTwoAtOnce(own: Table) {
  const { owner, event } = await anEvent();
  const [one, other] = [await aUser(), await aUser()];
  const bothHaveRead = barrier(2);
  const ports = () => {
    const process = aProcess(own);
    let isFirst = true;
    const change: Ports['staff']['change'] = async (...args) => {
      if (isFirst) await bothHaveRead();
      isFirst = false;
      return process.staff.change(...args);
    };
    return { ...process, staff: { ...process.staff, change } };
  };
  await Promise.all([
    appoint(event, owner, one, 'door', undefined, ports()),
    appoint(event, owner, other, 'manager', undefined, ports()),
  ]);
  const { staff, revision } = await stored(event);
  return { staff, revision, expected: { [one.id]: 'door', [other.id]: 'manager' } };
}

describe('Two changes of the staff at the same time', () => {
  test('are both in force', async () => {
    const { staff, revision, expected } = await appointTwoAtOnce(table);
    expect([staff, revision]).toEqual([expected, 2]);
  });

  test('lose one of them without the condition on the event', async () => {
    const { staff, expected } = await appointTwoAtOnce(tableWithout(EVENT_IS_UNCHANGED));
    expect(staff).not.toEqual(expected);
  });

  test('and a change of the event are all in force, and its terms still reach the shards', async () => {
    const { owner, event } = await anEvent();
    const boxoffice = aBoxoffice((ports) => ({
      events: { ...ports.events, copyTerms: async () => false },
    }));
    const change = { salesCloseAt: '2098-01-01T00:00:00.000Z' };
    const changed = await changeEvent({ eventId: event.id, actor: actorOf(owner), change }, boxoffice.ports);
    expect(changed.isComplete).toBe(false);
    const member = await aUser();
    await appoint(event, owner, member, 'door');
    const item = await getItem(table, eventKey(event.id));
    expect(item).toMatchObject({ isSpreading: true, pendingWorkKey: expect.any(String) });
    const now = await stored(event);
    expect([now.salesCloseAt, now.staff]).toEqual([change.salesCloseAt, { [member.id]: 'door' }]);
    await spreadTerms(now, new RetryBudget(realRuntime, 1_000), { events: eventStore(table) });
    expect((await stored(event)).isSpreading).toBeUndefined();
  });
});

describe('A repeated request', () => {
  test('appoints nobody who was removed meanwhile, and gets the same answer without their name', async () => {
    const { owner, event } = await anEvent();
    const member = await aUser();
    const first = await appoint(event, owner, member, 'door', 'a');
    await remove(event, owner, member);
    expect(await appoint(event, owner, member, 'door', 'a')).toEqual({ ...first, account: undefined });
    expect([(await stored(event)).staff, await isListed(member, event)]).toEqual([{}, false]);
    await expect(appoint(event, owner, member, 'manager', 'a')).rejects.toMatchObject({
      code: 'idempotency-key-reused',
    });
    await appoint(event, owner, member, 'door', 'b');
    expect(await isListed(member, event)).toBe(true);
  });

  test('appoints the member again if the kept change were not looked up', async () => {
    const { owner, event } = await anEvent();
    const member = await aUser();
    await appoint(event, owner, member, 'door', 'a');
    await remove(event, owner, member);
    const process = aProcess();
    const forgetful = { ...process, staff: { ...process.staff, readChange: async () => undefined } };
    const again = appoint(event, owner, member, 'door', 'a', {
      ...forgetful,
      staff: { ...forgetful.staff, change: (b, a, c) => process.staff.change(b, a, { ...c, id: 'x' }) },
    });
    await again;
    expect((await stored(event)).staff).toEqual({ [member.id]: 'door' });
  });

  test('at the same time has one effect, and with another body none', async () => {
    const { owner, event } = await anEvent();
    const member = await aUser();
    const roles = ['door', 'door', 'manager'] as const;
    const results = await Promise.allSettled(roles.map((role) => appoint(event, owner, member, role, 'a')));
    const changes = await staffStore(table).changes(event.id);
    expect((await stored(event)).staff).toEqual({ [member.id]: changes[0]?.role });
    const refused = results.filter(({ status }) => status === 'rejected');
    expect([changes.length, refused.length]).toEqual([1, changes[0]?.role === 'door' ? 1 : 2]);
  });

  test('of a handover is answered to the former owner, who is a manager now', async () => {
    const { owner, event } = await anEvent();
    const next = await aUser('organizer');
    await appoint(event, owner, next, 'manager');
    const named = { eventId: event.id, actor: actorOf(owner), userId: next.id };
    const request = { ...named, idempotencyKey: 'a', ...NO_MAIL };
    const first = await handOver(request, aProcess());
    expect(await handOver(request, aProcess())).toEqual(first);
    await expect(handOver({ ...request, idempotencyKey: 'b' }, aProcess())).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect(membersOf(await stored(event))).toEqual([
      { userId: next.id, role: 'owner' },
      { userId: owner.id, role: 'manager' },
    ]);
  });

  test.each(['lost-after', 'lost-before', 'sent-twice', 'conflict'] as const)(
    'whose write meets the fault %s removes and appoints once',
    async (fault) => {
      const { owner, event } = await anEvent();
      const [one, other] = [await aUser(), await aUser()];
      await appoint(event, owner, one, 'door');
      for (const work of [
        (ports: Ports) => remove(event, owner, one, ports),
        (ports: Ports) => remove(event, one, one, ports),
        (ports: Ports) => appoint(event, owner, other, 'door', undefined, ports),
      ]) {
        if ((await stored(event)).staff?.[one.id] === undefined) await appoint(event, owner, one, 'door');
        let isFirst = true;
        const own = tableWithFaults((command) => {
          const fails = command === 'TransactWriteCommand' || command === 'TransactWriteItemsCommand';
          if (!fails || !isFirst) return undefined;
          isFirst = false;
          return fault;
        });
        const before = await staffStore(table).changes(event.id);
        await work(aProcess(own));
        expect(isFirst).toBe(false);
        expect(await staffStore(table).changes(event.id)).toHaveLength(before.length + 1);
      }
      expect((await stored(event)).staff).toMatchObject({ [other.id]: 'door' });
    },
  );
});

describe('A member who is removed', () => {
  /** @returns what a check-in is answered in a process that has just read the event, after another one removed the member. */
  async function checkInAfterRemoval(changeCache: (cache: EventCache) => EventCache) {
    const { owner, event } = await anEvent();
    const member = await aUser();
    await appoint(event, owner, member, 'door');
    const booking = await aBoxoffice().book(event);
    const { cache, users, runtime } = aProcess();
    await cache.refresh(event.id);
    await remove(event, owner, member);
    const [code = ''] = await tickets().issue(event.id, booking.id, [1]);
    const scan = { eventId: event.id, code, actor: actorOf(member), idempotencyKey: undefined };
    const log = { info: () => undefined, warn: () => undefined };
    const bookings = bookingStore(table);
    return checkInTickets(scan, {
      bookings,
      users,
      runtime,
      log,
      codes: tickets(),
      cache: changeCache(cache),
    });
  }

  test('loses access at once, also in a process that remembers the event', async () => {
    await expect(checkInAfterRemoval((cache) => cache)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('would keep it for a second if the remembered event decided', async () => {
    const remembering = (cache: EventCache): EventCache =>
      Object.assign(Object.create(cache), { refresh: (id: string) => cache.get(id) });
    expect((await checkInAfterRemoval(remembering)).historyEntries).toHaveLength(1);
  });
});

describe('An audit of Mine', () => {
  type Story = { owner: User; manager: User; door: User; stranger: User; event: Event };

  async function aStory(): Promise<Story> {
    const { owner, event } = await anEvent();
    const [manager, door, stranger] = [await aUser('organizer'), await aUser(), await aUser()];
    await appoint(event, owner, manager, 'manager');
    await appoint(event, owner, door, 'door');
    return { owner, manager, door, stranger, event };
  }

  const checkedIn = (by: User, at = realRuntime.now()): HistoryEntry => ({
    what: 'checked-in',
    at,
    ticket: 1,
    by: by.id,
    scanId: realRuntime.newId(),
  });
  const named = (by: User): HistoryEntry => ({
    what: 'ticket-named',
    at: realRuntime.now(),
    ticket: 1,
    by: by.id,
  });

  /** @returns the finding after a booking got this entry. */
  async function findingAfter({ event }: Story, entry: HistoryEntry) {
    const boxoffice = aBoxoffice();
    const booking = await boxoffice.book(event);
    await bookingStore(table).appendHistory(event, booking, entry);
    const broken = await boxoffice.broken(event);
    return broken.map(({ guarantee, offenders }) => [guarantee, offenders.includes(booking.id)]);
  }

  const MINUTE = 60_000;
  const FOUND = [['Mine', true]];

  test.each<[string, (story: Story) => HistoryEntry | Promise<HistoryEntry>, unknown[]]>([
    ['accepts a check-in by the door staff', ({ door }) => checkedIn(door), []],
    ['accepts a name by a manager', ({ manager }) => named(manager), []],
    ['finds a name by the door staff', ({ door }) => named(door), FOUND],
    ['finds a check-in by somebody who never was on the staff', ({ stranger }) => checkedIn(stranger), FOUND],
    [
      'accepts what a member did who was removed later',
      async ({ owner, door, event }) => {
        const entry = checkedIn(door);
        await remove(event, owner, door);
        return entry;
      },
      [],
    ],
    [
      'finds what a member did long after the removal',
      async ({ owner, door, event }) => {
        await remove(event, owner, door);
        return checkedIn(door, realRuntime.now() + MINUTE);
      },
      FOUND,
    ],
    [
      'finds what a member did before the appointment',
      ({ manager }) => checkedIn(manager, realRuntime.now() - MINUTE),
      FOUND,
    ],
    [
      'accepts what the former owner did before and after a handover',
      async ({ owner, manager, event }) => {
        const request = { eventId: event.id, actor: actorOf(owner), userId: manager.id };
        await handOver({ ...request, idempotencyKey: undefined, ...NO_MAIL }, aProcess());
        return checkedIn(owner, Date.parse(event.createdAt));
      },
      [],
    ],
    [
      'finds what the former owner did after leaving',
      async ({ owner, manager, event }) => {
        const request = { eventId: event.id, actor: actorOf(owner), userId: manager.id };
        await handOver({ ...request, idempotencyKey: undefined, ...NO_MAIL }, aProcess());
        await remove(event, owner, owner);
        return checkedIn(owner, realRuntime.now() + MINUTE);
      },
      FOUND,
    ],
  ])('%s', async (_, act, expected) => {
    const story = await aStory();
    expect(await findingAfter(story, await act(story))).toEqual(expected);
  });

  test('finds a staff that is not what its changes add up to', async () => {
    const { event, stranger } = await aStory();
    const before = await stored(event);
    const after = { ...before, staff: { ...before.staff, [stranger.id]: 'manager' as const } };
    const unsaid = { ...before, revision: before.revision + 1, staffChanges: 3 };
    const change: StaffChange = {
      id: realRuntime.newId(),
      eventId: event.id,
      userId: stranger.id,
      role: 'door',
      at: realRuntime.now(),
      by: event.organizerId,
      revision: unsaid.revision,
      fingerprint: '',
    };
    expect(await staffStore(table).change(before, { ...after, ...unsaid, staff: after.staff }, change)).toBe(
      true,
    );
    const [broken, ...others] = await aBoxoffice().broken(event);
    expect([broken?.guarantee, others]).toEqual(['Mine', []]);
    expect(broken?.evidence).toContain('the staff is not what its changes add up to');
  });
});
