/**
 * Undoes a check-in, so that the ticket can be used again. The history keeps the actor, the time and the
 * reason. A request repeated with its key gets the same answer and changes nothing.
 */
import type { HistoryEntry } from '../model/booking.ts';
import { UNDOS_PER_BOOKING_LIMIT } from '../model/limits.ts';
import { Refusal } from '../model/refusal.ts';
import {
  goodTicket,
  type Recorded,
  recordScan,
  type Scan,
  type Scanned,
  type ScanPorts,
} from './scan-ticket.ts';

/** `reason`: free text from the organizer. */
export type UndoCheckIn = Scan & { reason: string };

type Undo = Extract<HistoryEntry, { what: 'check-in-undone' }>;

/** @throws Refusal `not-checked-in`, `too-many-undos`, `idempotency-key-reused`; what `recordScan` throws. */
export function undoCheckIn(scan: UndoCheckIn, ports: ScanPorts): Promise<Recorded<Undo>> {
  const { reason } = scan;
  const decide = (scanned: Scanned): Undo => {
    const { booking, number, scanId, at } = scanned;
    const undos = booking.history.filter((historyEntry) => historyEntry.what === 'check-in-undone');
    const earlier = undos.find((undo) => undo.scanId === scanId);
    if (earlier?.ticket === number && earlier.reason === reason) return earlier;
    if (earlier !== undefined) {
      throw new Refusal(
        'idempotency-key-reused',
        'This Idempotency-Key was used with another body. Use a new key.',
      );
    }
    if (goodTicket(scanned).checkIn === undefined) {
      throw new Refusal('not-checked-in', 'This ticket is not checked in, so there is nothing to undo.');
    }
    if (undos.length >= UNDOS_PER_BOOKING_LIMIT) {
      throw new Refusal(
        'too-many-undos',
        `${undos.length} check-ins of this booking were undone, the limit. Admit the person without a scan.`,
      );
    }
    return { what: 'check-in-undone', at, ticket: number, by: scan.actor.userId, scanId, reason };
  };
  return recordScan('undo', scan, decide, ports);
}
