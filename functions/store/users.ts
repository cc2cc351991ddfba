/** Accounts. The address and the account are written together, so an address belongs to one account at most. */
import type { UserStore } from '../domain/ports.ts';
import { Busy } from '../domain/refusal.ts';
import type { Role, User } from '../domain/user.ts';
import type { Table } from './client.ts';
import { commit } from './commit.ts';
import { EXISTS, IS_NEW } from './conditions.ts';
import {
  CONTACT_ATTRIBUTES,
  fromContactItem,
  fromListedUserItem,
  fromUserItem,
  LISTED_USER_ATTRIBUTES,
  toEmailItem,
  toUserItem,
} from './items.ts';
import { emailKey, userKey, userListing, userListingKey } from './keys.ts';
import { getItem, getItems, only, queryPage } from './read.ts';
import { LISTINGS_INDEX } from './table.ts';
import { write } from './write.ts';

export function userStore(table: Table): UserStore {
  async function read(userId: string): Promise<User | undefined> {
    const item = await getItem(table, userKey(userId));
    return item && fromUserItem(item);
  }

  return {
    read,

    async create(user) {
      const outcome = await commit(table, [
        { put: toUserItem(user), when: IS_NEW },
        { put: toEmailItem(user), when: IS_NEW },
      ]);
      if (outcome.kind === 'done') return true;
      const owner = await getItem(table, emailKey(user.email));
      if (owner === undefined) throw new Busy();
      return owner['userId'] === user.id;
    },

    async readByEmail(email) {
      const owner = await getItem(table, emailKey(email));
      return owner && read(owner['userId']);
    },

    async changeRole(userId, role: Role) {
      const outcome = await write(table, {
        update: userKey(userId),
        set: 'SET userRole = :role, listing = :listing',
        when: EXISTS,
        values: { ':role': role, ':listing': userListing(role) },
      });
      if (outcome.kind === 'refused') return undefined;
      if (outcome.kind !== 'done') throw new Busy();
      return read(userId);
    },

    async listRole(role, after, limit) {
      const page = await queryPage(table, {
        IndexName: LISTINGS_INDEX.name,
        KeyConditionExpression: `listing = :listing${after ? ' AND listingKey > :after' : ''}`,
        ExpressionAttributeValues: {
          ':listing': userListing(role),
          ...(after && { ':after': userListingKey(after) }),
        },
        ...only(LISTED_USER_ATTRIBUTES),
        Limit: limit,
      });
      return page.items.map(fromListedUserItem);
    },

    async contacts(userIds) {
      const items = await getItems(table, userIds.map(userKey), false, CONTACT_ATTRIBUTES);
      return new Map(items.map((item) => [item['id'], fromContactItem(item)]));
    },
  };
}
