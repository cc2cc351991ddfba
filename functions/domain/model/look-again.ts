/**
 * When a client that waits for a change of a booking reads it again: the pure rule. Its mechanism is that promotions of
 * one event follow one another at a bounded rate, so a booking behind many others cannot be promoted soon:
 *
 *      now                        the earliest promotion                     the promotion
 *   ----|---------------------------------|--|--|--|--|--|--|--|--|--|--|--|------|--|------------>
 *       look                              looks every LOOK_AGAIN_MIN_SECONDS         known
 *
 * A booking that waits for a draw is looked at when the positions are known, each at another time within half a minute.
 */
import type { Booking } from './booking.ts';
import { drawnAt, isDrawing } from './draw.ts';
import type { Event } from './event.ts';
import {
  DRAW_LOOK_SPREAD_SECONDS,
  LOOK_AGAIN_CANCELLED_EVENT_SECONDS,
  LOOK_AGAIN_CONFIRMED_SECONDS,
  LOOK_AGAIN_MAX_SECONDS,
  LOOK_AGAIN_MIN_SECONDS,
  LOOK_AGAIN_OFFERED_SECONDS,
  LOOK_AGAIN_SKIP_SECONDS,
  LOOK_AGAIN_UNKNOWN_SECONDS,
  POSITION_BOUNDS_RATIO,
  PROMOTABLE_CAPACITIES,
  PROMOTIONS_PER_EVENT_AND_SECOND,
} from './limits.ts';
import { LINE_OVER_SECONDS, LINE_SECONDS } from './waitlist-marks-limits.ts';

/** Fewer bookings before one than these may be promoted before the next look. */
const NEAR_BOOKINGS = PROMOTIONS_PER_EVENT_AND_SECOND * LOOK_AGAIN_MIN_SECONDS;

type Terms = Pick<Event, 'capacity' | 'cancelledAt' | 'draw' | 'salesOpenAt'> & {
  waitlist: Pick<Event['waitlist'], 'policy' | 'passHeadAfterSeconds'>;
};

/**
 * `booking`: as it is by the clock. `ahead`: how many bookings wait before a waitlisted one, or fewer; undefined if it is
 * not known. `now` in ms.
 * @returns seconds until the next look; undefined if the booking will not change any more
 */
export function lookAgainSeconds(
  booking: Pick<Booking, 'id' | 'status' | 'offerExpiresAt'>,
  event: Terms,
  ahead: number | undefined,
  now: number,
): number | undefined {
  if (booking.status !== 'cancelled' && event.cancelledAt !== undefined)
    return LOOK_AGAIN_CANCELLED_EVENT_SECONDS;
  switch (booking.status) {
    case 'cancelled':
      return undefined;
    case 'confirmed':
      return LOOK_AGAIN_CONFIRMED_SECONDS;
    case 'offered':
      return between(Math.ceil(((booking.offerExpiresAt ?? now) - now) / 1000), LOOK_AGAIN_OFFERED_SECONDS);
    default:
      return isDrawing(event, now)
        ? between(secondsToDraw(booking, event, now), LOOK_AGAIN_MAX_SECONDS)
        : waitingLookSeconds(event, ahead);
  }
}

/** Spread by the id, which says nothing of the position. */
function secondsToDraw({ id }: Pick<Booking, 'id'>, event: Terms, now: number): number {
  const share = (Buffer.from(id, 'base64url')[0] ?? 0) / 256;
  return Math.ceil(((drawnAt(event) ?? now) - now) / 1000 + share * DRAW_LOOK_SPREAD_SECONDS);
}

function waitingLookSeconds(
  { capacity, waitlist }: Pick<Terms, 'capacity' | 'waitlist'>,
  ahead: number | undefined,
): number {
  if (ahead === undefined) return LOOK_AGAIN_UNKNOWN_SECONDS;
  if (mayBePassed({ waitlist })) return between(secondsBefore(ahead), LOOK_AGAIN_SKIP_SECONDS);
  if (isFar(capacity, ahead)) return LOOK_AGAIN_MAX_SECONDS;
  return between(secondsBefore(ahead), LOOK_AGAIN_MAX_SECONDS);
}

/** Whether somebody may be promoted before earlier ones. */
export function mayBePassed({ waitlist }: Pick<Terms, 'waitlist'>): boolean {
  return waitlist.policy === 'skip' || waitlist.passHeadAfterSeconds !== undefined;
}

/** @returns seconds until the next look at the line of the event; `now` in ms */
export function lineLookSeconds(event: Terms & Pick<Event, 'salesCloseAt'>, now: number): number {
  const isOver =
    event.cancelledAt !== undefined || now > Date.parse(event.salesCloseAt) + LINE_OVER_SECONDS * 1000;
  if (isOver) return LINE_OVER_SECONDS;
  const untilDraw = isDrawing(event, now) ? Math.ceil(((drawnAt(event) ?? now) - now) / 1000) : 0;
  return Math.min(Math.max(untilDraw, LINE_SECONDS), LINE_OVER_SECONDS);
}

/** How long so many promotions take at least, in whole seconds. */
const secondsBefore = (ahead: number) => Math.floor(ahead / PROMOTIONS_PER_EVENT_AND_SECOND);

const between = (seconds: number, most: number) => Math.min(Math.max(seconds, LOOK_AGAIN_MIN_SECONDS), most);

const isFar = (capacity: number, ahead: number) =>
  ahead > Math.max(NEAR_BOOKINGS, PROMOTABLE_CAPACITIES * capacity);

/**
 * Whether the number of bookings before one need not be counted, because it is known to be from `least` to `most`: the
 * next look is then at the same time, or not much earlier.
 */
export function isKnownWellEnough(
  { capacity }: Pick<Terms, 'capacity'>,
  least: number,
  most: number,
): boolean {
  return most <= NEAR_BOOKINGS || isFar(capacity, least) || least >= most * POSITION_BOUNDS_RATIO;
}
