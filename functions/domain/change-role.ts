/**
 * Changes the role of an account, in one transaction with two conditions: the role is the one that was read, and a
 * witness is an admin. The witness is the acting admin, so that a demoted admin changes nothing; for the actor's own
 * role it is another admin, so that at least one remains. A crash leaves the change made or not made.
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
 * Invalidates the account's refresh tokens; its access tokens keep working, with the new role. A repeat changes nothing,
 * and neither does a request for the role that the account has.
 * @throws Refusal `not-found`; `forbidden` when the actor is no longer an admin; `last-admin`; Busy.
 */
export async function changeRole(request: ChangeRole, ports: ChangeRolePorts): Promise<User> {
  const { userId, role, actor } = request;
  const patience = new Patience(ports.environment, BOOKING_PATIENCE_MS);
  const isOwn = userId === actor.userId;
  /** Demoted admins that the index still lists. */
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
