/**
 * At least one admin exists at every instant, and whoever changes a role is an admin at the instant of the
 * change.
 */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type ChangeRolePorts, changeRole } from '../../functions/domain/accounts/change-role.ts';
import type { Role, User } from '../../functions/domain/model/user.ts';
import type { UserStore } from '../../functions/domain/ports/user-store.ts';
import { toUserItem, WITNESS_IS_ADMIN } from '../../functions/store/items/user.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { userStore } from '../../functions/store/users.ts';
import { barrier } from '../kit/barrier.ts';
import { createTestTable, realRuntime, TABLE_NAME, type TestTable } from '../kit/boxoffice.ts';
import { aSecurityLog } from '../kit/security-log.ts';
import { asAdmin } from '../kit/staff.ts';
import { strictTable } from '../kit/strict-table.ts';
import { tableWithFirstFaults, tableWithout } from '../kit/tampering.ts';

let testTable: TestTable;
let table: Table;
let users: UserStore;
beforeAll(async () => {
  testTable = await createTestTable();
  table = strictTable(TABLE_NAME);
  users = userStore(table);
});
afterAll(() => testTable.stop());

async function aUser(role: Role): Promise<User> {
  const id = realRuntime.newId();
  const createdAt = new Date(realRuntime.now()).toISOString();
  const account = { id, name: 'Ada', email: `${id}@example.com`, passwordHash: '', createdAt };
  const user = { ...account, role, sessionGeneration: 0 };
  await users.create(user);
  return user;
}

/** Removes the admin role without the condition that another admin exists, which the product always has. */
async function dismiss(user: User): Promise<void> {
  await table.client.send(
    new PutCommand({ TableName: TABLE_NAME, Item: toUserItem({ ...user, role: 'attendee' }) }),
  );
}

/** Each test starts without admins. */
beforeEach(async () => {
  for (const { id } of await users.listRole('admin', undefined, 100)) {
    const admin = await users.read(id);
    if (admin !== undefined) await dismiss(admin);
  }
});

const rolesOf = async (people: User[]): Promise<(Role | undefined)[]> =>
  Promise.all(people.map(async ({ id }) => (await users.read(id))?.role));

function portsOn(
  table: Table,
  change: (store: UserStore) => Partial<UserStore> = () => ({}),
): ChangeRolePorts {
  const store = userStore(table);
  return { users: { ...store, ...change(store) }, securityLog: aSecurityLog(), runtime: realRuntime };
}

/** Ports with which no request writes before all have read. */
function racing(table: Table, count: number): ChangeRolePorts {
  const allHaveRead = barrier(count);
  return portsOn(table, (store) => ({
    changeRole: async (...request) => {
      await allHaveRead();
      return store.changeRole(...request);
    },
  }));
}

const demote = (user: User, by: User, ports: ChangeRolePorts) =>
  changeRole({ userId: user.id, role: 'attendee', ...asAdmin(by) }, ports);

const codesOf = (results: PromiseSettledResult<User>[]) =>
  results.map((result) => (result.status === 'fulfilled' ? 'done' : result.reason.code)).sort();

test('the only admin cannot give up the role', async () => {
  const admin = await aUser('admin');
  const ports = portsOn(table);
  await expect(demote(admin, admin, ports)).rejects.toMatchObject({ code: 'last-admin' });
  expect(await rolesOf([admin])).toEqual(['admin']);
});

test('an admin can give up the role while there is another admin, who then cannot', async () => {
  const [first, second] = [await aUser('admin'), await aUser('admin')];
  const ports = portsOn(table);
  expect(await demote(first, first, ports)).toMatchObject({ id: first.id, role: 'attendee' });
  await expect(demote(second, second, ports)).rejects.toMatchObject({ code: 'last-admin' });
  expect(await rolesOf([first, second])).toEqual(['attendee', 'admin']);
});

test('an account that is listed as an admin and was demoted meanwhile does not count as another admin', async () => {
  const [first, stale, other] = [await aUser('admin'), await aUser('admin'), await aUser('admin')];
  await dismiss(stale);
  const ports = portsOn(table, () => ({ listRole: async () => [first, stale, other] }));
  expect(await demote(first, first, ports)).toMatchObject({ role: 'attendee' });
  const alone = portsOn(table, () => ({ listRole: async () => [first, stale, other] }));
  await expect(demote(other, other, alone)).rejects.toMatchObject({ code: 'last-admin' });
});

describe('Of two admins at once', () => {
  test('who demote each other, one remains', async () => {
    const [one, other] = [await aUser('admin'), await aUser('admin')];
    const ports = racing(table, 2);
    const results = await Promise.allSettled([demote(one, other, ports), demote(other, one, ports)]);
    expect(codesOf(results)).toEqual(['done', 'forbidden']);
    expect((await rolesOf([one, other])).sort()).toEqual(['admin', 'attendee']);
  });

  test('who both give up the role, one remains', async () => {
    const [one, other] = [await aUser('admin'), await aUser('admin')];
    const ports = racing(table, 2);
    const results = await Promise.allSettled([demote(one, one, ports), demote(other, other, ports)]);
    expect(codesOf(results)).toEqual(['done', 'last-admin']);
    expect((await rolesOf([one, other])).sort()).toEqual(['admin', 'attendee']);
  });

  test.each<[string, (one: User, other: User) => [User, User]]>([
    ['who demote each other', (one, other) => [other, one]],
    ['who both give up the role', (one, other) => [one, other]],
  ])('%s, a negative control: without the condition on the other admin none remains', async (_, actors) => {
    const [one, other] = [await aUser('admin'), await aUser('admin')];
    const ports = racing(tableWithout(WITNESS_IS_ADMIN), 2);
    const [first, second] = actors(one, other);
    await Promise.all([demote(one, first, ports), demote(other, second, ports)]);
    expect(await rolesOf([one, other])).toEqual(['attendee', 'attendee']);
  });
});

describe('Somebody who was an admin when the request began', () => {
  test.each<[string, Role, Role]>([
    ['makes nobody an admin', 'attendee', 'admin'],
    ['makes nobody an organizer', 'attendee', 'organizer'],
    ['demotes no organizer', 'organizer', 'attendee'],
  ])('%s once the role is gone', async (_, before, after) => {
    await aUser('admin');
    const [former, person] = [await aUser('admin'), await aUser(before)];
    await dismiss(former);
    const request = { userId: person.id, role: after, ...asAdmin(former) };
    const ports = portsOn(table);
    await expect(changeRole(request, ports)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await rolesOf([person])).toEqual([before]);
  });

  test('cannot become an admin again', async () => {
    await aUser('admin');
    const former = await aUser('admin');
    await dismiss(former);
    const request = { userId: former.id, role: 'admin' as const, ...asAdmin(former) };
    const ports = portsOn(table);
    await expect(changeRole(request, ports)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await rolesOf([former])).toEqual(['attendee']);
  });
});

test.each(['conflict', 'throttle', 'lost-before', 'lost-after'] as const)(
  'a change of role with a %s fault is made once',
  async (fault) => {
    const [admin, person] = [await aUser('admin'), await aUser('attendee')];
    const faulty = tableWithFirstFaults('TransactWriteItemsCommand', [fault]);
    const request = { userId: person.id, role: 'organizer' as const, ...asAdmin(admin) };
    expect(await changeRole(request, portsOn(faulty))).toMatchObject({ role: 'organizer' });
    expect(await users.read(person.id)).toMatchObject({ role: 'organizer', sessionGeneration: 1 });
  },
);
