/**
 * Reads the head of a waitlist for one pass of the clerk: the entries that the pass may serve, in order of arrival. It writes
 * nothing.
 */
import { arrivalKeyBound } from '../model/booking.ts';
import { isDrawing } from '../model/draw.ts';
import type { Event } from '../model/event.ts';
import { CLOCK_SKEW_MS } from '../model/limits.ts';
import {
  type Entry,
  entriesBehind,
  hasReturns,
  isWhole,
  PROMOTIONS_PER_BATCH_MAX,
  type PromotionBatch,
  servedWhilePaused,
} from '../model/plan-promotions.ts';
import { ripeUpTo } from '../model/quiet-waitlist.ts';
import { salesState } from '../model/sale-terms.ts';
import type { WaitlistState } from '../model/waitlist-state.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { WaitlistReader } from '../ports/waitlist-store.ts';
import type { RetryBudget } from '../process/retry-budget.ts';

/** Entries in order. `complete`: there are no more that may be served. */
export type Head = { entries: Entry[]; complete: boolean };

type Ports = { waitlist: Pick<WaitlistReader, 'readHead'>; runtime: Pick<Runtime, 'now'> };

const NOBODY: Head = { entries: [], complete: true };

export class HeadReader {
  /** The last arrival key that the pass may serve; fewer while the waitlist is quiet. Requests that look wait for a pass by it. */
  servingUpTo: string;
  readonly #event: Event;
  readonly #retryBudget: RetryBudget;
  readonly #ports: Ports;
  #readUpTo = '';
  #kept: Head | undefined;

  constructor(event: Event, retryBudget: RetryBudget, ports: Ports) {
    this.#event = event;
    this.#retryBudget = retryBudget;
    this.#ports = ports;
    this.servingUpTo = this.latest;
  }

  /** The last arrival key of entries that can exist now. */
  get latest(): string {
    return arrivalKeyBound(this.#ports.runtime.now() + CLOCK_SKEW_MS);
  }

  /** Whether anybody may be served: sales are open, and the positions are drawn. */
  get isServing(): boolean {
    const now = this.#ports.runtime.now();
    return salesState(this.#event, now) === 'open' && !isDrawing(this.#event, now);
  }

  /**
   * Reads the entries that may be served: none unless sales are open, none before the positions are drawn, of a quiet waitlist
   * only ripe ones, and while it is paused only the `atOnce` entries ahead of the first other one. With `after`, the entries
   * behind that key, up to the same bound as those before it. Entries that were kept are returned once, without a read.
   */
  async read({ quiet }: Pick<WaitlistState, 'quiet'>, after: string | undefined): Promise<Head> {
    const kept = this.#kept;
    this.#kept = undefined;
    if (!this.isServing) return NOBODY;
    if (after === undefined) {
      if (kept !== undefined) return kept;
      const ripe = quiet === 'yes' ? ripeUpTo(this.#ports.runtime.now()) : this.servingUpTo;
      this.#readUpTo = ripe < this.servingUpTo ? ripe : this.servingUpTo;
    }
    return this.readUpTo(this.#readUpTo, after);
  }

  /** The same, up to and including the arrival key `upTo`. */
  async readUpTo(upTo: string, after?: string): Promise<Head> {
    const range = { upTo, ...(after !== undefined && { after }) };
    const head = await this.#retryBudget.retryWhileBusy(() =>
      this.#ports.waitlist.readHead(this.#event, range),
    );
    if (this.#event.waitlist.enabled) return head;
    const entries = servedWhilePaused(head.entries);
    return { entries, complete: head.complete || entries.length < head.entries.length };
  }

  /**
   * Keeps the entries behind a batch that was written, for the next read, unless they are too few for another whole batch and
   * there are more. Within the pass they are still the first: requests that joined meanwhile are told to wait after the pass,
   * and a booking that left or changed makes the next batch fail, after which the waitlist is read again.
   */
  keepBehind(batch: PromotionBatch, { entries, complete }: Head): void {
    const behind = entriesBehind(batch, entries);
    const isAsRead = !hasReturns(batch) && batch.promote.every(isWhole);
    const isEnough = complete ? behind.length > 0 : behind.length >= PROMOTIONS_PER_BATCH_MAX;
    if (isAsRead && isEnough) this.#kept = { entries: behind, complete };
  }
}
