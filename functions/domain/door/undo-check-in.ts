/**
 * Undoes check-ins of one booking, so that its tickets can be used again: all that the request asks for, or none. The
 * history keeps the actor, the time and the reason. A request repeated with its key gets the same answer and changes nothing.
 */
import type { HistoryEntry } from '../model/booking.ts';
import { UNDOS_BY_DOOR_STAFF_LIMIT, UNDOS_PER_BOOKING_LIMIT } from '../model/limits.ts';
import { Refusal } from '../model/refusal.ts';
import type { Ticket } from '../model/ticket.ts';
import {
  isSameScan,
  type Recorded,
  recordScan,
  type Scan,
  type Scanned,
  type ScanPorts,
  scannedTickets,
} from './scan-ticket.ts';

/** `reason`: free text from the organizer. */
export type UndoCheckIn = Scan & { reason: string };

type Undo = Extract<HistoryEntry, { what: 'check-in-undone' }>;

const isIn = ({ checkIn }: Ticket): boolean => checkIn !== undefined;

/** @throws Refusal `not-checked-in`, `too-many-undos`, `idempotency-key-reused`; what `recordScan` throws. */
export function undoCheckIn(scan: UndoCheckIn, ports: ScanPorts): Promise<Recorded<Undo>> {
  const { reason, actor } = scan;
  const decide = (scanned: Scanned): Undo[] => {
    const { scanId, at } = scanned;
    const undos = scanned.booking.history.filter(
      (historyEntry): historyEntry is Undo => historyEntry.what === 'check-in-undone',
    );
    const earlier = undos.filter((undo) => undo.scanId === scanId);
    if (earlier.length > 0) return asRepeated(earlier, scanned, reason);
    const tickets = scannedTickets(scanned, isIn);
    refuseUnused(tickets);
    refuseTooMany(undos.length, tickets.length, scanned);
    return tickets.map(({ number }) => ({
      what: 'check-in-undone',
      at,
      ticket: number,
      by: actor.userId,
      scanId,
      reason,
    }));
  };
  return recordScan('undo', scan, decide, ports);
}

function asRepeated(earlier: Undo[], scanned: Scanned, reason: string): Undo[] {
  const isSame = earlier.every((undo) => undo.reason === reason) && isSameScan(scanned, earlier, isIn);
  if (isSame) return earlier;
  throw new Refusal(
    'idempotency-key-reused',
    'This Idempotency-Key was used with another body. Use a new key.',
  );
}

/** `undone`, `more`: check-ins of the booking that were undone, and that this request undoes. */
function refuseTooMany(undone: number, more: number, { isByDoorStaff }: Scanned): void {
  const limit = isByDoorStaff ? UNDOS_BY_DOOR_STAFF_LIMIT : UNDOS_PER_BOOKING_LIMIT;
  if (undone + more <= limit) return;
  const next = isByDoorStaff
    ? 'for door staff. Somebody who runs the event can undo further ones'
    : 'of a booking. Admit the person without a scan';
  throw new Refusal(
    'too-many-undos',
    `${undone} check-ins of this booking were undone; ${limit} is the limit ${next}.`,
  );
}

function refuseUnused(tickets: Ticket[]): void {
  if (tickets.length === 0)
    throw new Refusal(
      'not-checked-in',
      'No ticket of this booking is checked in, so there is nothing to undo.',
    );
  const unused = tickets.find((ticket) => !isIn(ticket));
  if (unused === undefined) return;
  const which = tickets.length === 1 ? 'This ticket' : `Ticket ${unused.number}`;
  throw new Refusal('not-checked-in', `${which} is not checked in, so there is nothing to undo.`);
}
