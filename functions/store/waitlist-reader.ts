/** Reads an event's waitlist: its state, and its entries in order of arrival. */
import { WAITLIST_PAGE_ENTRIES } from '../domain/model/limits.ts';
import { Refusal } from '../domain/model/refusal.ts';
import type { WaitlistState } from '../domain/model/waitlist-state.ts';
import type { WaitlistReader } from '../domain/ports/waitlist-store.ts';
import type { PartitionEntries } from './items/entry.ts';
import { entryPartitions, fromEntryItem, mergePartitions } from './items/entry.ts';
import { fromWaitlistItem, waitlistKey } from './items/waitlist-state.ts';
import type { Table } from './table/client.ts';
import type { Item } from './table/item.ts';
import { getItem, getItems, queryPage } from './table/read.ts';

export function waitlistReader(table: Table): WaitlistReader {
  return {
    read: async ({ id }) => stateIn(await getItem(table, waitlistKey(id))),

    async readClosing({ id }) {
      const [item] = await getItems(table, [waitlistKey(id)], false);
      return stateIn(item);
    },

    async readHead(event, range) {
      const pages = await Promise.all(
        entryPartitions(event).map((partition) => readPartition(table, partition, range)),
      );
      return mergePartitions(pages);
    },

    async readPart(event, part, range) {
      const partitions = entryPartitions(event);
      const partition = partitions[Math.floor(part * partitions.length)] ?? '';
      return (await readPartition(table, partition, range)).entries;
    },
  };
}

function stateIn(item: Item | undefined): WaitlistState {
  if (item === undefined) throw new Refusal('not-found', 'There is no such event.');
  return fromWaitlistItem(item);
}

async function readPartition(
  table: Table,
  partition: string,
  range: { after?: string; upTo: string },
): Promise<PartitionEntries> {
  const page = await queryPage(table, {
    KeyConditionExpression: 'pk = :partition AND sk BETWEEN :from AND :upTo',
    ExpressionAttributeValues: {
      ':partition': partition,
      ':from': `${range.after ?? ''} `,
      ':upTo': range.upTo,
    },
    ConsistentRead: true,
    Limit: WAITLIST_PAGE_ENTRIES,
  });
  return { entries: page.items.map(fromEntryItem), complete: page.lastKey === undefined };
}
