/** Reads one item, many items, or the pages of a query. Every read throws Busy for a transient error. */
import { setTimeout as sleep } from 'node:timers/promises';
import { BatchGetCommand, GetCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { Busy } from '../../domain/model/refusal.ts';
import { orBusy, type Table } from './client.ts';
import { type Item, type Key, parseItem } from './item.ts';

/** DynamoDB's limit for one BatchGetItem. */
const BATCH_GET_LIMIT_ITEMS = 100;
/**
 * Attempts for keys that a throttled partition left unprocessed. The delay before retry n is random below
 * base × 2ⁿ.
 */
export const BATCH_GET_ATTEMPTS = 5;
export const UNPROCESSED_BASE_MS = 10;

/** Reads one item, strongly consistent. */
export async function getItem(table: Table, key: Key): Promise<Item | undefined> {
  const answer = await orBusy(
    table.client.send(new GetCommand({ TableName: table.name, Key: key, ConsistentRead: true })),
  );
  return answer.Item;
}

/** A projection to these attributes. Their names may be reserved words. */
export function only(attributes: string[]) {
  const names = Object.fromEntries(attributes.map((name) => [`#${name}`, name]));
  return { ProjectionExpression: Object.keys(names).join(', '), ExpressionAttributeNames: names };
}

/**
 * Reads many items, all attributes if `attributes` is empty. No key may occur twice.
 * @returns the items that exist, in no particular order. @throws Busy also when keys stay unprocessed.
 */
export async function getItems(
  table: Table,
  keys: Key[],
  isConsistent: boolean,
  attributes: string[] = [],
): Promise<Item[]> {
  const how = { ConsistentRead: isConsistent, ...(attributes.length > 0 && only(attributes)) };
  const batches: Key[][] = [];
  for (let start = 0; start < keys.length; start += BATCH_GET_LIMIT_ITEMS) {
    batches.push(keys.slice(start, start + BATCH_GET_LIMIT_ITEMS));
  }
  return (await Promise.all(batches.map((batch) => getBatch(table, batch, how)))).flat();
}

async function getBatch(table: Table, keys: Key[], how: object): Promise<Item[]> {
  const items: Item[] = [];
  let missing: Record<string, unknown>[] = keys;
  for (let attempt = 0; attempt < BATCH_GET_ATTEMPTS; attempt += 1) {
    const request = { [table.name]: { Keys: missing, ...how } };
    const answer = await orBusy(table.client.send(new BatchGetCommand({ RequestItems: request })));
    items.push(...(answer.Responses?.[table.name] ?? []));
    missing = answer.UnprocessedKeys?.[table.name]?.Keys ?? [];
    if (missing.length === 0) return items;
    await sleep(Math.random() * UNPROCESSED_BASE_MS * 2 ** attempt);
  }
  throw new Busy();
}

/**
 * A page of a query. `lastKey`: the key after which the next page begins; missing on the last page. `units`: the read units that it
 * took, 0 unless the query asks for `ReturnConsumedCapacity`.
 */
export type Page = { items: Item[]; lastKey?: LastKey; count: number; units: number };

type LastKey = Record<string, string>;

/** All keys of the table and its indexes are strings. */
const LAST_KEY = z.record(z.string(), z.string());

/** Reads one page of a query. */
export async function queryPage(table: Table, input: Omit<QueryCommandInput, 'TableName'>): Promise<Page> {
  const answer = await orBusy(table.client.send(new QueryCommand({ TableName: table.name, ...input })));
  return {
    items: answer.Items ?? [],
    count: answer.Count ?? 0,
    units: answer.ConsumedCapacity?.CapacityUnits ?? 0,
    ...(answer.LastEvaluatedKey && { lastKey: parseItem('key', LAST_KEY, answer.LastEvaluatedKey) }),
  };
}

/** Reads all pages of a query, one after the other. */
export async function* queryPages(
  table: Table,
  input: Omit<QueryCommandInput, 'TableName'>,
): AsyncGenerator<Page> {
  let start: LastKey | undefined;
  do {
    const page = await queryPage(table, { ...input, ExclusiveStartKey: start });
    yield page;
    start = page.lastKey;
  } while (start !== undefined);
}
