/**
 * One pass of the clerk along the line of an event. What it sees may change at any time, so each write holds only for
 * what was seen, and a write that fails is planned anew. A later pass, of another clerk, fences this one off.
 */
import { arrivalKeyBound, leavesUnserved } from './booking.ts';
import type { BookingPorts } from './booking-attempt.ts';
import { cancelAllBookings } from './cancel-all-bookings.ts';
import { type EndedBooking, waitingEnded } from './end-bookings.ts';
import { endWaiting } from './end-waiting.ts';
import { type Event, type Line, lineCopies } from './event.ts';
import { type Found, findReleases } from './find-releases.ts';
import { BOOKINGS_PER_CANCELLATION, CLOCK_SKEW_MS, TRANSACTION_LIMIT_ACTIONS } from './limits.ts';
import { mustEndWaiting, nextLookAt } from './next-look.ts';
import type { Patience } from './patience.ts';
import { Busy } from './refusal.ts';
import { salesState, salesWindow } from './sale-terms.ts';
import {
  type Entry,
  isEmpty,
  planTurn,
  type Release,
  servedWhileResting,
  type Turn,
  unservable,
} from './serve-line.ts';

type Head = { entries: Entry[]; complete: boolean };

const NOBODY: Head = { entries: [], complete: true };

/** `mayHoldMore`: the index may hold releases that were not looked at, or a cancellation is not finished. */
export type Served = { mayHoldMore: boolean };

export class Clerk {
  readonly #event: Event;
  readonly #ports: BookingPorts;
  readonly #patience: Patience;
  readonly #pass: number;
  readonly #servingUpTo: string;
  readonly #turnActions: number;
  #line: Line;
  #mayHoldMore = false;
  #isUnfinished = false;

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
  async serve(named: string[], found: Found): Promise<Served> {
    const { line } = this.#ports;
    this.#mayHoldMore = found.mayHoldMore;
    if (!(await line.startPass(this.#event, this.#pass, this.#servingUpTo))) throw new Busy();
    await this.#look();
    await this.#drain();
    let { releases } = found;
    const pass = { event: this.#event, look: () => this.#look(), patience: this.#patience };
    if (this.#event.cancelledAt !== undefined) {
      const progress = await cancelAllBookings(pass, this.#ports);
      if (progress === 'removed') return { mayHoldMore: false };
      releases = await this.#find(named);
      this.#isUnfinished = progress === 'more';
    } else if (mustEndWaiting(this.#event, this.#line, this.#ports.environment.now())) {
      this.#isUnfinished = await endWaiting(pass, this.#ports);
      await this.#look();
      releases = await this.#find(named);
    }
    const isOver = await this.#takeTurns(named, releases);
    if (!isOver) await this.#patience.insist(() => line.endPass(this.#event, this.#pass));
    return { mayHoldMore: this.#mayHoldMore || this.#isUnfinished };
  }

  /**
   * Everything that is free comes together in the pool. A transaction takes many shards at once, and half as many after
   * each time that it fails: people who join the line hold shards as well.
   */
  async #drain(): Promise<void> {
    let most = TRANSACTION_LIMIT_ACTIONS - lineCopies(this.#event);
    while (!this.#line.drained || this.#line.raised > 0) {
      const read = () => this.#ports.events.readShards(this.#event, 'strong');
      const shards = this.#line.drained ? [] : await this.#patience.outwaitBusy(read);
      const filled = shards.filter((shard) => shard.freeTickets > 0);
      const isLast = filled.length <= most;
      const part = { shards: filled.slice(0, most), isLast };
      if (await this.#ports.line.drainShards(this.#event, this.#line, part, this.#soon())) {
        this.#patience.renew();
      } else {
        most = Math.ceil(most / 2);
        await this.#patience.backOff();
      }
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
      if (await this.#endUnservable(head)) continue;
      const turn = planTurn(
        { pool: this.#line.pool, releases, line: head.entries, policy: this.#event.waitlist.policy },
        this.#turnActions,
      );
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
    const { releases, mayHoldMore } = await findReleases(this.#event, named, this.#patience, this.#ports);
    this.#mayHoldMore = mayHoldMore;
    return releases;
  }

  /** Where to look on when nobody in this part of the line fits: only who may skip others is looked for. */
  #furtherBack(head: Head): string | undefined {
    const maySkip = this.#event.waitlist.policy === 'skip' && this.#line.pool > 0;
    return maySkip && !head.complete ? head.entries.at(-1)?.key : undefined;
  }

  /**
   * The entries that may be served: none once sales are over, and while the line rests only newcomers before all
   * others.
   */
  async #head(after: string | undefined): Promise<Head> {
    if (salesState(this.#event, this.#ports.environment.now()) !== 'open') return NOBODY;
    const range = { upTo: this.#servingUpTo, ...(after !== undefined && { after }) };
    const head = await this.#patience.outwaitBusy(() => this.#ports.line.readHead(this.#event, range));
    if (this.#event.waitlist.enabled) return head;
    const entries = servedWhileResting(head.entries);
    return { entries, complete: head.complete || entries.length < head.entries.length };
  }

  /**
   * Ends what would hold others up for nothing: entries that ask for more than can exist, and those of requests that
   * would not wait and whose time is over. @returns whether there were any, so that the line must be read again.
   */
  async #endUnservable({ entries }: Head): Promise<boolean> {
    const now = this.#ports.environment.now();
    const tooLarge = await this.#tooLarge(entries);
    const outdated = entries.filter(({ until }) => until !== undefined && until <= now);
    const ids = [...tooLarge, ...outdated].map(({ bookingId }) => bookingId);
    if (ids.length === 0) return false;
    const some = ids.slice(0, BOOKINGS_PER_CANCELLATION);
    const found = await this.#patience.outwaitBusy(() => this.#ports.bookings.readMany(this.#event, some));
    const ended = found
      .filter(({ status }) => status === 'waitlisted')
      .map((before): EndedBooking => {
        const after = leavesUnserved(before) ? undefined : waitingEnded(before, now, 'more-than-capacity');
        return { before, after };
      });
    const lookAt = this.#lookAt(this.#line);
    const isWritten = await this.#ports.line.endBookings(this.#event, this.#line, ended, { lookAt });
    if (!isWritten) await this.#patience.backOff();
    await this.#look();
    return true;
  }

  /**
   * Entries that ask for more than can exist, by the capacity as it is now. One that is raised after this look changes
   * the line, and then nobody is ended.
   */
  async #tooLarge(entries: Entry[]): Promise<Entry[]> {
    const { id, capacity, waitlist } = this.#event;
    if (unservable(entries, waitlist.policy, capacity).length === 0) return [];
    const event = await this.#patience.outwaitBusy(() => this.#ports.memory.freshFacts(id));
    return unservable(entries, waitlist.policy, event.capacity);
  }

  /** False: something in the turn changed in between, or it is unknown whether it was written. */
  async #apply(turn: Turn, last: boolean): Promise<boolean> {
    const after = lineAfter(this.#line, turn);
    const lookAt = this.#lookAt(after);
    const when = { now: this.#ports.environment.now(), lookAt, last };
    const isWritten = await this.#ports.line.applyTurn(this.#event, this.#line, turn, when);
    if (isWritten) {
      this.#line = { ...after, ...(lookAt !== undefined && { lookAt }) };
      this.#patience.renew();
    } else {
      await this.#patience.backOff();
      await this.#look();
    }
    return isWritten;
  }

  /** Reads the line again. @throws Busy when another clerk has opened a later pass, or the end of sales was moved. */
  async #look(): Promise<Line> {
    this.#line = await this.#patience.outwaitBusy(() => this.#ports.line.read(this.#event));
    const isMoved = this.#line.salesCloseAt !== salesWindow(this.#event).salesCloseAt;
    if (this.#line.pass !== this.#pass || isMoved) throw new Busy();
    return this.#line;
  }

  #lookAt(line: Line): number | undefined {
    return nextLookAt(this.#event, line, this.#ports.environment.now());
  }

  #soon(): number | undefined {
    return this.#lookAt({ ...this.#line, pool: this.#line.pool + 1 });
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
  if (unservable(behind, policy, event.capacity).length > 0) return false;
  const next = planTurn({ pool: turn.pool, releases: [], line: behind, policy }, turnActions(event));
  return isEmpty(next) && (head.complete || (behind.length > 0 && policy !== 'skip'));
}
