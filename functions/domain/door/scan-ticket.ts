/**
 * Handles the scan of a ticket at the door: authorizes the actor, verifies the code, and records the result
 * in the booking's history. `check-in-ticket.ts` and `undo-check-in.ts` decide what a scan does.
 *
 * Steps, and what a crash after each leaves behind:
 * 1. The booking is read, then the name and address of its account; the latter may fail. Crash: nothing.
 * 2. One conditional update adds a history entry, for one write unit while the booking is under 1 KB. Crash:
 *    the entry is stored, and the same request repeated with its key finds it and gets the same answer.
 *
 * The condition is that the booking is as it was read. Of concurrent scans and cancellations one wins, and
 * the others read the booking again and decide anew.
 */

import { contactIfKnown } from '../bookings/contacts.ts';
import type { Booking, HistoryEntry } from '../model/booking.ts';
import { BOOKING_RETRY_BUDGET_MS } from '../model/limits.ts';
import { Refusal } from '../model/refusal.ts';
import { type ScanKind, scanIdFor, type Ticket, type TicketReader, ticketsOf } from '../model/ticket.ts';
import { type Actor, type Contact, runsEvent } from '../model/user.ts';
import type { BookingStore } from '../ports/booking-store.ts';
import type { Log } from '../ports/log.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { UserStore } from '../ports/user-store.ts';
import type { EventCache } from '../process/event-cache.ts';
import { RetryBudget } from '../process/retry-budget.ts';

/** `code`: the unverified text from the scanner. */
export type Scan = { eventId: string; code: string; actor: Actor; idempotencyKey: string | undefined };

export type ScanPorts = {
  bookings: BookingStore;
  cache: EventCache;
  runtime: Runtime;
  log: Log;
  codes: TicketReader;
  users: Pick<UserStore, 'contacts'>;
};

/**
 * A ticket at the time of its scan. `number`: the ticket in its booking; `scanId`: the request; `at`: the
 * time in ms.
 */
export type Scanned = { booking: Booking; number: number; scanId: string; at: number };

/** The booking with `historyEntry`, added by this request. `customer`: contact of its account, if known. */
export type Recorded<F extends HistoryEntry> = {
  booking: Booking;
  number: number;
  historyEntry: F;
  customer: Contact | undefined;
};

/**
 * Adds the history entry that `decide` returns for the scanned ticket. If `decide` returns an entry of the
 * history, an earlier attempt of the same request added it, and nothing is written.
 * @throws Refusal `not-found` for events that the actor does not run, `event-cancelled`, `ticket-invalid`,
 * `ticket-void`; what `decide` throws; Busy.
 */
export async function recordScan<F extends HistoryEntry>(
  kind: ScanKind,
  scan: Scan,
  decide: (scanned: Scanned) => F,
  ports: ScanPorts,
): Promise<Recorded<F>> {
  const { bookings, codes, runtime, cache } = ports;
  const event = await cache.get(scan.eventId);
  if (!runsEvent(scan.actor, event))
    throw new Refusal('not-found', 'There is no such event, or you do not run it.');
  if (event.cancelledAt !== undefined)
    throw new Refusal('event-cancelled', 'The event was cancelled and does not take place.');
  const ticket = await codes.read(event.id, scan.code);
  if (ticket === undefined)
    throw new Refusal('ticket-invalid', 'This code is not a ticket of this event. Do not admit the holder.');
  const { bookingId, number } = ticket;
  const key = scan.idempotencyKey ?? runtime.newId();
  const scanId = scanIdFor(kind, scan.actor.userId, key);
  const retryBudget = new RetryBudget(runtime, BOOKING_RETRY_BUDGET_MS);
  for (;;) {
    const booking = await retryBudget.retryWhileBusy(() => bookings.read(event, bookingId));
    if (booking === undefined) throw ticketIsVoid();
    const historyEntry = decide({ booking, number, scanId, at: runtime.now() });
    // The contact is read before the write, because nothing may fail or delay the answer after it.
    const customer = await contactIfKnown(booking, ports);
    if (booking.history.includes(historyEntry)) return { booking, number, historyEntry, customer };
    if (await bookings.appendHistory(event, booking, historyEntry)) {
      return {
        booking: { ...booking, history: [...booking.history, historyEntry] },
        number,
        historyEntry,
        customer,
      };
    }
    await retryBudget.backOff();
  }
}

/** @returns the scanned ticket. @throws Refusal `ticket-void` when its booking does not have it any more. */
export function goodTicket({ booking, number }: Scanned): Ticket {
  const ticket = ticketsOf(booking).find((good) => good.number === number);
  if (ticket === undefined) throw ticketIsVoid();
  return ticket;
}

function ticketIsVoid(): Refusal {
  return new Refusal('ticket-void', 'This ticket was cancelled. Do not admit the holder.');
}
