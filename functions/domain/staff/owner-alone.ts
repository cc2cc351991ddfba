/** The rules of changing the staff that several of its requests share. */
import type { Event } from '../model/event.ts';
import { STAFF_CHANGES_LIMIT } from '../model/limits.ts';
import { Refusal } from '../model/refusal.ts';
import { type Actor, ownsEvent } from '../model/user.ts';

/** @throws Refusal `forbidden` for a manager. */
export function refuseUnlessOwner(actor: Actor, event: Event): void {
  if (ownsEvent(actor, event)) return;
  throw new Refusal('forbidden', 'Only the owner of the event or an admin can change its staff.');
}

/** Changes are kept for audits. Removals are always possible: each takes back an earlier change. @throws Refusal. */
export function refuseTooManyChanges({ staffChanges = 0 }: Event): void {
  if (staffChanges < STAFF_CHANGES_LIMIT) return;
  throw new Refusal(
    'staff-limit-reached',
    `The staff of this event was changed ${staffChanges} times. Its members can only be removed.`,
    { limit: STAFF_CHANGES_LIMIT },
  );
}
