/** Says why nobody of a waitlist is promoted at this moment. A pure rule, by what the clerk would do. */
import { isDrawing } from './draw.ts';
import type { Event } from './event.ts';
import { isToBePassed } from './held-back.ts';
import { TRANSACTION_LIMIT_ACTIONS } from './limits.ts';
import { type Entry, holderOf, planBatch } from './plan-promotions.ts';
import { salesWindow } from './sale-terms.ts';
import { holdsTickets, type WaitlistState } from './waitlist-state.ts';

export const HOLD_REASONS = [
  'event-cancelled',
  'sells-directly',
  'sales-not-open',
  'sales-closed',
  'drawing',
  'nobody-waits',
  'paused',
  'no-tickets',
  'head-wants-more',
  'nobody-fits',
  'being-served',
] as const;

/**
 * `sells-directly`: the event was not sold out yet. `drawing`: the positions are not known yet. `head-wants-more`: the head
 * waits for more tickets than are unassigned, and the policy lets nobody pass. `nobody-fits`: each of the entries that were
 * read wants more, and each may be passed.
 * `being-served`: the clerk promotes somebody, or will within a moment.
 */
export type HoldReason = (typeof HOLD_REASONS)[number];

/** `entries`: the first ones of the waitlist, in order of arrival, without those of requests that would not wait. `now` in ms. */
export function holdReason(event: Event, waitlist: WaitlistState, entries: Entry[], now: number): HoldReason {
  const { salesOpenAt, salesCloseAt } = salesWindow(event);
  if (event.cancelledAt !== undefined) return 'event-cancelled';
  if (!waitlist.sellsInOrder) return 'sells-directly';
  if (now < salesOpenAt) return 'sales-not-open';
  if (now >= salesCloseAt) return 'sales-closed';
  if (isDrawing(event, now)) return 'drawing';
  if (entries.length === 0) return 'nobody-waits';
  if (!event.waitlist.enabled) return 'paused';
  if (!holdsTickets(waitlist)) return 'no-tickets';
  const { unassigned, shardsEmpty, pendingCapacity } = waitlist;
  const { policy } = event.waitlist;
  const { promote } = planBatch({ unassigned, releases: [], entries, policy }, TRANSACTION_LIMIT_ACTIONS);
  if (promote.length > 0 || !shardsEmpty || pendingCapacity > 0) return 'being-served';
  const holder = holderOf({ unassigned, entries, policy });
  if (isToBePassed(event, holder, waitlist.heldBack, now)) return 'being-served';
  return holder === undefined ? 'nobody-fits' : 'head-wants-more';
}
