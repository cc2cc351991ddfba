/** The items that are written only to appear in the table's stream, and so to call a sender. */
import type { Item, Key } from '../table/item.ts';

/** The item is of no use once the stream has it. */
const WAKE_TTL_SECONDS = 24 * 60 * 60;

/**
 * `now`: ms. It is part of the item, because a write that changes nothing has no record in the stream.
 * @returns the item with this key, which `wakeKey` or `webhookWakeKey` makes
 */
export function toWakeItem(key: Key, now: number): Item {
  return { ...key, wokenAt: now, expiresAtSeconds: Math.ceil(now / 1000) + WAKE_TTL_SECONDS };
}
