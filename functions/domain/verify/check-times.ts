/**
 * Checks `OnTime`: sales and joins are within the sales window, promotions, offers and acceptances before its
 * end, and every offer was answered before it expired or expired no earlier than stated. Earlier sale terms
 * are not stored, so after a change of the event entries outside the present window are in doubt; only its
 * cancellation is a certain bound.
 *
 * A sale has the arrival time of its request by the gateway's clock, which may be slightly outside the window
 * that the condition checked. Every other history entry has the time that its condition checked. A
 * cancellation has the time of its decision, and takes effect while its write is in flight.
 */
import type { HistoryEntry } from '../model/booking.ts';
import type { Event } from '../model/event.ts';
import { BOOKING_RETRY_BUDGET_MS, CLOCK_SKEW_MS, WRITE_IN_FLIGHT_MS } from '../model/limits.ts';
import { salesWindow } from '../model/sale-terms.ts';
import type { AuditedBooking } from '../ports/audit-store.ts';
import { type Finding, finding, Offenders, verdict } from './finding.ts';

type Doubt = 'late' | 'doubtful';

const ENTERS = new Set<HistoryEntry['what']>(['booked', 'joined']);
const SERVES = new Set<HistoryEntry['what']>(['promoted', 'granted', 'offered', 'accepted']);
const ANSWERS = new Set<HistoryEntry['what']>(['accepted', 'declined']);

/** True for a sale by the organizer, whose limit is the end of the door sale. */
const isOfOrganizer = (historyEntry: HistoryEntry): boolean =>
  historyEntry.what === 'booked' && historyEntry.by !== undefined;

/** Add every booking, then ask for the finding. */
export class Times {
  readonly #event: Event;
  readonly #late = new Offenders();
  readonly #doubtful = new Offenders();
  #entries = 0;
  #offers = 0;

  constructor(event: Event) {
    this.#event = event;
  }

  add(booking: AuditedBooking): void {
    const found = [
      ...booking.history.map((historyEntry) => this.#judge(historyEntry)),
      ...this.#judgeOffer(booking),
    ];
    if (found.includes('late')) this.#late.add(booking.id);
    else if (found.includes('doubtful')) this.#doubtful.add(booking.id);
  }

  finding(): Finding {
    const evidence = [
      `${this.#entries} sales, joins, promotions and accepted offers within the sales window`,
      `${this.#offers} offers answered or expired on time`,
      ...(this.#late.count > 0 ? [`${this.#late.count} bookings too early or too late`] : []),
      ...(this.#doubtful.count > 0
        ? [`${this.#doubtful.count} bookings outside the present terms of the event, which were changed`]
        : []),
    ];
    const holds = verdict(this.#late.count > 0, this.#doubtful.count > 0);
    return finding('OnTime', holds, evidence.join(', '), holds === null ? this.#doubtful : this.#late);
  }

  #judge(historyEntry: HistoryEntry): Doubt | undefined {
    const isEntry = ENTERS.has(historyEntry.what);
    if (!isEntry && !SERVES.has(historyEntry.what)) return undefined;
    const { salesOpenAt, salesCloseAt, cancelledAt, revision } = this.#event;
    const sinceCancelled =
      cancelledAt === undefined ? 0 : historyEntry.at - Date.parse(cancelledAt) - CLOCK_SKEW_MS;
    if (sinceCancelled > 0) return sinceCancelled > WRITE_IN_FLIGHT_MS ? 'late' : 'doubtful';
    const isBefore = isEntry && historyEntry.at < Date.parse(salesOpenAt) - BOOKING_RETRY_BUDGET_MS;
    const closesAt = isOfOrganizer(historyEntry)
      ? salesWindow(this.#event).doorClosesAt
      : Date.parse(salesCloseAt);
    const isAfter = historyEntry.at >= closesAt + (historyEntry.what === 'booked' ? CLOCK_SKEW_MS : 0);
    if (isBefore || isAfter) return revision === 0 ? 'late' : 'doubtful';
    this.#entries += 1;
    return undefined;
  }

  #judgeOffer({ status, offerExpiresAt, history }: AuditedBooking): (Doubt | undefined)[] {
    const offer = history.find((historyEntry) => historyEntry.what === 'offered');
    if (offer === undefined) return [status === 'offered' ? 'late' : undefined];
    const isStored = status !== 'offered' || offerExpiresAt === offer.expiresAt;
    const isAnswered = history.every((historyEntry) => {
      if (historyEntry.what === 'expired')
        return historyEntry.because !== undefined || historyEntry.at >= offer.expiresAt;
      return !ANSWERS.has(historyEntry.what) || historyEntry.at < offer.expiresAt;
    });
    if (!isStored || !isAnswered || offer.expiresAt <= offer.at) return ['late'];
    const isRight = offer.expiresAt === this.#endOf(offer.at);
    if (!isRight) return [this.#event.revision === 0 ? 'late' : 'doubtful'];
    this.#offers += 1;
    return [];
  }

  /** @returns the end (ms) of an offer made at `at` (ms) by the present terms; undefined without offers. */
  #endOf(at: number): number | undefined {
    const { waitlist, salesCloseAt } = this.#event;
    if (waitlist.offerTtlSeconds === undefined) return undefined;
    return Math.min(at + waitlist.offerTtlSeconds * 1000, Date.parse(salesCloseAt));
  }
}
