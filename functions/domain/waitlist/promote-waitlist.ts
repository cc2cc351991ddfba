/**
 * The clerk: hands the released tickets of one event to its waiters, in order of arrival, and makes the
 * remaining tickets available to new requests. The FIFO queue runs one clerk per event at a time. If a second
 * one runs because the first lost its lease on the messages, the condition on the pass number rejects the
 * promotions of the one that was overtaken.
 *
 * Steps, and what a crash after each leaves behind:
 * 1. Remove the bookings that requests that would not wait have left in the waitlist. Crash: the sweep finds
 *    the others.
 * 2. Start a pass. From here on, a joining request that arrived before now is acknowledged only after the
 *    pass, except for a quick join of a quiet waitlist, whose entry this pass may not serve yet. Crash: the message is delivered
 *    again, and the next clerk starts the next pass.
 * 3. Move the tickets of closed shards and the pending capacity to the unassigned tickets. Crash: the next
 *    pass finds the rest.
 * 4. Write promotion batches, each in one transaction that collects releases, promotes waiters and updates
 *    the unassigned tickets. Crash: each batch is written whole or not at all, and the remaining releases
 *    stay in the index of pending work.
 * 5. End the pass, in the transaction of the last batch where possible.
 *
 * Between 3 and 4 the clerk ends the bookings of a cancelled event (cancel-all-bookings), or the waiting and
 * offered ones after the end of sales (end-waiting).
 */

import { spreadTerms } from '../events/spread-terms.ts';
import { arrivalKeyBound, type Booking } from '../model/booking.ts';
import { isDrawing } from '../model/draw.ts';
import type { Event } from '../model/event.ts';
import { BOOKING_RETRY_BUDGET_MS, CLERK_PASSES_MS } from '../model/limits.ts';
import { mustEndWaiting } from '../model/next-look.ts';
import { type Release, unservable } from '../model/plan-promotions.ts';
import { chooseReturns } from '../model/pool-places.ts';
import { Refusal } from '../model/refusal.ts';
import { salesState } from '../model/sale-terms.ts';
import { isIdle, type WaitlistState } from '../model/waitlist-state.ts';
import { wakeClerk } from '../process/notify-clerk.ts';
import { RetryBudget } from '../process/retry-budget.ts';
import { Clerk, type ClerkPorts, type Served } from './clerk.ts';
import { closeSale } from './close-sale.ts';
import { findReleases, readReleases } from './find-releases.ts';
import { freePendingCapacity } from './free-pending-capacity.ts';

const NOTHING_LEFT: Served = { mayHoldMore: false, pauseMs: 0 };

/**
 * Serves the event until nothing more can be handed out. `namedBookingIds` are the bookings that the messages
 * name; the index yields other bookings with releases. Running it again changes nothing. If a pass leaves
 * work, as after many cancellations, the next pass starts at once instead of with the next message; work that
 * is left after `CLERK_PASSES_MS` gets a new message. No single pass takes long, because joining requests
 * wait for its end.
 * @throws Busy when another clerk took over or contention outlasts the retry budget: the messages must come
 *   again.
 */
export async function promoteWaitlist(
  eventId: string,
  namedBookingIds: string[],
  ports: ClerkPorts,
): Promise<void> {
  const { runtime } = ports;
  const deadline = runtime.now() + CLERK_PASSES_MS;
  let served = await serveOnce(eventId, namedBookingIds, ports);
  while (served.mayHoldMore && runtime.now() + served.pauseMs < deadline) {
    if (served.pauseMs > 0) await runtime.sleep(served.pauseMs);
    served = await serveOnce(eventId, [], ports);
  }
  if (served.mayHoldMore) await wakeClerk(eventId, ports);
}

/**
 * Serves the event once: through its shards while they sell, otherwise in one pass.
 * @returns whether work may be left, and how long (ms) it has to wait
 */
async function serveOnce(eventId: string, named: string[], ports: ClerkPorts): Promise<Served> {
  const retryBudget = new RetryBudget(ports.runtime, BOOKING_RETRY_BUDGET_MS);
  const event = await readEvent(eventId, retryBudget, ports);
  if (event === undefined) return NOTHING_LEFT;
  await spreadTerms(event, retryBudget, ports);
  if (event.cancelledAt !== undefined) await closeSale(event, retryBudget, ports);
  const read = () => retryBudget.retryWhileBusy(() => ports.waitlist.read(event));
  let waitlist = await read();
  let found = await findReleases(event, named, retryBudget, ports);
  if (!waitlist.sellsInOrder) {
    if (await freeInShards(event, waitlist, found.releases, retryBudget, ports))
      return { mayHoldMore: found.mayHoldMore, pauseMs: 0 };
    waitlist = await read();
    found = await findReleases(event, named, retryBudget, ports);
  }
  await removeUnanswered(event, found.unanswered, ports);
  const hasCancellation = event.cancelledAt !== undefined && !waitlist.cancellationDone;
  const mustEnd = mustEndWaiting(event, waitlist, ports.runtime.now());
  if (isIdle(waitlist) && found.releases.length === 0 && !hasCancellation && !mustEnd) {
    if (!(await hasUnservable(event, retryBudget, ports))) return NOTHING_LEFT;
  }
  return new Clerk(event, waitlist, retryBudget, ports).serve(named, found);
}

/**
 * Whether the head has entries that ask for more tickets than the capacity, as it can after a cut of the
 * capacity.
 */
async function hasUnservable(event: Event, retryBudget: RetryBudget, ports: ClerkPorts): Promise<boolean> {
  const { capacity, waitlist } = event;
  const now = ports.runtime.now();
  if (!waitlist.enabled || salesState(event, now) !== 'open' || isDrawing(event, now)) return false;
  const read = () => ports.waitlist.readHead(event, { upTo: arrivalKeyBound(now) });
  const { entries } = await retryBudget.retryWhileBusy(read);
  return unservable(entries, waitlist.policy, capacity).length > 0;
}

/**
 * Removes the bookings that requests that would not wait have left in the waitlist. A booking that changes
 * meanwhile is left to the next sweep.
 */
async function removeUnanswered(
  event: Event,
  unanswered: Booking[],
  { bookings }: ClerkPorts,
): Promise<void> {
  for (const booking of unanswered) await bookings.removeWaiting(event, booking);
}

/** @returns undefined if the event was removed: its messages then need no work */
async function readEvent(
  eventId: string,
  retryBudget: RetryBudget,
  { cache }: ClerkPorts,
): Promise<Event | undefined> {
  try {
    return await retryBudget.retryWhileBusy(() => cache.refresh(eventId));
  } catch (error) {
    if (error instanceof Refusal && error.code === 'not-found') return undefined;
    throw error;
  }
}

/**
 * Makes releases and pending capacity free in the shards, for an event whose shards still sell and that has
 * no waiters.
 * @returns false if the sale was closed meanwhile, so that the clerk must hand out what is left
 * @throws Busy when contention outlasts the retry budget.
 */
async function freeInShards(
  event: Event,
  waitlist: WaitlistState,
  releases: Release[],
  retryBudget: RetryBudget,
  ports: ClerkPorts,
): Promise<boolean> {
  const { runtime, events } = ports;
  let { pendingCapacity } = waitlist;
  let pending = releases;
  for (;;) {
    pendingCapacity = await freePendingCapacity(event, pendingCapacity, ports);
    const failed: string[] = [];
    for (const release of pending) {
      const shards = chooseReturns(event, release, runtime.random);
      const isReturned = await ports.waitlist.returnToShards(event, release, shards, runtime.now());
      if (!isReturned) failed.push(release.bookingId);
    }
    if (failed.length === 0 && pendingCapacity === 0) return true;
    const shards = await retryBudget.retryWhileBusy(() => events.readShards(event, 'strong'));
    if (shards.some((seen) => seen.closed)) {
      await closeSale(event, retryBudget, ports);
      return false;
    }
    await retryBudget.backOff();
    pending = await readReleases(event, failed, retryBudget, ports);
    pendingCapacity = (await retryBudget.retryWhileBusy(() => ports.waitlist.read(event))).pendingCapacity;
  }
}
