/**
 * Changes what an account may do. One transaction, which a crash leaves done or not done: the role changes if it is
 * the one that was read, and an admin vouches for it. For another person's role that is whoever changes it, so that
 * nobody does who is no admin at that instant; for one's own it is another admin, so that one always stays.
 */
import { BOOKING_PATIENCE_MS, WITNESSES_MAX } from './limits.ts';
import { Patience } from './patience.ts';
import type { Environment, UserStore } from './ports.ts';
import { Refusal } from './refusal.ts';
import type { Actor, Role, User } from './user.ts';

export type ChangeRole = { userId: string; role: Role; actor: Actor };
export type ChangeRolePorts = {
  users: Pick<UserStore, 'read' | 'changeRole' | 'listRole'>;
  environment: Environment;
};

/**
 * Refresh tokens of the account are no longer good after it; its access tokens go on, with the new role. Repeating it,
 * or asking for the role that the account has, changes nothing.
 * @throws Refusal `not-found`; `forbidden` when the actor is no admin any more; `last-admin`; Busy.
 */
export async function changeRole(request: ChangeRole, ports: ChangeRolePorts): Promise<User> {
  const { userId, role, actor } = request;
  const patience = new Patience(ports.environment, BOOKING_PATIENCE_MS);
  const isOwn = userId === actor.userId;
  /** Admins whom the index still lists, and who are none any more. */
  const former = new Set<string>();
  for (;;) {
    const user = await patience.outwaitBusy(() => ports.users.read(userId));
    if (user === undefined) throw new Refusal('not-found', 'There is no such user.');
    if (user.role === role) return user;
    if (isOwn && user.role !== 'admin') throw noAdmin();
    const witness = isOwn ? await anotherAdmin(userId, former, ports) : actor.userId;
    const outcome = await ports.users.changeRole(user, role, witness);
    if (outcome === 'done') return { ...user, role, sessionGeneration: user.sessionGeneration + 1 };
    if (outcome === 'no-witness' && !isOwn) throw noAdmin();
    if (outcome === 'no-witness') former.add(witness);
    else await patience.backOff();
  }
}

/** @throws Refusal `last-admin`. */
async function anotherAdmin(
  userId: string,
  former: ReadonlySet<string>,
  { users }: ChangeRolePorts,
): Promise<string> {
  const admins = await users.listRole('admin', undefined, WITNESSES_MAX);
  const other = admins.find(({ id }) => id !== userId && !former.has(id));
  if (other !== undefined) return other.id;
  throw new Refusal('last-admin', 'Make somebody else an admin first. A new admin counts after a moment.');
}

function noAdmin(): Refusal {
  return new Refusal('forbidden', 'This takes the role admin.');
}
