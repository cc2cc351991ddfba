/**
 * Checks `NoOversell` by sums over all bookings, and `OneEffect` by replaying the history of each booking.
 * Both look at one booking at a time and keep only sums.
 */
import { type HistoryEntry, ticketsHeld } from '../model/booking.ts';
import { SCAN_CLOCK_SKEW_MS } from '../model/limits.ts';
import { hasSoundTickets } from '../model/ticket.ts';
import type { AuditedBooking } from '../ports/audit-store.ts';
import { PoolConservation } from './check-pools.ts';
import type { EventState } from './event-state.ts';
import { type Finding, finding, Offenders } from './finding.ts';
import { replayBooking } from './replay-booking.ts';

/**
 * Where the tickets of an event are. `sold`: of confirmed bookings. `reserved`: of open offers, and parts that were
 * granted to waiting bookings. `released`: given up and not handed on yet. All but `capacity` add up to it.
 */
export type TicketBalance = {
  capacity: number;
  sold: number;
  reserved: number;
  released: number;
  free: number;
};

/** Checks that free and held tickets add up to the capacity, and places to that of each pool. */
export class Conservation {
  #sold = 0;
  #reserved = 0;
  #released = 0;
  readonly #pools = new PoolConservation();
  readonly #negative = new Offenders();

  add(booking: AuditedBooking): void {
    const held = ticketsHeld(booking);
    if (booking.status === 'confirmed') this.#sold += held;
    else this.#reserved += held;
    this.#released += booking.released;
    this.#pools.add(booking);
    if (Math.min(booking.quantity, booking.granted, booking.released) < 0) this.#negative.add(booking.id);
  }

  balance({ event: { capacity }, shards, waitlist }: EventState): TicketBalance {
    const free = shards.reduce(
      (sum, shard) => sum + shard.freeTickets,
      waitlist.unassigned + waitlist.pendingCapacity,
    );
    return { capacity, sold: this.#sold, reserved: this.#reserved, released: this.#released, free };
  }

  finding(state: EventState): Finding {
    const { shards, waitlist } = state;
    const { capacity, sold, reserved, released, free } = this.balance(state);
    const held = sold + reserved;
    const least = shards.reduce((most, shard) => Math.min(most, shard.freeTickets), waitlist.unassigned);
    const total = free + held + released;
    const ofPools = this.#pools.finding(state);
    const holds = total === capacity && least >= 0 && this.#negative.count === 0 && ofPools.holds;
    const sum = `${free} free + ${held} held + ${released} released = ${total} tickets`;
    const evidence = total === capacity ? sum : `${sum}, but the capacity is ${capacity}`;
    return finding('NoOversell', holds, [evidence, ...ofPools.evidence].join('; '), this.#negative);
  }
}

/** Checks that each history is possible, entry by entry, and that its result matches the booking. */
export class Effects {
  #bookings = 0;
  readonly #unsound = new Offenders();

  add(booking: AuditedBooking): void {
    this.#bookings += 1;
    if (!isSound(booking)) this.#unsound.add(booking.id);
  }

  finding(): Finding {
    const evidence = `${this.#bookings - this.#unsound.count} of ${this.#bookings} bookings match their history`;
    return finding('OneEffect', this.#unsound.count === 0, evidence, this.#unsound);
  }
}

function isSound(booking: AuditedBooking): boolean {
  const replayed = replayBooking(booking.history);
  return (
    replayed !== undefined &&
    replayed.status === booking.status &&
    replayed.quantity === booking.quantity &&
    replayed.granted === booking.granted &&
    replayed.released === booking.released &&
    hasSoundTickets(booking) &&
    hasOneRequestEach(booking) &&
    booking.history.every(isNoLaterScan)
  );
}

/** Whether no scan, no transfer and no addition is recorded twice, nor that others may pass the booking. */
function hasOneRequestEach({ history }: AuditedBooking): boolean {
  const ids = history.flatMap((historyEntry, index) => {
    if ('transferId' in historyEntry) return [historyEntry.transferId];
    if ('additionId' in historyEntry) return [historyEntry.additionId];
    if (historyEntry.what === 'passed') return ['passed'];
    const isOfOneWrite = isSameWrite(historyEntry, history[index - 1]);
    return 'scanId' in historyEntry && !isOfOneWrite ? [historyEntry.scanId] : [];
  });
  return new Set(ids).size === ids.length;
}

/** Whether a scan that was handed in later was made before that, by clocks that may differ. */
function isNoLaterScan(historyEntry: HistoryEntry): boolean {
  if (historyEntry.what !== 'checked-in') return true;
  const { scannedAt = historyEntry.at, at } = historyEntry;
  return scannedAt <= at + SCAN_CLOCK_SKEW_MS;
}

/** Whether both entries are of one request about several tickets: it writes them together. */
function isSameWrite(one: HistoryEntry, before: HistoryEntry | undefined): boolean {
  if (!('scanId' in one) || before === undefined || !('scanId' in before)) return false;
  return (
    one.scanId === before.scanId &&
    one.at === before.at &&
    one.what === before.what &&
    one.ticket > before.ticket
  );
}
