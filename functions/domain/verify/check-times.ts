/**
 * Checks `OnTime`: sales and joins are within the sales window, promotions, offers and acceptances before its
 * end; every offer was answered before it expired or expired no earlier than stated, and says of its end what the event
 * stated; nobody was passed before they had held tickets back for as long as the event stated; and no place in the
 * waitlist ended before sales closed, unless it was for more tickets than the capacity. Offers and passings are
 * judged by the terms that the event keeps for them (`offer-terms.ts`). Earlier sales windows are not stored, so after a
 * change of the event what does not fit the present one is in doubt, unless the caller knows the earlier ones. The publication of a draft and the cancellation of an event are certain bounds.
 *
 * A sale has the arrival time of its request by the gateway's clock, which may be slightly outside the window
 * that the condition checked. Every other history entry has the time that its condition checked. A
 * cancellation has the time of its decision, and takes effect while its write is in flight.
 */
import { type HistoryEntry, passingOf } from '../model/booking.ts';
import { type Event, isAsCreated, type OfferRules } from '../model/event.ts';
import { passedFrom } from '../model/held-back.ts';
import { lapsesOf, ruleForOffer } from '../model/lapsed-offer.ts';
import { BOOKING_RETRY_BUDGET_MS, CLOCK_SKEW_MS, WRITE_IN_FLIGHT_MS } from '../model/limits.ts';
import { offerTermAt, passTermsAt } from '../model/offer-terms.ts';
import { endsByTerms } from '../model/offer-time.ts';
import { type SalesWindow, salesWindow } from '../model/sale-terms.ts';
import type { AuditedBooking } from '../ports/audit-store.ts';
import { type Finding, finding, Offenders, verdict } from './finding.ts';
import { offerTermsText } from './offer-terms-text.ts';

type Doubt = 'late' | 'doubtful';

const ENTERS = new Set<HistoryEntry['what']>(['booked', 'added', 'joined']);
/** Nobody waits again, and nobody is passed, once sales have closed. */
const SERVES = new Set<HistoryEntry['what']>([
  'promoted',
  'granted',
  'offered',
  'passed',
  'accepted',
  'lapsed',
]);
/** What begins the time anew in which a booking may hold tickets back. */
const RESETS = new Set<HistoryEntry['what']>(['joined', 'granted', 'lapsed']);
const ANSWERS = new Set<HistoryEntry['what']>(['accepted', 'declined']);

const RUNS_OUT = new Set<HistoryEntry['what']>(['expired', 'lapsed']);

type Offer = HistoryEntry & { what: 'offered' };

/** True for an end as of an offer. */
const isUnexplainedEnd = (historyEntry: HistoryEntry): boolean =>
  historyEntry.what === 'expired' && historyEntry.because === undefined;

const isExplainedEnd = (historyEntry: HistoryEntry): boolean =>
  historyEntry.what === 'expired' && historyEntry.because !== undefined;

/** True for a sale by the organizer, whose limit is the end of the door sale. */
const isOfOrganizer = (historyEntry: HistoryEntry): boolean =>
  historyEntry.what === 'booked' && historyEntry.by !== undefined;

/**
 * The sales windows one of which was in force: for sales, joins and acceptances in `sales`, for promotions and
 * ends of waiting in `promotions`. Two clocks may differ by `skewMs`. `isCertain`: no other terms were in force.
 */
export type KnownTerms = {
  sales: SalesWindow[];
  promotions: SalesWindow[];
  skewMs: number;
  isCertain: boolean;
};

function presentTerms(event: Event): KnownTerms {
  const { salesOpenAt, salesCloseAt, cancelledAt } = event;
  const window = {
    salesOpenAt: Date.parse(salesOpenAt),
    salesCloseAt: Date.parse(salesCloseAt),
    doorClosesAt: salesWindow(event).doorClosesAt,
  };
  const isCertain = isAsCreated(event) && cancelledAt === undefined;
  return { sales: [window], promotions: [window], skewMs: CLOCK_SKEW_MS, isCertain };
}

/** Add every booking, then ask for the finding. */
export class Times {
  readonly #event: Event;
  readonly #terms: KnownTerms;
  readonly #late = new Offenders();
  readonly #doubtful = new Offenders();
  #entries = 0;
  #offers = 0;

  constructor(event: Event, terms = presentTerms(event)) {
    this.#event = event;
    this.#terms = terms;
  }

  /** `from`: the number of history entries that were judged before. */
  add(booking: AuditedBooking, from = 0): void {
    const found = [
      ...booking.history.slice(from).map((historyEntry) => this.#judge(historyEntry)),
      ...this.#judgeOffers(booking),
      this.#judgePassing(booking),
    ];
    if (found.includes('late')) this.#late.add(booking.id);
    else if (found.includes('doubtful')) this.#doubtful.add(booking.id);
  }

  finding(): Finding {
    const terms = offerTermsText(this.#event);
    const evidence = [
      `${this.#entries} sales, joins, promotions and accepted offers within the sales window`,
      `${this.#offers} offers answered or expired on time${terms === undefined ? '' : ` under ${terms}`}`,
      ...(this.#late.count > 0 ? [`${this.#late.count} bookings too early or too late`] : []),
      ...(this.#doubtful.count > 0
        ? [`${this.#doubtful.count} bookings outside the present terms of the event, which were changed`]
        : []),
    ];
    const holds = verdict(this.#late.count > 0, this.#doubtful.count > 0);
    return finding('OnTime', holds, evidence.join(', '), holds === null ? this.#doubtful : this.#late);
  }

  #judge(historyEntry: HistoryEntry): Doubt | undefined {
    if (historyEntry.what === 'expired') return this.#judgeEnd(historyEntry);
    const isEntry = ENTERS.has(historyEntry.what);
    if (!isEntry && !SERVES.has(historyEntry.what)) return undefined;
    const { sales, promotions, skewMs } = this.#terms;
    const windows = isEntry || historyEntry.what === 'accepted' ? sales : promotions;
    const isOutside = windows.every((window) => {
      const isBefore = isEntry && historyEntry.at < window.salesOpenAt - BOOKING_RETRY_BUDGET_MS;
      const closesAt = isOfOrganizer(historyEntry) ? window.doorClosesAt : window.salesCloseAt;
      const isAfter = historyEntry.at >= closesAt + (historyEntry.what === 'booked' ? skewMs : 0);
      return isBefore || isAfter;
    });
    if (isEntry && this.#isUnpublished(historyEntry)) return 'late';
    if (isOutside) return this.#isSinceCancelled(historyEntry) ? 'late' : this.#lateOrDoubtful();
    this.#entries += 1;
    return undefined;
  }

  /** The end of an offer without a reason is judged with the offer. */
  #judgeEnd({ because, at, quantity }: HistoryEntry & { what: 'expired' }): Doubt | undefined {
    const isInTime =
      because === undefined ||
      (because === 'sales-closed'
        ? this.#terms.promotions.some(({ salesCloseAt }) => at >= salesCloseAt)
        : quantity > this.#event.capacity);
    return isInTime ? undefined : this.#lateOrDoubtful();
  }

  /** Since it began to hold tickets back, the booking neither joined anew nor was promised a part. */
  #judgePassing({ history }: AuditedBooking): Doubt | undefined {
    const passing = passingOf({ history });
    if (passing === undefined) return undefined;
    const { at, heldBackSince } = passing;
    const { skewMs } = this.#terms;
    const isOfTheTime = (other: HistoryEntry) => other.at > heldBackSince + skewMs && other.at < at - skewMs;
    const isReset = history.some((other) => RESETS.has(other.what) && isOfTheTime(other));
    if (isReset) return 'late';
    const terms = passTermsAt(this.#event, passing.promotions, at);
    const mayPassBy = (rules: OfferRules) => {
      const from = passedFrom(rules, heldBackSince);
      return from !== undefined && at >= from;
    };
    if (terms.length > 0) return terms.some(mayPassBy) ? undefined : 'late';
    return mayPassBy(this.#event) ? undefined : 'doubtful';
  }

  #isSinceCancelled({ at }: HistoryEntry): boolean {
    const { cancelledAt } = this.#event;
    return cancelledAt !== undefined && at > Date.parse(cancelledAt) + CLOCK_SKEW_MS + WRITE_IN_FLIGHT_MS;
  }

  /** Whether the entry is from when the event was a draft. */
  #isUnpublished({ at }: HistoryEntry): boolean {
    const { isDraft, publishedAt } = this.#event;
    if (isDraft) return true;
    return (
      publishedAt !== undefined && at < Date.parse(publishedAt) - CLOCK_SKEW_MS - BOOKING_RETRY_BUDGET_MS
    );
  }

  #lateOrDoubtful(): Doubt {
    return this.#terms.isCertain ? 'late' : 'doubtful';
  }

  #judgeOffers({ status, offerExpiresAt, history }: AuditedBooking): (Doubt | undefined)[] {
    const offers = history.flatMap((historyEntry, index) =>
      historyEntry.what === 'offered' ? [{ offer: historyEntry, index }] : [],
    );
    const last = offers.at(-1);
    if (last === undefined) {
      const isOpen = status === 'offered' || history.some(isUnexplainedEnd);
      return [isOpen ? 'late' : undefined];
    }
    const isStored = status !== 'offered' || offerExpiresAt === last.offer.expiresAt;
    return [
      isStored ? undefined : 'late',
      ...offers.map(({ offer, index }, earlier) => {
        const answers = history.slice(index + 1, offers[earlier + 1]?.index);
        return this.#judgeOffer(offer, answers, lapsesOf(history.slice(0, index)));
      }),
    ];
  }

  /** `answers`: the entries after the offer, up to the next one. `lapses`: how many offers lapsed before it. */
  #judgeOffer(offer: Offer, answers: HistoryEntry[], lapses: number): Doubt | undefined {
    const isAnswered = answers.every((historyEntry) => {
      if (RUNS_OUT.has(historyEntry.what))
        return isExplainedEnd(historyEntry) || historyEntry.at >= offer.expiresAt;
      return !ANSWERS.has(historyEntry.what) || historyEntry.at < offer.expiresAt;
    });
    if (!isAnswered || offer.expiresAt <= offer.at) return 'late';
    const term = offerTermAt(this.#event, offer.promotionNumber);
    const rules: OfferRules = term ?? this.#event;
    const isByTerms =
      endsByTerms(rules, offer) && offer.ifUnanswered === ruleForOffer(rules, lapses, offer.expiresAt);
    if (!isByTerms) return term === undefined ? 'doubtful' : 'late';
    this.#offers += 1;
    return undefined;
  }
}
