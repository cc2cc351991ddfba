/**
 * `NoLostTicket`: no ticket that was given up is left lying, the line and its bookings agree, nobody waits whose tickets
 * are there or who would not wait, and no ticket is where neither a waiter nor a newcomer can get it. What happened so
 * lately that somebody may still be on it is in doubt rather than broken.
 */
import { arrivalKey, givesUpAt, isExpired } from '../booking.ts';
import { type Event, waitingCount } from '../event.ts';
import { ATTENTION_GRACE_MS, SWEEP_INTERVAL_SECONDS } from '../limits.ts';
import { endsWaiting, isOverlooked } from '../next-look.ts';
import type { AuditedBooking } from '../ports.ts';
import { salesState } from '../sale-terms.ts';
import { type Entry, isEmpty, planTurn, unservable } from '../serve-line.ts';
import type { Counters } from './counters.ts';
import { type Finding, finding, Offenders, verdict } from './finding.ts';
import { SetFingerprint } from './set-fingerprint.ts';

/** Whose message was lost is found by the next sweep after this. */
export const REST_MS = ATTENTION_GRACE_MS + SWEEP_INTERVAL_SECONDS * 1000;

/** One promotion and the release it takes. */
const SMALLEST_TURN_ACTIONS = 3;

export class Rest {
  readonly #event: Event;
  readonly #now: number;
  readonly #overdue = new Offenders();
  readonly #underWay = new Offenders();
  readonly #unanswered = new Offenders();
  readonly #waiting = new SetFingerprint();
  readonly #line = new SetFingerprint();
  readonly #counters: Counters;
  #lastFactAt = 0;
  #due: Entry | undefined;
  #deadEnd: Entry | undefined;

  constructor(counters: Counters, now: number) {
    this.#event = counters.event;
    this.#counters = counters;
    this.#now = now;
  }

  add(booking: AuditedBooking): void {
    const lastAt = booking.history.at(-1)?.at ?? 0;
    this.#lastFactAt = Math.max(this.#lastFactAt, lastAt);
    const givenUpAt = isExpired(booking, this.#now) ? (booking.offerExpiresAt ?? 0) : lastAt;
    if (booking.released > 0 || isExpired(booking, this.#now)) {
      (givenUpAt + REST_MS <= this.#now ? this.#overdue : this.#underWay).add(booking.id);
    }
    if ((givesUpAt(booking) ?? Infinity) + REST_MS <= this.#now) this.#unanswered.add(booking.id);
    if (booking.status === 'waitlisted') this.#waiting.add(placeOf(booking));
  }

  /** A page of the line; pages come in order. */
  addLine(entries: Entry[]): void {
    const isHead = this.#line.count === 0;
    for (const { key, quantity } of entries) this.#line.add(`${key} ${quantity}`);
    const { policy } = this.#event.waitlist;
    if (isHead) this.#deadEnd = this.#findDeadEnd(entries);
    if (this.#due !== undefined || !this.#isServing() || !(isHead || policy === 'skip')) return;
    const { pool } = this.#counters.line;
    const next = planTurn({ pool, releases: [], line: entries, policy }, SMALLEST_TURN_ACTIONS);
    this.#due = isEmpty(next) ? undefined : next.promote[0]?.entry;
  }

  /** Whether some booking waits without its place in the line, or with another. */
  get isAstray(): boolean {
    return String(this.#waiting) !== String(this.#line);
  }

  /** `astray` are the bookings found to be so. */
  finding(astray: Offenders): Finding {
    const { shards, line } = this.#counters;
    const counted = waitingCount(this.#event, shards, line);
    const isResting = this.#lastFactAt + REST_MS <= this.#now && line.servingUpTo === undefined;
    const isMiscounted = counted !== this.#line.count;
    const stuck = [this.#due, this.#deadEnd].filter((entry) => entry !== undefined);
    const isPending = stuck.length > 0 || this.#isUnderWay();
    const isForgotten = isOverlooked(this.#event, line, this.#now);
    const isBroken =
      this.#overdue.count > 0 ||
      this.#unanswered.count > 0 ||
      this.isAstray ||
      isMiscounted ||
      isForgotten ||
      (isResting && (stuck.length > 0 || this.#isLeftLying()));
    const isInDoubt = this.#underWay.count > 0 || isPending;
    const offenders = new Offenders();
    for (const kind of isBroken ? [this.#overdue, this.#unanswered, astray] : [this.#underWay])
      offenders.addAll(kind);
    for (const { bookingId } of stuck) offenders.add(bookingId);
    const evidence = [
      `${this.#overdue.count} releases left over`,
      ...(this.#underWay.count > 0 ? [`${this.#underWay.count} on their way`] : []),
      ...(this.#unanswered.count > 0 ? [`${this.#unanswered.count} waiting that would not wait`] : []),
      `${this.#waiting.count} waiting and ${this.#line.count} in the line`,
      ...(isMiscounted ? [`${counted} counted as waiting`] : []),
      `${line.pool} tickets in the pool`,
      ...(this.#deadEnd === undefined ? [] : ['the head of the line can never be served']),
      ...(this.#isUnderWay() ? ['work of the clerk is left'] : []),
      ...(isForgotten ? ['and the sweep would not find it'] : []),
      ...(this.#isServing() ? [] : ['nobody is served now']),
    ];
    return finding('NoLostTicket', verdict(isBroken, isInDoubt), evidence.join(', '), offenders);
  }

  /** What the clerk takes out of the way: an entry that asks for more than can exist, or any once sales are over. */
  #findDeadEnd(head: Entry[]): Entry | undefined {
    if (endsWaiting(this.#event, this.#now)) return head[0];
    if (!this.#isServing()) return undefined;
    const { capacity, waitlist } = this.#event;
    return unservable(head, waitlist.policy, capacity)[0];
  }

  /** Tickets that neither the shards nor the pool give out yet. */
  #isUnderWay(): boolean {
    const { line } = this.#counters;
    return line.raised > 0 || (line.queueing && !line.drained);
  }

  /** Whether the sweep has had time for that: the end of a sale is no fact of a booking, and says when it is looked at. */
  #isLeftLying(): boolean {
    const { lookAt = 0 } = this.#counters.line;
    return this.#isUnderWay() && lookAt + SWEEP_INTERVAL_SECONDS * 1000 <= this.#now;
  }

  /** Nobody is promoted outside the sale, nor while the line rests. */
  #isServing(): boolean {
    return this.#event.waitlist.enabled && salesState(this.#event, this.#now) === 'open';
  }
}

function placeOf(booking: AuditedBooking): string {
  return `${arrivalKey(booking)} ${booking.quantity - booking.granted}`;
}

/** Of bookings that wait, with the entries that were found of them: those without their place in the line. */
export function strayOf(waiting: AuditedBooking[], entries: Entry[]): AuditedBooking[] {
  const places = new Set(entries.map(({ key, quantity }) => `${key} ${quantity}`));
  return waiting.filter((booking) => !places.has(placeOf(booking)));
}
