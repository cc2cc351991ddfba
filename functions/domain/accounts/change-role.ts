/**
 * Changes the role of an account, in one transaction with two conditions: the role is the one that was read,
 * and a witness is an admin. The witness is the acting admin, so that a demoted admin cannot change roles;
 * for a change of the actor's own role it is another admin, so that at least one remains. Its entry in
 * the trail of security events and the letters are part of the transaction. A crash leaves the change complete or not made.
 *
 * The letters tell the account of its role, and the acting admin of a higher role that was given in their name: an admin
 * whom the thief of a session makes stays when the password is changed.
 */
import { refuseUnconfirmed } from '../model/account.ts';
import { letterToOwner, type Mailing, type NewLetter } from '../model/letter.ts';
import { BOOKING_RETRY_BUDGET_MS, WITNESSES_MAX } from '../model/limits.ts';
import { Refusal } from '../model/refusal.ts';
import type { SecurityEvent } from '../model/security-event.ts';
import { type Actor, type Addressee, hasRole, type Role, type User } from '../model/user.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { SecurityLog } from '../ports/security-log.ts';
import type { UserStore } from '../ports/user-store.ts';
import { RetryBudget } from '../process/retry-budget.ts';

/**
 * `canConfirm`: accounts can confirm their address, and must have for a higher role. `admin`: the contact of the actor.
 * `mailing`: of the letters.
 */
export type ChangeRole = {
  userId: string;
  role: Role;
  actor: Actor;
  admin: Addressee;
  canConfirm: boolean;
  mailing: Mailing;
};
export type ChangeRolePorts = {
  users: Pick<UserStore, 'read' | 'changeRole' | 'listRole'>;
  securityLog: SecurityLog;
  runtime: Runtime;
};

/**
 * Also invalidates the account's refresh tokens; its access tokens stay valid, with the new role. A request
 * for the role that the account already has changes nothing.
 * @returns the account with the new role.
 * @throws Refusal `not-found`; `forbidden` when the actor is no longer an admin; `last-admin`;
 *   `address-not-confirmed`; Busy.
 */
export async function changeRole(request: ChangeRole, ports: ChangeRolePorts): Promise<User> {
  const { userId, role, actor } = request;
  const retryBudget = new RetryBudget(ports.runtime, BOOKING_RETRY_BUDGET_MS);
  const isOwn = userId === actor.userId;
  /** Demoted admins that the eventually consistent index still lists. */
  const former = new Set<string>();
  for (;;) {
    const user = await retryBudget.retryWhileBusy(() => ports.users.read(userId));
    if (user === undefined)
      throw new Refusal('not-found', 'No account has this id. Check the id in the path.');
    if (user.role === role) return user;
    if (isOwn && user.role !== 'admin') throw noAdmin();
    if (isRaised(user, role)) refuseUnconfirmed(user, request.canConfirm);
    const witness = isOwn ? await anotherAdmin(userId, former, ports) : actor.userId;
    const securityEvent = changeOf(user, request, ports.runtime);
    const letters = lettersOf(user, request, ports.runtime);
    const outcome = await ports.users.changeRole(user, role, { witnessId: witness, securityEvent, letters });
    if (outcome === 'done') {
      ports.securityLog.write(securityEvent);
      return { ...user, role, sessionGeneration: user.sessionGeneration + 1 };
    }
    if (outcome === 'no-witness' && !isOwn) throw noAdmin();
    if (outcome === 'no-witness') former.add(witness);
    else await retryBudget.backOff();
  }
}

function changeOf(user: User, { userId, role, actor }: ChangeRole, runtime: Runtime): SecurityEvent {
  const change = { by: actor.userId, userId, role, formerRole: user.role };
  return { id: runtime.newId(), kind: 'role-changed', at: runtime.now(), ...change };
}

const isRaised = ({ id: userId, role: former }: User, role: Role): boolean =>
  !hasRole({ userId, role: former }, role);

/** @returns none where no mail is sent. */
function lettersOf(user: User, { role, actor, admin, mailing }: ChangeRole, runtime: Runtime): NewLetter[] {
  const written = () => ({ id: runtime.newId(), at: runtime.now() });
  const giver = { ...admin, id: actor.userId };
  const isGiven = isRaised(user, role) && user.id !== actor.userId;
  return [
    letterToOwner(user, 'role-changed', mailing, written()),
    isGiven ? letterToOwner(giver, 'role-given', mailing, written()) : undefined,
  ].filter((letter) => letter !== undefined);
}

/** @returns the id of another admin. @throws Refusal `last-admin`. */
export async function anotherAdmin(
  userId: string,
  former: ReadonlySet<string>,
  { users }: { users: Pick<UserStore, 'listRole'> },
): Promise<string> {
  const admins = await users.listRole('admin', undefined, WITNESSES_MAX);
  const other = admins.find(({ id }) => id !== userId && !former.has(id));
  if (other !== undefined) return other.id;
  throw new Refusal(
    'last-admin',
    'Make another account an admin first. If you just did, try again in a few seconds.',
  );
}

function noAdmin(): Refusal {
  return new Refusal('forbidden', 'Only an admin may do this.');
}
