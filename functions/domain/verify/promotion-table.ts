/**
 * Holds the promotions of an event by promotion number, in typed arrays of 41 bytes per promotion. One
 * reading fills the table, the next queries it: was a later arrival promoted while this booking was in the
 * waitlist?
 *
 * Promotions are grouped by their number of tickets, so that under `skip` a query covers only those that gave
 * at least as many tickets as the booking wanted. Within a group a segment tree of maxima answers for any
 * range of promotion numbers in about 20 steps.
 */
import { arrivalAsOf } from '../model/booking.ts';
import type { AuditedBooking } from '../ports/audit-store.ts';
import { type CompactArrival, compactArrival, isLater } from './arrival-order.ts';
import { Offenders } from './finding.ts';

/**
 * A time that a booking spent in the waitlist for `wanted` tickets: between `after` and `before` (ms), and
 * after promotion number `afterPromotion` and before `beforePromotion`.
 */
export type Stay = {
  after: number;
  before: number;
  afterPromotion: number;
  beforePromotion: number;
  wanted: number;
};

/** Promotions of `size` tickets: positions `start` to `end` (excluded) in the order of groups. */
type SizeClass = { size: number; start: number; end: number };

/** The largest number that a byte holds; larger promotions count as this size. */
const SIZE_MAX = 255;

/** Promotions in a range of numbers. Fill it with `add`, then call `close` once, then query it. */
export class PromotionTable {
  readonly #first: number;
  readonly #count: number;
  readonly #at: Float64Array;
  readonly #arrivedAt: Float64Array;
  readonly #id: Float64Array;
  /** Tickets of a promotion, 0 if none was found. */
  readonly #size: Uint8Array;
  readonly #order: Uint32Array;
  readonly #tree: Uint32Array;
  #classes: SizeClass[] = [];
  found = 0;
  /** Bookings whose promotion number another booking has, too. */
  readonly twice = new Offenders();

  /** For promotion numbers `first` to `first + count - 1`. */
  constructor(first: number, count: number) {
    this.#first = first;
    this.#count = count;
    this.#at = new Float64Array(count);
    this.#arrivedAt = new Float64Array(count);
    this.#id = new Float64Array(count);
    this.#size = new Uint8Array(count);
    this.#order = new Uint32Array(count);
    this.#tree = new Uint32Array(2 * count);
  }

  /** Adds the promotions of a booking that are in the range. */
  add(booking: AuditedBooking): void {
    for (const [entry, historyEntry] of booking.history.entries()) {
      if (!('promotionNumber' in historyEntry)) continue;
      const index = historyEntry.promotionNumber - this.#first;
      if (index < 0 || index >= this.#count) continue;
      if (this.#size[index] !== 0) {
        this.twice.add(booking.id);
        continue;
      }
      const arrival = compactArrival({ id: booking.id, arrival: arrivalAsOf(booking, entry) });
      this.#at[index] = historyEntry.at;
      this.#arrivedAt[index] = arrival.at;
      this.#id[index] = arrival.id;
      this.#size[index] = Math.min(historyEntry.quantity, SIZE_MAX);
      this.found += 1;
    }
  }

  /** Builds the index, once between `add` and queries. `bySize` false: queries cover all promotions. */
  close(bySize: boolean): void {
    let latest = 0;
    for (let index = 0; index < this.#count; index += 1) {
      latest = Math.max(latest, this.#at[index] ?? 0);
      this.#at[index] = latest;
      this.#order[index] = index;
    }
    if (bySize) this.#sortBySize();
    else this.#classes = [{ size: SIZE_MAX, start: 0, end: this.#count }];
    this.#tree.set(this.#order, this.#count);
    for (let node = this.#count - 1; node > 0; node -= 1) {
      this.#tree[node] = this.#later(this.#tree[2 * node] ?? 0, this.#tree[2 * node + 1] ?? 0);
    }
  }

  /** @returns true if a later arrival was promoted during the stay with at least `stay.wanted` tickets. */
  isOvertaken(arrival: CompactArrival, stay: Stay): boolean {
    return this.#classes.some(({ size, start, end }) => {
      if (size < stay.wanted) return false;
      const from = this.#search(
        start,
        end,
        (index) => (this.#at[index] ?? 0) > stay.after && index + this.#first > stay.afterPromotion,
      );
      const until = this.#search(
        from,
        end,
        (index) => index + this.#first >= stay.beforePromotion || (this.#at[index] ?? 0) >= stay.before,
      );
      const latest = this.#latest(from, until);
      return latest !== undefined && isLater(this.#arrival(latest), arrival);
    });
  }

  #sortBySize(): void {
    const counts = new Uint32Array(SIZE_MAX + 1);
    for (const size of this.#size) counts[size] = (counts[size] ?? 0) + 1;
    const next = new Uint32Array(SIZE_MAX + 1);
    for (let size = 0, start = 0; size <= SIZE_MAX; size += 1) {
      const end = start + (counts[size] ?? 0);
      next[size] = start;
      if (size > 0 && end > start) this.#classes.push({ size, start, end });
      start = end;
    }
    this.#size.forEach((size, index) => {
      this.#order[next[size] ?? 0] = index;
      next[size] = (next[size] ?? 0) + 1;
    });
  }

  /**
   * Binary search in a group.
   * @returns the first position at which `isThere` is true; later ones must be true, too.
   */
  #search(start: number, end: number, isThere: (index: number) => boolean): number {
    let [low, high] = [start, end];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isThere(this.#order[middle] ?? 0)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** @returns the index of the promotion at these positions whose booking arrived last, if there is one. */
  #latest(from: number, until: number): number | undefined {
    let latest: number | undefined;
    const consider = (node: number) => {
      const index = this.#tree[node] ?? 0;
      latest = latest === undefined ? index : this.#later(latest, index);
    };
    let [low, high] = [from + this.#count, until + this.#count];
    while (low < high) {
      if (low % 2 === 1) consider(low++);
      if (high % 2 === 1) consider(--high);
      low >>>= 1;
      high >>>= 1;
    }
    return latest;
  }

  #later(a: number, b: number): number {
    return isLater(this.#arrival(b), this.#arrival(a)) ? b : a;
  }

  #arrival(index: number): CompactArrival {
    return { at: this.#arrivedAt[index] ?? 0, id: this.#id[index] ?? 0 };
  }
}
