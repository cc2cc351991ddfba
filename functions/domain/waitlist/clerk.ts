/**
 * One numbered pass of the clerk over an event's waitlist, the only code that gives tickets to waiters.
 *
 * What the clerk reads may change before it writes. So each update of the waitlist's item is conditional on
 * the number of the pass and, where it moves tickets, on the counts that were read. An update that fails is
 * planned again from a new read, and a clerk that another one's pass has overtaken hands out nothing.
 */

import { takeBackRoom } from '../events/take-back-room.ts';
import { leavesUnserved } from '../model/booking.ts';
import { type EndedBooking, waitingEnded } from '../model/end-bookings.ts';
import type { Event } from '../model/event.ts';
import { heldBackBy, isToBePassed } from '../model/held-back.ts';
import { BOOKINGS_PER_CANCELLATION, PASS_PROMOTING_MS, QUIET_END_MS } from '../model/limits.ts';
import { mustEndWaiting, nextLookAt } from '../model/next-look.ts';
import {
  ACTIONS_OF_BATCH,
  type Entry,
  entriesBehind,
  hasReturns,
  holderOf,
  isEmpty,
  type PromotionBatch,
  planBatch,
  type Release,
  returnsOf,
  unservable,
  wantAll,
} from '../model/plan-promotions.ts';
import { becomesQuiet, ripensInMs } from '../model/quiet-waitlist.ts';
import { Busy } from '../model/refusal.ts';
import { salesWindow } from '../model/sale-terms.ts';
import type { WaitlistState } from '../model/waitlist-state.ts';
import type { BookingStore } from '../ports/booking-store.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { Log } from '../ports/log.ts';
import type { Queue } from '../ports/queue.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { PassEnd, WaitlistStore } from '../ports/waitlist-store.ts';
import type { EventCache } from '../process/event-cache.ts';
import type { RetryBudget } from '../process/retry-budget.ts';
import { cancelAllBookings } from './cancel-all-bookings.ts';
import { endWaiting } from './end-waiting.ts';
import { type Found, findReleases } from './find-releases.ts';
import { type Head, HeadReader } from './head-reader.ts';

/**
 * `mayHoldMore`: there may be releases that were not read from the index, tickets for further waiters, the bookings of a
 * cancelled event or of an ended sale are not all ended yet, or there are entries that this pass did not read, because they
 * were put at the end of the waitlist or arrived too lately. `pauseMs`: when the next pass may serve these.
 */
export type Served = { mayHoldMore: boolean; pauseMs: number };

/** The stores, the queue and the process services that the clerk uses. */
export type ClerkPorts = {
  events: EventStore;
  bookings: BookingStore;
  waitlist: WaitlistStore;
  cache: EventCache;
  queue: Queue;
  runtime: Runtime;
  log: Log;
};

/** One pass over `event`. `waitlist` is the state before the pass; the pass gets the next number. */
export class Clerk {
  readonly #event: Event;
  readonly #ports: ClerkPorts;
  readonly #retryBudget: RetryBudget;
  readonly #pass: number;
  readonly #head: HeadReader;
  #waitlist: WaitlistState;
  /** The next arrival (ms) of a booking that moves to the end, so that a later batch puts none ahead of an earlier one's. */
  #endOfWaitlist = 0;
  #mayHoldMore = false;
  #isUnfinished = false;
  #pauseMs = 0;

  constructor(event: Event, waitlist: WaitlistState, retryBudget: RetryBudget, ports: ClerkPorts) {
    this.#event = event;
    this.#ports = ports;
    this.#retryBudget = retryBudget;
    this.#pass = waitlist.pass + 1;
    this.#head = new HeadReader(event, retryBudget, ports);
    this.#waitlist = waitlist;
  }

  /**
   * Starts the pass, hands out all tickets that it can, and ends the pass. `named`: ids of the bookings that
   * messages name. `found` may be read before the pass, because a promotion batch collects a release only if
   * it is unchanged.
   * @throws Busy when another clerk starts a pass, the end of sales moves, or contention outlasts the retry
   *   budget.
   */
  async serve(named: string[], found: Found): Promise<Served> {
    const { waitlist } = this.#ports;
    this.#mayHoldMore = found.mayHoldMore;
    if (!(await waitlist.startPass(this.#event, this.#pass, this.#head.servingUpTo))) throw new Busy();
    const { quiet } = await this.#look();
    if (quiet === 'ending') await this.#endQuiet();
    await this.#drain();
    let { releases } = found;
    const pass = { event: this.#event, look: () => this.#look(), retryBudget: this.#retryBudget };
    if (this.#event.cancelledAt !== undefined) {
      const progress = await cancelAllBookings(pass, this.#ports);
      if (progress === 'removed') return { mayHoldMore: false, pauseMs: 0 };
      releases = await this.#find(named);
      this.#isUnfinished = progress === 'more';
    } else if (mustEndWaiting(this.#event, this.#waitlist, this.#ports.runtime.now())) {
      this.#isUnfinished = await endWaiting(pass, this.#ports);
      await this.#look();
      releases = await this.#find(named);
    }
    await this.#promoteInBatches(named, releases);
    return { mayHoldMore: this.#mayHoldMore || this.#isUnfinished, pauseMs: this.#pauseMs };
  }

  /**
   * Moves the tickets of closed shards and the pending capacity to the unassigned tickets. One transaction
   * covers as many shards as fit, and half as many after each failure, because joining requests write to the
   * shards, too.
   */
  async #drain(): Promise<void> {
    let most = ACTIONS_OF_BATCH;
    while (!this.#waitlist.shardsEmpty || this.#waitlist.pendingCapacity > 0) {
      const read = () => this.#ports.events.readShards(this.#event, 'strong');
      const shards = this.#waitlist.shardsEmpty ? [] : await this.#retryBudget.retryWhileBusy(read);
      const filled = shards.filter((shard) => shard.freeTickets > 0);
      const isLast = filled.length <= most;
      const part = { shards: filled.slice(0, most), isLast };
      if (await this.#ports.waitlist.collectFromShards(this.#event, this.#waitlist, part, this.#soon())) {
        this.#retryBudget.renew();
      } else {
        most = Math.ceil(most / 2);
        await this.#retryBudget.backOff();
      }
      await this.#look();
    }
  }

  /**
   * Writes promotion batches until nothing more can be handed out, or for about `PASS_PROMOTING_MS`, and ends the pass. The
   * next one goes on.
   */
  async #promoteInBatches(named: string[], found: Release[]): Promise<void> {
    const until = this.#ports.runtime.now() + PASS_PROMOTING_MS;
    let releases = found;
    let after: string | undefined;
    for (;;) {
      await this.#drain();
      const head = await this.#head.read(this.#waitlist, after);
      if (await this.#endUnservable(head)) continue;
      const batch = planBatch(
        {
          unassigned: this.#waitlist.unassigned,
          releases,
          entries: head.entries,
          policy: this.#event.waitlist.policy,
        },
        ACTIONS_OF_BATCH,
      );
      if (isEmpty(batch)) {
        const holder = holderOf(this.#left(this.#waitlist.unassigned, head.entries));
        after = this.#furtherBack(head, holder);
        if (after !== undefined) continue;
        if (await this.#passOverdue(holder)) continue;
        if (await this.#reachNewcomers(holder)) continue;
        return this.#end(holder, !head.complete || head.entries.length > 0);
      }
      const rest = releases.slice(batch.collect.length);
      const end = rest.length === 0 && !hasReturns(batch) ? this.#endAfter(batch, head) : undefined;
      if (!(await this.#apply(batch, end))) {
        releases = await this.#find(named);
        continue;
      }
      if (end !== undefined) return;
      if (this.#ports.runtime.now() >= until) {
        this.#isUnfinished = true;
        const behind = entriesBehind(batch, head.entries);
        return this.#end(
          holderOf(this.#left(this.#waitlist.unassigned, behind)),
          !head.complete || behind.length > 0,
        );
      }
      if (after === undefined) this.#head.keepBehind(batch, head);
      after = undefined;
      const hasTickets = rest.length > 0 || this.#waitlist.unassigned > 0;
      releases = hasTickets ? rest : await this.#find([]);
    }
  }

  async #find(named: string[]): Promise<Release[]> {
    const { releases, mayHoldMore } = await findReleases(this.#event, named, this.#retryBudget, this.#ports);
    this.#mayHoldMore = mayHoldMore;
    return releases;
  }

  /** What is left to plan with: no releases, and these tickets and entries. */
  #left(unassigned: number, entries: Entry[]) {
    return { unassigned, releases: [], entries, policy: this.#event.waitlist.policy };
  }

  /**
   * An entry behind unserved ones can be promoted if none of them, the `holder`, holds the tickets back.
   * @returns the key behind which to read more entries when none of these can be served, undefined if there
   *   is none
   */
  #furtherBack(head: Head, holder: Entry | undefined): string | undefined {
    const mayPass = holder === undefined && this.#waitlist.unassigned > 0;
    return mayPass && !head.complete ? head.entries.at(-1)?.key : undefined;
  }

  /**
   * Lets others pass the entry that holds tickets back, if it did so for the whole time that the event states.
   * @returns whether it did, or the state was read again; the head must then be read again, too
   */
  async #passOverdue(holder: Entry | undefined): Promise<boolean> {
    const now = this.#ports.runtime.now();
    const { heldBack } = this.#waitlist;
    if (holder === undefined || heldBack === undefined) return false;
    if (!isToBePassed(this.#event, holder, heldBack, now)) return false;
    const when = { now, since: heldBack.since };
    if (await this.#ports.waitlist.passHead(this.#event, this.#waitlist, holder, when))
      this.#retryBudget.renew();
    else await this.#retryBudget.backOff();
    await this.#look();
    return true;
  }

  /**
   * Ends the quiet if there are tickets that newcomers can get. Tickets that are wanted by entries which arrived too lately
   * for this pass are left to the next one.
   * @returns whether it did; the head must then be read again
   */
  async #reachNewcomers(holder: Entry | undefined): Promise<boolean> {
    const { quiet, unassigned } = this.#waitlist;
    if (quiet !== 'yes' || unassigned === 0 || holder !== undefined || !this.#head.isServing) return false;
    const fresh = await this.#head.readUpTo(this.#head.latest);
    const wanting = wantAll(this.#left(unassigned, fresh.entries));
    if (wanting === undefined) {
      await this.#endQuiet();
      return true;
    }
    this.#isUnfinished = true;
    this.#pauseMs = ripensInMs(wanting, this.#ports.runtime.now());
    return false;
  }

  /**
   * Ends the quiet: once no process relies on it any more, every request that joins looks for this pass, and the pass may serve
   * entries of any age. Crash: while the quiet is `ending`, the next pass begins here.
   */
  async #endQuiet(): Promise<void> {
    const { waitlist, runtime } = this.#ports;
    const announce = () => waitlist.announceEndOfQuiet(this.#event, this.#pass);
    if (this.#waitlist.quiet === 'yes') await this.#retryBudget.retryUntilDone(announce);
    await runtime.sleep(QUIET_END_MS);
    this.#retryBudget.renew();
    this.#head.servingUpTo = this.#head.latest;
    const end = () => waitlist.endQuiet(this.#event, this.#pass, this.#head.servingUpTo);
    await this.#retryBudget.retryUntilDone(end);
    await this.#look();
  }

  /** `someoneWaits`: entries are left. */
  async #end(holder: Entry | undefined, someoneWaits: boolean): Promise<void> {
    const heldBack = this.#heldBackBy(holder);
    const passEnd = { heldBack, becomesQuiet: someoneWaits && becomesQuiet(this.#event, this.#waitlist) };
    const end = () => this.#ports.waitlist.endPass(this.#event, this.#pass, passEnd);
    await this.#retryBudget.retryUntilDone(end);
  }

  #heldBackBy(holder: Entry | undefined) {
    return heldBackBy(this.#event, holder, this.#waitlist.heldBack, this.#ports.runtime.now());
  }

  /**
   * Whether no work is left after this batch, so that its transaction may also end the pass.
   * @returns what the pass then leaves; undefined if work is left
   */
  #endAfter(batch: PromotionBatch, head: Head): PassEnd | undefined {
    const { capacity, waitlist } = this.#event;
    const behind = entriesBehind(batch, head.entries);
    if (unservable(behind, waitlist.policy, capacity).length > 0) return undefined;
    const after = waitlistAfter(this.#waitlist, batch);
    const someoneWaits = !head.complete || behind.length > 0;
    if (batch.unassigned === 0) return { becomesQuiet: someoneWaits && becomesQuiet(this.#event, after) };
    const left = this.#left(batch.unassigned, behind);
    if (!isEmpty(planBatch(left, ACTIONS_OF_BATCH))) return undefined;
    const holder = holderOf(left);
    if (holder === undefined) return head.complete && !after.quiet ? {} : undefined;
    const now = this.#ports.runtime.now();
    if (isToBePassed(this.#event, holder, this.#waitlist.heldBack, now)) return undefined;
    return { heldBack: this.#heldBackBy(holder) };
  }

  /**
   * Ends entries that can never be served: those that ask for more tickets than the capacity, and those of
   * requests that would not wait and have given up.
   * @returns whether there were any; the head must then be read again
   */
  async #endUnservable({ entries }: Head): Promise<boolean> {
    const now = this.#ports.runtime.now();
    const tooLarge = await this.#tooLarge(entries);
    const outdated = entries.filter(({ until }) => until !== undefined && until <= now);
    const ids = [...tooLarge, ...outdated].map(({ bookingId }) => bookingId);
    if (ids.length === 0) return false;
    const some = ids.slice(0, BOOKINGS_PER_CANCELLATION);
    const found = await this.#retryBudget.retryWhileBusy(() =>
      this.#ports.bookings.readMany(this.#event, some),
    );
    const ended = found
      .filter(({ status }) => status === 'waitlisted')
      .map((before): EndedBooking => {
        const after = leavesUnserved(before) ? undefined : waitingEnded(before, now, 'more-than-capacity');
        return { before, after };
      });
    const lookAt = this.#lookAt(this.#waitlist);
    const isWritten = await this.#ports.waitlist.endBookings(this.#event, this.#waitlist, ended, { lookAt });
    if (!isWritten) await this.#retryBudget.backOff();
    await this.#look();
    return true;
  }

  /**
   * Reads the event again and returns the entries that ask for more tickets than its capacity. If the
   * capacity is raised after that read, so is the pending capacity, and the write that would end these
   * entries fails.
   */
  async #tooLarge(entries: Entry[]): Promise<Entry[]> {
    const { id, capacity, waitlist } = this.#event;
    if (unservable(entries, waitlist.policy, capacity).length === 0) return [];
    const event = await this.#retryBudget.retryWhileBusy(() => this.#ports.cache.refresh(id));
    return unservable(entries, waitlist.policy, event.capacity);
  }

  /**
   * Writes a promotion batch, with the end of the pass if there is one, and reads the state again if that fails.
   * @returns false if something in the batch changed meanwhile, or if it is unknown whether the batch was
   *   written
   */
  async #apply(batch: PromotionBatch, end: PassEnd | undefined): Promise<boolean> {
    if (this.#event.waitlist.limit !== undefined)
      await takeBackRoom(this.#event, returnsOf(batch), this.#retryBudget, this.#ports);
    const after = waitlistAfter(this.#waitlist, batch);
    const lookAt = this.#lookAt(after);
    const now = this.#ports.runtime.now();
    const endOfWaitlist = Math.max(now, this.#endOfWaitlist);
    const when = { now, endOfWaitlist, lookAt, last: end !== undefined, ...end };
    const isWritten = await this.#ports.waitlist.writeBatch(this.#event, this.#waitlist, batch, when);
    if (isWritten) {
      const promoted = batch.promote.length;
      if (promoted > 0)
        this.#ports.log.info('Bookings were promoted.', { eventId: this.#event.id, promoted });
      // Their arrivals are later than those that this pass serves, if it took long.
      if (hasReturns(batch, 'moves-to-end')) this.#isUnfinished = true;
      this.#endOfWaitlist = endOfWaitlist + batch.collect.length;
      this.#waitlist = { ...after, ...(lookAt !== undefined && { lookAt }) };
      this.#retryBudget.renew();
    } else {
      await this.#retryBudget.backOff();
      await this.#look();
    }
    return isWritten;
  }

  /**
   * Reads the state of the waitlist again.
   * @throws Busy when another clerk has started a later pass, or the end of sales, the policy or the terms of offers were
   *   changed.
   */
  async #look(): Promise<WaitlistState> {
    this.#waitlist = await this.#retryBudget.retryWhileBusy(() => this.#ports.waitlist.read(this.#event));
    const { pass, salesCloseAt, policy, offerTermsRevision = 0 } = this.#waitlist;
    const isMoved = salesCloseAt !== salesWindow(this.#event).salesCloseAt;
    const isOtherPolicy = policy !== undefined && policy !== this.#event.waitlist.policy;
    const hasLaterTerms = offerTermsRevision > this.#event.revision;
    if (pass !== this.#pass || isMoved || isOtherPolicy || hasLaterTerms) throw new Busy();
    return this.#waitlist;
  }

  #lookAt(waitlist: WaitlistState): number | undefined {
    return nextLookAt(this.#event, waitlist, this.#ports.runtime.now());
  }

  /** When the sweep must look at the waitlist (ms) once it has unassigned tickets. */
  #soon(): number | undefined {
    return this.#lookAt({ ...this.#waitlist, unassigned: this.#waitlist.unassigned + 1 });
  }
}

/**
 * The state after the batch. If the tickets or the end of sales change meanwhile, the condition of the next
 * batch fails.
 */
function waitlistAfter(waitlist: WaitlistState, { unassigned, promote }: PromotionBatch): WaitlistState {
  return { ...waitlist, unassigned, promotions: waitlist.promotions + promote.length };
}
