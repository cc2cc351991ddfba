/** The waitlist of a new event. One with a draw sells in order from its beginning, with all tickets unassigned. */
import type { Event } from './event.ts';
import { nextLookAt } from './next-look.ts';
import { NEW_WAITLIST, type WaitlistCounts } from './waitlist-state.ts';

/**
 * @returns the state when the event is created; with a draw, the sweep looks at it when the positions are known. The room of a
 *   limit is in the shards.
 */
export function newWaitlist(event: Event): WaitlistCounts {
  if (event.waitlist.limit !== undefined) return { ...NEW_WAITLIST, unassignedRoom: 0, roomMoves: 0 };
  if (event.draw === undefined) return NEW_WAITLIST;
  const filled = { ...NEW_WAITLIST, sellsInOrder: true, shardsEmpty: true, unassigned: event.capacity };
  const lookAt = nextLookAt(event, filled, Date.parse(event.createdAt));
  return { ...filled, ...(lookAt !== undefined && { lookAt }) };
}
