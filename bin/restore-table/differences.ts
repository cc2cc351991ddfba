/** Where the table in use differs from a restored one, and the writes that make both equal. Holds a page of each in memory. */
import { isDeepStrictEqual } from 'node:util';
import { BatchWriteCommand, ScanCommand, type ScanCommandInput } from '@aws-sdk/lib-dynamodb';
import { runtime } from '../../functions/compose.ts';
import { Busy } from '../../functions/domain/model/refusal.ts';
import { orBusy, type Table } from '../../functions/store/table/client.ts';
import type { Item, Key } from '../../functions/store/table/item.ts';
import { getItems, only } from '../../functions/store/table/read.ts';
import { broughtItem } from './brought-item.ts';
import { isKept } from './kept-items.ts';

/** DynamoDB's limits for one call. */
const READ_ITEMS = 100;
const WRITE_ITEMS = 25;
/** Repeats of a call that was throttled, each after a longer time: about a minute together, in which a table becomes faster. */
const REPEATS = 8;
const PAUSE_MS = 250;

/** A write that makes the table equal: of an item that is missing or different, or of one that the restored table does not have. */
type Write = { PutRequest: { Item: Item } } | { DeleteRequest: { Key: Key } };

const keyOf = ({ pk, sk }: Item): Key => ({ pk: String(pk), sk: String(sk) });
const nameOf = (item: Item): string => JSON.stringify([item['pk'], item['sk']]);

/** Repeats what may be repeated while the table is busy. @throws Busy */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let repeat = 0; ; repeat += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Busy) || repeat === REPEATS) throw error;
      await runtime.sleep(PAUSE_MS * 2 ** repeat);
    }
  }
}

/** Yields the items that are brought back, as many at a time as one call reads. */
async function* groupsOf({ client, name }: Table, how: Partial<ScanCommandInput>): AsyncGenerator<Item[]> {
  let from: Item | undefined;
  do {
    const input = { ...how, TableName: name, ConsistentRead: true, ExclusiveStartKey: from };
    const page = await patiently(() => orBusy(client.send(new ScanCommand(input))));
    const items = (page.Items ?? []).filter(({ pk }) => !isKept(pk));
    for (let start = 0; start < items.length; start += READ_ITEMS)
      yield items.slice(start, start + READ_ITEMS);
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
}

/** @returns the items of a group that a table has, by their names. */
async function itemsIn(table: Table, group: Item[], attributes: string[] = []): Promise<Map<string, Item>> {
  const found = await patiently(() => getItems(table, group.map(keyOf), true, attributes));
  return new Map(found.map((item) => [nameOf(item), item]));
}

/**
 * Yields the writes, group by group: first the items of the restored table, then deletions.
 * @param onCompared is told how many items of the restored table were compared.
 */
export async function* differences(
  restored: Table,
  inUse: Table,
  onCompared: (items: number) => void,
): AsyncGenerator<Write[]> {
  for await (const group of groupsOf(restored, {})) {
    const present = await itemsIn(inUse, group);
    yield group
      .map((item) => broughtItem(item, present.get(nameOf(item)), runtime.now()))
      .filter((item) => !isDeepStrictEqual(item, present.get(nameOf(item))))
      .map((Item) => ({ PutRequest: { Item } }));
    onCompared(group.length);
  }
  const keys = ['pk', 'sk'];
  for await (const group of groupsOf(inUse, only(keys))) {
    const present = await itemsIn(restored, group, keys);
    yield group
      .filter((item) => !present.has(nameOf(item)))
      .map((item) => ({ DeleteRequest: { Key: keyOf(item) } }));
  }
}

/** Carries out the writes of a group. A repeat does no harm. @throws Busy */
export async function writeAll(table: Table, writes: Write[]): Promise<void> {
  const batches = Array.from({ length: Math.ceil(writes.length / WRITE_ITEMS) }, (_, n) =>
    writes.slice(n * WRITE_ITEMS, (n + 1) * WRITE_ITEMS),
  );
  await Promise.all(batches.map((batch) => writeBatch(table, batch)));
}

async function writeBatch({ client, name }: Table, batch: Write[]): Promise<void> {
  let left: object[] = batch;
  await patiently(async () => {
    const command = new BatchWriteCommand({ RequestItems: { [name]: left } });
    const { UnprocessedItems } = await orBusy(client.send(command));
    left = UnprocessedItems?.[name] ?? [];
    if (left.length > 0) throw new Busy();
  });
}
