/**
 * What becomes of a booking that lets its offer run out, if the event states `lapsedOffer: wait-again`. The offer is void by
 * the clock; the clerk updates the booking later. An offer keeps the rule under which it was made.
 *
 *      offered      runs out     offered again      runs out                    offered      runs out
 *   -----|=============|---------------|===============|---------------------------|============|------->
 *                      waits at its place              waits at the end of the waitlist         ends
 *
 * The end of the waitlist is the arrival at which the clerk puts it there: behind all that arrived before, and ahead of all
 * that arrive later. So a customer who does not answer holds tickets back for two offer times at most, and no booking is
 * offered for ever.
 */
import {
  type Booking,
  type HistoryEntry,
  type IfUnanswered,
  ifUnanswered,
  isExpired,
  passingOf,
} from './booking.ts';
import type { Event, OfferRules } from './event.ts';
import { salesWindow } from './sale-terms.ts';

/** Whether the booking has an offer, and waits again if nobody answers it. */
export function mayWaitAgain(booking: Pick<Booking, 'status' | 'history'>): boolean {
  return ifUnanswered(booking) !== undefined;
}

/** Whether its offer has expired by the clock (`now` in ms) and the booking ended with it, even if it is not updated yet. */
export function isEndedByClock(
  booking: Pick<Booking, 'status' | 'offerExpiresAt' | 'history'>,
  now: number,
): boolean {
  return isExpired(booking, now) && !mayWaitAgain(booking);
}

/** By the number of offers that the booking let lapse before. */
const RULE: readonly IfUnanswered[] = ['keeps-place', 'moves-to-end'];

/**
 * @returns what becomes of a booking if nobody answers an offer made now, which runs out at `expiresAt` (ms). `lapses`: how
 * many offers it let lapse before. Undefined if it ends then; nobody waits again once sales have closed.
 */
export function ruleForOffer(
  { waitlist, salesCloseAt }: OfferRules,
  lapses: number,
  expiresAt: number,
): IfUnanswered | undefined {
  const waitsAgain = waitlist.lapsedOffer === 'wait-again';
  return waitsAgain && expiresAt < Date.parse(salesCloseAt) ? RULE[lapses] : undefined;
}

/** Whether an offer may say this of a booking that let so many offers lapse before. An event need not let it wait again. */
export function isRuleFor(lapses: number, rule: IfUnanswered | undefined): boolean {
  return rule === undefined || RULE[lapses] === rule;
}

/** @returns the number of offers that the booking let lapse. */
export function lapsesOf(history: HistoryEntry[]): number {
  return history.filter(({ what }) => what === 'lapsed').length;
}

/**
 * The place in the waitlist that a booking gets back. `arrival`: the one that it has, ms. `shard`: through which it joined.
 * `lapses`: how many offers it has let lapse, this one included. `passedAt`: since when others may pass it, ms, if they may.
 */
export type Return = {
  rule: IfUnanswered;
  arrival: number;
  shard: number;
  lapses: number;
  passedAt?: number;
};

/** How an offer that has run out ends: the booking waits again, or it ends, in some cases for another reason. */
export type Lapse = { returns?: Return; because?: 'sales-closed' };

/** @returns how the offer of the booking ends, which has run out. `now` in ms. */
export function lapseOf(event: Event, booking: Booking, now: number): Lapse {
  const rule = ifUnanswered(booking);
  if (rule === undefined) return {};
  if (now >= salesWindow(event).salesCloseAt) return { because: 'sales-closed' };
  const { arrival, shard = 0, history } = booking;
  const passing = passingOf(booking);
  const place = { arrival, shard, ...(passing && { passedAt: passing.at }) };
  return { returns: { rule, ...place, lapses: lapsesOf(history) + 1 } };
}

/**
 * @returns the booking as it is by the clock: an offer that has run out is void, even if the booking is not updated yet. It
 * has its earlier arrival. `now` in ms.
 */
export function asOf(booking: Booking, now: number): Booking {
  if (!isExpired(booking, now)) return booking;
  const { offerExpiresAt: _offerExpiresAt, ...rest } = booking;
  return ifUnanswered(booking) === undefined
    ? { ...rest, status: 'cancelled', quantity: 0 }
    : { ...rest, status: 'waitlisted' };
}

/** @returns the booking with the arrival by which it waits at `now` (ms), or will wait once it is updated. */
export function atItsPlace(booking: Booking, now: number): Booking {
  const isMoved = isExpired(booking, now) && ifUnanswered(booking) === 'moves-to-end';
  return isMoved ? { ...booking, arrival: now } : booking;
}
