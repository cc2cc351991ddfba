/**
 * Lets somebody in on a ticket, once, whatever the sales window says.
 *
 * A request repeated with its key is answered as the first time while that check-in stands. Once it was undone, the
 * repeat is refused: it must neither check in a second time nor let somebody in without it.
 */
import { Refusal } from './refusal.ts';
import {
  goodTicket,
  type Recorded,
  recordScan,
  type Scan,
  type Scanned,
  type ScanPorts,
} from './scan-ticket.ts';
import type { CheckIn } from './tickets.ts';

/** @throws Refusal `already-checked-in` with `checkedInAt`, `idempotency-key-reused`; what `recordScan` throws. */
export function checkInTicket(scan: Scan, ports: ScanPorts): Promise<Recorded<CheckIn>> {
  const decide = (scanned: Scanned): CheckIn => {
    const { booking, number, scanId, at } = scanned;
    const { checkIn } = goodTicket(scanned);
    if (checkIn?.scanId === scanId) return checkIn;
    if (booking.history.some((fact) => fact.what === 'checked-in' && fact.scanId === scanId)) {
      throw new Refusal(
        'idempotency-key-reused',
        'What was checked in with this Idempotency-Key was another ticket, or it was undone. Take a new key.',
      );
    }
    if (checkIn !== undefined) throw alreadyCheckedIn(new Date(checkIn.at).toISOString());
    return { what: 'checked-in', at, ticket: number, by: scan.actor.userId, scanId };
  };
  return recordScan('check-in', scan, decide, ports);
}

function alreadyCheckedIn(checkedInAt: string): Refusal {
  return new Refusal('already-checked-in', `Somebody came in on this ticket at ${checkedInAt}.`, {
    checkedInAt,
  });
}
