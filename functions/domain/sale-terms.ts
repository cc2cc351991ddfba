/**
 * The terms of a sale: when tickets are sold and how many one person may have. An organizer states some of them; the
 * rest follow from the event, now and after every change, and are never stored as if they had been stated.
 *
 *                salesOpenAt            salesCloseAt                     doorClosesAt
 *   ------------------|----- anyone ---------|----- the organizer, at the door ---|------------>
 *                                            (salesCloseAt, else endsAt, else startsAt)
 */
import { DOOR_HOURS_WITHOUT_END, MAX_PER_BOOKING_DEFAULT } from './limits.ts';

/** Instants are ISO 8601 UTC strings, counts are tickets. */
export type SaleTerms = {
  salesOpenAt: string;
  salesCloseAt: string;
  maxPerBooking: number;
  maxPerCustomer: number;
};

type Schedule = { startsAt: string; endsAt?: string; createdAt: string; cancelledAt?: string };

/** The terms in force: those stated, and for the others what follows from the event. */
export function termsInForce(event: Schedule & { stated: Partial<SaleTerms> }): SaleTerms {
  const { stated, createdAt, startsAt, endsAt, cancelledAt } = event;
  const closeAt = stated.salesCloseAt ?? endsAt ?? startsAt;
  const maxPerBooking =
    stated.maxPerBooking ?? Math.min(MAX_PER_BOOKING_DEFAULT, stated.maxPerCustomer ?? Infinity);
  return {
    salesOpenAt: stated.salesOpenAt ?? createdAt,
    salesCloseAt: cancelledAt !== undefined && cancelledAt < closeAt ? cancelledAt : closeAt,
    maxPerBooking,
    maxPerCustomer: stated.maxPerCustomer ?? maxPerBooking,
  };
}

type MaybeStated = { [Term in keyof SaleTerms]?: SaleTerms[Term] | undefined };

/** Those of the terms that have a value. */
export function statedTerms(terms: MaybeStated): Partial<SaleTerms> {
  const { salesOpenAt, salesCloseAt, maxPerBooking, maxPerCustomer } = terms;
  return {
    ...(salesOpenAt !== undefined && { salesOpenAt }),
    ...(salesCloseAt !== undefined && { salesCloseAt }),
    ...(maxPerBooking !== undefined && { maxPerBooking }),
    ...(maxPerCustomer !== undefined && { maxPerCustomer }),
  };
}

/** A contradiction between an event's fields; `field` is the path of the one to change. */
export type EventFault = { field: keyof SaleTerms | 'endsAt' | 'waitlist/offerTtlSeconds'; detail: string };

type Stated = Partial<SaleTerms> & {
  startsAt?: string;
  endsAt?: string;
  waitlist?: { policy: string; offerTtlSeconds?: number };
};

/** Rules between stated fields. A field that is not stated follows the others, so it cannot contradict them. */
export function eventFaults(event: Stated): EventFault[] {
  const { startsAt, endsAt, salesOpenAt, salesCloseAt, maxPerBooking, maxPerCustomer, waitlist } = event;
  const faults: EventFault[] = [];
  const end = endsAt ?? startsAt;
  const closeAt = salesCloseAt ?? end;
  if (salesCloseAt && end && salesCloseAt > end) {
    faults.push({
      field: 'salesCloseAt',
      detail: 'must not be after endsAt, or after startsAt where no endsAt is stated',
    });
  }
  if (salesOpenAt && closeAt && salesOpenAt >= closeAt) {
    faults.push({ field: 'salesOpenAt', detail: 'must be before sales close' });
  }
  if (startsAt && endsAt && endsAt < startsAt) {
    faults.push({ field: 'endsAt', detail: 'must not be before startsAt' });
  }
  if (maxPerBooking && maxPerCustomer && maxPerCustomer < maxPerBooking) {
    faults.push({ field: 'maxPerCustomer', detail: 'must not be below maxPerBooking' });
  }
  if (waitlist?.policy === 'accept-fewer' && waitlist.offerTtlSeconds !== undefined) {
    faults.push({
      field: 'waitlist/offerTtlSeconds',
      detail:
        'does not go with the policy accept-fewer: a part of a quantity is assigned at once, never offered',
    });
  }
  return faults;
}

/** Before any clock, so that no clock can be behind it, ms. */
const BEFORE_ALL_CLOCKS_MS = 0;
/** When every sale of a cancelled event ended, ms: a write that was on its way is too late for it. */
export const NEVER_SOLD = BEFORE_ALL_CLOCKS_MS;

const HOUR_MS = 3_600_000;

/** Instants in ms: tickets are sold from `salesOpenAt` up to, and not including, the other two. */
export type SalesWindow = { salesOpenAt: number; salesCloseAt: number; doorClosesAt: number };

export type WindowFacts = Pick<SaleTerms, 'salesOpenAt' | 'salesCloseAt'> &
  Partial<Schedule> & { startsAt: string };

/**
 * When tickets are sold. A sale that opens with the event's creation opens before all clocks, so that a function whose
 * clock is behind sells from the first moment; a cancelled event ended before all clocks, so that a late write is
 * rejected. The organizer sells at the door until the event ends.
 */
export function salesWindow(event: WindowFacts): SalesWindow {
  const { createdAt, cancelledAt, startsAt, endsAt, salesOpenAt, salesCloseAt } = event;
  const opensWithCreation = createdAt !== undefined && salesOpenAt <= createdAt;
  const opensAt = opensWithCreation ? BEFORE_ALL_CLOCKS_MS : Date.parse(salesOpenAt);
  if (cancelledAt !== undefined) {
    return { salesOpenAt: opensAt, salesCloseAt: NEVER_SOLD, doorClosesAt: NEVER_SOLD };
  }
  const assumedEnd = Date.parse(startsAt) + DOOR_HOURS_WITHOUT_END * HOUR_MS;
  const closeAt = Date.parse(salesCloseAt);
  return {
    salesOpenAt: opensAt,
    salesCloseAt: closeAt,
    doorClosesAt: endsAt === undefined ? assumedEnd : Date.parse(endsAt),
  };
}

export type SalesState = 'not-open' | 'open' | 'closed';

/** `now` in ms since the epoch. */
export function salesState(event: WindowFacts, now: number): SalesState {
  const { salesOpenAt, salesCloseAt } = salesWindow(event);
  if (now < salesOpenAt) return 'not-open';
  return now < salesCloseAt ? 'open' : 'closed';
}
