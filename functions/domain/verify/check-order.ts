/**
 * Checks `NoOvertaking`: while a booking was in the waitlist, no later arrival was promoted, except under
 * `skip` with fewer tickets than the booking wanted; and no ticket was sold past the waitlist once it had
 * begun.
 *
 * A join is acknowledged some time after its history entry, and until then the booking may be overtaken.
 * History entries that are too close together for the clocks to order put the guarantee in doubt.
 *
 *      joined          acknowledged                       promoted, left or expired
 *   -----|------------------|--------------------------------------|------------------->
 *        in doubt           a later promotion breaks the guarantee
 */
import type { HistoryEntry } from '../model/booking.ts';
import type { Event } from '../model/event.ts';
import { ACKNOWLEDGED_MS, CLOCK_SKEW_MS } from '../model/limits.ts';
import type { AuditedBooking } from '../ports/audit-store.ts';
import { compactArrival } from './arrival-order.ts';
import { type Finding, finding, Offenders, verdict } from './finding.ts';
import type { PromotionTable, Stay } from './promotion-table.ts';

/**
 * The first reading calls `lookForBeginning`, then `promoteInBatches` takes the filled table; the second
 * reading calls `addTo` and `addOnce`.
 */
export class Order {
  readonly #maySkip: boolean;
  readonly #policy: string;
  readonly #promotions: number;
  readonly #overtaken = new Offenders();
  readonly #passedBy = new Offenders();
  readonly #unclear = new Offenders();
  readonly #uncounted = new Offenders();
  readonly #twice = new Offenders();
  #joined = 0;
  #found = 0;
  #waitlistBeganAt = Number.POSITIVE_INFINITY;

  /** `promotions`: the waitlist's count of promotions. */
  constructor({ waitlist: { policy } }: Event, promotions: number) {
    this.#policy = policy;
    this.#maySkip = policy === 'skip';
    this.#promotions = promotions;
  }

  /** In the first reading: finds the time of the first join, in ms. */
  lookForBeginning({ history: [first] }: AuditedBooking): void {
    if (first?.what === 'joined') this.#waitlistBeganAt = Math.min(this.#waitlistBeganAt, first.at);
  }

  /** Closes a table that the first reading has filled, and adds up what it found. */
  takePromotions(table: PromotionTable): void {
    table.close(this.#maySkip);
    this.#found += table.found;
    this.#twice.addAll(table.twice);
  }

  /** In a later reading, once per table: looks for later arrivals that were promoted first. */
  addTo(table: PromotionTable, booking: AuditedBooking): void {
    const stays = staysOf(booking.history);
    if (stays.length === 0) return;
    const arrival = compactArrival(booking);
    const isOvertaken = (margin: Margin) =>
      stays.some((stay) => table.isOvertaken(arrival, narrowed(stay, margin, this.#maySkip)));
    if (isOvertaken({ after: ACKNOWLEDGED_MS, before: CLOCK_SKEW_MS })) this.#overtaken.add(booking.id);
    else if (isOvertaken({ after: 0, before: 0 })) this.#unclear.add(booking.id);
  }

  /** In a later reading, once: checks the booking without the table. */
  addOnce({ id, arrival, history }: AuditedBooking): void {
    const [first] = history;
    if (first?.what === 'joined') this.#joined += 1;
    const isPastWaitlist = first?.what === 'booked' && arrival > this.#waitlistBeganAt + CLOCK_SKEW_MS;
    if (isPastWaitlist && !first.isAfterSales) this.#passedBy.add(id);
    const isCounted = (historyEntry: HistoryEntry) =>
      !('promotionNumber' in historyEntry) ||
      (historyEntry.promotionNumber >= 1 && historyEntry.promotionNumber <= this.#promotions);
    if (!history.every(isCounted)) this.#uncounted.add(id);
  }

  finding(): Finding {
    const broken = new Offenders();
    for (const kind of [this.#overtaken, this.#passedBy, this.#uncounted, this.#twice]) broken.addAll(kind);
    const evidence = [
      `${this.#found} promotions under ${this.#policy} among ${this.#joined} bookings that joined the waitlist`,
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

function says({ count }: Offenders, what: string): string[] {
  return count === 0 ? [] : [`${count} ${what}`];
}

type Margin = { after: number; before: number };

function narrowed(stay: Stay, { after, before }: Margin, maySkip: boolean): Stay {
  const wanted = maySkip ? stay.wanted : 0;
  return { ...stay, after: stay.after + after, before: stay.before - before, wanted };
}

/** @returns the times in the waitlist, each with the number of tickets that the booking waited for. */
function staysOf([first, ...rest]: HistoryEntry[]): Stay[] {
  if (first?.what !== 'joined') return [];
  const stays: Stay[] = [];
  const forever = { before: Number.POSITIVE_INFINITY, beforePromotion: Number.POSITIVE_INFINITY };
  let [after, wanted] = [first.at, first.quantity];
  for (const historyEntry of rest) {
    if (historyEntry.what === 'promoted' || historyEntry.what === 'offered') {
      return [...stays, { ...forever, after, wanted, beforePromotion: historyEntry.promotionNumber }];
    }
    if (historyEntry.what === 'granted') wanted -= historyEntry.quantity;
    if (historyEntry.what !== 'left' && historyEntry.what !== 'expired') continue;
    stays.push({ ...forever, after, wanted, before: historyEntry.at });
    after = historyEntry.at;
    wanted -= historyEntry.quantity;
    if (wanted <= 0) return stays;
  }
  return [...stays, { ...forever, after, wanted }];
}
