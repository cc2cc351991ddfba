/**
 * Checks a ticket in, once. The sales window does not matter.
 *
 * A request repeated with its key gets the same answer while its check-in is in force. After an undo the
 * repeat is rejected, because it must neither check in a second time nor report a check-in that was undone.
 */
import { Refusal } from '../model/refusal.ts';
import type { CheckIn } from '../model/ticket.ts';
import {
  goodTicket,
  type Recorded,
  recordScan,
  type Scan,
  type Scanned,
  type ScanPorts,
} from './scan-ticket.ts';

/** @throws Refusal `already-checked-in` with `checkedInAt`, `idempotency-key-reused`; as `recordScan`. */
export function checkInTicket(scan: Scan, ports: ScanPorts): Promise<Recorded<CheckIn>> {
  const decide = (scanned: Scanned): CheckIn => {
    const { booking, number, scanId, at } = scanned;
    const { checkIn } = goodTicket(scanned);
    if (checkIn?.scanId === scanId) return checkIn;
    if (
      booking.history.some(
        (historyEntry) => historyEntry.what === 'checked-in' && historyEntry.scanId === scanId,
      )
    ) {
      throw new Refusal(
        'idempotency-key-reused',
        'This Idempotency-Key was used for another ticket, or its check-in was undone. Use a new key.',
      );
    }
    if (checkIn !== undefined) throw alreadyCheckedIn(new Date(checkIn.at).toISOString());
    return { what: 'checked-in', at, ticket: number, by: scan.actor.userId, scanId };
  };
  return recordScan('check-in', scan, decide, ports);
}

function alreadyCheckedIn(checkedInAt: string): Refusal {
  return new Refusal('already-checked-in', `This ticket was already used at ${checkedInAt}.`, {
    checkedInAt,
  });
}
