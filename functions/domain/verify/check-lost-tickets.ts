/**
 * Checks `NoLostTicket`: every release is handed on, the waitlist's entries match the bookings, nobody waits
 * while there are tickets for them or against their request, and every ticket can be had by a waiter or a new
 * request. Work that is recent enough to be in progress puts the guarantee in doubt and does not break it.
 */
import { arrivalKey, givesUpAt, isExpired } from '../model/booking.ts';
import { drawnAt } from '../model/draw.ts';
import type { Event } from '../model/event.ts';
import { PENDING_WORK_GRACE_MS, SWEEP_INTERVAL_SECONDS } from '../model/limits.ts';
import { isOverlooked } from '../model/next-look.ts';
import { type Entry, holderOf } from '../model/plan-promotions.ts';
import { waitingCount } from '../model/waitlist-state.ts';
import type { AuditedBooking } from '../ports/audit-store.ts';
import { deadEnd, dueEntry, hasTicketsToCollect, heldBackTooLongBy, isServing } from './clerk-work.ts';
import type { EventState } from './event-state.ts';
import { type Finding, finding, Offenders, verdict } from './finding.ts';
import { SetFingerprint } from './set-fingerprint.ts';

/** Time (ms) after which work has been found by a sweep, even if its message was lost. */
export const SETTLING_MS = PENDING_WORK_GRACE_MS + SWEEP_INTERVAL_SECONDS * 1000;

/** Add every booking and every entry of the event, then ask for the finding. */
export class LostTicketCheck {
  readonly #event: Event;
  readonly #now: number;
  readonly #overdue = new Offenders();
  readonly #underWay = new Offenders();
  readonly #unanswered = new Offenders();
  readonly #waiting = new SetFingerprint();
  readonly #entries = new SetFingerprint();
  readonly #state: EventState;
  #lastEntryAt: number;
  #due: Entry | undefined;
  #deadEnd: Entry | undefined;
  #heldBackTooLong: Entry | undefined;
  #isHeldBack = false;

  constructor(state: EventState, now: number) {
    this.#event = state.event;
    // A draw begins at an instant without an entry of its own.
    this.#lastEntryAt = drawnAt(state.event) ?? 0;
    this.#state = state;
    this.#now = now;
  }

  add(booking: AuditedBooking): void {
    const lastAt = booking.history.at(-1)?.at ?? 0;
    this.#lastEntryAt = Math.max(this.#lastEntryAt, lastAt);
    const givenUpAt = isExpired(booking, this.#now) ? (booking.offerExpiresAt ?? 0) : lastAt;
    if (booking.released > 0 || isExpired(booking, this.#now)) {
      (givenUpAt + SETTLING_MS <= this.#now ? this.#overdue : this.#underWay).add(booking.id);
    }
    if ((givesUpAt(booking) ?? Infinity) + SETTLING_MS <= this.#now) this.#unanswered.add(booking.id);
    if (booking.status === 'waitlisted') this.#waiting.add(entryTextOf(booking));
  }

  /** Adds a page of the waitlist; pages must come in order. */
  addEntries(entries: Entry[]): void {
    const isHead = this.#entries.count === 0;
    for (const { key, quantity } of entries) this.#entries.add(`${key} ${quantity}`);
    if (isHead) this.#deadEnd = deadEnd(this.#event, entries, this.#now);
    if (this.#due !== undefined || this.#isHeldBack) return;
    const { unassigned } = this.#state.waitlist;
    this.#due = dueEntry(this.#event, unassigned, entries, this.#now);
    if (this.#due !== undefined) return;
    this.#isHeldBack = holderOf({ unassigned, entries, policy: this.#event.waitlist.policy }) !== undefined;
    this.#heldBackTooLong = heldBackTooLongBy(this.#state, unassigned, entries, this.#now - SETTLING_MS);
  }

  /** How many entries the waitlist has. */
  get entries(): number {
    return this.#entries.count;
  }

  /** True if the entries do not match the waiting bookings. */
  get isAstray(): boolean {
    return String(this.#waiting) !== String(this.#entries);
  }

  /** `astray`: the bookings that `strayOf` found, for a waitlist with `isAstray`. */
  finding(astray: Offenders): Finding {
    const { shards, waitlist } = this.#state;
    const counted = waitingCount(this.#event, shards, waitlist);
    const isSettled = this.#lastEntryAt + SETTLING_MS <= this.#now && waitlist.servingUpTo === undefined;
    const isMiscounted = counted !== this.#entries.count;
    const heldBackBy = this.#isSweptSince() ? this.#heldBackTooLong : undefined;
    const stuck = [this.#due, this.#deadEnd, heldBackBy].filter((entry) => entry !== undefined);
    const isPending = stuck.length > 0 || hasTicketsToCollect(this.#state.waitlist);
    const isForgotten = isOverlooked(this.#event, waitlist, this.#now);
    const isBroken =
      this.#overdue.count > 0 ||
      this.#unanswered.count > 0 ||
      this.isAstray ||
      isMiscounted ||
      isForgotten ||
      (isSettled && (stuck.length > 0 || this.#isLeftLying()));
    const isInDoubt = this.#underWay.count > 0 || isPending;
    const offenders = new Offenders();
    for (const kind of isBroken ? [this.#overdue, this.#unanswered, astray] : [this.#underWay])
      offenders.addAll(kind);
    for (const { bookingId } of stuck) offenders.add(bookingId);
    const evidence = [
      `${this.#overdue.count} overdue releases`,
      ...(this.#underWay.count > 0 ? [`${this.#underWay.count} releases in progress`] : []),
      ...(this.#unanswered.count > 0 ? [`${this.#unanswered.count} waiting against their request`] : []),
      `${this.#waiting.count} waiting bookings and ${this.#entries.count} waitlist entries`,
      ...(isMiscounted ? [`${counted} counted as waiting`] : []),
      `${waitlist.unassigned} unassigned tickets`,
      ...(this.#deadEnd === undefined ? [] : ['the head of the waitlist can never be served']),
      ...(heldBackBy === undefined ? [] : ['the head holds tickets back for too long']),
      ...(hasTicketsToCollect(this.#state.waitlist) ? ['the clerk has work left'] : []),
      ...(isForgotten ? ['the sweep would not find the pending work'] : []),
      ...(isServing(this.#event, this.#now) ? [] : ['nobody is promoted now']),
    ];
    return finding('NoLostTicket', verdict(isBroken, isInDoubt), evidence.join(', '), offenders);
  }

  /** True if the sweep was due and work is left. Only `lookAt` shows when it was due after sales closed. */
  #isLeftLying(): boolean {
    return hasTicketsToCollect(this.#state.waitlist) && this.#isSweptSince();
  }

  /** True if a sweep has looked since it was due last, as it is after a change of the event. */
  #isSweptSince(): boolean {
    const { lookAt = 0 } = this.#state.waitlist;
    return lookAt + SWEEP_INTERVAL_SECONDS * 1000 <= this.#now;
  }
}

/** The arrival and the quantity that the booking's entry must have. */
function entryTextOf(booking: AuditedBooking): string {
  return `${arrivalKey(booking)} ${booking.quantity - booking.granted}`;
}

/** @returns the waiting bookings that have no entry among `entries`, or one for another quantity. */
export function strayOf(waiting: AuditedBooking[], entries: Entry[]): AuditedBooking[] {
  const stored = new Set(entries.map(({ key, quantity }) => `${key} ${quantity}`));
  return waiting.filter((booking) => !stored.has(entryTextOf(booking)));
}
