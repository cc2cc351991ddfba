/**
 * The booking: one customer's claim on tickets, its states, and the pure rules for changing it.
 */
import { derivedId } from './derived-id.ts';
import { Refusal } from './refusal.ts';
import { checkedInCount } from './tickets.ts';

export type BookingStatus = 'confirmed' | 'waitlisted' | 'cancelled';

export type Attendee = { firstName: string; lastName: string; email: string };

/**
 * A fact about a booking, written in the same transaction as the change. `at` in ms, `turn` numbers promotions,
 * `ticket` is a ticket's number in its booking, and `scanId` names the request so that a repeat meets its own.
 */
export type Fact =
  | { what: 'booked' | 'joined'; at: number; quantity: number }
  | { what: 'promoted'; at: number; quantity: number; turn: number }
  | { what: 'cancelled' | 'left'; at: number; quantity: number; by: string }
  | { what: 'handed-on' | 'turned-away'; at: number; quantity: number }
  | { what: 'checked-in'; at: number; ticket: number; by: string; scanId: string }
  | { what: 'check-in-undone'; at: number; ticket: number; by: string; scanId: string; reason: string };

/** `released`: tickets given up and not yet handed on; they still count as held. `stripe`: where it joined the line. */
export type Booking = {
  id: string;
  eventId: string;
  customerId: string;
  status: BookingStatus;
  quantity: number;
  released: number;
  arrival: number;
  /** What was asked, so that the same key with another body is noticed. */
  fingerprint: string;
  history: Fact[];
  shard?: number;
  attendee?: Attendee;
  /** Cancellations by `cancellationIdFor`: the quantity each asked for, 0 for all. */
  cancellations: Record<string, number>;
};

/** Sorts as text like the arrivals do: by the gateway's time stamp (ms), then by the booking's id. */
export function arrivalKey({ arrival, id }: Pick<Booking, 'arrival' | 'id'>): string {
  return `${String(arrival).padStart(15, '0')}#${id}`;
}

/** Sorts after every arrival up to and including the instant `now` (ms). */
export function arrivalKeyBound(now: number): string {
  return arrivalKey({ arrival: now, id: '~' });
}

/** Whether the answer to this booking's request was that the tickets are sold out. */
export function wasTurnedAway(booking: Booking): boolean {
  return booking.history.at(-1)?.what === 'turned-away';
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

/** What a cancellation does to a booking. */
export type CancellationPlan = {
  kind: 'release' | 'leave';
  quantity: number;
  status: BookingStatus;
  left: number;
};

/**
 * Decides on a cancellation of `quantity` tickets, or of all that is left.
 * @throws Refusal `already-cancelled`; `validation-failed` for more than the booking holds; `checked-in` for more than
 * it holds beside the tickets that are checked in.
 */
export function planCancellation(booking: Booking, quantity: number | undefined): CancellationPlan {
  if (booking.status === 'cancelled') {
    throw new Refusal('already-cancelled', 'This booking is cancelled already.');
  }
  const wanted = quantity ?? booking.quantity;
  if (wanted > booking.quantity) {
    throw new Refusal('validation-failed', `The booking holds ${booking.quantity} tickets.`, {
      errors: [{ pointer: '/quantity', detail: `at most ${booking.quantity}` }],
    });
  }
  const left = booking.quantity - wanted;
  const checkedIn = checkedInCount(booking);
  if (left < checkedIn) {
    throw new Refusal('checked-in', `Of ${booking.quantity} tickets ${checkedIn} are checked in.`);
  }
  return {
    kind: booking.status === 'waitlisted' ? 'leave' : 'release',
    quantity: wanted,
    status: left === 0 ? 'cancelled' : booking.status,
    left,
  };
}
