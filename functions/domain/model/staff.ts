/**
 * The staff of an event: its owner, managers and door staff. Each change of the staff is kept, so that it can be checked
 * later who had which role when somebody acted.
 */
import { derivedId } from './derived-id.ts';

export const STAFF_ROLES = ['manager', 'door'] as const;

/** A role that the owner of an event gives to others. */
export type StaffRole = (typeof STAFF_ROLES)[number];

export type EventRole = 'owner' | StaffRole;

/** Everybody on the staff of an event but its owner: roles by the ids of their accounts. */
export type Staff = { readonly [userId: string]: StaffRole };

/** Somebody on the staff. */
export type StaffMember = { userId: string; role: EventRole };

/**
 * A change of the staff: from `at` (ms) on the account has the role, or none. `by`: who changed it. `formerOwnerId`: with
 * the role `owner`, who owned the event before and is a manager from then on, or, with `formerOwnerLeaves`, not on the staff any
 * more. `revision`: of the event after the change,
 * which orders the changes. `fingerprint`: digest of the request.
 */
export type StaffChange = {
  id: string;
  eventId: string;
  userId: string;
  role: EventRole | 'none';
  formerOwnerId?: string;
  formerOwnerLeaves?: true;
  at: number;
  by: string;
  revision: number;
  fingerprint: string;
};

/** Derives the id of a change, so that a repeat of the request with its key finds it. */
export function staffChangeIdFor(eventId: string, actorId: string, idempotencyKey: string): string {
  return derivedId('staff-change', eventId, actorId, idempotencyKey);
}

/** When somebody had a role: from `from` on, and until `until` if that is over, both in ms. */
export type StaffTerm = StaffMember & { from: number; until?: number };

/** @returns all terms of an event whose present owner is `organizerId`. `changes` are all changes, in any order. */
export function staffTermsOf(organizerId: string, changes: StaffChange[]): StaffTerm[] {
  const inOrder = changes.toSorted((one, other) => one.revision - other.revision);
  const firstOwner = inOrder.find(({ formerOwnerId }) => formerOwnerId !== undefined)?.formerOwnerId;
  const ended: StaffTerm[] = [];
  const running = new Map<string, StaffTerm>();
  const begin = (userId: string, role: StaffChange['role'], at: number) => {
    const former = running.get(userId);
    if (former) ended.push({ ...former, until: at });
    running.delete(userId);
    if (role !== 'none') running.set(userId, { userId, role, from: at });
  };
  begin(firstOwner ?? organizerId, 'owner', 0);
  for (const { userId, role, formerOwnerId, formerOwnerLeaves, at } of inOrder) {
    if (formerOwnerId !== undefined) begin(formerOwnerId, formerOwnerLeaves ? 'none' : 'manager', at);
    begin(userId, role, at);
  }
  return [...ended, ...running.values()];
}

/** @returns the staff and owner of the event, the owner first, then the managers, then the door staff. */
export function membersOf({
  organizerId,
  staff = {},
}: {
  organizerId: string;
  staff?: Staff;
}): StaffMember[] {
  const members = Object.entries(staff).map(([userId, role]): StaffMember => ({ userId, role }));
  const ofRole = (role: StaffRole) => members.filter((member) => member.role === role);
  return [{ userId: organizerId, role: 'owner' }, ...ofRole('manager'), ...ofRole('door')];
}
