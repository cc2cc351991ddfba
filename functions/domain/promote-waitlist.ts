/**
 * The clerk: for one event, hands released tickets to those who wait, in order of arrival, and puts the rest where
 * newcomers can get it. The FIFO queue runs one clerk per event at a time; a second one, after a lost lease, is
 * fenced off by the number of the pass.
 *
 * Steps, and what a crash after each leaves behind:
 * 1. Open a pass: from here, who arrived before now is acknowledged only after the pass. Crash: the message comes
 *    again and opens the next pass.
 * 2. Move what closed shards still hold, and what a raised capacity brought, to the pool. Crash: found again.
 * 3. Turns: each is one transaction of releases collected, people promoted and the pool. Crash: each is whole; the
 *    releases that are left keep their mark.
 * 4. The last turn ends the pass.
 */
import { arrivalKeyBound, type Booking, isExpired } from './booking.ts';
import type { BookingPorts } from './booking-attempt.ts';
import { cancelAllBookings } from './cancel-all-bookings.ts';
import { closeSale } from './close-sale.ts';
import { type Event, isIdle, type Line, lineCopies, salesState } from './event.ts';
import {
  ATTENTION_GRACE_MS,
  BOOKING_PATIENCE_MS,
  CLERK_PASSES_MS,
  CLOCK_SKEW_MS,
  RELEASES_PER_LOOK,
  TRANSACTION_LIMIT_ACTIONS,
} from './limits.ts';
import { Patience } from './patience.ts';
import { Busy } from './refusal.ts';
import { type Entry, isEmpty, planTurn, type Release, type Turn } from './serve-line.ts';
import { spreadFacts } from './spread-facts.ts';

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
}

/** @returns whether the index may hold releases that were not looked at. */
async function serveOnce(eventId: string, named: string[], ports: BookingPorts): Promise<boolean> {
  const event = await ports.memory.freshFacts(eventId);
  const patience = new Patience(ports.environment, BOOKING_PATIENCE_MS);
  await spreadFacts(event, patience, ports);
  if (event.cancelledAt !== undefined) await closeSale(event, patience, ports);
  const line = await ports.line.read(event);
  let found = await findReleases(event, named, ports);
  let current = line;
  if (!line.queueing) {
    if (await freeInShards(event, line, found.releases, patience, ports)) return found.mayHoldMore;
    current = await ports.line.read(event);
    found = await findReleases(event, named, ports);
  }
  const hasCancellation = event.cancelledAt !== undefined && !current.cancellationDone;
  if (isIdle(current) && found.releases.length === 0 && !hasCancellation) return false;
  return new Clerk(event, current, patience, ports).serve(named, found);
}

/** `mayHoldMore`: the index gave as many as it was asked for, and some of them were releases. */
type Found = { releases: Release[]; mayHoldMore: boolean };

async function findReleases(event: Event, named: string[], ports: BookingPorts): Promise<Found> {
  const indexed = await ports.line.releasedBookingIds(event.id, RELEASES_PER_LOOK);
  const releases = await readReleases(event, [...new Set([...named, ...indexed])], ports);
  return { releases, mayHoldMore: indexed.length === RELEASES_PER_LOOK && releases.length > 0 };
}

async function readReleases(event: Event, bookingIds: string[], ports: BookingPorts): Promise<Release[]> {
  const bookings = await ports.bookings.readMany(event, bookingIds);
  const now = ports.environment.now();
  return bookings.map((booking) => releaseOf(booking, now)).filter((release) => release.quantity > 0);
}

function releaseOf(booking: Booking, now: number): Release {
  const expired = isExpired(booking, now) ? booking.quantity : 0;
  const { offerExpiresAt } = booking;
  const isOpen = expired === 0 && offerExpiresAt !== undefined;
  return {
    bookingId: booking.id,
    quantity: booking.released + expired,
    expired,
    ...(isOpen && { offerExpiresAt }),
  };
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
    if (raised > 0 && (await ports.line.spreadRaise(event, raised))) raised = 0;
    const failed: string[] = [];
    for (const release of pending) {
      const shard = Math.floor(environment.random() * event.shardCount);
      const isReturned = await ports.line.returnToShard(event, release, shard, environment.now());
      if (!isReturned) failed.push(release.bookingId);
    }
    if (failed.length === 0 && raised === 0) return true;
    const shards = await events.readShards(event, 'strong');
    if (shards.some((seen) => seen.closed)) {
      await closeSale(event, patience, ports);
      return false;
    }
    await patience.backOff();
    pending = await readReleases(event, failed, ports);
    raised = (await ports.line.read(event)).raised;
  }
}

type Head = { entries: Entry[]; complete: boolean };

class Clerk {
  readonly #event: Event;
  readonly #ports: BookingPorts;
  readonly #patience: Patience;
  readonly #pass: number;
  readonly #servingUpTo: string;
  readonly #turnActions: number;
  #line: Line;
  #mayHoldMore = false;

  constructor(event: Event, line: Line, patience: Patience, ports: BookingPorts) {
    this.#event = event;
    this.#ports = ports;
    this.#patience = patience;
    this.#pass = line.pass + 1;
    this.#servingUpTo = arrivalKeyBound(ports.environment.now() + CLOCK_SKEW_MS);
    this.#turnActions = turnActions(event);
    this.#line = line;
  }

  /** `found` before the pass is as good as in it: a turn collects a release only if it is still as it was seen. */
  async serve(named: string[], found: Found): Promise<boolean> {
    const { line } = this.#ports;
    this.#mayHoldMore = found.mayHoldMore;
    if (!(await line.startPass(this.#event, this.#pass, this.#servingUpTo))) throw new Busy();
    await this.#look();
    await this.#drain();
    let { releases } = found;
    if (this.#event.cancelledAt !== undefined) {
      await cancelAllBookings(this.#event, () => this.#look(), this.#ports);
      releases = await this.#find(named);
    }
    const isOver = await this.#takeTurns(named, releases);
    if (!isOver) await this.#patience.insist(() => line.endPass(this.#event, this.#pass));
    return this.#mayHoldMore;
  }

  /** Everything that is free comes together in the pool. */
  async #drain(): Promise<void> {
    while (!this.#line.drained || this.#line.raised > 0) {
      const shards = this.#line.drained ? [] : await this.#ports.events.readShards(this.#event, 'strong');
      await this.#ports.line.drainShards(this.#event, this.#line, shards, this.#dueAt());
      await this.#look();
    }
  }

  /** True: the last turn has ended the pass. */
  async #takeTurns(named: string[], found: Release[]): Promise<boolean> {
    let releases = found;
    let after: string | undefined;
    for (;;) {
      await this.#drain();
      const head = await this.#head(after);
      const state = {
        pool: this.#line.pool,
        releases,
        line: head.entries,
        policy: this.#event.waitlist.policy,
      };
      const turn = planTurn(state, this.#turnActions);
      if (isEmpty(turn)) {
        after = this.#furtherBack(head);
        if (after === undefined) return false;
        continue;
      }
      const rest = releases.slice(turn.collect.length);
      const last = rest.length === 0 && isLast(turn, head, this.#event);
      if (!(await this.#apply(turn, last))) {
        releases = await this.#find(named);
        continue;
      }
      if (last) return true;
      after = undefined;
      releases = rest.length > 0 ? rest : await this.#find([]);
    }
  }

  async #find(named: string[]): Promise<Release[]> {
    const { releases, mayHoldMore } = await findReleases(this.#event, named, this.#ports);
    this.#mayHoldMore = mayHoldMore;
    return releases;
  }

  /** Where to look on when nobody in this part of the line fits: only who may skip others is looked for. */
  #furtherBack(head: Head): string | undefined {
    const maySkip = this.#event.waitlist.policy === 'skip' && this.#line.pool > 0;
    return maySkip && !head.complete ? head.entries.at(-1)?.key : undefined;
  }

  /** Who may be served: nobody once sales are over, and while the line rests only who came for what is there. */
  async #head(after: string | undefined): Promise<Head> {
    if (salesState(this.#event, this.#ports.environment.now()) !== 'open')
      return { entries: [], complete: true };
    const range = { upTo: this.#servingUpTo, ...(after !== undefined && { after }) };
    const head = await this.#ports.line.readHead(this.#event, range);
    if (this.#event.waitlist.enabled) return head;
    const resting = head.entries.findIndex((entry) => !entry.atOnce);
    return resting < 0 ? head : { entries: head.entries.slice(0, resting), complete: true };
  }

  /** False: something in the turn changed in between, or it is unknown whether it was written. */
  async #apply(turn: Turn, last: boolean): Promise<boolean> {
    const now = this.#ports.environment.now();
    const when = { now, dueAt: this.#dueAt(), last };
    const isWritten = await this.#ports.line.applyTurn(this.#event, this.#line, turn, when);
    if (isWritten) this.#line = lineAfter(this.#line, turn);
    else {
      await this.#patience.backOff();
      await this.#look();
    }
    return isWritten;
  }

  /** Reads the line again. @throws Busy when another clerk has opened a later pass. */
  async #look(): Promise<Line> {
    this.#line = await this.#ports.line.read(this.#event);
    if (this.#line.pass !== this.#pass) throw new Busy();
    return this.#line;
  }

  #dueAt(): number {
    return this.#ports.environment.now() + ATTENTION_GRACE_MS;
  }
}

/** The line as the turn left it. What others change meanwhile is noticed by the condition of the next turn. */
function lineAfter(line: Line, { pool, promote }: Turn): Line {
  return { ...line, pool, turns: line.turns + promote.length };
}

/** What a turn's transaction has room for beside the line itself. */
function turnActions(event: Event): number {
  return TRANSACTION_LIMIT_ACTIONS - lineCopies(event);
}

/** Whether nothing more could be done after this turn, so that it may end the pass itself. */
function isLast(turn: Turn, head: Head, event: Event): boolean {
  const { policy } = event.waitlist;
  const served = new Set(
    turn.promote.filter(({ entry, quantity }) => quantity === entry.quantity).map((p) => p.entry),
  );
  const behind = head.entries.filter((entry) => !served.has(entry));
  if (turn.pool === 0) return true;
  const next = planTurn({ pool: turn.pool, releases: [], line: behind, policy }, turnActions(event));
  return isEmpty(next) && (head.complete || (behind.length > 0 && policy !== 'skip'));
}
