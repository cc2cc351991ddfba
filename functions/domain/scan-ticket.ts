/**
 * What happens at a door when a code is held before a scanner: who may ask, which ticket it is, and the one write that
 * records the answer.
 *
 * Steps, and what a crash after each leaves behind:
 * 1. The booking is read, then the name and address of its account; the latter may fail. Crash: nothing.
 * 2. One conditional update adds a fact to its history, for one write unit while the booking is under 1 KB. Crash: the
 *    fact is there, and the same request repeated with its key finds it and is answered as if nothing had happened.
 *
 * The condition is that the booking is as it was read. So of scanners and cancellations at once one wins, and the
 * others look again and are answered by what they find.
 */
import type { Booking, Fact } from './booking.ts';
import type { BookingPorts } from './booking-attempt.ts';
import { contactIfKnown } from './contacts.ts';
import { derivedId } from './derived-id.ts';
import { BOOKING_PATIENCE_MS } from './limits.ts';
import { Patience } from './patience.ts';
import type { UserStore } from './ports.ts';
import { Refusal } from './refusal.ts';
import { type Ticket, type TicketReader, ticketsOf } from './tickets.ts';
import { type Actor, type Contact, runsEvent } from './user.ts';

/** `code` is what the scanner read, whatever it is. */
export type Scan = { eventId: string; code: string; actor: Actor; idempotencyKey: string | undefined };

export type ScanPorts = Pick<BookingPorts, 'bookings' | 'memory' | 'environment' | 'log'> & {
  codes: TicketReader;
  users: Pick<UserStore, 'contacts'>;
};

/** The scanned ticket and its booking as it is now. `scanId` names the request, `at` is now in ms. */
export type Scanned = { booking: Booking; number: number; scanId: string; at: number };

/** The booking with `fact`, which this request added. `customer` is the account behind the booking, if known. */
export type Recorded<F extends Fact> = {
  booking: Booking;
  number: number;
  fact: F;
  customer: Contact | undefined;
};

/** 72 bits are plenty to tell the scans of one booking apart. */
const SCAN_ID_CHARACTERS = 12;

type ScanKind = 'check-in' | 'undo';

/** The same person and key always mean the same scan. */
export function scanIdFor(kind: ScanKind, userId: string, idempotencyKey: string): string {
  return derivedId(kind, userId, idempotencyKey).slice(0, SCAN_ID_CHARACTERS);
}

/**
 * Lets `decide` say what becomes of the scanned ticket and adds that to the booking's history. A fact that `decide`
 * takes from the history is there already, by the same request.
 * @throws Refusal `not-found` for events that the actor does not run, `event-cancelled`, `ticket-invalid`,
 * `ticket-void`; what `decide` throws; Busy.
 */
export async function recordScan<F extends Fact>(
  kind: ScanKind,
  scan: Scan,
  decide: (scanned: Scanned) => F,
  ports: ScanPorts,
): Promise<Recorded<F>> {
  const { bookings, codes, environment, memory } = ports;
  const event = await memory.facts(scan.eventId);
  if (!runsEvent(scan.actor, event)) throw new Refusal('not-found', 'There is no such event of yours.');
  if (event.cancelledAt !== undefined)
    throw new Refusal('event-cancelled', 'This event does not take place.');
  const ticket = await codes.read(event.id, scan.code);
  if (ticket === undefined) throw new Refusal('ticket-invalid', 'This code is not a ticket of this event.');
  const { bookingId, number } = ticket;
  const key = scan.idempotencyKey ?? environment.newId();
  const scanId = scanIdFor(kind, scan.actor.userId, key);
  const patience = new Patience(environment, BOOKING_PATIENCE_MS);
  for (;;) {
    const booking = await patience.outwaitBusy(() => bookings.read(event, bookingId));
    if (booking === undefined) throw ticketIsVoid();
    const fact = decide({ booking, number, scanId, at: environment.now() });
    // Read before the write: after the write nothing may fail or delay the answer.
    const customer = await contactIfKnown(booking, ports);
    if (booking.history.includes(fact)) return { booking, number, fact, customer };
    if (await bookings.addFact(event, booking, fact)) {
      return { booking: { ...booking, history: [...booking.history, fact] }, number, fact, customer };
    }
    await patience.backOff();
  }
}

/** The scanned ticket. @throws Refusal `ticket-void`. */
export function goodTicket({ booking, number }: Scanned): Ticket {
  const ticket = ticketsOf(booking).find((good) => good.number === number);
  if (ticket === undefined) throw ticketIsVoid();
  return ticket;
}

function ticketIsVoid(): Refusal {
  return new Refusal('ticket-void', 'This ticket was cancelled and lets nobody in.');
}
