/** How long an offer is open, and when its customer is reminded of it. Pure rules. */
import type { OfferRules } from './event.ts';
import { REMINDED_OFFER_MIN_MS } from './limits.ts';
import { afterWakingTime, formerClock, type ReadClock, wakingTimeBetween } from './quiet-hours.ts';

/**
 * @returns when an offer made at `at` runs out: after the time that the event states, of which quiet hours are no part,
 * but at the end of sales at the latest. In ms; undefined if the event makes no offers.
 */
export function offerEndsAt(
  { waitlist, timeZone, salesCloseAt }: OfferRules,
  at: number,
  readClock?: ReadClock,
): number | undefined {
  const { offerTtlSeconds, quietHours } = waitlist;
  if (offerTtlSeconds === undefined) return undefined;
  const lasts = offerTtlSeconds * 1000;
  const runsOutAt =
    quietHours === undefined || timeZone === undefined
      ? at + lasts
      : afterWakingTime(at, lasts, quietHours, timeZone, readClock);
  return Math.min(runsOutAt, Date.parse(salesCloseAt));
}

/**
 * Whether the offer runs out when `offerEndsAt` says, or when an earlier version said, which timed offers otherwise in quiet
 * hours that begin or end while the clock is changed.
 */
export function endsByTerms(
  rules: OfferRules,
  { at, expiresAt }: { at: number; expiresAt: number },
): boolean {
  return expiresAt === offerEndsAt(rules, at) || expiresAt === offerEndsAt(rules, at, formerClock);
}

/**
 * @returns when the customer is reminded of an offer: at half of its time, of which quiet hours are no part. In ms;
 * undefined if that time is too short for a reminder.
 */
export function halfTimeOf(
  offer: { at: number; expiresAt: number },
  { waitlist: { quietHours }, timeZone }: Pick<OfferRules, 'waitlist' | 'timeZone'>,
): number | undefined {
  const { at, expiresAt } = offer;
  const hasQuietHours = quietHours !== undefined && timeZone !== undefined;
  const lasts = hasQuietHours ? wakingTimeBetween(at, expiresAt, quietHours, timeZone) : expiresAt - at;
  if (lasts < REMINDED_OFFER_MIN_MS) return undefined;
  const half = Math.floor(lasts / 2);
  return hasQuietHours ? afterWakingTime(at, half, quietHours, timeZone) : at + half;
}
