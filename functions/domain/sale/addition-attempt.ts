/** The request for more tickets of a booking while it is processed. */
import { isDeepStrictEqual } from 'node:util';
import type { Booking } from '../model/booking.ts';
import { refuseFull } from '../model/booking-size.ts';
import { counted } from '../model/counted.ts';
import type { Event } from '../model/event.ts';
import { ADDITIONS_PER_BOOKING_LIMIT, TICKET_NUMBER_MAX } from '../model/limits.ts';
import { Refusal } from '../model/refusal.ts';
import { nextNumber, typesOf } from '../model/ticket.ts';
import { refuseOtherTypes, type TypeCount } from '../model/ticket-types.ts';
import { SaleAttempt, type SalePorts } from './sale-attempt.ts';

/**
 * `quantity`: the tickets to add, and `types` of which ticket types they are, if the event has types. `by`: the id of the user who asks.
 * `id`: derived from the user and the key.
 */
export type Addition = { id: string; quantity: number; types?: TypeCount[]; by: string };

export class AdditionAttempt extends SaleAttempt {
  readonly #addition: Addition;
  #before: Booking;

  /** @throws Refusal `already-cancelled`, `not-confirmed`, `too-many-additions`, `booking-full` or `validation-failed`. */
  constructor(event: Event, before: Booking, addition: Addition, ports: SalePorts) {
    super(event, addition, ports);
    this.#addition = addition;
    this.#before = before;
    refuseOtherTypes(event, addition.types);
    refuseUnlessPossible(event, before, addition);
  }

  bookingAt(now: number): Booking {
    const { id: additionId, quantity, types, by } = this.#addition;
    const total = this.#before.quantity + quantity;
    const added = {
      what: 'added' as const,
      at: now,
      quantity,
      ...(types && { types }),
      total,
      by,
      additionId,
    };
    return { ...this.#before, quantity: total, history: [...this.#before.history, added] };
  }

  get addsTo(): Booking {
    return this.#before;
  }

  get mayWait(): boolean {
    return false;
  }

  get isAtDoor(): boolean {
    return false;
  }

  effectIn(stored: Booking): Booking | undefined {
    const done = additionIn(stored, this.#addition);
    if (done !== undefined) return done;
    refuseUnlessPossible(this.event, stored, this.#addition);
    this.#before = stored;
    return undefined;
  }
}

/**
 * @returns the booking as the addition was answered, or undefined if the booking does not have the addition.
 * @throws Refusal `idempotency-key-reused` if it was for other tickets.
 */
export function additionIn(booking: Booking, { id, quantity, types }: Addition): Booking | undefined {
  const index = booking.history.findIndex((entry) => entry.what === 'added' && entry.additionId === id);
  const done = booking.history[index];
  if (done?.what !== 'added') return undefined;
  if (done.quantity !== quantity || !isDeepStrictEqual(done.types, types)) {
    throw new Refusal(
      'idempotency-key-reused',
      'This Idempotency-Key was used with another body. Use a new key.',
    );
  }
  const answered = { ...booking, status: 'confirmed' as const, quantity: done.total, granted: 0 };
  const answeredTypes = typesOf({ ...answered, history: booking.history.slice(0, index + 1) });
  return { ...answered, ...(answeredTypes && { answeredTypes }) };
}

/** Only a confirmed booking gets more tickets: a waiter would overtake those who wait behind. */
function refuseUnlessPossible(
  { maxPerBooking, capacity }: Event,
  booking: Booking,
  { quantity, types }: Addition,
): void {
  const { status } = booking;
  if (status === 'cancelled')
    throw new Refusal('already-cancelled', 'This booking is already cancelled. Make a new one.');
  if (status === 'offered')
    throw new Refusal(
      'not-confirmed',
      'Accept the offer first. Only a confirmed booking can get more tickets.',
    );
  if (status === 'waitlisted') {
    throw new Refusal(
      'not-confirmed',
      'The booking waits. To wait for more tickets, make a new booking with its id in replaces, which waits at the end of the waitlist.',
    );
  }
  const additions = booking.history.filter(({ what }) => what === 'added').length;
  const lastNumber = nextNumber(booking.history) + quantity - 1;
  if (additions >= ADDITIONS_PER_BOOKING_LIMIT || lastNumber > TICKET_NUMBER_MAX) {
    throw new Refusal(
      'too-many-additions',
      'Tickets were added to this booking too often. Make a new booking for the further tickets.',
      { limit: ADDITIONS_PER_BOOKING_LIMIT },
    );
  }
  refuseFull(booking);
  const most = Math.min(maxPerBooking, capacity);
  if (booking.quantity + quantity <= most) return;
  const pointer = types ? '/types' : '/quantity';
  throw new Refusal(
    'validation-failed',
    `A booking of this event can have at most ${counted(most, 'ticket')}.`,
    {
      errors: [{ pointer, detail: `at most ${Math.max(0, most - booking.quantity)} more` }],
    },
  );
}
