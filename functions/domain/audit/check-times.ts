/**
 * `OnTime`: sales and places in the line lie within the sales window, promotions, offers and their acceptance before
 * its end, and every offer was answered before it ran out, or ran out no earlier. What was changed about an event is
 * not kept: once it was, only its cancellation is a bound for certain, and what lies outside today's window is in
 * doubt.
 *
 * A sale has the instant at which its request arrived, by the gateway's clock: it may lie a little outside the window
 * that let it in. Every other fact has the very instant that its condition was held against. A cancellation has the
 * instant at which it was decided on, and takes effect while its write is in flight.
 */
import type { Fact } from '../booking.ts';
import type { Event } from '../event.ts';
import { BOOKING_PATIENCE_MS, CLOCK_SKEW_MS, WRITE_IN_FLIGHT_MS } from '../limits.ts';
import type { AuditedBooking } from '../ports.ts';
import { salesWindow } from '../sale-terms.ts';
import { type Finding, finding, Offenders, verdict } from './finding.ts';

type Doubt = 'late' | 'doubtful';

const ENTERS = new Set<Fact['what']>(['booked', 'joined']);
const SERVES = new Set<Fact['what']>(['promoted', 'granted', 'offered', 'accepted']);
const ANSWERS = new Set<Fact['what']>(['accepted', 'declined']);

/** The organizer sells at the door until the event ends. */
const isOfOrganizer = (fact: Fact): boolean => fact.what === 'booked' && fact.by !== undefined;

export class Times {
  readonly #event: Event;
  readonly #late = new Offenders();
  readonly #doubtful = new Offenders();
  #facts = 0;
  #offers = 0;

  constructor(event: Event) {
    this.#event = event;
  }

  add(booking: AuditedBooking): void {
    const found = [...booking.history.map((fact) => this.#judge(fact)), ...this.#judgeOffer(booking)];
    if (found.includes('late')) this.#late.add(booking.id);
    else if (found.includes('doubtful')) this.#doubtful.add(booking.id);
  }

  finding(): Finding {
    const evidence = [
      `${this.#facts} sales, places in the line, promotions and accepted offers within the sales window`,
      `${this.#offers} offers answered or run out on time`,
      ...(this.#late.count > 0 ? [`${this.#late.count} bookings out of time`] : []),
      ...(this.#doubtful.count > 0
        ? [`${this.#doubtful.count} bookings outside what the event says today, since it was changed`]
        : []),
    ];
    const holds = verdict(this.#late.count > 0, this.#doubtful.count > 0);
    return finding('OnTime', holds, evidence.join(', '), holds === null ? this.#doubtful : this.#late);
  }

  #judge(fact: Fact): Doubt | undefined {
    const isEntry = ENTERS.has(fact.what);
    if (!isEntry && !SERVES.has(fact.what)) return undefined;
    const { salesOpenAt, salesCloseAt, cancelledAt, revision } = this.#event;
    const sinceCancelled = cancelledAt === undefined ? 0 : fact.at - Date.parse(cancelledAt) - CLOCK_SKEW_MS;
    if (sinceCancelled > 0) return sinceCancelled > WRITE_IN_FLIGHT_MS ? 'late' : 'doubtful';
    const isBefore = isEntry && fact.at < Date.parse(salesOpenAt) - BOOKING_PATIENCE_MS;
    const closesAt = isOfOrganizer(fact) ? salesWindow(this.#event).doorClosesAt : Date.parse(salesCloseAt);
    const isAfter = fact.at >= closesAt + (fact.what === 'booked' ? CLOCK_SKEW_MS : 0);
    if (isBefore || isAfter) return revision === 0 ? 'late' : 'doubtful';
    this.#facts += 1;
    return undefined;
  }

  #judgeOffer({ status, offerExpiresAt, history }: AuditedBooking): (Doubt | undefined)[] {
    const offer = history.find((fact) => fact.what === 'offered');
    if (offer === undefined) return [status === 'offered' ? 'late' : undefined];
    const isStored = status !== 'offered' || offerExpiresAt === offer.expiresAt;
    const isAnswered = history.every((fact) => {
      if (fact.what === 'expired') return fact.because !== undefined || fact.at >= offer.expiresAt;
      return !ANSWERS.has(fact.what) || fact.at < offer.expiresAt;
    });
    if (!isStored || !isAnswered || offer.expiresAt <= offer.at) return ['late'];
    const isRight = offer.expiresAt === this.#endOf(offer.at);
    if (!isRight) return [this.#event.revision === 0 ? 'late' : 'doubtful'];
    this.#offers += 1;
    return [];
  }

  /** When an offer of that instant ends as the event is now. */
  #endOf(at: number): number | undefined {
    const { waitlist, salesCloseAt } = this.#event;
    if (waitlist.offerTtlSeconds === undefined) return undefined;
    return Math.min(at + waitlist.offerTtlSeconds * 1000, Date.parse(salesCloseAt));
  }
}
