/** Upgrades of a table. `local/earlier-version` starts the service on the data of an earlier version. */
import { DeleteCommand, PutCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Event } from '../../functions/domain/model/event.ts';
import { shardKeys } from '../../functions/store/items/shard.ts';
import { toUserItem } from '../../functions/store/items/user.ts';
import { waitlistKey } from '../../functions/store/items/waitlist-state.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { getItem } from '../../functions/store/table/read.ts';
import { TABLE_VERSION, upgradeTable } from '../../functions/store/table-version.ts';
import { userStore } from '../../functions/store/users.ts';
import { aBoxoffice, type Boxoffice, createTestTable, TABLE_NAME, type TestTable } from '../kit/boxoffice.ts';
import { strictTable } from '../kit/strict-table.ts';

const ACCOUNTS = [
  { id: 'ada', role: 'attendee', createdAt: '2030-01-01T00:00:00.000Z' },
  { id: 'ben', role: 'admin', createdAt: '2030-01-02T00:00:00.000Z' },
] as const;

const VERSION = { pk: 'TABLE-VERSION', sk: 'TABLE-VERSION' };

let testTable: TestTable;
let table: Table;
let boxoffice: Boxoffice;
let event: Event;
beforeAll(async () => {
  testTable = await createTestTable();
  table = strictTable(TABLE_NAME);
});
afterAll(() => testTable.stop());

const update = (Key: object, UpdateExpression: string, values?: Record<string, unknown>) =>
  table.client.send(
    new UpdateCommand({ TableName: TABLE_NAME, Key, UpdateExpression, ExpressionAttributeValues: values }),
  );

const forgetVersion = () => table.client.send(new DeleteCommand({ TableName: TABLE_NAME, Key: VERSION }));

afterEach(async () => {
  await forgetVersion();
  await upgradeTable(table);
});

/** An event for which one person waits, of two who may, as version 1 stored it. */
beforeEach(async () => {
  await forgetVersion();
  boxoffice = aBoxoffice();
  event = await boxoffice.anEvent({ capacity: 1, waitlist: { enabled: true, policy: 'strict', limit: 2 } });
  await boxoffice.book(event);
  await boxoffice.book(event);
  const counted =
    'SET joinedCount = :one, servedCount = :none REMOVE unassignedRoom, roomMoves, areShardsFull';
  await update(waitlistKey(event.id), counted, { ':one': 1, ':none': 0 });
  for (const key of shardKeys(event))
    await update(key, 'SET joinedCount = :none REMOVE waitlistRoom', { ':none': 0 });
});

const join = () => boxoffice.book(event).then(({ status }) => status);

test('an event of version 1 admits nobody to its limited waitlist before the upgrade', async () => {
  await expect(join()).rejects.toMatchObject({ code: 'busy' });
});

test('after the upgrade it admits as many as it has room for, and its room adds up', async () => {
  expect(await upgradeTable(table)).toBe(1);
  expect(await join()).toBe('waitlisted');
  await expect(join()).rejects.toMatchObject({ code: 'waitlist-full' });
  expect(await boxoffice.broken(event)).toEqual([]);
});

test('an upgrade that was interrupted is finished by the next one, and a further one does nothing', async () => {
  const dying = strictTable(TABLE_NAME);
  let writes = 0;
  dying.client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        if (commandName?.startsWith('Update')) writes += 1;
        if (writes > 2) throw new Error('The process died.');
        return next(args);
      },
    { step: 'initialize', name: 'dying' },
  );
  await expect(upgradeTable(dying)).rejects.toThrow('The process died.');
  expect(await getItem(table, VERSION)).toBeUndefined();
  expect(await upgradeTable(table)).toBe(1);
  expect(await getItem(table, VERSION)).toEqual({ ...VERSION, version: TABLE_VERSION });
  expect(await upgradeTable(table)).toBe(0);
  expect(await join()).toBe('waitlisted');
  expect(await boxoffice.broken(event)).toEqual([]);
});

test('a table of a later version is refused, and nothing is changed', async () => {
  const later = { ...VERSION, version: TABLE_VERSION + 1 };
  await table.client.send(new PutCommand({ TableName: TABLE_NAME, Item: later }));
  await expect(upgradeTable(table)).rejects.toThrow(
    `The table ${TABLE_NAME} was written by a later version of Boxoffice (table version ${TABLE_VERSION + 1}, this one knows ${TABLE_VERSION}). Use that version, or another table.`,
  );
  expect(await getItem(table, VERSION)).toEqual(later);
  await expect(join()).rejects.toMatchObject({ code: 'busy' });
});

/** Two accounts, as version 2 stored them. */
async function accountsOfVersionTwo(): Promise<void> {
  for (const account of ACCOUNTS) {
    const user = { name: 'Ada', email: `${account.id}@example.com`, passwordHash: 'a hash', ...account };
    const {
      userListing: listing,
      userListingKey: listingKey,
      ...rest
    } = toUserItem({ ...user, sessionGeneration: 0 });
    await table.client.send(
      new PutCommand({ TableName: TABLE_NAME, Item: { ...rest, listing, listingKey } }),
    );
  }
}

const listed = async () => {
  const { listRole } = userStore(table);
  const all = [...(await listRole('attendee', undefined, 10)), ...(await listRole('admin', undefined, 10))];
  return all.map(({ id }) => id);
};

const indexed = async (IndexName: string) => {
  const { Items = [] } = await table.client.send(new ScanCommand({ TableName: TABLE_NAME, IndexName }));
  return Items.map(({ id }) => id).filter((id) => ACCOUNTS.some((account) => account.id === id));
};

test('accounts of version 2 are listed after the upgrade, and leave the index that has hashes of passwords', async () => {
  await accountsOfVersionTwo();
  expect([await listed(), await indexed('listings')]).toEqual([[], expect.arrayContaining(['ada', 'ben'])]);
  const told: number[] = [];
  await upgradeTable(table, (changed) => told.push(changed));
  expect([await listed(), await indexed('listings'), told]).toEqual([['ada', 'ben'], [], [2]]);
  expect(await userStore(table).readByEmail('ada@example.com')).toBeUndefined();
  expect(await userStore(table).read('ada')).toMatchObject({ role: 'attendee', passwordHash: 'a hash' });
});

test('an account whose role changes while the table is upgraded is listed by its new role', async () => {
  await accountsOfVersionTwo();
  const meanwhile = strictTable(TABLE_NAME);
  let isChanged = false;
  meanwhile.client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const isUpdate = commandName?.startsWith('Update') && JSON.stringify(args.input).includes('USER#ada');
        if (isUpdate && !isChanged) {
          isChanged = true;
          const securityEvent = { id: 'x', kind: 'role-changed' as const, at: 0 };
          const change = { witnessId: 'ben', securityEvent, letters: [] };
          const ada = await userStore(table).read('ada');
          if (ada === undefined) throw new Error('The account is not there.');
          await userStore(table).changeRole(ada, 'admin', change);
        }
        return next(args);
      },
    { step: 'initialize', name: 'meanwhile' },
  );
  await upgradeTable(meanwhile);
  expect(isChanged).toBe(true);
  const admins = await userStore(table).listRole('admin', undefined, 10);
  expect([admins.map(({ id }) => id), await indexed('listings')]).toEqual([['ada', 'ben'], []]);
});
