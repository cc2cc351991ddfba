/**
 * Lists accounts, the oldest first. Each role has its own list, so that a page of one role needs one query. Reading
 * them is a security event.
 */
import { notACursor } from '../model/not-a-cursor.ts';
import { type ListedUser, ROLES, type Role } from '../model/user.ts';
import type { UserStore } from '../ports/user-store.ts';
import { type NoteReadPorts, noteRead } from './note-read.ts';

/** `by`: the account that reads the list. */
export type ListUsers = { by: string; role?: Role; limit: number; cursor?: string };

export type ListUsersPorts = NoteReadPorts & { users: Pick<UserStore, 'read' | 'listRole'> };

/**
 * The cursor is the id of the last listed user.
 * @throws Refusal `validation-failed` when there is no such user; Busy.
 */
export async function listUsers(
  { by, role, limit, cursor }: ListUsers,
  { users, ...ports }: ListUsersPorts,
): Promise<{ items: ListedUser[]; nextCursor?: string }> {
  const after = cursor === undefined ? undefined : await users.read(cursor);
  if (cursor !== undefined && after === undefined) throw notACursor();
  const roles = role === undefined ? ROLES : [role];
  const lists = await Promise.all(roles.map((one) => users.listRole(one, after, limit + 1)));
  const found = mergeByAge(lists.flat());
  const items = found.slice(0, limit);
  await noteRead('accounts-listed', by, ports);
  const last = items.at(-1);
  return { items, ...(found.length > limit && last && { nextCursor: last.id }) };
}

/** Removes duplicates: a user whose role is being changed may be in two lists. */
function mergeByAge(users: ListedUser[]): ListedUser[] {
  const byId = new Map(users.map((user) => [user.id, user]));
  const age = ({ createdAt, id }: ListedUser) => `${createdAt}#${id}`;
  return [...byId.values()].sort((a, b) => (age(a) < age(b) ? -1 : 1));
}
