/**
 * The sale terms: when tickets are sold, how many one customer may have, and until when holders may name their
 * tickets. The organizer states some of them; the others are derived from the event, again after every change. Only
 * stated terms are stored.
 *
 *                salesOpenAt            salesCloseAt                     doorClosesAt
 *   ------------------|----- anyone ---------|------- door sale by organizer -----|------------>
 *                                            (salesCloseAt, else endsAt, else startsAt)
 */
import {
  DOOR_HOURS_WITHOUT_END,
  DRAW_SERVING_MS,
  EVENT_LENGTH_MAX_DAYS,
  MAX_PER_BOOKING_DEFAULT,
  POLICY_TERMS_LIMIT,
  QUIET_HOURS_MAX_MS,
} from './limits.ts';
import { poolFaults, type StatedPool } from './pools.ts';
import { type QuietHours, quietTimeOf } from './quiet-hours.ts';
import { type TicketType, typeFaults } from './ticket-types.ts';

/** Instants are ISO 8601 UTC strings, counts are tickets. */
export type SaleTerms = {
  salesOpenAt: string;
  salesCloseAt: string;
  maxPerBooking: number;
  maxPerCustomer: number;
  namesCloseAt: string;
};

type Schedule = {
  startsAt: string;
  endsAt?: string;
  createdAt: string;
  isDraft?: true;
  publishedAt?: string;
  cancelledAt?: string;
};

/** @returns the stated terms, and for each other term the value derived from the event. */
export function termsInForce(event: Schedule & { stated: Partial<SaleTerms> }): SaleTerms {
  const { stated, createdAt, publishedAt, startsAt, endsAt, cancelledAt } = event;
  const closeAt = stated.salesCloseAt ?? endsAt ?? startsAt;
  const maxPerBooking =
    stated.maxPerBooking ?? Math.min(MAX_PER_BOOKING_DEFAULT, stated.maxPerCustomer ?? Infinity);
  return {
    salesOpenAt: stated.salesOpenAt ?? publishedAt ?? createdAt,
    salesCloseAt: cancelledAt !== undefined && cancelledAt < closeAt ? cancelledAt : closeAt,
    maxPerBooking,
    maxPerCustomer: stated.maxPerCustomer ?? maxPerBooking,
    namesCloseAt: stated.namesCloseAt ?? startsAt,
  };
}

type MaybeStated = { [Term in keyof SaleTerms]?: SaleTerms[Term] | undefined };

/** @returns the terms that have a value. */
export function statedTerms(terms: MaybeStated): Partial<SaleTerms> {
  const { salesOpenAt, salesCloseAt, maxPerBooking, maxPerCustomer, namesCloseAt } = terms;
  return {
    ...(salesOpenAt !== undefined && { salesOpenAt }),
    ...(salesCloseAt !== undefined && { salesCloseAt }),
    ...(maxPerBooking !== undefined && { maxPerBooking }),
    ...(maxPerCustomer !== undefined && { maxPerCustomer }),
    ...(namesCloseAt !== undefined && { namesCloseAt }),
  };
}

/** A contradiction between an event's fields. `field` is the path of the field to change. */
export type EventFault = {
  field:
    | keyof SaleTerms
    | 'startsAt'
    | 'endsAt'
    | 'capacity'
    | 'draw'
    | 'ticketTypes'
    | 'pools'
    | 'requiresConfirmedAddress'
    | 'waitlist/enabled'
    | 'waitlist/offerTtlSeconds'
    | 'waitlist/quietHours'
    | 'waitlist/lapsedOffer'
    | 'waitlist/passHeadAfterSeconds'
    | 'waitlist/policy'
    | 'waitlist/limit';
  detail: string;
};

type Stated = Partial<SaleTerms> & {
  startsAt?: string;
  endsAt?: string;
  timeZone?: string;
  allowGuests?: boolean;
  requiresConfirmedAddress?: boolean;
  waitlist?: {
    enabled?: boolean;
    policy: string;
    policies?: { policy: string }[];
    offerTtlSeconds?: number;
    quietHours?: QuietHours;
    lapsedOffer?: string;
    passHeadAfterSeconds?: number;
    limit?: number;
  };
  draw?: { windowSeconds: number };
  ticketTypes?: TicketType[];
  pools?: StatedPool[];
};

/**
 * Checks the stated fields against each other. A field that is not stated is derived and cannot contradict
 * them.
 */
export function eventFaults(event: Stated): EventFault[] {
  const { startsAt, endsAt, salesOpenAt, salesCloseAt, maxPerBooking, maxPerCustomer, waitlist } = event;
  const faults: EventFault[] = [];
  const end = endsAt ?? startsAt;
  const closeAt = salesCloseAt ?? end;
  if (salesCloseAt && end && salesCloseAt > end) {
    faults.push({
      field: 'salesCloseAt',
      detail: 'must not be after endsAt, or after startsAt if no endsAt is stated',
    });
  }
  if (salesOpenAt && closeAt && salesOpenAt >= closeAt) {
    faults.push({ field: 'salesOpenAt', detail: 'must be before sales close' });
  }
  if (startsAt && endsAt && endsAt < startsAt) {
    faults.push({ field: 'endsAt', detail: 'must not be before startsAt' });
  }
  if (startsAt && endsAt && Date.parse(endsAt) - Date.parse(startsAt) > EVENT_LENGTH_MAX_DAYS * DAY_MS) {
    faults.push({ field: 'endsAt', detail: `must be at most ${EVENT_LENGTH_MAX_DAYS} days after startsAt` });
  }
  if (maxPerBooking && maxPerCustomer && maxPerCustomer < maxPerBooking) {
    faults.push({ field: 'maxPerCustomer', detail: 'must not be below maxPerBooking' });
  }
  const policies = waitlist?.policies ?? [];
  const acceptsFewer = [waitlist, ...policies].some((term) => term?.policy === 'accept-fewer');
  if (acceptsFewer && waitlist?.offerTtlSeconds !== undefined) {
    faults.push({
      field: 'waitlist/offerTtlSeconds',
      detail:
        'cannot be combined with the policy accept-fewer, now or earlier, which assigns part of a quantity without an offer',
    });
  }
  if (policies.length > POLICY_TERMS_LIMIT)
    faults.push({
      field: 'waitlist/policy',
      detail: `was changed ${POLICY_TERMS_LIMIT - 1} times, which is the limit`,
    });
  if (waitlist?.passHeadAfterSeconds !== undefined && waitlist.policy !== 'strict') {
    faults.push({
      field: 'waitlist/passHeadAfterSeconds',
      detail: 'needs the policy strict, because only under it the head holds tickets back',
    });
  }
  const quietFault = quietHoursFault(event);
  if (quietFault !== undefined) faults.push({ field: 'waitlist/quietHours', detail: quietFault });
  if (waitlist?.lapsedOffer !== undefined && waitlist.offerTtlSeconds === undefined) {
    faults.push({
      field: 'waitlist/lapsedOffer',
      detail: 'needs waitlist.offerTtlSeconds, because without it nothing is offered',
    });
  }
  if (event.requiresConfirmedAddress && event.allowGuests) {
    faults.push({
      field: 'requiresConfirmedAddress',
      detail:
        'cannot be combined with allowGuests, because guests have no account whose address is confirmed',
    });
  }
  return [...faults, ...typeFaults(event.ticketTypes), ...poolFaults(event), ...drawFaults(event, closeAt)];
}

/** `closeAt`: when sales end. */
function drawFaults({ draw, salesOpenAt, waitlist }: Stated, closeAt: string | undefined): EventFault[] {
  if (draw === undefined) return [];
  if (salesOpenAt === undefined)
    return [{ field: 'salesOpenAt', detail: 'must be stated, because the draw is of the time after it' }];
  const servedBy = Date.parse(salesOpenAt) + draw.windowSeconds * 1000 + DRAW_SERVING_MS;
  const faults: EventFault[] = [];
  if (closeAt !== undefined && Date.parse(closeAt) < servedBy) {
    faults.push({
      field: 'salesCloseAt',
      detail: 'must be at least 10 minutes after the window of the draw, in which the tickets are given out',
    });
  }
  if (waitlist?.limit !== undefined) {
    faults.push({
      field: 'draw',
      detail: 'cannot be combined with waitlist.limit, which the first requests would reach',
    });
  }
  return faults;
}

/** The fault of a start that is not ahead at `now` (ms). Only a new start is checked, because every event begins some day. */
export function startFaults({ startsAt }: { startsAt: string }, now: number): EventFault[] {
  if (Date.parse(startsAt) > now) return [];
  const detail = `must be in the future: ${startsAt} was before ${new Date(now).toISOString()}, which is now; check the year and the offset`;
  return [{ field: 'startsAt', detail }];
}

function quietHoursFault({ waitlist, timeZone }: Stated): string | undefined {
  if (waitlist?.quietHours === undefined) return undefined;
  if (waitlist.offerTtlSeconds === undefined) {
    return 'needs waitlist.offerTtlSeconds, because only the time of an offer stops in quiet hours';
  }
  if (timeZone === undefined) return 'needs timeZone, because the hours are those of the venue';
  return quietTimeOf(waitlist.quietHours) > QUIET_HOURS_MAX_MS
    ? 'must leave at least 8 hours of the day'
    : undefined;
}

/** Earlier than any clock, even one that is behind, ms. */
const BEFORE_ALL_CLOCKS_MS = 0;
/**
 * The end of sales of a cancelled event, ms: it rejects writes that were on their way when the event was
 * cancelled.
 */
export const NEVER_SOLD = BEFORE_ALL_CLOCKS_MS;

/** The start of the sales of a draft, ms: later than every other start of sales, whose years have four digits. */
export const NOT_PUBLISHED = Date.parse('9999-12-31T23:59:59.999Z');

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Instants in ms. Tickets are sold from `salesOpenAt` up to, but not including, `salesCloseAt` or
 * `doorClosesAt`.
 */
export type SalesWindow = { salesOpenAt: number; salesCloseAt: number; doorClosesAt: number };

export type WindowTerms = Pick<SaleTerms, 'salesOpenAt' | 'salesCloseAt'> &
  Partial<Schedule> & { startsAt: string };

/**
 * When tickets are sold. If sales open with the event's creation or publication, they open before any clock, so that a
 * process whose clock is behind can sell at once. Those of a draft do not open. If the event is cancelled, sales end before
 * any clock, so that late writes are rejected. The door sale lasts until the event ends.
 */
export function salesWindow(event: WindowTerms): SalesWindow {
  const { createdAt, isDraft, publishedAt, cancelledAt, startsAt, endsAt, salesOpenAt, salesCloseAt } = event;
  const madeAt = publishedAt ?? createdAt;
  const opensAtOnce = madeAt !== undefined && salesOpenAt <= madeAt;
  const statedAt = opensAtOnce ? BEFORE_ALL_CLOCKS_MS : Date.parse(salesOpenAt);
  const opensAt = isDraft ? NOT_PUBLISHED : statedAt;
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

/** The state of sales to customers, without the door sale. `now` in ms since the epoch. */
export function salesState(event: WindowTerms, now: number): SalesState {
  const { salesOpenAt, salesCloseAt } = salesWindow(event);
  if (now < salesOpenAt) return 'not-open';
  return now < salesCloseAt ? 'open' : 'closed';
}
