/**
 * Lists accounts, the oldest first. Each role has its own list, so that a page of one role needs one query. A search looks at
 * a bounded number of accounts for each answer, so a page may be short and still have a next page. Reading accounts is a
 * security event.
 */
import { foldText } from '../model/fold-text.ts';
import { ID } from '../model/id.ts';
import { LISTING_LOOK_ACCOUNTS } from '../model/limits.ts';
import { notACursor } from '../model/not-a-cursor.ts';
import { type ListedUser, normalizeEmail, ROLES, type Role } from '../model/user.ts';
import type { UserStore } from '../ports/user-store.ts';
import { type NoteReadPorts, noteRead } from './note-read.ts';

/** `by`: the account that reads the list. Each word of `q` occurs in the name or in an address; an id or a whole address is looked up. */
export type ListUsers = { by: string; role?: Role; q?: string; limit: number; cursor?: string };

export type ListUsersPorts = NoteReadPorts & { users: Pick<UserStore, 'read' | 'readByEmail' | 'listRole'> };

type Page = { items: ListedUser[]; nextCursor?: string };

/**
 * The cursor is the id of the last user that was looked at.
 * @throws Refusal `validation-failed` when there is no such user; Busy.
 */
export async function listUsers(request: ListUsers, ports: ListUsersPorts): Promise<Page> {
  const named = await userNamedBy(request, ports);
  const page = named === undefined ? await pageOf(request, ports) : { items: [named] };
  await noteRead({ kind: 'accounts-listed', by: request.by }, ports);
  return page;
}

/** @returns the user whose id or whole address `q` is, so that it is found at once among any number. */
async function userNamedBy(
  { q, role, cursor }: ListUsers,
  { users }: ListUsersPorts,
): Promise<ListedUser | undefined> {
  if (q === undefined || cursor !== undefined) return undefined;
  const isAddress = q.includes('@');
  if (!isAddress && !ID.test(q)) return undefined;
  const user = await (isAddress ? users.readByEmail(normalizeEmail(q)) : users.read(q));
  return user !== undefined && (role ?? user.role) === user.role ? user : undefined;
}

async function pageOf({ role, q, limit, cursor }: ListUsers, { users }: ListUsersPorts): Promise<Page> {
  const after = cursor === undefined ? undefined : await users.read(cursor);
  if (cursor !== undefined && after === undefined) throw notACursor();
  const most = q === undefined ? limit : LISTING_LOOK_ACCOUNTS;
  const roles = role === undefined ? ROLES : [role];
  const lists = await Promise.all(roles.map((one) => users.listRole(one, after, most + 1)));
  const found = mergeByAge(lists.flat());
  const looked = found.slice(0, most);
  const matching = looked.filter(matcherOf(q));
  const items = matching.slice(0, limit);
  const isMore = matching.length > limit || found.length > most;
  const last = matching.length > limit ? items.at(-1) : looked.at(-1);
  return { items, ...(isMore && last && { nextCursor: last.id }) };
}

function matcherOf(q = ''): (user: ListedUser) => boolean {
  const words = foldText(q).split(/\s+/);
  // Not by a new address that nobody has confirmed: whoever looks for it would find somebody who only claims it.
  return ({ name, email }) => {
    const text = foldText(`${name} ${email}`);
    return words.every((word) => text.includes(word));
  };
}

/** Removes duplicates: a user whose role is being changed may be in two lists. */
function mergeByAge(users: ListedUser[]): ListedUser[] {
  const byId = new Map(users.map((user) => [user.id, user]));
  const age = ({ createdAt, id }: ListedUser) => `${createdAt}#${id}`;
  return [...byId.values()].sort((a, b) => (age(a) < age(b) ? -1 : 1));
}
