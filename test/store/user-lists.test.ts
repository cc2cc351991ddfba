/** The list of accounts: spread over partitions, complete and in order, without what it does not show. */
import { BatchWriteCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ATTENDEE_LIST_PARTITIONS } from '../../functions/domain/model/limits.ts';
import type { ListedUser, User } from '../../functions/domain/model/user.ts';
import { toUserItem, userListings } from '../../functions/store/items/user.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { TABLE } from '../../functions/store/table/definition.ts';
import { userStore } from '../../functions/store/users.ts';
import { createTestTable, realRuntime, TABLE_NAME, type TestTable } from '../kit/boxoffice.ts';
import { meter, totalUnits } from '../kit/metering.ts';
import { strictTable } from '../kit/strict-table.ts';

const ACCOUNTS = 600;
const BATCH_ITEMS = 25;

/** The oldest first. */
const ALL = Array.from({ length: ACCOUNTS }, (_, place) => anAttendee(place));

let testTable: TestTable;
beforeAll(async () => {
  testTable = await createTestTable();
  const items = ALL.map(toUserItem);
  const { client } = strictTable(TABLE_NAME);
  for (let start = 0; start < items.length; start += BATCH_ITEMS) {
    const requests = items.slice(start, start + BATCH_ITEMS).map((Item) => ({ PutRequest: { Item } }));
    await client.send(new BatchWriteCommand({ RequestItems: { [TABLE_NAME]: requests } }));
  }
});
afterAll(() => testTable.stop());

function anAttendee(place: number): User {
  const id = realRuntime.newId();
  const createdAt = new Date(Date.UTC(2030, 0, 1) + 1_000 * place).toISOString();
  const account = { id, name: 'Ada', email: `${id}@example.com`, passwordHash: '', createdAt };
  return { ...account, role: 'attendee', sessionGeneration: 0 };
}

/** @returns the ids of all attendees, page by page. */
async function listAll(table: Table, limit: number): Promise<string[]> {
  const listed: ListedUser[] = [];
  for (;;) {
    const after = listed.at(-1) as User | undefined;
    const page = await userStore(table).listRole('attendee', after, limit);
    listed.push(...page);
    if (page.length < limit) return listed.map(({ id }) => id);
  }
}

const ids = ALL.map(({ id }) => id);

test.each([7, 100, 1_000])('pages of %i have each account once, the oldest first', async (limit) => {
  expect(await listAll(strictTable(TABLE_NAME), limit)).toEqual(ids);
});

test('an account is listed as it is stored, and no index has the hash of its password', async () => {
  const { client, ...table } = strictTable(TABLE_NAME);
  const user = { ...anAttendee(0), role: 'admin' as const, passwordHash: 'a hash' };
  const rest = { isAddressConfirmed: true as const, newEmail: 'new@example.com', endedGeneration: 3 };
  const item = { ...toUserItem(user), ...rest, accountVersion: 1 };
  await client.send(new PutCommand({ TableName: TABLE_NAME, Item: item }));
  const { passwordHash: _hash, sessionGeneration: _generation, ...shown } = user;
  expect(await userStore({ client, ...table }).listRole('admin', undefined, 10)).toEqual([
    { ...shown, ...rest },
  ]);
  for (const { name: IndexName } of TABLE.indexes) {
    const { Items } = await client.send(new ScanCommand({ TableName: TABLE_NAME, IndexName }));
    expect([IndexName, JSON.stringify(Items)]).not.toContainEqual(expect.stringContaining('a hash'));
  }
});

test('registrations are spread over all partitions, none of which gets twice its share', () => {
  const perPartition = new Map<string, number>();
  const count = 1_000 * ATTENDEE_LIST_PARTITIONS;
  for (let made = 0; made < count; made += 1) {
    const { userListing: listing } = toUserItem(anAttendee(made)) as { userListing: string };
    perPartition.set(listing, (perPartition.get(listing) ?? 0) + 1);
  }
  expect([...perPartition.keys()].sort()).toEqual(userListings('attendee').sort());
  expect(Math.max(...perPartition.values())).toBeLessThan(2 * 1_000);
});

test('a page costs a query for each partition and little more, wherever the accounts are', async () => {
  const table = strictTable(TABLE_NAME);
  const uses = meter(table);
  for (const after of [undefined, ALL[ACCOUNTS / 3]]) {
    uses.length = 0;
    await userStore(table).listRole('attendee', after, 101);
    expect(uses.length).toBeLessThanOrEqual(ATTENDEE_LIST_PARTITIONS + 8);
    expect(totalUnits(uses)).toBeLessThanOrEqual(20);
  }
});
