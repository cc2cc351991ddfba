/** Reads and stores what lists show of the availability of events, many events in one call. */
import type { Event } from '../domain/model/event.ts';
import type { ByEvent, SummaryStore } from '../domain/ports/summary-store.ts';
import { fromSummaryItem, summaryKey, writeSummary } from './items/availability-summary.ts';
import { fromShardItem, shardKeys } from './items/shard.ts';
import { fromWaitlistItem, waitlistKey } from './items/waitlist-state.ts';
import type { Table } from './table/client.ts';
import type { Item, Key } from './table/item.ts';
import { getItems } from './table/read.ts';
import { write } from './table/write.ts';

export function summaryStore(table: Table): SummaryStore {
  /** Reads the items with these keys of all events, and groups what `parse` makes of them. */
  async function readOf<T>(
    events: Event[],
    keysOf: (event: Event) => Key[],
    parse: (item: Item) => T,
  ): Promise<ByEvent<T[]>> {
    const owners = new Map(events.flatMap((event) => keysOf(event).map(({ pk }) => [pk, event.id])));
    const items = await getItems(table, events.flatMap(keysOf), false);
    const found: ByEvent<T[]> = new Map();
    for (const item of items) {
      const owner = owners.get(String(item['pk'])) ?? '';
      found.set(owner, [...(found.get(owner) ?? []), parse(item)]);
    }
    return found;
  }

  return {
    readSummaries: async (events) =>
      firsts(await readOf(events, ({ id }) => [summaryKey(id)], fromSummaryItem)),

    readShardsOf: (events) => readOf(events, shardKeys, fromShardItem),

    readWaitlistsOf: async (events) =>
      firsts(await readOf(events, ({ id }) => [waitlistKey(id)], fromWaitlistItem)),

    async storeSummary(event, summary) {
      await write(table, writeSummary(event.id, summary));
    },
  };
}

/** @returns the one item that was read of each event. */
function firsts<T>(found: ByEvent<T[]>): ByEvent<T> {
  return new Map(
    [...found].flatMap(([id, items]) => items.slice(0, 1).map((item): [string, T] => [id, item])),
  );
}
