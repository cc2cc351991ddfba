/**
 * Adds tickets to a confirmed booking while the event sells from its shards. Once it sells in order, only the clerk
 * hands out tickets, so a customer makes a new booking for more of them.
 *
 * One transaction takes the tickets from the shards, writes the booking with its history entry, and raises the
 * customer's tally (sell-from-shards). A crash before it leaves nothing behind; a crash after it leaves the addition,
 * which a repeat of the request finds in the history by its derived id.
 */
import { additionIdFor, type Booking } from '../model/booking.ts';
import type { Event } from '../model/event.ts';
import { AFTERCARE_RETRY_BUDGET_MS, BOOKING_RETRY_BUDGET_MS } from '../model/limits.ts';
import { Refusal } from '../model/refusal.ts';
import type { TypeCount } from '../model/ticket-types.ts';
import { type Actor, isOwner } from '../model/user.ts';
import { noBooking } from '../process/event-cache.ts';
import { RetryBudget } from '../process/retry-budget.ts';
import { AdditionAttempt, additionIn } from './addition-attempt.ts';
import type { SalePorts } from './sale-attempt.ts';
import { sellFromShards } from './sell-from-shards.ts';

/** `quantity`: the tickets to add. */
export type AddTickets = {
  eventId: string;
  bookingId: string;
  actor: Actor;
  quantity: number;
  /** Of which ticket types they are, if the event has types. */
  types?: TypeCount[];
  /** If undefined, every call adds tickets. */
  idempotencyKey: string | undefined;
};

/**
 * @returns the booking with the added tickets; for a repeated request as it was after the first one
 * @throws Refusal `not-found` for everybody but the owner, organizers included; `already-cancelled`, `not-confirmed`,
 *   `too-many-additions`, `sells-in-order`, `sold-out`, `customer-limit-reached`, `sales-not-open`, `sales-closed`, `event-cancelled`,
 *   `validation-failed`, `idempotency-key-reused`; Busy when the retry budget is spent.
 */
export async function addTickets(request: AddTickets, ports: SalePorts): Promise<Booking> {
  const { runtime, cache } = ports;
  const { actor, quantity, types, idempotencyKey } = request;
  const event = await cache.get(request.eventId);
  const id = additionIdFor(actor.userId, idempotencyKey ?? runtime.newId());
  const addition = { id, quantity, ...(types && { types }), by: actor.userId };
  const booking = await readOwn(event, request, BOOKING_RETRY_BUDGET_MS, ports);
  const earlier = additionIn(booking, addition);
  if (earlier !== undefined) return earlier;
  const attempt = new AdditionAttempt(event, booking, addition, ports);
  try {
    attempt.refuseTooManyPlaces();
    await attempt.refuseOutsideSales();
    const sold = cache.sellsInOrder.has(event.id) ? 'sale-is-over' : await sellFromShards(attempt);
    if (sold !== 'sale-is-over') return sold;
    throw new Refusal(
      'sells-in-order',
      'The event gives out its tickets in order now. Make a new booking for the further tickets.',
    );
  } catch (error) {
    if (!(error instanceof Refusal) || !attempt.isUncertain) throw error;
    const stored = await readOwn(event, request, AFTERCARE_RETRY_BUDGET_MS, ports);
    const done = additionIn(stored, addition);
    if (done === undefined) throw error;
    return done;
  }
}

async function readOwn(
  event: Event,
  { bookingId, actor }: AddTickets,
  budgetMs: number,
  { bookings, runtime }: SalePorts,
): Promise<Booking> {
  const retryBudget = new RetryBudget(runtime, budgetMs);
  const booking = await retryBudget.retryWhileBusy(() => bookings.read(event, bookingId));
  if (booking !== undefined && isOwner(actor, booking)) return booking;
  throw noBooking(actor, event);
}
