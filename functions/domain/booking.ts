/**
 * The booking: one customer's claim on tickets, its states, and the pure rules for changing it.
 */
import { derivedId } from './derived-id.ts';
import { BOOKING_PATIENCE_MS } from './limits.ts';

export type BookingStatus = 'confirmed' | 'waitlisted' | 'offered' | 'cancelled';

export type Attendee = { firstName: string; lastName: string; email: string };

/** Why an offer or a place in the line ended: sales are over, or more is asked for than there are tickets at all. */
export type EndReason = 'sales-closed' | 'more-than-capacity';

/**
 * A fact about a booking, written in the same transaction as the change. `at` in ms, `turn` numbers promotions, `by`
 * is a user's id and `why` their reason where somebody acts on another's booking; `ticket` is a ticket's number in
 * its booking, and `scanId` names the request so that a repeat meets its own.
 */
export type Fact =
  | {
      what: 'booked' | 'joined' | 'cancelled' | 'left';
      at: number;
      quantity: number;
      by?: string;
      why?: string;
      /** Joined only for tickets that were there for the taking: without them it leaves again. */
      leavesUnserved?: true;
      /** Tells the request that joined from its repeats. */
      attempt?: string;
      /** Sold by the organizer at the door, after sales had closed for everybody else. */
      isAfterSales?: true;
    }
  | { what: 'promoted' | 'granted'; at: number; quantity: number; turn: number }
  | { what: 'offered'; at: number; quantity: number; turn: number; expiresAt: number }
  | { what: 'accepted' | 'declined' | 'answered-at-once' | 'place-confirmed'; at: number; quantity: number }
  /** An offer ran out, or, with a reason, an offer or a place in the line ended without it. */
  | { what: 'expired'; at: number; quantity: number; because?: EndReason }
  | { what: 'handed-on' | 'event-cancelled'; at: number; quantity: number }
  | { what: 'checked-in'; at: number; ticket: number; by: string; scanId: string }
  | { what: 'check-in-undone'; at: number; ticket: number; by: string; scanId: string; reason: string };

/**
 * `quantity`: tickets held or waited for. `granted`: those of them that a waiting booking has already. `released`:
 * tickets given up and not yet handed on; they still count as held. `shard`: where it joined the line.
 */
export type Booking = {
  id: string;
  eventId: string;
  customerId: string;
  status: BookingStatus;
  quantity: number;
  granted: number;
  released: number;
  arrival: number;
  /** While it is offered: void from then on, ms. */
  offerExpiresAt?: number;
  /** What was asked, so that the same key with another body is noticed. */
  fingerprint: string;
  history: Fact[];
  shard?: number;
  attendee?: Attendee;
  /** Cancellations by `cancellationIdFor`: what each asked for, 0 for all, and what it was answered. */
  cancellations: Record<string, CancellationAnswer>;
};

/** A booking as an answer showed it. */
export type AnsweredBooking = Pick<Booking, 'status' | 'quantity' | 'granted'>;

export type CancellationAnswer = AnsweredBooking & { asked: number };

/** Sorts as text like the arrivals do: by the gateway's time stamp (ms), then by the booking's id. */
export function arrivalKey({ arrival, id }: Pick<Booking, 'arrival' | 'id'>): string {
  return `${String(arrival).padStart(15, '0')}#${id}`;
}

/** Sorts after every arrival up to and including the instant `now` (ms). */
export function arrivalKeyBound(now: number): string {
  return arrivalKey({ arrival: now, id: '~' });
}

/**
 * The booking as its request was answered the first time: with tickets, or with a place in the line. A booking that was
 * promoted while its request waited for that has a fact that says so; a request that would not wait was answered with
 * tickets or has left no booking.
 */
export function asFirstAnswered(booking: Booking): Booking {
  const [first] = booking.history;
  const has = (kind: Fact['what']) => booking.history.some(({ what }) => what === kind);
  const isConfirmed =
    first?.what === 'booked' || has('answered-at-once') || (leavesUnserved(booking) && has('promoted'));
  const { offerExpiresAt: _offerExpiresAt, ...rest } = booking;
  return {
    ...rest,
    status: isConfirmed ? 'confirmed' : 'waitlisted',
    quantity: first !== undefined && 'quantity' in first ? first.quantity : 0,
    granted: 0,
  };
}

/** Whether its request was not to wait: it stands in the line only until it is served, or is removed without a trace. */
export function leavesUnserved({ history: [first] }: Pick<Booking, 'history'>): boolean {
  return first?.what === 'joined' && first.leavesUnserved === true;
}

/** Why a booking is over without its customer's doing. */
export type EndedBecause = EndReason | 'event-cancelled' | 'offer-ran-out';

/** Undefined while the booking is open, and where its customer, or whoever acted for them, ended it. `now` in ms. */
export function endedBecause(booking: Booking, now: number): EndedBecause | undefined {
  if (isExpired(booking, now)) return 'offer-ran-out';
  if (booking.status !== 'cancelled') return undefined;
  const ends: Fact['what'][] = ['cancelled', 'left', 'declined', 'expired', 'event-cancelled'];
  const end = booking.history.findLast(({ what }) => ends.includes(what));
  if (end?.what === 'expired') return end.because ?? 'offer-ran-out';
  const isWithEvent = end?.what === 'event-cancelled' || (end?.what === 'left' && end.by === undefined);
  return isWithEvent ? 'event-cancelled' : undefined;
}

/**
 * The instant (ms) by which the request of this booking, which would not wait, has given up. A booking that is still
 * there after it was left by a crash, and is to be removed. Undefined: the booking is served, or it waits.
 */
export function givesUpAt(booking: Pick<Booking, 'status' | 'history'>): number | undefined {
  const [first] = booking.history;
  const isUnanswered = booking.status === 'waitlisted' && leavesUnserved(booking);
  return isUnanswered && first !== undefined ? first.at + BOOKING_PATIENCE_MS : undefined;
}

/** The same customer, event and key always mean the same booking: a repeat meets its own. 22 URL-safe characters. */
export function bookingIdFor(eventId: string, customerId: string, idempotencyKey: string): string {
  return derivedId('booking', eventId, customerId, idempotencyKey);
}

/** A cancellation's name on its booking: the same person and key always mean the same cancellation. */
export function cancellationIdFor(userId: string, idempotencyKey: string): string {
  return derivedId('cancellation', userId, idempotencyKey);
}

/** 72 bits are plenty to tell a mistake from a repeat. */
const FINGERPRINT_CHARACTERS = 12;

/** A short digest of a request body, equal for equal bodies. */
export function fingerprintOf(body: unknown): string {
  return derivedId('body', JSON.stringify(body)).slice(0, FINGERPRINT_CHARACTERS);
}

/** Spreads an event's bookings over its shard count, so that reading one needs no search and no partition is hot. */
export function bookingBucket(bookingId: string, shardCount: number): number {
  return (Buffer.from(bookingId.slice(0, 4), 'base64url')[0] ?? 0) % shardCount;
}

/** Tickets that the booking has, offered ones included. */
export function ticketsHeld(booking: Pick<Booking, 'status' | 'quantity' | 'granted'>): number {
  if (booking.status === 'waitlisted') return booking.granted;
  return booking.status === 'cancelled' ? 0 : booking.quantity;
}

/** Whether its offer has run out by the clock, whether or not anybody has cleaned up. */
export function isExpired(booking: Pick<Booking, 'status' | 'offerExpiresAt'>, now: number): boolean {
  return (
    booking.status === 'offered' && booking.offerExpiresAt !== undefined && booking.offerExpiresAt <= now
  );
}
