/**
 * Checks in tickets that a device scanned without the service. Each scan has a result of its own. The order of writes, and
 * not the times that devices state, decides which scan of a ticket is first; the others are conflicts.
 *
 * Steps, and what a crash after each leaves behind:
 * 1. The bookings of the codes are read in one batch. Crash: nothing.
 * 2. For each booking one conditional update adds the entries of its tickets, some bookings at a time. Crash: some bookings
 *    have their entries. A repeat finds them by the ids of the scans, has the same results, and writes the others.
 *
 * The condition is that the booking is as it was read; after a concurrent change it is read and decided anew.
 */
import type { Booking } from '../model/booking.ts';
import type { Event } from '../model/event.ts';
import { BATCH_BOOKINGS_AT_ONCE, BOOKING_RETRY_BUDGET_MS } from '../model/limits.ts';
import { isPlausibleScan, offlineScanIdFor } from '../model/offline-scan.ts';
import { Refusal } from '../model/refusal.ts';
import { type CheckIn, type TicketName, type TicketReader, ticketsOf } from '../model/ticket.ts';
import type { Actor } from '../model/user.ts';
import { RetryBudget } from '../process/retry-budget.ts';
import { eventAtDoor, type ScanPorts } from './scan-ticket.ts';

/** `code`: the unverified text from the scanner. `scannedAt`: the time that the device states, ms. */
export type OfflineScan = { code: string; scannedAt: number };

/** `device`: the name of the device, if it has one. */
export type CheckInBatch = {
  eventId: string;
  actor: Actor;
  device: string | undefined;
  scans: OfflineScan[];
};

type OfTicket = Omit<TicketName, 'eventId'>;

/**
 * `checked-in`: by this scan, whose entry is `checkIn`. `already-checked-in`: by another scan, which was written first;
 * this one was made at `scannedAt`, ms.
 * `check-in-undone`: by this scan, and that was undone; or by another scan, and undone after this one was made.
 * `ticket-void`: the booking does not have the ticket any more. `other-event`: the code is a ticket of another event.
 * `ticket-invalid`: the code is not a ticket.
 */
export type ScanResult =
  | ({ result: 'checked-in'; checkIn: CheckIn } & OfTicket)
  | ({ result: 'already-checked-in'; checkIn: CheckIn; scannedAt: number } & OfTicket)
  | ({ result: 'check-in-undone' | 'ticket-void' } & OfTicket)
  | { result: 'other-event' | 'ticket-invalid' };

type BatchPorts = Pick<ScanPorts, 'bookings' | 'cache' | 'runtime'> & { codes: TicketReader };

/** A scan with the ticket that its code names. `index`: in the batch. */
type NamedScan = TicketName & { index: number; scannedAt: number };

/**
 * @returns the results in the order of the scans
 * @throws Refusal `not-found` for events on whose staff the actor is not, `event-cancelled`, `validation-failed` for a time at
 *   which nobody can have scanned; Busy after some of the bookings may have been written.
 */
export async function checkInBatch(batch: CheckInBatch, ports: BatchPorts): Promise<ScanResult[]> {
  const { bookings, codes, runtime } = ports;
  const retryBudget = new RetryBudget(runtime, BOOKING_RETRY_BUDGET_MS);
  const event = await retryBudget.retryWhileBusy(() => eventAtDoor(batch, ports));
  refuseImplausible(batch.scans, event, runtime.now());
  const scans = await Promise.all(
    batch.scans.map(async ({ code, scannedAt }, index) => ({
      index,
      scannedAt,
      name: await codes.readAny(code),
    })),
  );
  const results = scans.map(
    ({ name }): ScanResult => ({ result: name === undefined ? 'ticket-invalid' : 'other-event' }),
  );
  const own = scans.flatMap(({ name, ...scan }): NamedScan[] =>
    name?.eventId === event.id ? [{ ...scan, ...name }] : [],
  );
  const groups = [...Map.groupBy(own, ({ bookingId }) => bookingId)];
  const ids = groups.map(([bookingId]) => bookingId);
  const stored = await retryBudget.retryWhileBusy(() => bookings.readMany(event, ids));
  const byId = new Map(stored.map((booking) => [booking.id, booking]));
  const checkInGroups = async (): Promise<void> => {
    for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
      const [bookingId, ofBooking] = group;
      const work = { event, batch, scans: ofBooking, retryBudget };
      for (const { index, found } of await checkInBooking(byId.get(bookingId), work, ports))
        results[index] = found;
    }
  };
  // Nothing may be written after the answer, so a failure waits for the other bookings.
  const ends = await Promise.allSettled(Array.from({ length: BATCH_BOOKINGS_AT_ONCE }, checkInGroups));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return results;
}

function refuseImplausible(scans: OfflineScan[], event: Event, now: number): void {
  const errors = scans.flatMap(({ scannedAt }, index) =>
    isPlausibleScan(scannedAt, event, now)
      ? []
      : [
          {
            pointer: `/scans/${index}/scannedAt`,
            detail: 'must not be in the future, or before the event was created',
          },
        ],
  );
  if (errors.length === 0) return;
  throw new Refusal('validation-failed', 'Nobody can have scanned a ticket then. Set the clock.', { errors });
}

type Work = { event: Event; batch: CheckInBatch; scans: NamedScan[]; retryBudget: RetryBudget };

/** The result of the scan with this index. */
type Found = { index: number; found: ScanResult };

/** @returns the results of the scans, all of tickets of one booking. */
async function checkInBooking(
  read: Booking | undefined,
  { event, batch, scans, retryBudget }: Work,
  { bookings, runtime }: BatchPorts,
): Promise<Found[]> {
  for (let booking = read; booking !== undefined; ) {
    const { results, added } = decide(booking, scans, batch, runtime.now());
    if (added.length === 0 || (await bookings.appendHistory(event, booking, added))) return results;
    await retryBudget.backOff();
    const { id } = booking;
    booking = await retryBudget.retryWhileBusy(() => bookings.read(event, id));
  }
  return scans.map(({ index, bookingId, number }) => ({
    index,
    found: { result: 'ticket-void', bookingId, number },
  }));
}

/** @returns the results, and the entries to add, in the order of the batch. */
function decide(
  { status, history }: Booking,
  scans: NamedScan[],
  { actor, device }: CheckInBatch,
  at: number,
): { results: Found[]; added: CheckIn[] } {
  const added: CheckIn[] = [];
  const results = scans.map((scan): Found => {
    const { number, scannedAt, index } = scan;
    const entry: CheckIn = {
      what: 'checked-in',
      at,
      ticket: number,
      by: actor.userId,
      scanId: offlineScanIdFor(scan, scannedAt, device),
      scannedAt,
      ...(device !== undefined && { device }),
    };
    const found = resultOf(scan, entry, { status, history: [...history, ...added] });
    if (found.result === 'checked-in' && found.checkIn === entry) added.push(entry);
    return { index, found };
  });
  return { results, added };
}

/** @returns the result of a scan whose check-in would be `entry`. */
function resultOf(
  { bookingId, number, scannedAt }: NamedScan,
  entry: CheckIn,
  booking: Pick<Booking, 'status' | 'history'>,
): ScanResult {
  const of = { bookingId, number };
  const ticket = ticketsOf(booking).find((good) => good.number === number);
  const own = booking.history.find(
    (known): known is CheckIn => known.what === 'checked-in' && known.scanId === entry.scanId,
  );
  if (own !== undefined && ticket?.checkIn !== own) return { result: 'check-in-undone', ...of };
  if (own !== undefined) return { result: 'checked-in', checkIn: own, ...of };
  if (ticket === undefined) return { result: 'ticket-void', ...of };
  const { checkIn } = ticket;
  if (checkIn !== undefined) return { result: 'already-checked-in', checkIn, scannedAt, ...of };
  const undone = booking.history.findLast(
    (known) => known.what === 'check-in-undone' && known.ticket === number,
  );
  if (undone !== undefined && scannedAt <= undone.at) return { result: 'check-in-undone', ...of };
  return { result: 'checked-in', checkIn: entry, ...of };
}
