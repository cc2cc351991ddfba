/**
 * The upgrade of a table from version 2 to 3: accounts leave the index `listings`, which has whole items and so the hashes of their
 * passwords, for the index `users`, which has what a list of accounts shows.
 */
import * as z from 'zod/mini';
import { ROLE_IS_WHAT_WAS_SEEN, userListing, userListingKey } from './items/user.ts';
import type { Table } from './table/client.ts';
import { type Key, parseItem } from './table/item.ts';
import { getItem } from './table/read.ts';
import { scanKeys } from './table/scan.ts';
import { isWritten } from './table/write.ts';

/** Each is three writes, to the table and to two indexes. More at once would be throttled by a table that nobody has warmed. */
const AT_ONCE = 10;

const LISTED_BY_EARLIER_VERSION = z.object({
  id: z.string(),
  userRole: z.enum(['attendee', 'organizer', 'admin']),
  createdAt: z.string(),
});

/** @returns how many accounts were changed. `tell` is told so from time to time. */
export async function listUsersApart(table: Table, tell: (changed: number) => void): Promise<number> {
  let changed = 0;
  for await (const keys of scanKeys(table, { sk: 'USER', when: 'attribute_exists(listing)' })) {
    for (let start = 0; start < keys.length; start += AT_ONCE)
      await Promise.all(keys.slice(start, start + AT_ONCE).map((key) => listApart(table, key)));
    changed += keys.length;
    if (keys.length > 0) tell(changed);
  }
  return changed;
}

/** Does it again with the new role if an admin changes that meanwhile. */
async function listApart(table: Table, key: Key): Promise<void> {
  for (;;) {
    const item = await getItem(table, key);
    if (item === undefined || !('listing' in item)) return;
    const { userRole: role, ...account } = parseItem('user', LISTED_BY_EARLIER_VERSION, item);
    const moved = await isWritten(table, {
      update: key,
      set: 'SET userListing = :listing, userListingKey = :listingKey REMOVE listing, listingKey',
      when: ROLE_IS_WHAT_WAS_SEEN,
      values: {
        ':seenRole': role,
        ':listing': userListing({ ...account, role }),
        ':listingKey': userListingKey(account),
      },
    });
    if (moved) return;
  }
}
