/** Reads the items of the one event of a run, at one instant, into the domain's types. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { NoticeLog } from '../../functions/domain/model/notice-log.ts';
import type { EventSnapshot } from '../../functions/domain/verify/snapshot.ts';
import { fromBookingItem } from '../../functions/store/items/booking.ts';
import { fromEntryItem } from '../../functions/store/items/entry.ts';
import { fromEventItem } from '../../functions/store/items/event.ts';
import { fromNoticesItem, loggedBookingId } from '../../functions/store/items/notices.ts';
import { fromShardItem } from '../../functions/store/items/shard.ts';
import { fromStaffChangeItem } from '../../functions/store/items/staff-change.ts';
import { fromWaitlistItem } from '../../functions/store/items/waitlist-state.ts';
import type { Item, Key } from '../../functions/store/table/item.ts';
import type { WireItem } from './engine.ts';
import { nameOf, type Key as WireKey } from './network.ts';

function toItem(item: WireItem): Item & Key {
  const { pk, sk, ...rest } = unmarshall(item as unknown as Record<string, AttributeValue>);
  return { ...rest, pk: String(pk), sk: String(sk) };
}

/** @returns the notice logs, by the ids of their bookings. */
export function toNoticeLogs(wireItems: WireItem[]): Map<string, NoticeLog> {
  const items = wireItems.map(toItem).filter(({ sk }) => sk.startsWith('NOTICES#'));
  return new Map(items.map((item) => [loggedBookingId(item), fromNoticesItem(item)]));
}

/** The items that a run wrote, as they are now. */
export class WrittenItems {
  readonly #items = new Map<string, Item & Key>();

  /** Takes over items with these keys as they were read again; those that are not among `items` were removed. */
  replace(keys: WireKey[], items: WireItem[]): void {
    for (const key of keys) this.#items.delete(nameOf(key));
    for (const item of items) this.#items.set(nameOf(item as WireKey), toItem(item));
  }

  /** @returns undefined if the event does not exist. */
  snapshot(): EventSnapshot | undefined {
    return toSnapshot([...this.#items.values()]);
  }
}

function toSnapshot(items: (Item & Key)[]): EventSnapshot | undefined {
  const eventItem = items.find(({ sk }) => sk === 'EVENT');
  const waitlistItem = items.find(({ sk }) => sk === 'WAITLIST-STATE');
  if (eventItem === undefined || waitlistItem === undefined) return undefined;
  return {
    event: fromEventItem(eventItem),
    waitlist: fromWaitlistItem(waitlistItem),
    shards: items.filter(({ sk }) => sk === 'SHARD').map(fromShardItem),
    bookings: items.filter(({ sk }) => sk.startsWith('BOOKING#')).map(fromBookingItem),
    entries: items
      .filter(({ pk }) => pk.includes('#WAITLIST#'))
      .map(fromEntryItem)
      .sort((a, b) => (a.key < b.key ? -1 : 1)),
    staffChanges: items.filter(({ sk }) => sk.startsWith('STAFF-CHANGE#')).map(fromStaffChangeItem),
  };
}
