/**
 * Transfers a ticket to somebody else: its number is void for ever, and the booking gets a new number, whose code is
 * sent to the new holder alone. The tickets of the booking, its customer and all counters stay as they are.
 *
 * Steps, and what a crash after each leaves behind:
 * 1. One conditional update of the booking adds a history entry with both numbers, and the new holder with their
 *    address beside the history. Crash: the transfer is stored, and the same request repeated with its key finds it.
 * 2. The table's stream has the change, and the sender of notices mails the new holder and the customer.
 */
import { type Booking, fingerprintOf, type HistoryEntry, type TicketHolders } from '../model/booking.ts';
import { refuseFull } from '../model/booking-size.ts';
import type { Event } from '../model/event.ts';
import {
  BOOKING_RETRY_BUDGET_MS,
  TICKET_NUMBER_MAX,
  TRANSFERS_PER_BOOKING_LIMIT,
  TRANSFERS_PER_TICKET_LIMIT,
} from '../model/limits.ts';
import { Refusal } from '../model/refusal.ts';
import { isKept, nextNumber, type Ticket, ticketOf, transferIdFor } from '../model/ticket.ts';
import type { Actor } from '../model/user.ts';
import type { BookingStore } from '../ports/booking-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import { runsEventNow } from '../process/event-access.ts';
import type { EventCache } from '../process/event-cache.ts';
import { RetryBudget } from '../process/retry-budget.ts';
import { readBookingOf } from './read-booking-of.ts';
import { refuseErased } from './refuse-erased.ts';

/** `to`: the new holder. */
export type TransferTicket = {
  eventId: string;
  bookingId: string;
  number: number;
  actor: Actor;
  to: { firstName: string; lastName: string; email: string };
  idempotencyKey: string | undefined;
};

/** `sendsMail`: whether the service sends mail to customers. */
type Ports = { bookings: BookingStore; cache: EventCache; runtime: Runtime; sendsMail: boolean };

type Transfer = Extract<HistoryEntry, { what: 'ticket-transferred' }>;

/**
 * @returns the transfer. A repeat with the same key gets the same one.
 * @throws Refusal `not-found`, `no-mail`, `event-cancelled`, `event-started`, `ticket-void`, `checked-in`, `ticket-transferred`,
 * `names-closed`, `too-many-transfers`, `booking-full`, `idempotency-key-reused`; Busy.
 */
export async function transferTicket(request: TransferTicket, ports: Ports): Promise<Transfer> {
  const { bookings, cache, runtime } = ports;
  const { number, actor, to } = request;
  const event = await cache.get(request.eventId);
  const transferId = transferIdFor(actor.userId, request.idempotencyKey ?? runtime.newId());
  const fingerprint = fingerprintOf(to);
  const retryBudget = new RetryBudget(runtime, BOOKING_RETRY_BUDGET_MS);
  for (;;) {
    const booking = await retryBudget.retryWhileBusy(() =>
      readBookingOf(actor, event, request.bookingId, ports),
    );
    const earlier = transfersOf(booking).find((transfer) => transfer.transferId === transferId);
    if (earlier !== undefined) return asRepeated(earlier, booking, number, fingerprint);
    const now = runtime.now();
    if (!ports.sendsMail)
      throw new Refusal('no-mail', 'This service sends no mail, so nobody would get the new code.');
    refuseUnlessAhead(event, now);
    const ticket = ticketOf(booking, number);
    const isOrganizer =
      !isKept(ticket) && (await retryBudget.retryWhileBusy(() => runsEventNow(actor, event.id, ports)));
    refuseTicket(booking, ticket, isOrganizer);
    refuseErased(booking);
    refuseFull(booking);
    const newTicket = nextNumber(booking.history);
    const { [number]: _former, ...others } = booking.ticketHolders ?? {};
    const holders: TicketHolders = { ...others, [newTicket]: { ...to, fingerprint } };
    const by = actor.userId;
    const transfer: Transfer = {
      what: 'ticket-transferred',
      at: now,
      ticket: number,
      newTicket,
      by,
      transferId,
    };
    if (await bookings.appendHistory(event, booking, transfer, holders)) return transfer;
    await retryBudget.backOff();
  }
}

function transfersOf({ history }: Booking): Transfer[] {
  return history.filter(
    (historyEntry): historyEntry is Transfer => historyEntry.what === 'ticket-transferred',
  );
}

/** Without the holder, who may have transferred the ticket again, the body of the first request is not known any more. */
function asRepeated(earlier: Transfer, booking: Booking, number: number, fingerprint: string): Transfer {
  const known = booking.ticketHolders?.[earlier.newTicket]?.fingerprint ?? fingerprint;
  if (earlier.ticket === number && known === fingerprint) return earlier;
  throw new Refusal(
    'idempotency-key-reused',
    'This Idempotency-Key was used for another transfer. Use a new key.',
  );
}

function refuseUnlessAhead({ startsAt, cancelledAt }: Event, now: number): void {
  if (cancelledAt !== undefined)
    throw new Refusal('event-cancelled', 'The event was cancelled and does not take place.');
  if (now < Date.parse(startsAt)) return;
  throw new Refusal('event-started', `The event began at ${startsAt}. Tickets can no longer be transferred.`);
}

function refuseTicket(booking: Booking, ticket: Ticket, isOrganizer: boolean): void {
  if (ticket.checkIn !== undefined)
    throw new Refusal('checked-in', `Ticket ${ticket.number} is checked in and cannot be transferred.`);
  if (!isKept(ticket) && !isOrganizer)
    throw new Refusal(
      'ticket-transferred',
      'This ticket was transferred to somebody else. Ask the organizer.',
    );
  const { transfers = 0 } = ticket;
  if (transfers >= TRANSFERS_PER_TICKET_LIMIT) throw tooMany('ticket', TRANSFERS_PER_TICKET_LIMIT);
  const isFull =
    transfersOf(booking).length >= TRANSFERS_PER_BOOKING_LIMIT ||
    nextNumber(booking.history) > TICKET_NUMBER_MAX;
  if (isFull) throw tooMany('booking', TRANSFERS_PER_BOOKING_LIMIT);
}

function tooMany(what: 'ticket' | 'booking', limit: number): Refusal {
  const says = what === 'ticket' ? 'This ticket was' : 'Tickets of this booking were';
  return new Refusal('too-many-transfers', `${says} transferred ${limit} times, the limit.`, { limit });
}
