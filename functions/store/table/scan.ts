/** Reads the keys of a whole table, for upgrades. No function of the service does. */
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { orBusy, type Table } from './client.ts';
import { type Item, type Key, parseItem } from './item.ts';

const KEY = z.object({ pk: z.string(), sk: z.string() });

/**
 * Reads the keys of all items that have this sort key and meet this condition, strongly consistent.
 * @returns the keys of a page at a time. Most pages of a table of other items are empty.
 */
export async function* scanKeys(
  table: Table,
  { sk, when }: { sk: string; when: string },
): AsyncGenerator<Key[]> {
  let from: Item | undefined;
  do {
    const page = await orBusy(
      table.client.send(
        new ScanCommand({
          TableName: table.name,
          ConsistentRead: true,
          FilterExpression: `sk = :sk AND ${when}`,
          ExpressionAttributeValues: { ':sk': sk },
          ProjectionExpression: 'pk, sk',
          ExclusiveStartKey: from,
        }),
      ),
    );
    yield (page.Items ?? []).map((item) => parseItem('key', KEY, item));
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
}
