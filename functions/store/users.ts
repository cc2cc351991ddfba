/** Stores accounts. One transaction creates an account and its address, so no address has two accounts. */

import type { Role, User } from '../domain/model/user.ts';
import type { UserStore } from '../domain/ports/user-store.ts';
import { letterAction, toLetterItem } from './items/letter.ts';
import { securityAction } from './items/security-event.ts';
import { toSessionItem } from './items/session.ts';
import {
  ADDRESSEE_ATTRIBUTES,
  CONTACT_ATTRIBUTES,
  emailKey,
  fromAddresseeItem,
  fromContactItem,
  fromEmailItem,
  fromUserItem,
  isClosed,
  ONE_MORE_CHANGE,
  ROLE_IS_WHAT_WAS_SEEN,
  toEmailItem,
  toUserItem,
  userKey,
  userListing,
  WITNESS_IS_ADMIN,
} from './items/user.ts';
import type { Table } from './table/client.ts';
import { commit } from './table/commit.ts';
import { IS_NEW } from './table/existence.ts';
import type { Item } from './table/item.ts';
import { getItem, getItems } from './table/read.ts';
import { listRole } from './user-lists.ts';

/** Indexes of the actions that create an account. */
const USER = 0;
const ADDRESS = 1;

/** Part of an update of a user that invalidates its sessions. Needs the values `:none` (0) and `:one` (1). */
const END_EARLIER_LOG_INS = 'sessionGeneration = if_not_exists(sessionGeneration, :none) + :one';

export function userStore(table: Table): UserStore {
  async function read(userId: string): Promise<User | undefined> {
    const item = await getItem(table, userKey(userId));
    return item && !isClosed(item) ? fromUserItem(item) : undefined;
  }

  return {
    read,

    create: (...account) => create(table, ...account),

    async readByEmail(email) {
      const owner = await getItem(table, emailKey(email));
      return owner && read(fromEmailItem(owner));
    },

    async changeRole(before, role, { witnessId, securityEvent, letters }) {
      const outcome = await commit(table, [
        {
          update: userKey(before.id),
          set: `SET userRole = :role, userListing = :listing, ${END_EARLIER_LOG_INS}, ${ONE_MORE_CHANGE}`,
          when: ROLE_IS_WHAT_WAS_SEEN,
          values: {
            ':seenRole': before.role,
            ':role': role,
            ':listing': userListing({ id: before.id, role }),
            ':none': 0,
            ':one': 1,
          },
        },
        { check: userKey(witnessId), when: WITNESS_IS_ADMIN, values: { ':admin': 'admin' satisfies Role } },
        securityAction(securityEvent),
        ...letters.map(letterAction),
      ]);
      if (outcome.kind === 'done') return 'done';
      const isSame = outcome.kind === 'refused' && !outcome.failed.has(0);
      return isSame ? 'no-witness' : 'failed';
    },

    listRole: (role, after, limit) => listRole(table, role, after, limit),

    contacts: async (userIds) =>
      new Map((await readOpen(table, userIds, CONTACT_ATTRIBUTES)).map(fromContactItem)),

    addressees: async (userIds) =>
      new Map((await readOpen(table, userIds, ADDRESSEE_ATTRIBUTES)).map(fromAddresseeItem)),
  };
}

/** Reads these attributes of the accounts that are not closed: the projection of a closed one has its id alone. */
async function readOpen(table: Table, userIds: string[], attributes: string[]): Promise<Item[]> {
  const items = await getItems(table, userIds.map(userKey), false, attributes);
  return items.filter((item) => 'email' in item);
}

async function create(
  table: Table,
  ...[user, session, letter]: Parameters<UserStore['create']>
): ReturnType<UserStore['create']> {
  const items = [
    toUserItem(user),
    ...(user.email === '' ? [] : [toEmailItem(user)]),
    ...(session ? [toSessionItem(session)] : []),
    ...(letter ? [toLetterItem(letter)] : []),
  ];
  const outcome = await commit(
    table,
    items.map((put) => ({ put, when: IS_NEW })),
  );
  if (outcome.kind === 'done') return 'done';
  if (outcome.kind !== 'refused') return 'failed';
  const known = outcome.failed.get(USER);
  if (known !== undefined && isClosed(known)) return 'closed';
  const owner = user.email === '' ? undefined : outcome.failed.get(ADDRESS);
  const isOwn = owner !== undefined && fromEmailItem(owner) === user.id;
  return isOwn || outcome.failed.has(USER) ? 'there-already' : 'address-taken';
}
