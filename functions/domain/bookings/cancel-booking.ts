/**
 * Cancels a booking or part of it. A waiting booking leaves the waitlist.
 *
 * Steps for held tickets, and what a crash after each leaves behind:
 * 1. One conditional write of the booking: the tickets become a release and stay counted on the booking.
 *    Crash: the sweep finds the release by the pending-work key from the same write.
 * 2. A message to the event's clerk. Crash: as after 1. The answer does not depend on the message.
 *
 * Steps for a waiting booking:
 * 1. One transaction changes the booking, its entry and the count of waiting bookings. Crash: the booking has
 *    left.
 * 2. A message to the clerk, because the head of the waitlist may have changed. Crash: the sweep finds the
 *    unassigned tickets.
 */
import { isDeepStrictEqual } from 'node:util';
import {
  type Booking,
  type CancellationAnswer,
  cancellationIdFor,
  type HistoryEntry,
  leavesUnserved,
  type TicketHolders,
} from '../model/booking.ts';
import { refuseFull } from '../model/booking-size.ts';
import type { Event } from '../model/event.ts';
import { bookingVersion, type ExpectedVersions, requireVersion } from '../model/expected-version.ts';
import { BOOKING_RETRY_BUDGET_MS } from '../model/limits.ts';
import { type CancellationPlan, planCancellation } from '../model/plan-cancellation.ts';
import { Refusal } from '../model/refusal.ts';
import { typesOf } from '../model/ticket.ts';
import { type Actor, runsEvent } from '../model/user.ts';
import type { BookingStore } from '../ports/booking-store.ts';
import type { Log } from '../ports/log.ts';
import type { Queue } from '../ports/queue.ts';
import type { Runtime } from '../ports/runtime.ts';
import { runsEventNow } from '../process/event-access.ts';
import type { EventCache } from '../process/event-cache.ts';
import { notifyClerk } from '../process/notify-clerk.ts';
import { RetryBudget } from '../process/retry-budget.ts';
import { readBookingOf } from './read-booking-of.ts';
import { writeBooking } from './write-booking.ts';

export type CancelBooking = {
  eventId: string;
  bookingId: string;
  actor: Actor;
  /** How many tickets; undefined for all remaining ones, or for those that `tickets` names. */
  quantity?: number;
  /** The numbers of the tickets, each once; never together with `quantity`. */
  tickets?: number[];
  /** Stored in the history with actor and time, for a cancellation on the customer's behalf. */
  reason?: string;
  /** The versions of the booking that may be cancelled. */
  expected?: ExpectedVersions;
  idempotencyKey: string | undefined;
};

/** The booking after a cancellation. `cancelledTickets`: the numbers of the tickets that it voided, ascending. */
export type CancelledBooking = Booking & { cancelledTickets: number[] };

type Ports = { bookings: BookingStore; cache: EventCache; queue: Queue; runtime: Runtime; log: Log };

/**
 * @returns the booking after the cancellation. A repeat with the same key gets the same status, quantity and tickets.
 * @throws Refusal `not-found`, `changed-meanwhile`, `already-cancelled`, `checked-in`, `event-started`, `offer-expired`,
 * `booking-full`, `validation-failed`, `idempotency-key-reused`; Busy.
 */
export async function cancelBooking(request: CancelBooking, ports: Ports): Promise<CancelledBooking> {
  const { runtime, cache } = ports;
  const event = await cache.get(request.eventId);
  const key = cancellationIdFor(request.actor.userId, request.idempotencyKey ?? runtime.newId());
  const retryBudget = new RetryBudget(runtime, BOOKING_RETRY_BUDGET_MS);
  let mayBeWritten = false;
  for (;;) {
    const booking = await retryBudget.retryWhileBusy(() =>
      readBookingOf(request.actor, event, request.bookingId, ports),
    );
    const earlier = booking.cancellations[key];
    if (earlier !== undefined) {
      const { asked, voided = [], types, ...answered } = earlier;
      if (!isDeepStrictEqual(asked, askedBy(request))) {
        throw new Refusal(
          'idempotency-key-reused',
          'This Idempotency-Key was used with another body. Use a new key.',
        );
      }
      if (mayBeWritten) await notifyClerk(event, booking, ports);
      return { ...booking, ...answered, ...(types && { answeredTypes: types }), cancelledTickets: voided };
    }
    if (booking.status === 'waitlisted' && leavesUnserved(booking)) throw notABookingYet();
    await retryBudget.retryWhileBusy(() => refuseReasonOfCustomer(request, ports));
    requireVersion(request.expected, bookingVersion(booking));
    const now = runtime.now();
    const plan = planCancellation(booking, request.tickets ?? request.quantity, now);
    if (plan.release > 0 && booking.status !== 'offered')
      await retryBudget.retryWhileBusy(() => refuseOnceBegun(event, request.actor, now, ports));
    const changed = cancelled(booking, key, request, plan, now);
    if (changed.quantity > 0) refuseFull(booking);
    if (await writeBooking(event, booking, changed, ports)) {
      await notifyClerk(event, changed, ports);
      return { ...changed, cancelledTickets: plan.voided };
    }
    mayBeWritten = true;
    await retryBudget.backOff();
  }
}

/** The request that made it accepts only tickets that are free now, and is not answered: it is served or removed. */
function notABookingYet(): Refusal {
  return new Refusal('not-found', 'The request for this booking is not answered yet. Wait for its answer.');
}

/**
 * Customers may give tickets back before the event begins; those who run it may cancel bookings later, too. The event is read
 * again before a refusal, because it may have been postponed.
 */
async function refuseOnceBegun(
  event: Event,
  actor: Actor,
  now: number,
  ports: Pick<Ports, 'cache'>,
): Promise<void> {
  const mayCancel = ({ startsAt, cancelledAt }: Event) =>
    now < Date.parse(startsAt) || cancelledAt !== undefined;
  if (mayCancel(event)) return;
  const fresh = await ports.cache.refresh(event.id);
  if (mayCancel(fresh) || runsEvent(actor, fresh)) return;
  throw new Refusal(
    'event-started',
    `The event began at ${fresh.startsAt}. Ask its organizer to cancel the booking.`,
  );
}

/** A reason is kept after its customer is erased, so those alone state one who run the event. */
async function refuseReasonOfCustomer(
  { reason, actor, eventId }: CancelBooking,
  { cache }: Pick<Ports, 'cache'>,
): Promise<void> {
  if (reason === undefined || (await runsEventNow(actor, eventId, { cache }))) return;
  throw new Refusal('validation-failed', 'Leave out the reason: only those who run the event state one.', {
    errors: [{ pointer: '/reason', detail: 'only of those who run the event' }],
  });
}

/** What the request asks for, in the form in which its answer is kept. */
function askedBy({ quantity = 0, tickets }: CancelBooking): CancellationAnswer['asked'] {
  return tickets?.toSorted((one, other) => one - other) ?? quantity;
}

function cancelled(
  booking: Booking,
  key: string,
  request: CancelBooking,
  plan: CancellationPlan,
  now: number,
): Booking {
  const { actor, tickets, reason } = request;
  const { release, voided, transferred } = plan;
  const trace = { at: now, by: actor.userId, ...(reason !== undefined && { why: reason }) };
  const added: HistoryEntry[] = [];
  if (plan.leave > 0) added.push({ what: 'left', quantity: plan.leave, ...trace });
  if (release > 0)
    added.push({
      what: 'cancelled',
      quantity: release,
      ...trace,
      ...(tickets && { tickets: voided }),
      ...(transferred.length > 0 && { transferred }),
    });
  const { offerExpiresAt, ticketHolders: _before, ...rest } = booking;
  const history = [...booking.history, ...added];
  const types = typesOf({ status: plan.after.status, history });
  const answer = {
    asked: askedBy(request),
    ...plan.after,
    ...(voided.length > 0 && { voided }),
    ...(types && { types }),
  };
  const holders = withoutVoid(booking.ticketHolders, voided);
  const keepsOffer = plan.after.status === 'offered' && offerExpiresAt !== undefined;
  return {
    ...rest,
    ...plan.after,
    ...(keepsOffer && { offerExpiresAt }),
    ...(holders && { ticketHolders: holders }),
    released: booking.released + release,
    history,
    cancellations: { ...booking.cancellations, [key]: answer },
  };
}

/** @returns the holders without the names on void tickets. Those to whom a ticket was transferred are still to be told. */
function withoutVoid(holders: TicketHolders | undefined, voided: number[]): TicketHolders | undefined {
  if (holders === undefined) return undefined;
  const isVoid = (ticket: string) => voided.includes(Number(ticket));
  const left = Object.entries(holders).filter(
    ([ticket, { email }]) => !isVoid(ticket) || email !== undefined,
  );
  return left.length === 0 ? undefined : Object.fromEntries(left);
}
