/**
 * Checks `NoOvertaking`: while a booking was in the waitlist, no later arrival was promoted, except with fewer tickets than
 * the booking wanted under `skip`, or after the booking was passed; and no ticket was sold past the waitlist once it had
 * begun.
 *
 * A join is acknowledged some time after its history entry, and until then the booking may be overtaken. Only
 * its client knows when that was; without the client's record it was at most `ACKNOWLEDGED_MS` later. History
 * entries that are too close together for the clocks to order put the guarantee in doubt.
 *
 *      joined          acknowledged                       promoted, left or expired
 *   -----|------------------|--------------------------------------|------------------->
 *        in doubt           a later promotion breaks the guarantee
 */
import { AHEAD_MS, aheadBecause, arrivalAsOf, type HistoryEntry, passingOf } from '../model/booking.ts';
import type { Event, PolicyTerm } from '../model/event.ts';
import { ACKNOWLEDGED_MS, CLOCK_SKEW_MS } from '../model/limits.ts';
import { policyTerms } from '../model/policy-terms.ts';
import type { AuditedBooking } from '../ports/audit-store.ts';
import { compactArrival } from './arrival-order.ts';
import { type Finding, finding, Offenders, verdict } from './finding.ts';
import type { PromotionTable, Stay } from './promotion-table.ts';

/**
 * The first reading calls `lookForBeginning`, then `promoteInBatches` takes the filled table; the second
 * reading calls `addTo` and `addOnce`.
 */
export class Order {
  readonly #policies: PolicyTerm[];
  readonly #promotions: number;
  readonly #toldAt: (bookingId: string) => number | undefined;
  readonly #overtaken = new Offenders();
  readonly #passedBy = new Offenders();
  readonly #unclear = new Offenders();
  readonly #uncounted = new Offenders();
  readonly #twice = new Offenders();
  readonly #ahead = new Offenders();
  readonly #silentlyAhead = new Offenders();
  readonly #notMoved = new Offenders();
  #joined = 0;
  #isAnyPassed = false;
  #found = 0;
  #waitlistBeganAt = Number.POSITIVE_INFINITY;

  /**
   * `promotions`: the waitlist's count of promotions. `toldAt`: when (ms) a customer was told that the booking
   * waits, undefined if that is not known.
   */
  constructor(
    event: Event,
    promotions: number,
    toldAt: (bookingId: string) => number | undefined = () => undefined,
  ) {
    this.#toldAt = toldAt;
    this.#policies = policyTerms(event);
    this.#promotions = promotions;
  }

  /** In the first reading: finds the time of the first join, in ms, and whether any booking was passed. */
  lookForBeginning({ history }: AuditedBooking): void {
    const [first] = history;
    if (passingOf({ history }) !== undefined) this.#isAnyPassed = true;
    if (first?.what === 'joined') this.#waitlistBeganAt = Math.min(this.#waitlistBeganAt, first.at);
  }

  /** Closes a table that the first reading has filled, and adds up what it found. */
  takePromotions(table: PromotionTable): void {
    table.close(this.#isAnyPassed || this.#policies.some(({ policy }) => policy === 'skip'));
    this.#found += table.found;
    this.#twice.addAll(table.twice);
  }

  /** In a later reading, once per table: looks for later arrivals that were promoted first. */
  addTo(table: PromotionTable, booking: AuditedBooking): void {
    const stays = staysOf(booking.history, this.#policies);
    if (stays.length === 0) return;
    const toldAt = this.#toldAt(booking.id);
    const isOvertaken = (narrow: (stay: Stay, since: number) => Stay) =>
      stays.some(({ since, ...stay }) =>
        table.isOvertaken(
          compactArrival({ id: booking.id, arrival: arrivalAsOf(booking, since) }),
          narrow(stay, since),
        ),
      );
    // An entry that the clerk wrote again is there at once.
    const acknowledged = (stay: Stay, since: number) =>
      sinceAcknowledged(stay, since === 0 ? toldAt : stay.after);
    if (isOvertaken(acknowledged)) this.#overtaken.add(booking.id);
    else if (isOvertaken((stay) => stay)) this.#unclear.add(booking.id);
  }

  /** In a later reading, once: checks the booking without the table. */
  addOnce(booking: AuditedBooking): void {
    const { id, history } = booking;
    const [first] = history;
    const arrival = arrivalAsOf(booking, 0);
    if (!history.every((_, entry) => isBehindAll(booking, entry))) this.#notMoved.add(id);
    if (first?.what === 'joined') this.#joined += 1;
    if (aheadBecause({ history }) !== undefined) this.#ahead.add(id);
    else if (first !== undefined && isPutAhead(arrival, first.at)) this.#silentlyAhead.add(id);
    const isPastWaitlist = (at: number) => at > this.#waitlistBeganAt + CLOCK_SKEW_MS;
    const isSoldPast = first?.what === 'booked' && isPastWaitlist(arrival) && !first.isAfterSales;
    const isAddedPast = history.some(({ what, at }) => what === 'added' && isPastWaitlist(at));
    if (isSoldPast || isAddedPast) this.#passedBy.add(id);
    const isCounted = (historyEntry: HistoryEntry) =>
      !('promotionNumber' in historyEntry) ||
      (historyEntry.promotionNumber >= 1 && historyEntry.promotionNumber <= this.#promotions);
    if (!history.every(isCounted)) this.#uncounted.add(id);
  }

  finding(): Finding {
    const broken = new Offenders();
    const kinds = [this.#overtaken, this.#passedBy, this.#silentlyAhead, this.#notMoved];
    for (const kind of [...kinds, this.#uncounted, this.#twice]) broken.addAll(kind);
    const evidence = [
      `${this.#found} promotions under ${this.#policies.map(({ policy }) => policy).join(', then ')} among ${this.#joined} bookings that joined the waitlist`,
      ...says(this.#ahead, 'put ahead by the organizer, with a reason'),
      ...says(this.#silentlyAhead, 'ahead of the waitlist without a word of the organizer'),
      ...says(this.#notMoved, 'not put behind all others after letting two offers lapse'),
      ...says(this.#overtaken, 'overtaken'),
      ...says(this.#passedBy, 'sold past the waitlist'),
      ...says(this.#uncounted, 'with a promotion number that the waitlist has not counted'),
      ...says(this.#twice, 'with the promotion number of another booking'),
      ...says(this.#unclear, 'joined too shortly before the promotion of a later arrival to decide'),
    ];
    const holds = verdict(broken.count > 0, this.#unclear.count > 0);
    return finding('NoOvertaking', holds, evidence.join(', '), holds === null ? this.#unclear : broken);
  }

  /** The number of lost promotions: the waitlist counted them, but no booking has them. */
  get missing(): number {
    return this.#promotions - this.#found;
  }
}

/** Whether the arrival is that of a booking ahead of the waitlist; both in ms. */
function isPutAhead(arrival: number, joinedAt: number): boolean {
  return Math.abs(joinedAt - AHEAD_MS - arrival) <= AHEAD_MS / 2;
}

function says({ count }: Offenders, what: string): string[] {
  return count === 0 ? [] : [`${count} ${what}`];
}

/** Whether a move to the end of the waitlist, if the entry is one, gave the booking an arrival of that instant. */
function isBehindAll(booking: AuditedBooking, entry: number): boolean {
  const moved = booking.history[entry];
  if (moved?.what !== 'lapsed' || moved.earlierArrival === undefined) return true;
  return arrivalAsOf(booking, entry) >= moved.at;
}

/** @returns the part of a stay in which the customer had been told of it for certain. */
function sinceAcknowledged(stay: Stay, toldAt: number | undefined): Stay {
  const after =
    toldAt === undefined ? stay.after + ACKNOWLEDGED_MS : Math.max(stay.after, toldAt) + CLOCK_SKEW_MS;
  return { ...stay, after, before: stay.before - CLOCK_SKEW_MS };
}

/**
 * @returns the times in the waitlist under each policy, each with the number of tickets that a later arrival may not have
 *   got in it: all that the booking waited for where others may pass it, and otherwise any; and the index of the history
 *   entry with which the booking began to wait
 */
function staysOf(history: HistoryEntry[], policies: PolicyTerm[]): (Stay & { since: number })[] {
  return waitsOf(history).flatMap(({ waitsFor, isPassed, ...wait }) =>
    policies.flatMap(({ policy, fromTurn }, index): (Stay & { since: number })[] => {
      const mayBePassed = policy === 'skip' || (policy === 'strict' && isPassed);
      const afterPromotion = Math.max(wait.afterPromotion, fromTurn - 1);
      const nextTurn = policies[index + 1]?.fromTurn ?? Number.POSITIVE_INFINITY;
      const beforePromotion = Math.min(wait.beforePromotion, nextTurn);
      if (beforePromotion <= afterPromotion + 1) return [];
      return [{ ...wait, afterPromotion, beforePromotion, wanted: mayBePassed ? waitsFor : 0 }];
    }),
  );
}

/**
 * A time in which the booking waited for the same number of tickets, and others might pass it or not. `since`: the index of
 * the entry with which it began to wait. After a lapsed offer it begins to wait again.
 */
type Wait = Omit<Stay, 'wanted'> & { waitsFor: number; isPassed: boolean; since: number };

function waitsOf([first, ...rest]: HistoryEntry[]): Wait[] {
  if (first?.what !== 'joined') return [];
  const waits: Wait[] = [];
  let [after, afterPromotion, waitsFor, isPassed] = [first.at, 0, first.quantity, false];
  let [since, isWaiting] = [0, true];
  const add = (until: Partial<Pick<Stay, 'before' | 'beforePromotion'>>) => {
    const forever = { before: Number.POSITIVE_INFINITY, beforePromotion: Number.POSITIVE_INFINITY };
    if (isWaiting) waits.push({ ...forever, ...until, after, afterPromotion, waitsFor, isPassed, since });
  };
  for (const [index, historyEntry] of rest.entries()) {
    switch (historyEntry.what) {
      case 'promoted':
      case 'offered':
        add({ beforePromotion: historyEntry.promotionNumber });
        afterPromotion = historyEntry.promotionNumber;
        isWaiting = false;
        break;
      case 'lapsed':
        [after, waitsFor, since, isWaiting] = [historyEntry.at, historyEntry.quantity, index + 1, true];
        break;
      case 'granted':
        add({ beforePromotion: historyEntry.promotionNumber });
        afterPromotion = historyEntry.promotionNumber;
        waitsFor -= historyEntry.quantity;
        break;
      case 'passed':
        add({ beforePromotion: historyEntry.promotions + 1 });
        afterPromotion = historyEntry.promotions;
        isPassed = true;
        break;
      case 'left':
      case 'expired':
        add({ before: historyEntry.at });
        after = historyEntry.at;
        waitsFor -= historyEntry.quantity;
        isWaiting = isWaiting && waitsFor > 0;
    }
  }
  add({});
  return waits;
}
