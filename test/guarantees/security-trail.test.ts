/**
 * What somebody did to accounts and roles is in the trail of security events, once, whatever is lost on the way: the entry is
 * part of the transaction of the act. What was read is answered only if it is noted.
 */
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { changeRole } from '../../functions/domain/accounts/change-role.ts';
import { listSecurityEvents } from '../../functions/domain/accounts/list-security-events.ts';
import { listUsers } from '../../functions/domain/accounts/list-users.ts';
import { endOtherSessions, endSession } from '../../functions/domain/accounts/manage-sessions.ts';
import { cancelEvent } from '../../functions/domain/events/cancel-event.ts';
import { changeEvent } from '../../functions/domain/events/change-event.ts';
import { publishEvent } from '../../functions/domain/events/publish-event.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { SECURITY_EVENTS_KEPT_MS, SECURITY_EVENTS_LOOK } from '../../functions/domain/model/limits.ts';
import {
  COMMON_KINDS,
  EVENT_ACT_KINDS,
  type SecurityEvent,
  type SecurityEventKind,
} from '../../functions/domain/model/security-event.ts';
import type { Actor, User } from '../../functions/domain/model/user.ts';
import { handOver } from '../../functions/domain/staff/hand-over.ts';
import { accountStore } from '../../functions/store/accounts.ts';
import { fromSecurityEventItem, toSecurityEventItem } from '../../functions/store/items/security-event.ts';
import { securityTrail } from '../../functions/store/security-events.ts';
import { sessionEnds } from '../../functions/store/session-ends.ts';
import { sessionLists } from '../../functions/store/session-lists.ts';
import { sessionStore } from '../../functions/store/sessions.ts';
import type { Table } from '../../functions/store/table/client.ts';
import type { Item } from '../../functions/store/table/item.ts';
import { userStore } from '../../functions/store/users.ts';
import { aBoxoffice, type Boxoffice, realRuntime, TABLE_NAME } from '../kit/boxoffice.ts';
import { dyingTable } from '../kit/dying-table.ts';
import { callsOf, meter } from '../kit/metering.ts';
import { aSecurityLog } from '../kit/security-log.ts';
import { actorOf, anEvent, aProcess, appoint, asAdmin, aUser, NO_MAIL } from '../kit/staff.ts';
import { strictTable } from '../kit/strict-table.ts';
import { tableWithFaults, tableWithFirstFaults } from '../kit/tampering.ts';
import { useTestTable } from '../kit/test-table.ts';
import { writeLater } from '../kit/written-later.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

useTestTable();

/** The entries of the trail about an account or an event. */
async function entriesOf(id: string): Promise<SecurityEvent[]> {
  const found: SecurityEvent[] = [];
  let start: Item | undefined;
  do {
    const page = await strictTable(TABLE_NAME).client.send(
      new ScanCommand({ TableName: TABLE_NAME, ConsistentRead: true, ExclusiveStartKey: start }),
    );
    const items = (page.Items ?? []).filter(({ pk }) => String(pk).startsWith('SECURITY#'));
    found.push(
      ...items.map(fromSecurityEventItem).filter(({ userId, eventId }) => [userId, eventId].includes(id)),
    );
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return found;
}

/** An act that can be tried on any table. `about`: the account or the event whose entries it makes. */
type Act = { about: string; entry: Partial<SecurityEvent>; run: (table: Table) => Promise<unknown> };

async function aSession(userId: string): Promise<string> {
  const id = realRuntime.newId();
  const expiresAt = realRuntime.now() + DAY_MS;
  await sessionStore(strictTable(TABLE_NAME)).create({ id, userId, tokenHash: id, expiresAt, generation: 0 });
  return id;
}

function sessionPorts(table: Table) {
  const sessions = { ...sessionStore(table), ...sessionLists(table), ...sessionEnds(table) };
  return {
    accounts: accountStore(table),
    sessions,
    securityLog: aSecurityLog(),
    runtime: realRuntime,
  };
}

const ofEvent = (
  kind: SecurityEventKind,
  { id: eventId }: Event,
  by: User,
  run: (request: { eventId: string; actor: Actor }, boxoffice: Boxoffice) => Promise<unknown>,
): Act => ({
  about: eventId,
  entry: { kind, by: by.id, eventId },
  run: (table) => run({ eventId, actor: actorOf(by) }, aBoxoffice(undefined, table)),
});

const ACTS: [string, () => Promise<Act>][] = [
  [
    'a change of role',
    async () => {
      const [admin, person] = [await aUser('admin'), await aUser()];
      return {
        about: person.id,
        entry: {
          kind: 'role-changed',
          by: admin.id,
          userId: person.id,
          role: 'organizer',
          formerRole: 'attendee',
        },
        run: (table) =>
          changeRole(
            { userId: person.id, role: 'organizer', ...asAdmin(admin) },
            { users: userStore(table), securityLog: aSecurityLog(), runtime: realRuntime },
          ),
      };
    },
  ],
  [
    'the end of one session',
    async () => {
      const { id: userId } = await aUser();
      const endedId = await aSession(userId);
      return {
        about: userId,
        entry: { kind: 'sessions-ended', by: userId, userId },
        run: (table) => endSession({ userId, endedId }, sessionPorts(table)),
      };
    },
  ],
  [
    'the end of all other sessions',
    async () => {
      const { id: userId } = await aUser();
      const sessionId = await aSession(userId);
      return {
        about: userId,
        entry: { kind: 'sessions-ended', by: userId, userId },
        run: (table) => endOtherSessions({ userId, sessionId }, sessionPorts(table)),
      };
    },
  ],
  [
    'a handover',
    async () => {
      const { owner, event } = await anEvent();
      const next = await aUser('organizer');
      await appoint(event, owner, next, 'manager');
      const request = { eventId: event.id, actor: actorOf(owner), userId: next.id };
      const entry = { by: owner.id, eventId: event.id, formerOwnerId: owner.id };
      return {
        about: next.id,
        entry: { kind: 'event-handed-over', userId: next.id, ...entry },
        run: (table) => handOver({ ...request, idempotencyKey: 'a', ...NO_MAIL }, aProcess(table)),
      };
    },
  ],
  [
    'a cancellation of an event by its owner',
    async () => {
      const { owner, event } = await anEvent();
      return ofEvent('event-cancelled', event, owner, (request, { ports }) =>
        cancelEvent({ ...request, ...NO_MAIL }, ports),
      );
    },
  ],
  [
    'a cancellation of an event by an admin',
    async () => {
      const { event } = await anEvent();
      return ofEvent('event-cancelled', event, await aUser('admin'), (request, { ports }) =>
        cancelEvent({ ...request, ...NO_MAIL }, ports),
      );
    },
  ],
  [
    'a new name of an event by an admin',
    async () => {
      const { event } = await anEvent();
      return ofEvent('event-changed', event, await aUser('admin'), (request, { ports }) =>
        changeEvent({ ...request, change: { name: 'Second night' } }, ports),
      );
    },
  ],
  [
    'a new capacity of an event by an admin',
    async () => {
      const { event } = await anEvent();
      return ofEvent('event-changed', event, await aUser('admin'), (request, { ports }) =>
        changeEvent({ ...request, change: { capacity: 20 } }, ports),
      );
    },
  ],
  [
    'a publication of an event by an admin',
    async () => {
      const event = await aBoxoffice().anEvent({ isDraft: true });
      return ofEvent('event-changed', event, await aUser('admin'), (request, { ports }) =>
        publishEvent(request, ports),
      );
    },
  ],
];

describe.each(ACTS)('%s', (_, arrange) => {
  test.each(['conflict', 'throttle', 'lost-before', 'lost-after'] as const)(
    'with a %s fault has one entry',
    async (fault) => {
      const { about, entry, run } = await arrange();
      const coming = [fault];
      await run(tableWithFirstFaults('TransactWriteItemsCommand', coming));
      expect(coming).toEqual([]);
      const [found, ...others] = await entriesOf(about);
      expect(found).toMatchObject({ ...entry, at: expect.any(Number) });
      expect(others).toEqual([]);
    },
  );

  test.each([
    ['before', 0],
    ['after', 1],
  ] as const)(
    'of a process that dies %s its transaction has %d entries',
    async (moment, entries) => {
      const { about, run } = await arrange();
      const { table, died } = dyingTable(1, moment, (command) => command === 'TransactWriteItemsCommand');
      await expect(run(table)).rejects.toMatchObject({ code: 'busy' });
      expect(died()).toBe(true);
      expect(await entriesOf(about)).toHaveLength(entries);
    },
    15_000,
  );
});

test('a negative control: an entry that is written after the act is missing if the process dies between', async () => {
  const [admin, person] = [await aUser('admin'), await aUser()];
  const { table } = dyingTable(1, 'before', (command) => command === 'PutItemCommand');
  writeLater(table, { pk: 'SECURITY#', sk: '' });
  const users = userStore(table);
  const ports = { users, securityLog: aSecurityLog(), runtime: realRuntime };
  const request = { userId: person.id, role: 'organizer' as const, ...asAdmin(admin) };
  await expect(changeRole(request, ports)).rejects.toMatchObject({ code: 'busy' });
  expect(await userStore(strictTable(TABLE_NAME)).read(person.id)).toMatchObject({ role: 'organizer' });
  expect(await entriesOf(person.id)).toEqual([]);
});

describe('A read of the accounts', () => {
  const listedBy = (by: string, table: Table, now?: number) => {
    const runtime = now === undefined ? realRuntime : { ...realRuntime, now: () => now };
    const ports = { users: userStore(table), trail: securityTrail(table), securityLog: aSecurityLog() };
    return listUsers({ by, limit: 1 }, { ...ports, runtime });
  };
  const readsBy = async (by: string) => {
    const page = { limit: 100, kind: 'accounts-listed' as const };
    const ports = { trail: securityTrail(strictTable(TABLE_NAME)), runtime: realRuntime };
    const { items } = await listSecurityEvents(page, ports);
    return items.filter((event) => event.by === by);
  };

  test('has one entry for each hour of the clock', async () => {
    const by = realRuntime.newId();
    const hour = 60 * 60 * 1000;
    const begin = Math.floor(realRuntime.now() / hour) * hour - 2 * hour;
    for (const at of [begin, begin + 1, begin + hour - 1, begin + hour])
      await listedBy(by, strictTable(TABLE_NAME), at);
    expect((await readsBy(by)).map(({ at }) => at)).toEqual([begin + hour, begin]);
  });

  test('is not answered if it cannot be noted', async () => {
    const by = realRuntime.newId();
    const refusing = tableWithFaults((command) => (command === 'PutItemCommand' ? 'throttle' : undefined));
    await expect(listedBy(by, refusing)).rejects.toMatchObject({ code: 'busy' });
    expect(await readsBy(by)).toEqual([]);
  }, 15_000);
});

describe('The trail', () => {
  /** A year that nothing else writes to. */
  const NOW = Date.parse('2040-03-01T00:00:00.500Z');
  const add = (at: number, kind: SecurityEvent['kind'] = 'password-changed') =>
    securityTrail(strictTable(TABLE_NAME)).add({ id: realRuntime.newId(), kind, at });

  test('is listed across months, the latest first, without what is older than 400 days', async () => {
    const ages = [
      0,
      1,
      DAY_MS,
      31 * DAY_MS,
      200 * DAY_MS,
      SECURITY_EVENTS_KEPT_MS,
      SECURITY_EVENTS_KEPT_MS + 1,
    ];
    for (const age of ages) await add(NOW - age);
    const table = strictTable(TABLE_NAME);
    const ports = { trail: securityTrail(table), runtime: { now: () => NOW } };
    const listed: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await listSecurityEvents({ limit: 2, ...(cursor && { cursor }) }, ports);
      listed.push(...page.items.map(({ at }) => NOW - at));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(listed).toEqual(ages.slice(0, -1));
    const uses = meter(table);
    await listSecurityEvents({ limit: 1 }, ports);
    expect(callsOf(uses)).toEqual({ QueryCommand: 1 });
    uses.length = 0;
    await listSecurityEvents({ limit: 2 }, ports);
    expect(callsOf(uses)).toEqual({ QueryCommand: 2 });
  });

  test.each(EVENT_ACT_KINDS)(
    'has %s as a kind that functions of earlier versions know, and lists what a later version writes as that',
    (kind) => {
      const event = { id: realRuntime.newId(), kind, at: NOW, by: 'admin', eventId: 'event' };
      const item = toSecurityEventItem(event);
      expect(COMMON_KINDS).toContain(item['kind']);
      expect(fromSecurityEventItem(item)).toEqual(event);
      const later = fromSecurityEventItem({ ...item, act: 'of a later version' });
      expect(later).toEqual({ ...event, kind: item['kind'] });
    },
  );

  test('of one kind is looked at in parts, and a part without that kind has a next page', async () => {
    const now = NOW + 1_000 * DAY_MS;
    await add(now - DAY_MS, 'account-closed');
    const at = Array.from({ length: SECURITY_EVENTS_LOOK + 1 }, (_, n) => now - n);
    while (at.length > 0) await Promise.all(at.splice(0, 50).map((one) => add(one)));
    const ports = { trail: securityTrail(strictTable(TABLE_NAME)), runtime: { now: () => now } };
    const first = await listSecurityEvents({ limit: 1, kind: 'account-closed' }, ports);
    expect(first).toEqual({ items: [], nextCursor: expect.any(String) });
    const cursor = first.nextCursor ?? '';
    const next = await listSecurityEvents({ limit: 1, kind: 'account-closed', cursor }, ports);
    expect(next).toMatchObject({ items: [{ at: now - DAY_MS }] });
    expect(next.nextCursor).toBeUndefined();
  }, 30_000);
});
