/**
 * Reads the head of a waitlist for one pass of the clerk: the entries that the pass may serve, in order of arrival. It writes
 * nothing.
 */
import { arrivalKeyBound } from '../model/booking.ts';
import { isDrawing } from '../model/draw.ts';
import type { Event } from '../model/event.ts';
import { CLOCK_SKEW_MS } from '../model/limits.ts';
import { type Entry, servedWhilePaused } from '../model/plan-promotions.ts';
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
   * behind that key, up to the same bound as those before it.
   */
  async read({ quiet }: Pick<WaitlistState, 'quiet'>, after: string | undefined): Promise<Head> {
    if (!this.isServing) return NOBODY;
    if (after === undefined) {
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
}
