/** Says in the evidence of an audit by which terms offers were made and heads were passed. */
import type { Event, OfferTerm } from '../model/event.ts';
import { offerTermsOf } from '../model/offer-terms.ts';

/**
 * @returns a text such as `offers for 600 s, then offers for 60 s from promotion 5`; undefined for an event that never made
 *   offers or passed heads
 */
export function offerTermsText(event: Event): string | undefined {
  const terms = offerTermsOf(event);
  const { offerTtlSeconds, passHeadAfterSeconds } = event.waitlist;
  const all = [...terms.map(({ waitlist }) => waitlist), { offerTtlSeconds, passHeadAfterSeconds }];
  const isPlain = all.every(
    (term) => term.offerTtlSeconds === undefined && term.passHeadAfterSeconds === undefined,
  );
  if (isPlain) return undefined;
  const [first] = terms;
  const unknown = first?.fromTurn === 1 ? [] : ['terms that were not kept'];
  const known = terms.map(
    (term) => textOf(term) + (term.fromTurn === 1 ? '' : ` from promotion ${term.fromTurn}`),
  );
  return [...unknown, ...known].join(', then ');
}

function textOf({ waitlist, timeZone = 'UTC', salesCloseAt }: OfferTerm): string {
  const { offerTtlSeconds, quietHours, lapsedOffer, passHeadAfterSeconds } = waitlist;
  const offers =
    offerTtlSeconds === undefined
      ? ['no offers']
      : [
          `offers for ${offerTtlSeconds} s until ${salesCloseAt}`,
          ...(quietHours ? [`paused from ${quietHours.from} to ${quietHours.to} ${timeZone}`] : []),
          ...(lapsedOffer === 'wait-again' ? ['waiting again if unanswered'] : []),
        ];
  const passing = passHeadAfterSeconds === undefined ? [] : [`heads passed after ${passHeadAfterSeconds} s`];
  return [...offers, ...passing].join(' and ');
}
