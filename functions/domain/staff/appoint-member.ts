/** Gives the account with an address a role on the staff of an event, or another role if it is on the staff. */
import { refuseUnconfirmed } from '../model/account.ts';
import { fingerprintOf } from '../model/booking.ts';
import type { Event } from '../model/event.ts';
import type { Mailing } from '../model/letter.ts';
import { EVENT_STAFF_LIMIT } from '../model/limits.ts';
import { Refusal } from '../model/refusal.ts';
import type { StaffRole } from '../model/staff.ts';
import { type Actor, normalizeEmail, runsEvent, type User } from '../model/user.ts';
import type { UserStore } from '../ports/user-store.ts';
import { type NamedMember, withAccountOnStaff } from './list-staff.ts';
import { refuseTooManyChanges, refuseUnlessOwner } from './owner-alone.ts';
import { type StaffPorts, writeStaffChange } from './write-staff-change.ts';

/** `mailing`: of the letter that tells the owner. `canConfirm`: accounts can confirm their address, and must have. */
export type AppointMember = {
  eventId: string;
  actor: Actor;
  email: string;
  role: StaffRole;
  idempotencyKey: string | undefined;
  canConfirm: boolean;
  mailing: Mailing;
};

type Ports = StaffPorts & { users: Pick<UserStore, 'read' | 'readByEmail'> };

/**
 * @returns the member. A repeat with the same key gets the same answer, and appoints nobody who left meanwhile, of whom it says
 *   no name and no address.
 * @throws Refusal `not-found`, `forbidden`, `event-cancelled`, `no-such-account`, `validation-failed` for the owner,
 * `address-not-confirmed`, `staff-limit-reached`, `idempotency-key-reused`; Busy
 */
export async function appointMember(request: AppointMember, ports: Ports): Promise<NamedMember> {
  const { actor, role } = request;
  const email = normalizeEmail(request.email);
  const asked = { ...request, mayAsk: runsEvent, fingerprint: fingerprintOf(['appoint', email, role]) };
  const decided = await writeStaffChange(
    asked,
    async (event, retryBudget) => {
      refuseUnlessOwner(actor, event);
      if (event.cancelledAt !== undefined)
        throw new Refusal('event-cancelled', 'The event was cancelled and needs no staff.');
      const user = await retryBudget.retryWhileBusy(() => ports.users.readByEmail(email));
      refuseAccount(user, event);
      if (!mayAsMuch(event.staff?.[user.id], role)) refuseUnconfirmed(user, request.canConfirm);
      refuseFull(user.id, event);
      refuseTooManyChanges(event);
      return { userId: user.id, role, account: user };
    },
    ports,
  );
  if (decided.account !== undefined) return { userId: decided.userId, role, account: decided.account };
  return withAccountOnStaff(
    await ports.cache.refresh(request.eventId),
    { userId: decided.userId, role },
    ports,
  );
}

/** Whether a member with the role, if any, may do all that another role allows. */
function mayAsMuch(role: StaffRole | undefined, other: StaffRole): boolean {
  return role === 'manager' || role === other;
}

function refuseAccount(user: User | undefined, event: Event): asserts user is User {
  if (user === undefined)
    throw new Refusal('no-such-account', 'No account has this address. Ask its owner to register first.');
  if (user.id !== event.organizerId) return;
  throw new Refusal('validation-failed', 'This is the owner of the event. Nothing was changed.', {
    errors: [{ pointer: '/email', detail: 'must not be the address of the owner' }],
  });
}

function refuseFull(userId: string, { staff = {} }: Event): void {
  if (userId in staff || Object.keys(staff).length < EVENT_STAFF_LIMIT) return;
  throw new Refusal('staff-limit-reached', `The staff has ${EVENT_STAFF_LIMIT} members. Remove one first.`, {
    limit: EVENT_STAFF_LIMIT,
  });
}
