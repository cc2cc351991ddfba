/** The list of accounts: spread over partitions, complete and in order, with the accounts of an earlier version. */
import { BatchWriteCommand, PutCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ATTENDEE_LIST_PARTITIONS } from '../../functions/domain/model/limits.ts';
import type { ListedUser, User } from '../../functions/domain/model/user.ts';
import { toUserItem, userListing, userListings } from '../../functions/store/items/user.ts';
import type { Table } from '../../functions/store/table/client.ts';
import type { Item } from '../../functions/store/table/item.ts';
import { userStore } from '../../functions/store/users.ts';
import { createTestTable, realRuntime, TABLE_NAME, type TestTable } from '../kit/boxoffice.ts';
import { meter, totalUnits } from '../kit/metering.ts';
import { strictTable } from '../kit/strict-table.ts';

/** The partition in which an earlier version put all attendees. */
const EARLIER = 'USERS#attendee';
const EARLIER_ACCOUNTS = 200;
const ACCOUNTS = 600;
const BATCH_ITEMS = 25;

/** The oldest first. Some, among them the oldest ones, are stored as an earlier version did. */
const ALL = Array.from({ length: ACCOUNTS }, (_, place) => anAttendee(place));
const isEarlier = (place: number) => place < EARLIER_ACCOUNTS || place % 50 === 0;

let testTable: TestTable;
beforeAll(async () => {
  testTable = await createTestTable();
  const items = ALL.map((user, place) => ({
    ...toUserItem(user),
    ...(isEarlier(place) && { listing: EARLIER }),
  }));
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

/** @returns a table in which queries of a partition of a list find what `change` makes of its items. */
function tableWhere(partition: string, change: (items: Item[]) => Item[]): Table {
  const table = strictTable(TABLE_NAME);
  table.client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { ExpressionAttributeValues: values } = args.input as QueryCommandInput;
      const output = result.output as { Items?: Item[] };
      if (values?.[':listing'] === partition) output.Items = change(output.Items ?? []);
      return result;
    },
    { step: 'initialize', name: 'changeListed' },
  );
  return table;
}

const ids = ALL.map(({ id }) => id);

test.each([7, 100, 1_000])('pages of %i have each account once, the oldest first', async (limit) => {
  expect(await listAll(strictTable(TABLE_NAME), limit)).toEqual(ids);
});

test('accounts of an earlier version are listed, which the partitions of this one alone do not have', async () => {
  const without = await listAll(
    tableWhere(EARLIER, () => []),
    1_000,
  );
  expect(without).toEqual(ids.filter((_, place) => !isEarlier(place)));
});

test('an account that is moving between partitions is listed once, and hides none of the others', async () => {
  const [moving] = ALL;
  if (moving === undefined) throw new Error('There is no account.');
  const table = tableWhere(userListing(moving), (items) => [toUserItem(moving), ...items]);
  expect(await userStore(table).listRole('attendee', undefined, 20)).toEqual(
    await userStore(strictTable(TABLE_NAME)).listRole('attendee', undefined, 20),
  );
});

test('the next change of an account of an earlier version moves it to its partition', async () => {
  const user = { ...anAttendee(0), role: 'organizer' as const };
  const table = strictTable(TABLE_NAME);
  await table.client.send(
    new PutCommand({ TableName: TABLE_NAME, Item: { ...toUserItem(user), listing: 'USERS#organizer' } }),
  );
  await table.client.send(
    new PutCommand({ TableName: TABLE_NAME, Item: toUserItem({ ...anAttendee(0), id: 'w', role: 'admin' }) }),
  );
  const securityEvent = { id: 'x', kind: 'role-changed' as const, at: 0 };
  const change = { witnessId: 'w', securityEvent };
  expect(await userStore(table).changeRole(user, 'attendee', change)).toBe('done');
  const moved = await listAll(
    tableWhere(EARLIER, () => []),
    1_000,
  );
  expect(moved[0]).toBe(user.id);
  await table.client.send(
    new PutCommand({ TableName: TABLE_NAME, Item: { pk: `USER#${user.id}`, sk: 'USER' } }),
  );
});

test('registrations are spread over all partitions but the earlier one, none of which gets twice its share', () => {
  const perPartition = new Map<string, number>();
  const count = 1_000 * ATTENDEE_LIST_PARTITIONS;
  for (let made = 0; made < count; made += 1) {
    const { listing } = toUserItem(anAttendee(made)) as { listing: string };
    perPartition.set(listing, (perPartition.get(listing) ?? 0) + 1);
  }
  expect([...perPartition.keys()].sort()).toEqual(userListings('attendee').slice(1).sort());
  expect(Math.max(...perPartition.values())).toBeLessThan(2 * 1_000);
});

test('a page costs a query for each partition and little more, wherever the accounts are', async () => {
  const table = strictTable(TABLE_NAME);
  const uses = meter(table);
  for (const after of [undefined, ALL[EARLIER_ACCOUNTS]]) {
    uses.length = 0;
    await userStore(table).listRole('attendee', after, 101);
    expect(uses.length).toBeLessThanOrEqual(ATTENDEE_LIST_PARTITIONS + 8);
    expect(totalUnits(uses)).toBeLessThanOrEqual(20);
  }
});
