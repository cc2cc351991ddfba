/**
 * Checks tickets of one booking in, each once: all that the request asks for, or none. The sales window does not matter.
 *
 * A request repeated with its key gets the same answer while its check-ins are in force. After an undo the
 * repeat is rejected, because it must neither check in a second time nor report a check-in that was undone.
 */
import { Refusal } from '../model/refusal.ts';
import { type CheckIn, isKept, type Ticket, ticketsOf } from '../model/ticket.ts';
import {
  isSameScan,
  type Recorded,
  recordScan,
  type Scan,
  type Scanned,
  type ScanPorts,
  scannedTickets,
} from './scan-ticket.ts';

/** A transferred ticket is somebody else's, who comes with the code of it. */
const isExpected = (ticket: Ticket): boolean => ticket.checkIn === undefined && isKept(ticket);

/** @throws Refusal `already-checked-in` with `checkedInAt`, `idempotency-key-reused`; as `recordScan`. */
export function checkInTickets(scan: Scan, ports: ScanPorts): Promise<Recorded<CheckIn>> {
  const decide = (scanned: Scanned): CheckIn[] => {
    const { scanId, at } = scanned;
    const earlier = earlierCheckIns(scanned);
    if (earlier !== undefined) return earlier;
    const tickets = scannedTickets(scanned, isExpected);
    refuseUsed(tickets, scanned);
    const { userId: by } = scan.actor;
    return tickets.map(({ number }) => ({ what: 'checked-in', at, ticket: number, by, scanId }));
  };
  return recordScan('check-in', scan, decide, ports);
}

/** @returns the check-ins of an earlier attempt of the same request, if there was one. @throws Refusal `idempotency-key-reused`. */
function earlierCheckIns(scanned: Scanned): CheckIn[] | undefined {
  const { booking, scanId } = scanned;
  const earlier = booking.history.filter(
    (historyEntry): historyEntry is CheckIn =>
      historyEntry.what === 'checked-in' && historyEntry.scanId === scanId,
  );
  if (earlier.length === 0) return undefined;
  const inForce = ticketsOf(booking).flatMap(({ checkIn }) => checkIn ?? []);
  const areInForce = earlier.every((checkIn) => inForce.includes(checkIn));
  if (areInForce && isSameScan(scanned, earlier, isExpected)) return earlier;
  throw new Refusal(
    'idempotency-key-reused',
    'This Idempotency-Key was used for other tickets, or its check-in was undone. Use a new key.',
  );
}

/** @throws Refusal `already-checked-in` if one of the tickets is checked in, or if none is left to check in. */
function refuseUsed(tickets: Ticket[], { booking, asked }: Scanned): void {
  const used = (asked === undefined ? [] : tickets).find(({ checkIn }) => checkIn !== undefined);
  if (used?.checkIn !== undefined) {
    const { number, checkIn } = used;
    const which = tickets.length === 1 ? 'This ticket' : `Ticket ${number}`;
    throw alreadyCheckedIn(`${which} was already used at`, checkIn.at);
  }
  if (tickets.length > 0) return;
  const all = ticketsOf(booking);
  if (all.some(({ checkIn }) => checkIn === undefined))
    throw new Refusal('no-tickets', 'The tickets that are left were transferred. Scan their own codes.');
  const times = all.map(({ checkIn }) => checkIn?.at ?? 0);
  throw alreadyCheckedIn(
    'All tickets of this booking were already used, the last one at',
    Math.max(...times),
  );
}

function alreadyCheckedIn(says: string, at: number): Refusal {
  const checkedInAt = new Date(at).toISOString();
  return new Refusal('already-checked-in', `${says} ${checkedInAt}.`, { checkedInAt });
}
