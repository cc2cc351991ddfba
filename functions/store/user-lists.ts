/**
 * Reads the accounts of a role, the oldest first, from all partitions of its list. It reads a share of each partition, and more
 * of the one that runs out first, so an answer costs about as much as from one partition, and a query for each.
 */
import { mergeInOrder, type PartRead } from '../domain/model/merge-in-order.ts';
import type { ListedUser, Role, User } from '../domain/model/user.ts';
import { fromListedUserItem, userListingKey, userListings } from './items/user.ts';
import type { Table } from './table/client.ts';
import { USERS_INDEX } from './table/definition.ts';
import { queryPage } from './table/read.ts';

/** Accounts are spread at random, so with this margin few partitions are read twice. */
const SHARE_MARGIN = 1.2;
const SHARE_SPARE_ACCOUNTS = 8;

type Part = PartRead<ListedUser> & { listing: string };

/** @returns the first `limit` accounts after `after`. */
export async function listRole(
  table: Table,
  role: Role,
  after: User | undefined,
  limit: number,
): Promise<ListedUser[]> {
  const listings = userListings(role);
  const share = Math.ceil((limit / listings.length) * SHARE_MARGIN) + SHARE_SPARE_ACCOUNTS;
  const start = after && userListingKey(after);
  const firsts = listings.map((listing) => readAfter(table, listing, start, Math.min(limit, share)));
  let parts = await Promise.all(firsts);
  for (;;) {
    const { read, isComplete } = mergeInOrder(parts, userListingKey);
    if (isComplete || read.length >= limit) return read.slice(0, limit);
    parts = await extendFirst(table, parts, limit - read.length);
  }
}

/** Reads on where the next account may be: in the incomplete partition that was read least far. */
async function extendFirst(table: Table, parts: Part[], missing: number): Promise<Part[]> {
  const lastKey = ({ read }: Part) => read.map(userListingKey).at(-1) ?? '';
  const [first] = parts
    .filter(({ isComplete }) => !isComplete)
    .sort((a, b) => (lastKey(a) < lastKey(b) ? -1 : 1));
  if (first === undefined) return parts;
  const more = await readAfter(table, first.listing, lastKey(first), missing);
  return parts.map((part) => (part === first ? { ...more, read: [...first.read, ...more.read] } : part));
}

async function readAfter(
  table: Table,
  listing: string,
  after: string | undefined,
  limit: number,
): Promise<Part> {
  const page = await queryPage(table, {
    IndexName: USERS_INDEX.name,
    KeyConditionExpression: `userListing = :listing${after ? ' AND userListingKey > :after' : ''}`,
    ExpressionAttributeValues: { ':listing': listing, ...(after && { ':after': after }) },
    Limit: limit,
  });
  return { listing, read: page.items.map(fromListedUserItem), isComplete: page.lastKey === undefined };
}
