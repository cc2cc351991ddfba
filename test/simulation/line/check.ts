/**
 * Checks the line of an event against the waitlist, of which it knows every state: a place is among those that the booking had
 * while the line was read, nobody who waits is taken for gone, and in the end every place is the true one.
 */
import type { Booking } from '../../../functions/domain/model/booking.ts';
import { drawnAt } from '../../../functions/domain/model/draw.ts';
import type { Event } from '../../../functions/domain/model/event.ts';
import { MARKS_SETTLED_MS } from '../../../functions/domain/model/waitlist-marks-limits.ts';
import { byId, type EventSnapshot } from '../../../functions/domain/verify/snapshot.ts';
import { inLineView } from '../../../functions/http/views/line.ts';
import { type Line, markOf, type Own, placeInLine } from '../../../web/src/api/place-in-line.ts';
import { STALE_MS } from '../network.ts';
import type { Said } from '../record.ts';

/**
 * An entry of the waitlist. `isRegular`: it was written soon after its arrival, and did not come back to its place, so that a
 * mark behind it counts it.
 */
type Waiter = Pick<Booking, 'id'> & { key: string; own: Own; isRegular: boolean };
/** The entries from `at` (ms) on, in order. */
type Moment = { at: number; keys: string[] };

const untrue = (says: string): Said => ({ guarantee: 'HonestAnswer', says });

export class LineRecord {
  /** How far the clock of a process may be off, ms. */
  readonly #skewMs: number;
  readonly #moments: Moment[] = [];
  readonly #seen = new Map<string, Waiter>();
  #event: Event | undefined;

  constructor(skewMs: number) {
    this.#skewMs = skewMs;
  }

  /** Adds the waitlist as it is from `at` (ms) on. */
  onWrite({ event, bookings, entries }: EventSnapshot, at: number): void {
    this.#event = event;
    const before = new Set(this.#moments.at(-1)?.keys);
    const stored = byId(bookings);
    for (const { key, bookingId: id } of entries) {
      const booking = stored.get(id);
      const known = this.#seen.get(key);
      if (known !== undefined && !before.has(key)) known.isRegular = false;
      if (known !== undefined || booking === undefined) continue;
      const settledBy = Math.max(booking.arrival + MARKS_SETTLED_MS - 2 * this.#skewMs, drawnAt(event) ?? 0);
      const own = inLineView(booking).inLine as Own;
      this.#seen.set(key, { id, key, own, isRegular: at < settledBy });
    }
    this.#moments.push({ at, keys: entries.map(({ key }) => key) });
  }

  /** @returns what is untrue of a line that was answered now. */
  onAnswer(line: Line): Said[] {
    const asOf = Date.parse(line.asOf);
    const drawn = this.#event && drawnAt(this.#event);
    if (drawn !== undefined && asOf - 2 * this.#skewMs < drawn) return [];
    const window = this.#since(asOf - this.#skewMs - STALE_MS);
    const always = this.#waiters(
      window.reduce((keys, moment) => keys.filter((key) => moment.keys.includes(key)), window[0]?.keys ?? []),
    );
    const ever = this.#waiters([...new Set(window.flatMap(({ keys }) => keys))]);
    return always.flatMap((waiter) => this.#untruths(line, waiter, always, ever));
  }

  /** Whether the waitlist has not changed since `instant` (ms). */
  isUnchangedSince(instant: number): boolean {
    const [first, ...others] = this.#since(instant);
    return others.every(({ keys }) => String(keys) === String(first?.keys));
  }

  /** @returns what is untrue of a line that had the time to count everybody. */
  onSettledAnswer(line: Line): Said[] {
    const waiters = this.#waiters(this.#moments.at(-1)?.keys ?? []);
    if (line.waiting !== waiters.length)
      return [untrue(`the line says that ${line.waiting} wait, not ${waiters.length}`)];
    const [first] = waiters;
    if (first !== undefined && line.servedUpTo !== first.own.arrivedAt)
      return [
        untrue(
          `the line is served up to ${line.servedUpTo}, and ${first.id} arrived at ${first.own.arrivedAt}`,
        ),
      ];
    return waiters.flatMap(({ id, own }, index) => {
      const found = placeInLine(line, own);
      const isTrue = typeof found === 'object' && found.from <= index + 1 && index + 1 <= found.to;
      return isTrue
        ? []
        : [untrue(`${id} finds itself ${described(found)} in the line, and is at ${index + 1}`)];
    });
  }

  #untruths(line: Line, { id, key, own, isRegular }: Waiter, always: Waiter[], ever: Waiter[]): Said[] {
    const found = placeInLine(line, own);
    if (found === 'unknown' && own.arrivedAt > line.asOf) return [];
    if (typeof found === 'string')
      return isRegular ? [untrue(`${id} waits, and finds itself ${found} in the line of ${line.asOf}`)] : [];
    const isBefore = (other: Waiter) => other.key < key;
    const least = 1 + always.filter((other) => other.isRegular && isBefore(other)).length;
    const hasMark = markOf(line.marks, own) !== undefined;
    const most = 1 + (hasMark ? ever : [...this.#seen.values()]).filter(isBefore).length;
    const isPossible = found.from <= most && found.to >= least;
    return isPossible
      ? []
      : [
          untrue(
            `${id} finds itself ${described(found)} in the line of ${line.asOf}, and was from ${least} to ${most}`,
          ),
        ];
  }

  #waiters(keys: string[]): Waiter[] {
    return keys.flatMap((key) => this.#seen.get(key) ?? []);
  }

  /** @returns all states that the waitlist had at some time from this instant (ms) until now. */
  #since(instant: number): Moment[] {
    const first = this.#moments.findLastIndex(({ at }) => at <= instant);
    return this.#moments.slice(Math.max(0, first));
  }
}

const described = (found: ReturnType<typeof placeInLine>) =>
  typeof found === 'string' ? found : `from ${found.from} to ${found.to}`;
