/**
 * `npm run restore-table`: a whole table that was restored to a point in time is put into use. The table is then as it was at that
 * point, every guarantee holds of it, nobody is told twice, and what was ended since then stays ended.
 */
import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createTable, removeTable } from '../../bin/local/resources.ts';
import { isKept } from '../../bin/restore-table/kept-items.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { sendNotices } from '../../functions/domain/notices/send-notices.ts';
import { addressKey } from '../../functions/store/items/notices.ts';
import { sessionKey } from '../../functions/store/items/session.ts';
import { TOKEN_KEYS } from '../../functions/store/items/token-keys.ts';
import type { Item } from '../../functions/store/table/item.ts';
import { aBoxoffice, type Boxoffice, TABLE_NAME } from '../kit/boxoffice.ts';
import { aSender } from '../kit/notice-sender.ts';
import { runVerb } from '../kit/run-verb.ts';
import { strictTable } from '../kit/strict-table.ts';
import { useTestTable } from '../kit/test-table.ts';

const RESTORED = `${TABLE_NAME}-point`;

useTestTable();
beforeEach(() => createTable(RESTORED));
afterEach(() => removeTable(RESTORED));

const runFrom = (from: string, ...args: string[]) =>
  runVerb(['restore-table', '--from', from, ...args], { TABLE_NAME, SECRETS_DIR: '' });
const run = (...args: string[]) => runFrom(RESTORED, ...args);

async function itemsOf(name: string): Promise<Item[]> {
  const { Items = [] } = await strictTable(name).client.send(
    new ScanCommand({ TableName: name, ConsistentRead: true }),
  );
  const order = ({ pk, sk }: Item) => `${pk} ${sk}`;
  return Items.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
}

async function put(TableName: string, ...items: Item[]): Promise<void> {
  const { client } = strictTable(TableName);
  for (const Item of items) await client.send(new PutCommand({ TableName, Item }));
}

/** What ended or began to be refused after the point. */
const ENDED = [
  { ...sessionKey('stolen'), tokenHash: '' },
  { ...TOKEN_KEYS, keys: ['new'] },
  { ...addressKey('ada@example.com'), complained: true },
  { pk: 'SECURITY#2026-12', sk: '1#a', kind: 'key-rotated' },
];

/** Tells the customers of an event all that they were not told yet. @returns what was sent. */
async function tell({ ports: { events } }: Boxoffice, event: Event): Promise<string[]> {
  const { sent, ports } = aSender({ table: strictTable(TABLE_NAME) });
  for await (const { bookings } of events.bookings(event))
    for (const { id } of bookings) await sendNotices(event, [id], ports);
  return sent;
}

/** A service with two events, one of them sold out, copied as at the point; then both go on, and a third is made. */
async function aServiceThatWentOn() {
  const boxoffice = aBoxoffice();
  const [open, full] = [await boxoffice.anEvent({ capacity: 4 }), await boxoffice.anEvent({ capacity: 1 })];
  const held = await boxoffice.book(full);
  await boxoffice.book(full);
  const kept = await boxoffice.book(open, { quantity: 2 });
  await tell(boxoffice, full);
  await put(TABLE_NAME, { ...sessionKey('stolen'), tokenHash: 'x' }, { ...TOKEN_KEYS, keys: ['old'] });
  await put(RESTORED, ...(await itemsOf(TABLE_NAME)));
  await boxoffice.cancel(held);
  await boxoffice.cancel(kept);
  await boxoffice.book(open, { quantity: 4 });
  await boxoffice.serve();
  const later = await boxoffice.anEvent();
  await boxoffice.book(later);
  await put(TABLE_NAME, ...ENDED);
  return { boxoffice, open, full, later };
}

test('the table is as the restored one, apart from what ended since, and a repeat finds nothing to do', async () => {
  const { boxoffice, later } = await aServiceThatWentOn();
  const { exitCode, stdout, stderr } = await run('--write');
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^\S+ is as \S+, which has \d+ items: \d+ were written and \d+ deleted\.\n$/);
  const brought = (items: Item[]) => items.filter(({ pk }) => !isKept(pk));
  const now = await itemsOf(TABLE_NAME);
  expect(brought(now)).toEqual(brought(await itemsOf(RESTORED)));
  expect(now).toEqual(expect.arrayContaining(ENDED));
  expect(await boxoffice.ports.events.read(later.id)).toBeUndefined();
  expect((await run()).stdout).toMatch(/, 0 of them are missing or different, and 0 more exist\. Nothing/);
});

test('every guarantee holds of it, nobody is told twice, and both events sell on', async () => {
  const { open, full } = await aServiceThatWentOn();
  expect((await run('--write')).exitCode).toBe(0);
  const restarted = aBoxoffice();
  for (const event of [open, full]) expect(await restarted.broken(event)).toEqual([]);
  expect(await tell(restarted, full)).toEqual([]);
  expect((await restarted.book(open, { quantity: 2 })).status).toBe('confirmed');
  expect((await restarted.book(full)).status).toBe('waitlisted');
  await restarted.serve();
  for (const event of [open, full]) expect(await restarted.broken(event)).toEqual([]);
});

// The runbook has every function restarted for this.
test('a process that remembers that an event sold out after the point sells none of its tickets, and a new one does', async () => {
  const { boxoffice, open } = await aServiceThatWentOn();
  expect((await run('--write')).exitCode).toBe(0);
  await expect(boxoffice.book(open, { quantity: 2 })).rejects.toMatchObject({ code: 'busy' });
  expect((await aBoxoffice().book(open, { quantity: 2 })).status).toBe('confirmed');
});

test('without --write it counts, and changes nothing', async () => {
  await aServiceThatWentOn();
  const before = await itemsOf(TABLE_NAME);
  expect((await run()).stdout).toMatch(/ items\. In \S+, [1-9]\d* of them .* [1-9]\d* more exist\. Nothing/);
  expect(await itemsOf(TABLE_NAME)).toEqual(before);
});

test('a table without items, and the table in use, are refused, and nothing is deleted', async () => {
  await put(TABLE_NAME, { pk: 'EVENT#x', sk: 'EVENT' });
  const before = await itemsOf(TABLE_NAME);
  expect(await run('--write')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('has nothing to bring back'),
  });
  const same = await runFrom(TABLE_NAME, '--write');
  expect(same).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--from a restored table') });
  expect(await itemsOf(TABLE_NAME)).toEqual(before);
});
