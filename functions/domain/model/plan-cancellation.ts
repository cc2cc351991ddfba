/** Plans the cancellation of all or part of a booking: the pure rule. The caller writes the result. */
import { type Booking, ticketsHeld, waitedFor } from './booking.ts';
import { counted } from './counted.ts';
import { isEndedByClock } from './lapsed-offer.ts';
import { Refusal } from './refusal.ts';
import { checkedInCount, highestUnused, type Ticket, ticketsOf, transferredAmong } from './ticket.ts';

/** What to cancel: a number of tickets, the tickets with these numbers, or undefined for all that the booking has. */
export type Wanted = number | number[] | undefined;

/**
 * `release`: tickets given up. `leave`: tickets no longer waited for. `voided`: the numbers of the tickets given
 * up, ascending; an offered booking has no numbers yet. `transferred`: those of them that were transferred. `after`: the
 * booking after the cancellation.
 */
export type CancellationPlan = {
  release: number;
  leave: number;
  voided: number[];
  transferred: number[];
  after: Pick<Booking, 'status' | 'quantity' | 'granted'>;
};

/**
 * Plans a cancellation. Tickets that are still waited for are cancelled first, unless the tickets are named. Those of an
 * offer that has run out are given up like those of an open one, if the booking waits again. `now` in ms.
 * @throws Refusal `already-cancelled`; `offer-expired`; `validation-failed` for more tickets than the booking has, for a number that
 *   it does not have, and for a part of tickets of several types that are not named; `checked-in` for a ticket that is checked in,
 *   and for more than can be cancelled besides those.
 */
export function planCancellation(booking: Booking, wanted: Wanted, now: number): CancellationPlan {
  if (booking.status === 'cancelled') {
    throw new Refusal('already-cancelled', 'This booking is already cancelled.');
  }
  if (isEndedByClock(booking, now))
    throw new Refusal('offer-expired', 'The offer has expired, so there is nothing to cancel.');
  return Array.isArray(wanted) ? planNamed(booking, wanted) : planNumber(booking, wanted ?? booking.quantity);
}

function planNamed(booking: Booking, numbers: number[]): CancellationPlan {
  const valid = new Map(ticketsOf(booking).map((ticket) => [ticket.number, ticket]));
  const missing = numbers.findIndex((number) => !valid.has(number));
  if (missing >= 0) {
    throw new Refusal('validation-failed', `The booking has no ticket ${numbers[missing]}.`, {
      errors: [{ pointer: `/tickets/${missing}`, detail: 'must be the number of a ticket of the booking' }],
    });
  }
  const used = numbers.find((number) => valid.get(number)?.checkIn !== undefined);
  if (used !== undefined)
    throw new Refusal('checked-in', `Ticket ${used} is checked in and cannot be cancelled.`);
  const release = numbers.length;
  const voided = numbers.toSorted((one, other) => one - other);
  const after = afterLosing(booking, release, 0);
  return { release, leave: 0, voided, transferred: transferredIn(booking, voided), after };
}

function planNumber(booking: Booking, wanted: number): CancellationPlan {
  if (wanted > booking.quantity) {
    throw new Refusal('validation-failed', `The booking has only ${counted(booking.quantity, 'ticket')}.`, {
      errors: [{ pointer: '/quantity', detail: `at most ${booking.quantity}` }],
    });
  }
  const leave = Math.min(wanted, waitedFor(booking));
  const release = wanted - leave;
  const checkedIn = checkedInCount(booking);
  if (release > ticketsHeld(booking) - checkedIn) {
    throw new Refusal(
      'checked-in',
      `${checkedIn} of ${counted(booking.quantity, 'ticket')} ${checkedIn === 1 ? 'is' : 'are'} checked in and cannot be cancelled.`,
    );
  }
  const unused = ticketsOf(booking).filter(({ checkIn }) => checkIn === undefined);
  if (release > 0 && release < unused.length) refuseUnnamed(unused);
  const voided = highestUnused(unused, release);
  const after = afterLosing(booking, release, leave);
  return { release, leave, voided, transferred: transferredIn(booking, voided), after };
}

/** Of tickets of several types nobody can tell which ones a number means. */
function refuseUnnamed(tickets: Ticket[]): void {
  if (new Set(tickets.map(({ type }) => type)).size < 2) return;
  const numbers = tickets.map(({ number, type }) => `${number} (${type})`).join(', ');
  throw new Refusal('validation-failed', `State which tickets to cancel, in tickets: ${numbers}.`, {
    errors: [
      { pointer: '/quantity', detail: 'cannot be stated for tickets of several types: name them in tickets' },
    ],
  });
}

function transferredIn(booking: Booking, numbers: number[]): number[] {
  return transferredAmong(ticketsOf(booking).filter(({ number }) => numbers.includes(number)));
}

/** The booking after it gave up `release` tickets that it held and `leave` that it waited for. */
export function afterLosing(
  booking: Booking,
  release: number,
  leave: number,
): Pick<Booking, 'status' | 'quantity' | 'granted'> {
  const quantity = booking.quantity - release - leave;
  if (quantity === 0) return { status: 'cancelled', quantity, granted: 0 };
  if (booking.status !== 'waitlisted') return { status: booking.status, quantity, granted: 0 };
  const stillWaits = leave < waitedFor(booking);
  return stillWaits
    ? { status: 'waitlisted', quantity, granted: booking.granted - release }
    : { status: 'confirmed', quantity, granted: 0 };
}
