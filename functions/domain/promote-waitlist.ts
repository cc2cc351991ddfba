/**
 * The clerk: for one event, hands released tickets to those who wait, in order of arrival, and puts the rest where
 * newcomers can get it. The FIFO queue runs one clerk per event at a time; a second one, after a lost lease, is
 * fenced off by the number of the pass.
 *
 * Steps, and what a crash after each leaves behind:
 * 1. Remove what requests that would not wait have left in the line. Crash: the sweep finds the rest.
 * 2. Open a pass: from here, who arrived before now is acknowledged only after the pass. Crash: the message comes
 *    again and opens the next pass.
 * 3. Move what closed shards still hold, and what a raised capacity brought, to the pool. Crash: found again.
 * 4. Turns: each is one transaction of releases collected, people promoted and the pool. Crash: each is whole; the
 *    releases that are left keep their mark.
 * 5. The last turn ends the pass.
 */
import { arrivalKeyBound, type Booking } from './booking.ts';
import type { BookingPorts } from './booking-attempt.ts';
import { Clerk } from './clerk.ts';
import { closeSale } from './close-sale.ts';
import { type Event, isIdle, type Line } from './event.ts';
import { findReleases, readReleases } from './find-releases.ts';
import { freeRaised } from './free-raised.ts';
import { BOOKING_PATIENCE_MS, CLERK_PASSES_MS } from './limits.ts';
import { mustEndWaiting } from './next-look.ts';
import { Patience } from './patience.ts';
import { Refusal } from './refusal.ts';
import { salesState } from './sale-terms.ts';
import { type Release, unservable } from './serve-line.ts';
import { spreadTerms } from './spread-terms.ts';
import { wakeClerk } from './tell-clerk.ts';

/**
 * Serves the event until nothing more can be handed out. `namedBookingIds` are the bookings that the messages name;
 * others with releases are found by the index. Doing it again changes nothing, and after a mass cancellation it is
 * done again at once, rather than with the next message: pass after pass, so that none keeps its fence up for long.
 * @throws Busy when another clerk took over or contention outlasts the patience: the messages must come again.
 */
export async function promoteWaitlist(
  eventId: string,
  namedBookingIds: string[],
  ports: BookingPorts,
): Promise<void> {
  const deadline = ports.environment.now() + CLERK_PASSES_MS;
  let mayHoldMore = await serveOnce(eventId, namedBookingIds, ports);
  while (mayHoldMore && ports.environment.now() < deadline) mayHoldMore = await serveOnce(eventId, [], ports);
  if (mayHoldMore) await wakeClerk(eventId, ports);
}

/** @returns whether there may be more to do. */
async function serveOnce(eventId: string, named: string[], ports: BookingPorts): Promise<boolean> {
  const patience = new Patience(ports.environment, BOOKING_PATIENCE_MS);
  const event = await readEvent(eventId, patience, ports);
  if (event === undefined) return false;
  await spreadTerms(event, patience, ports);
  if (event.cancelledAt !== undefined) await closeSale(event, patience, ports);
  const read = () => patience.outwaitBusy(() => ports.line.read(event));
  let line = await read();
  let found = await findReleases(event, named, patience, ports);
  if (!line.queueing) {
    if (await freeInShards(event, line, found.releases, patience, ports)) return found.mayHoldMore;
    line = await read();
    found = await findReleases(event, named, patience, ports);
  }
  await removeUnanswered(event, found.unanswered, ports);
  const hasCancellation = event.cancelledAt !== undefined && !line.cancellationDone;
  const mustEnd = mustEndWaiting(event, line, ports.environment.now());
  if (isIdle(line) && found.releases.length === 0 && !hasCancellation && !mustEnd) {
    if (!(await hasUnservable(event, patience, ports))) return false;
  }
  const { mayHoldMore } = await new Clerk(event, line, patience, ports).serve(named, found);
  return mayHoldMore;
}

/** Whether the head of the line waits for more than can exist: a lower capacity brings that about. */
async function hasUnservable(event: Event, patience: Patience, ports: BookingPorts): Promise<boolean> {
  const { capacity, waitlist } = event;
  const now = ports.environment.now();
  if (!waitlist.enabled || salesState(event, now) !== 'open') return false;
  const read = () => ports.line.readHead(event, { upTo: arrivalKeyBound(now) });
  const { entries } = await patience.outwaitBusy(read);
  return unservable(entries, waitlist.policy, capacity).length > 0;
}

/** What requests that would not wait have left in the line. One that changes meanwhile is left to the next sweep. */
async function removeUnanswered(
  event: Event,
  unanswered: Booking[],
  { bookings }: BookingPorts,
): Promise<void> {
  for (const booking of unanswered) await bookings.removeWaiting(event, booking);
}

/** Undefined: the event is gone, and with it all that a message could be about. */
async function readEvent(
  eventId: string,
  patience: Patience,
  { memory }: BookingPorts,
): Promise<Event | undefined> {
  try {
    return await patience.outwaitBusy(() => memory.freshFacts(eventId));
  } catch (error) {
    if (error instanceof Refusal && error.code === 'not-found') return undefined;
    throw error;
  }
}

/** While tickets last, nobody waits: what became free goes to the shards. False: the sale closed meanwhile. */
async function freeInShards(
  event: Event,
  line: Line,
  releases: Release[],
  patience: Patience,
  ports: BookingPorts,
): Promise<boolean> {
  const { environment, events } = ports;
  let { raised } = line;
  let pending = releases;
  for (;;) {
    raised = await freeRaised(event, raised, ports);
    const failed: string[] = [];
    for (const release of pending) {
      const shard = Math.floor(environment.random() * event.shardCount);
      const isReturned = await ports.line.returnToShard(event, release, shard, environment.now());
      if (!isReturned) failed.push(release.bookingId);
    }
    if (failed.length === 0 && raised === 0) return true;
    const shards = await patience.outwaitBusy(() => events.readShards(event, 'strong'));
    if (shards.some((seen) => seen.closed)) {
      await closeSale(event, patience, ports);
      return false;
    }
    await patience.backOff();
    pending = await readReleases(event, failed, patience, ports);
    raised = (await patience.outwaitBusy(() => ports.line.read(event))).raised;
  }
}
