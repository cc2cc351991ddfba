/** Reads a part of a customer's or organizer's partition, whose sort keys are `EVENT#` and an event id. */
import * as z from 'zod/mini';
import type { Part } from '../domain/ports/listing-store.ts';
import type { Table } from './table/client.ts';
import { type Item, parseItem } from './table/item.ts';
import { queryPages } from './table/read.ts';

const PREFIX = 'EVENT#';

const IN_PARTITION = z.object({ sk: z.string() });

function eventIdOf(item: Item): string {
  return parseItem('pointer to an event', IN_PARTITION, item).sk.slice(PREFIX.length);
}

/**
 * Yields pages of up to `atOnce` items with their event ids, strongly consistent. `from` (excluded) and
 * `upTo` (included) are event ids. A page before the last has the event id that it reaches as `upTo`.
 */
export async function* pagesOfPart(
  table: Table,
  partition: string,
  { from = '', upTo = '~' }: Part,
  atOnce: number,
): AsyncGenerator<{ items: { eventId: string; item: Item }[]; upTo?: string }> {
  const [first, last] = [`${PREFIX}${from} `, `${PREFIX}${upTo}`];
  if (first > last) return;
  const input = {
    KeyConditionExpression: 'pk = :partition AND sk BETWEEN :first AND :last',
    ExpressionAttributeValues: { ':partition': partition, ':first': first, ':last': last },
    ConsistentRead: true,
    Limit: atOnce,
  };
  for await (const { items, lastKey } of queryPages(table, input)) {
    yield {
      items: items.map((item) => ({ eventId: eventIdOf(item), item })),
      ...(lastKey && { upTo: eventIdOf(lastKey) }),
    };
  }
}
