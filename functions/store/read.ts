/** Reads: one item, many items, and queries page by page. Everything transient leaves as Busy. */
import { setTimeout as sleep } from 'node:timers/promises';
import { BatchGetCommand, GetCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { Busy } from '../domain/refusal.ts';
import { orBusy, type Table } from './client.ts';
import type { Item } from './commit.ts';
import type { Key } from './keys.ts';

/** DynamoDB's own bound on a batch of reads. */
const BATCH_GET_LIMIT_ITEMS = 100;
/** Unprocessed keys are asked for again this often, after a random sleep below base × 2ⁿ: a partition has run dry. */
export const BATCH_GET_ATTEMPTS = 5;
export const UNPROCESSED_BASE_MS = 10;

/** Strongly consistent. */
export async function getItem(table: Table, key: Key): Promise<Item | undefined> {
  const answer = await orBusy(
    table.client.send(new GetCommand({ TableName: table.name, Key: key, ConsistentRead: true })),
  );
  return answer.Item;
}

/** A projection on these attributes. Reserved words are allowed as names. */
export function only(attributes: string[]) {
  const names = Object.fromEntries(attributes.map((name) => [`#${name}`, name]));
  return { ProjectionExpression: Object.keys(names).join(', '), ExpressionAttributeNames: names };
}

/** The items that exist, in no particular order. No key may occur twice. `attributes`: empty for all of them. */
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

export type Page = { items: Item[]; lastKey?: Item; count: number };

/** One page of a query. */
export async function queryPage(table: Table, input: Omit<QueryCommandInput, 'TableName'>): Promise<Page> {
  const answer = await orBusy(table.client.send(new QueryCommand({ TableName: table.name, ...input })));
  return {
    items: answer.Items ?? [],
    count: answer.Count ?? 0,
    ...(answer.LastEvaluatedKey && { lastKey: answer.LastEvaluatedKey }),
  };
}

/** Every page of a query, one after the other. */
export async function* queryPages(
  table: Table,
  input: Omit<QueryCommandInput, 'TableName'>,
): AsyncGenerator<Page> {
  let start: Item | undefined;
  do {
    const page = await queryPage(table, { ...input, ExclusiveStartKey: start });
    yield page;
    start = page.lastKey;
  } while (start !== undefined);
}
