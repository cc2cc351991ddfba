/**
 * Handles a request at the door about tickets of one booking: authorizes the actor, finds the tickets by a code or by the
 * booking and their numbers, and records the result in the booking's history. `check-in-tickets.ts` and `undo-check-in.ts`
 * decide what is recorded.
 *
 * Steps, and what a crash after each leaves behind:
 * 1. The booking is read, then the name and address of its account; the latter may fail. Crash: nothing.
 * 2. One conditional update adds a history entry for each ticket, for one write unit while the booking is under 1 KB.
 *    Crash: the entries are stored, and the same request repeated with its key finds them and gets the same answer.
 *
 * The condition is that the booking is as it was read. Of concurrent scans and cancellations one wins, and
 * the others read the booking again and decide anew.
 */

import { contactIfKnown } from '../bookings/contacts.ts';
import type { Booking, HistoryEntry } from '../model/booking.ts';
import type { Event } from '../model/event.ts';
import { BOOKING_RETRY_BUDGET_MS } from '../model/limits.ts';
import { Refusal } from '../model/refusal.ts';
import {
  type ScanKind,
  scanIdFor,
  type Ticket,
  type TicketReader,
  ticketOf,
  ticketsOf,
  whyVoid,
} from '../model/ticket.ts';
import { type Actor, type Contact, runsEvent, worksAtDoor } from '../model/user.ts';
import type { BookingStore } from '../ports/booking-store.ts';
import type { Log } from '../ports/log.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { UserStore } from '../ports/user-store.ts';
import { type EventCache, noEvent } from '../process/event-cache.ts';
import { RetryBudget } from '../process/retry-budget.ts';

/**
 * `code`: the unverified text from the scanner. `tickets`: numbers of tickets of the booking; without them the request is
 * about all of its tickets that it can be about.
 */
export type ScanTarget = { code: string } | { bookingId: string; tickets?: number[] };

export type Scan = ScanTarget & { eventId: string; actor: Actor; idempotencyKey: string | undefined };

export type ScanPorts = {
  bookings: BookingStore;
  cache: EventCache;
  runtime: Runtime;
  log: Log;
  codes: TicketReader;
  users: Pick<UserStore, 'contacts'>;
};

/** `asked`: the numbers of the tickets, ascending; undefined for all of them. */
type Target = { bookingId: string; asked: number[] | undefined; isByCode: boolean };

/**
 * What is scanned, with its booking at the time of the scan. `scanId`: the request; `at`: the time in ms. `isByDoorStaff`: and not by
 * somebody who runs the event.
 */
export type Scanned = Target & { booking: Booking; scanId: string; at: number; isByDoorStaff: boolean };

/**
 * The booking with `historyEntries`, added by this request. `customer`: contact of its account, if known.
 * `mayShowAddresses`: not to door staff.
 */
export type Recorded<F extends HistoryEntry> = {
  booking: Booking;
  historyEntries: F[];
  customer: Contact | undefined;
  mayShowAddresses: boolean;
};

/**
 * Adds the history entries that `decide` returns for the scanned tickets. If `decide` returns entries of the
 * history, an earlier attempt of the same request added them, and nothing is written.
 * @throws Refusal `not-found` for events on whose staff the actor is not, and for unknown bookings; `event-cancelled`,
 * `ticket-invalid`, `ticket-void`; what `decide` throws; Busy.
 */
export async function recordScan<F extends HistoryEntry>(
  kind: ScanKind,
  scan: Scan,
  decide: (scanned: Scanned) => F[],
  ports: ScanPorts,
): Promise<Recorded<F>> {
  const { bookings, runtime } = ports;
  const retryBudget = new RetryBudget(runtime, BOOKING_RETRY_BUDGET_MS);
  const event = await retryBudget.retryWhileBusy(() => eventAtDoor(scan, ports));
  const isByDoorStaff = !runsEvent(scan.actor, event);
  const mayShowAddresses = !isByDoorStaff;
  const target = await targetOf(scan, event, ports);
  const scanId = scanIdFor(kind, scan.actor.userId, scan.idempotencyKey ?? runtime.newId());
  for (;;) {
    const booking = await retryBudget.retryWhileBusy(() => bookings.read(event, target.bookingId));
    if (booking === undefined)
      throw target.isByCode ? ticketIsVoid('This ticket was cancelled.') : noSuchBooking();
    const historyEntries = decide({ ...target, booking, scanId, at: runtime.now(), isByDoorStaff });
    // The contact is read before the write, because nothing may fail or delay the answer after it.
    const customer = await contactIfKnown(booking, ports);
    if (historyEntries.every((historyEntry) => booking.history.includes(historyEntry)))
      return { booking, historyEntries, customer, mayShowAddresses };
    if (await bookings.appendHistory(event, booking, historyEntries)) {
      const history = [...booking.history, ...historyEntries];
      return { booking: { ...booking, history }, historyEntries, customer, mayShowAddresses };
    }
    await retryBudget.backOff();
  }
}

/** @returns the event, if the actor may scan its tickets. @throws Refusal `not-found`, `event-cancelled`; Busy. */
export async function eventAtDoor(
  { eventId, actor }: { eventId: string; actor: Actor },
  { cache }: Pick<ScanPorts, 'cache'>,
): Promise<Event> {
  const event = await cache.refresh(eventId);
  if (!worksAtDoor(actor, event)) throw noEvent();
  if (event.cancelledAt !== undefined)
    throw new Refusal('event-cancelled', 'The event was cancelled and does not take place.');
  return event;
}

/** @throws Refusal `ticket-invalid`. */
async function targetOf(
  scan: ScanTarget,
  event: Event,
  { codes }: Pick<ScanPorts, 'codes'>,
): Promise<Target> {
  if ('bookingId' in scan) {
    const asked = scan.tickets?.toSorted((one, other) => one - other);
    return { bookingId: scan.bookingId, asked, isByCode: false };
  }
  const ticket = await codes.read(event.id, scan.code);
  if (ticket === undefined)
    throw new Refusal('ticket-invalid', 'This code is not a ticket of this event. Do not admit the holder.');
  return { bookingId: ticket.bookingId, asked: [ticket.number], isByCode: true };
}

/**
 * @returns the asked tickets, or else all that `mayConcern` accepts
 * @throws Refusal `ticket-void`, `not-found`, `no-tickets`
 */
export function scannedTickets(
  { booking, asked, isByCode }: Scanned,
  mayConcern: (ticket: Ticket) => boolean,
): Ticket[] {
  const tickets = ticketsOf(booking);
  if (asked !== undefined)
    return asked.map((number) => (isByCode ? ticketOfCode(booking, number) : ticketOf(booking, number)));
  if (tickets.length === 0) throw new Refusal('no-tickets', 'The booking has no tickets.');
  return tickets.filter(mayConcern);
}

/**
 * Whether the entries, which an earlier request with the same key recorded, are what this request asks for. A request for all
 * tickets is judged by the tickets that there were when the first entry was written.
 */
export function isSameScan(
  { booking: { history }, asked }: Scanned,
  entries: (HistoryEntry & { ticket: number })[],
  mayConcern: (ticket: Ticket) => boolean,
): boolean {
  const [first] = entries;
  if (first === undefined) return false;
  const before = { status: 'confirmed' as const, history: history.slice(0, history.indexOf(first)) };
  const numbers =
    asked ??
    ticketsOf(before)
      .filter(mayConcern)
      .map(({ number }) => number);
  const recorded = entries.map(({ ticket }) => ticket);
  return recorded.length === numbers.length && recorded.every((number) => numbers.includes(number));
}

function ticketOfCode(booking: Booking, number: number): Ticket {
  const ticket = ticketsOf(booking).find((good) => good.number === number);
  if (ticket === undefined) throw ticketIsVoid(whyVoid(booking.history, number));
  return ticket;
}

function noSuchBooking(): Refusal {
  return new Refusal('not-found', 'The event has no booking with this id.');
}

function ticketIsVoid(why: string): Refusal {
  return new Refusal('ticket-void', `${why} Do not admit the holder.`);
}
