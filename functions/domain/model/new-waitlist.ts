/** The waitlist of a new event. One with a draw sells in order from its beginning, with all tickets unassigned. */
import type { Event } from './event.ts';
import { nextLookAt } from './next-look.ts';
import { NEW_WAITLIST, type WaitlistCounts } from './waitlist-state.ts';

/** @returns the state when the event is created; with a draw, the sweep looks at it when the positions are known. */
export function newWaitlist(event: Event): WaitlistCounts {
  if (event.draw === undefined) return NEW_WAITLIST;
  const filled = { ...NEW_WAITLIST, sellsInOrder: true, shardsEmpty: true, unassigned: event.capacity };
  const lookAt = nextLookAt(event, filled, Date.parse(event.createdAt));
  return { ...filled, ...(lookAt !== undefined && { lookAt }) };
}
