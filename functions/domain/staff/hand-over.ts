/**
 * Hands an event over to one of its managers. The former owner is a manager from then on, unless an admin hands the event of
 * somebody over who is no organizer any more: they would get the event back. Where another issuer keeps the accounts, the role of
 * an owner who does not come back is not known, so who loses the event to an admin leaves in any case.
 *
 * The roles of both accounts are read before the write and not part of it: an owner who loses the role of an organizer
 * just after the write loses the event in the same way. That the account of the new owner is not closed meanwhile is part of
 * it.
 */
import { refuseUnconfirmed } from '../model/account.ts';
import { fingerprintOf } from '../model/booking.ts';
import type { Mailing } from '../model/letter.ts';
import { Refusal } from '../model/refusal.ts';
import { type Actor, hasRole, runsEvent } from '../model/user.ts';
import type { UserStore } from '../ports/user-store.ts';
import { type NamedMember, withAccountOnStaff } from './list-staff.ts';
import { refuseTooManyChanges, refuseUnlessOwner } from './owner-alone.ts';
import { type StaffPorts, writeStaffChange } from './write-staff-change.ts';

/**
 * `mailing`: of the letter that tells the former owner. `canConfirm`: accounts can confirm their address, and must have.
 * `areAccountsElsewhere`: another issuer keeps the accounts.
 */
export type HandOver = {
  eventId: string;
  actor: Actor;
  userId: string;
  idempotencyKey: string | undefined;
  canConfirm: boolean;
  areAccountsElsewhere: boolean;
  mailing: Mailing;
};

type Ports = StaffPorts & { users: Pick<UserStore, 'read'> };

/**
 * @returns the new owner. A repeat with the same key gets the same answer, without name and address of somebody who left meanwhile.
 * @throws Refusal `not-found`, `forbidden`, `owner-not-eligible`, `address-not-confirmed`, `staff-limit-reached`,
 *   `idempotency-key-reused`; Busy
 */
export async function handOver(request: HandOver, ports: Ports): Promise<NamedMember> {
  const { actor, userId } = request;
  const asked = { ...request, mayAsk: runsEvent, fingerprint: fingerprintOf(['hand over', userId]) };
  const decided = await writeStaffChange(
    asked,
    async (event, retryBudget) => {
      refuseUnlessOwner(actor, event);
      if (userId === event.organizerId) return { userId, role: 'owner' };
      if (event.staff?.[userId] !== 'manager')
        throw new Refusal('owner-not-eligible', 'Only a manager of the event can become its owner.');
      const user = await retryBudget.retryWhileBusy(() => ports.users.read(userId));
      if (user === undefined || !hasRole({ userId, role: user.role }, 'organizer'))
        throw new Refusal('owner-not-eligible', 'The account of the new owner lacks the role organizer.');
      refuseUnconfirmed(user, request.canConfirm);
      refuseTooManyChanges(event);
      const formerOwnerId = event.organizerId;
      const former = await retryBudget.retryWhileBusy(() => ports.users.read(formerOwnerId));
      const isKnown = !request.areAccountsElsewhere || actor.userId === formerOwnerId;
      const stays =
        isKnown && former !== undefined && hasRole({ userId: former.id, role: former.role }, 'organizer');
      const leaving = !stays && { formerOwnerLeaves: true as const };
      return { userId, role: 'owner', formerOwnerId, ...leaving, account: user };
    },
    ports,
  );
  const member = { userId: decided.userId, role: 'owner' as const };
  if (decided.account !== undefined) return { ...member, account: decided.account };
  return withAccountOnStaff(await ports.cache.refresh(request.eventId), member, ports);
}
