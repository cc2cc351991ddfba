/** Accounts. The address and the account are written together, so an address belongs to one account at most. */
import type { UserStore } from '../domain/ports.ts';
import { Busy } from '../domain/refusal.ts';
import type { Role, User } from '../domain/user.ts';
import type { Table } from './client.ts';
import { commit } from './commit.ts';
import { EXISTS, IS_NEW } from './conditions.ts';
import { fromUserItem, toEmailItem, toUserItem } from './items.ts';
import { emailKey, userKey } from './keys.ts';
import { getItem } from './read.ts';
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
        set: 'SET userRole = :role',
        when: EXISTS,
        values: { ':role': role },
      });
      if (outcome.kind === 'refused') return undefined;
      if (outcome.kind !== 'done') throw new Busy();
      return read(userId);
    },
  };
}
