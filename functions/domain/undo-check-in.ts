/**
 * Takes a check-in back, so that the ticket lets somebody in again; the history keeps who did it, when and why. A
 * request repeated with its key is answered as the first time and does nothing more.
 */
import type { Fact } from './booking.ts';
import { UNDOS_PER_BOOKING_LIMIT } from './limits.ts';
import { Refusal } from './refusal.ts';
import {
  goodTicket,
  type Recorded,
  recordScan,
  type Scan,
  type Scanned,
  type ScanPorts,
} from './scan-ticket.ts';

/** `reason` in the organizer's words. */
export type UndoCheckIn = Scan & { reason: string };

type Undo = Extract<Fact, { what: 'check-in-undone' }>;

/** @throws Refusal `not-checked-in`, `too-many-undos`, `idempotency-key-reused`; what `recordScan` throws. */
export function undoCheckIn(scan: UndoCheckIn, ports: ScanPorts): Promise<Recorded<Undo>> {
  const { reason } = scan;
  const decide = (scanned: Scanned): Undo => {
    const { booking, number, scanId, at } = scanned;
    const undos = booking.history.filter((fact) => fact.what === 'check-in-undone');
    const earlier = undos.find((undo) => undo.scanId === scanId);
    if (earlier?.ticket === number && earlier.reason === reason) return earlier;
    if (earlier !== undefined) {
      throw new Refusal('idempotency-key-reused', 'This Idempotency-Key was used with another body.');
    }
    if (goodTicket(scanned).checkIn === undefined) {
      throw new Refusal('not-checked-in', 'Nobody is in on this ticket.');
    }
    if (undos.length >= UNDOS_PER_BOOKING_LIMIT) {
      throw new Refusal('too-many-undos', `${undos.length} check-ins of this booking were undone.`);
    }
    return { what: 'check-in-undone', at, ticket: number, by: scan.actor.userId, scanId, reason };
  };
  return recordScan('undo', scan, decide, ports);
}
