/** Removes somebody from the staff of an event: the owner removes others, and everybody else can leave. */
import type { Event } from '../model/event.ts';
import { Refusal } from '../model/refusal.ts';
import { type Actor, isOnStaff, runsEvent } from '../model/user.ts';
import { refuseUnlessOwner } from './owner-alone.ts';
import { type StaffPorts, writeStaffChange } from './write-staff-change.ts';

/**
 * Removes the member, who loses every right at the event at once. What the member did stays authorized.
 * @throws Refusal `not-found`, also for an account that is not on the staff; `forbidden` for a manager who removes
 * somebody else, and for the owner, who hands the event over first; Busy
 */
export async function removeMember(
  { eventId, actor, userId }: { eventId: string; actor: Actor; userId: string },
  ports: StaffPorts,
): Promise<void> {
  const isLeaving = userId === actor.userId;
  const request = {
    eventId,
    actor,
    idempotencyKey: undefined,
    fingerprint: '',
    mayAsk: isLeaving ? isOnStaff : runsEvent,
  };
  const decide = (event: Event) => {
    if (!isLeaving) refuseUnlessOwner(actor, event);
    if (userId === event.organizerId)
      throw new Refusal('forbidden', 'The owner cannot leave the staff. Hand the event over first.');
    if (event.staff?.[userId] === undefined)
      throw new Refusal('not-found', 'Nobody with this id is on the staff of the event.');
    return { userId, role: 'none' as const };
  };
  await writeStaffChange(request, decide, ports);
}
