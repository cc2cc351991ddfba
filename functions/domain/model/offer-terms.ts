/**
 * The terms of an event by which offers are made and heads are passed, as they were at each time. A change is exact in the
 * order of promotions, like that of a policy: an offer is judged by the terms of its promotion number. Pure rules.
 */
import { type Event, isAsCreated, type OfferRules, type OfferTerm } from './event.ts';
import { CLOCK_SKEW_MS, OFFER_TERMS_LIMIT, WRITE_IN_FLIGHT_MS } from './limits.ts';

/** Whether offers are made, or heads are passed, by other terms after the change. */
export function hasOtherOfferTerms(before: OfferRules, after: OfferRules): boolean {
  return JSON.stringify(whatMatters(before)) !== JSON.stringify(whatMatters(after));
}

/** Without offers only the time of passing matters, and without quiet hours no time zone. */
function whatMatters({ waitlist, timeZone, salesCloseAt }: OfferRules): unknown[] {
  const { offerTtlSeconds, quietHours, lapsedOffer = 'end', passHeadAfterSeconds } = waitlist;
  if (offerTtlSeconds === undefined) return [passHeadAfterSeconds];
  const night = quietHours === undefined ? [] : [quietHours.from, quietHours.to, timeZone];
  return [passHeadAfterSeconds, offerTtlSeconds, lapsedOffer, salesCloseAt, night];
}

/**
 * @returns the changed event with the terms that it has had. `promotions`: how many were made before the change. `now` in
 *   ms. An event that was changed before its terms were kept has only those from then on.
 */
export function withOfferTerms(before: Event, after: Event, promotions: number, now: number): Event {
  if (!hasOtherOfferTerms(before, after)) return keepingOfferTerms(before, after);
  const since = new Date(now).toISOString();
  const term = termOf(after, { fromTurn: promotions + 1, since, revision: after.revision });
  return { ...after, offerTerms: [...offerTermsOf(before), term].slice(-OFFER_TERMS_LIMIT) };
}

/** @returns the changed event with the terms of before, after a change with which no others come into force */
export function keepingOfferTerms(before: Event, after: Event): Event {
  const offerTerms = offerTermsOf(before);
  return offerTerms.length === 0 ? after : { ...after, offerTerms };
}

/** Terms that were never changed are in force from the first promotion on. */
function firstTerms(event: Event): OfferTerm[] {
  if (!isAsCreated(event)) return [];
  return [termOf(event, { fromTurn: 1, since: event.createdAt, revision: event.revision })];
}

function termOf(
  { waitlist, timeZone, salesCloseAt }: Event,
  from: Omit<OfferTerm, keyof OfferRules>,
): OfferTerm {
  const { offerTtlSeconds, quietHours, lapsedOffer, passHeadAfterSeconds } = waitlist;
  return {
    ...from,
    salesCloseAt,
    ...(timeZone !== undefined && { timeZone }),
    waitlist: {
      ...(offerTtlSeconds !== undefined && { offerTtlSeconds }),
      ...(quietHours && { quietHours }),
      ...(lapsedOffer && { lapsedOffer }),
      ...(passHeadAfterSeconds !== undefined && { passHeadAfterSeconds }),
    },
  };
}

/** @returns the terms so far, in order. An event that was changed before its terms were kept has only those from then on. */
export const offerTermsOf = (event: Event): OfferTerm[] => event.offerTerms ?? firstTerms(event);

/** @returns the terms under which the offer with this promotion number was made; undefined if they were not kept. */
export function offerTermAt(event: Event, turn: number): OfferTerm | undefined {
  return offerTermsOf(event).findLast(({ fromTurn }) => fromTurn <= turn);
}

/**
 * @returns the terms under which a head can have been passed at `at` (ms), after so many promotions: several if they were
 *   changed at about that time; none if they were not kept
 */
export function passTermsAt(event: Event, promotions: number, at: number): OfferTerm[] {
  const known = offerTermsOf(event);
  return known.filter(({ fromTurn, since }, index) => {
    const next = known[index + 1];
    const hasBegun = fromTurn <= promotions + 1 && Date.parse(since) <= at + CLOCK_SKEW_MS;
    if (next === undefined) return hasBegun;
    const endsBy = Date.parse(next.since) + CLOCK_SKEW_MS + WRITE_IN_FLIGHT_MS;
    return hasBegun && promotions < next.fromTurn && at <= endsBy;
  });
}
