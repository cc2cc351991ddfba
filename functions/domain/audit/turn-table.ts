/**
 * The promotions of an event by the number of their turn, in typed arrays of 41 bytes a turn, filled in one reading
 * and asked in the next: was anybody who arrived later served while this one stood in the line?
 *
 * Turns are kept in classes by how many tickets they gave, so that under `skip` only those are asked that gave as
 * many as somebody wanted. Within a class a tree of maxima answers for any stretch of turns in about twenty steps.
 */
import type { AuditedBooking } from '../ports.ts';
import { type CompactArrival, compactArrival, isLater } from './arrival-order.ts';
import { Offenders } from './finding.ts';

/** A stretch of time in the line, between two instants (ms), and before a turn: wanting so many tickets. */
export type Stay = { after: number; before: number; beforeTurn: number; wanted: number };

type SizeClass = { size: number; start: number; end: number };

const SIZE_MAX = 255;

export class TurnTable {
  readonly #first: number;
  readonly #count: number;
  readonly #at: Float64Array;
  readonly #arrivedAt: Float64Array;
  readonly #id: Float64Array;
  /** Tickets, 0 where no turn was found. */
  readonly #size: Uint8Array;
  readonly #order: Uint32Array;
  readonly #tree: Uint32Array;
  #classes: SizeClass[] = [];
  found = 0;
  /** Bookings whose turn is somebody else's, too. */
  readonly twice = new Offenders();

  /** Turns `first` to `first + count - 1`. */
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

  add(booking: AuditedBooking): void {
    for (const fact of booking.history) {
      if (!('turn' in fact)) continue;
      const index = fact.turn - this.#first;
      if (index < 0 || index >= this.#count) continue;
      if (this.#size[index] !== 0) {
        this.twice.add(booking.id);
        continue;
      }
      const arrival = compactArrival(booking);
      this.#at[index] = fact.at;
      this.#arrivedAt[index] = arrival.at;
      this.#id[index] = arrival.id;
      this.#size[index] = Math.min(fact.quantity, SIZE_MAX);
      this.found += 1;
    }
  }

  /** To be called once between filling and asking. `bySize` false: every turn counts, however few it gave. */
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

  /** Whether somebody who arrived after `arrival` was served in the stay and got as many tickets as it wanted. */
  isOvertaken(arrival: CompactArrival, stay: Stay): boolean {
    return this.#classes.some(({ size, start, end }) => {
      if (size < stay.wanted) return false;
      const from = this.#search(start, end, (turn) => (this.#at[turn] ?? 0) > stay.after);
      const until = this.#search(
        from,
        end,
        (turn) => turn + this.#first >= stay.beforeTurn || (this.#at[turn] ?? 0) >= stay.before,
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

  /** The first place of a class at which `isThere` is true, and from which on it stays so. */
  #search(start: number, end: number, isThere: (turn: number) => boolean): number {
    let [low, high] = [start, end];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isThere(this.#order[middle] ?? 0)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Of the turns at these places, the one whose booking arrived last. */
  #latest(from: number, until: number): number | undefined {
    let latest: number | undefined;
    const consider = (node: number) => {
      const turn = this.#tree[node] ?? 0;
      latest = latest === undefined ? turn : this.#later(latest, turn);
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

  #arrival(turn: number): CompactArrival {
    return { at: this.#arrivedAt[turn] ?? 0, id: this.#id[turn] ?? 0 };
  }
}
