/**
 * How an item of the restored table is put back: as it was at the point, except for the numbers of an account that end its
 * sessions. The sessions stay as they are, so an account with earlier numbers would let in those that it ended since the point.
 */
import { isDeepStrictEqual } from 'node:util';
import { isClosed, userKey } from '../../functions/store/items/user.ts';
import type { Item } from '../../functions/store/table/item.ts';

/**
 * Each only grows, and kept items are compared with it: sessions with the first two, and the instant (ms) since which a network address is
 * known with the third.
 */
const ENDING = ['sessionGeneration', 'endedGeneration', 'credentialsSetAt'] as const;

/**
 * @param present the item in the table in use. If there is none, or the account is closed, its numbers are not known, and all sessions of
 *   the account end.
 * @param now in ms; as a generation it is larger than that of any session, because an account counts its changes from 0
 */
export function broughtItem(restored: Item, present: Item | undefined, now: number): Item {
  if (!isAccount(restored) || isClosed(restored)) return restored;
  if (present === undefined || isClosed(present))
    return { ...restored, ...Object.fromEntries(ENDING.map((name) => [name, now])) };
  const larger = ENDING.filter((name) => Number(present[name] ?? 0) > Number(restored[name] ?? 0));
  return { ...restored, ...Object.fromEntries(larger.map((name) => [name, present[name]])) };
}

const isAccount = ({ pk, sk, id }: Item): boolean => isDeepStrictEqual({ pk, sk }, userKey(String(id)));
