/** Reads a part of a customer's or organizer's partition, whose sort keys are `EVENT#` and an event id. */
import type { Part } from '../domain/ports/listing-store.ts';
import type { Table } from './client.ts';
import type { Item } from './commit.ts';
import { queryPages } from './read.ts';

const PREFIX = 'EVENT#';

/**
 * Yields pages of up to `atOnce` items with their event ids, strongly consistent. `from` (excluded) and
 * `upTo` (included) are event ids. A page before the last has the event id that it reaches as `upTo`.
 */
export async function* pagesOfPart(
  table: Table,
  partition: string,
  { from = '', upTo = '~' }: Part,
  atOnce: number,
): AsyncGenerator<{ items: (Item & { eventId: string })[]; upTo?: string }> {
  const [first, last] = [`${PREFIX}${from} `, `${PREFIX}${upTo}`];
  if (first > last) return;
  const input = {
    KeyConditionExpression: 'pk = :partition AND sk BETWEEN :first AND :last',
    ExpressionAttributeValues: { ':partition': partition, ':first': first, ':last': last },
    ConsistentRead: true,
    Limit: atOnce,
  };
  const eventIdOf = ({ sk }: Item): string => sk.slice(PREFIX.length);
  for await (const { items, lastKey } of queryPages(table, input)) {
    yield {
      items: items.map((item) => ({ ...item, eventId: eventIdOf(item) })),
      ...(lastKey && { upTo: eventIdOf(lastKey) }),
    };
  }
}
