/**
 * Checks `WithinLimit` for a waitlist with a limit: its room adds up, and no more bookings waited at a time than may. Memory
 * grows with the bookings that joined, by 16 bytes for each.
 */
import type { HistoryEntry } from '../model/booking.ts';
import { CLOCK_SKEW_MS, WRITE_IN_FLIGHT_MS } from '../model/limits.ts';
import type { AuditedBooking } from '../ports/audit-store.ts';
import type { EventState } from './event-state.ts';

/** @returns what is wrong with the room of a limited waitlist in which `waiting` bookings wait, at one instant. */
export function roomFaults({ event, shards, waitlist }: EventState, waiting: number): string[] {
  const { limit } = event.waitlist;
  // A cancelled event that nobody booked is removed in parts, its shards first.
  const isBeingRemoved = event.cancelledAt !== undefined && shards.length < event.shardCount;
  if (limit === undefined || isBeingRemoved) return [];
  const { unassignedRoom = 0, shardsFull } = waitlist;
  const rooms = shards.map(({ room = 0 }) => room);
  const inShards = rooms.reduce((sum, room) => sum + room, 0);
  return [
    ...(waiting + inShards + unassignedRoom === limit
      ? []
      : [`${waiting} wait with room for ${inShards + unassignedRoom} in a waitlist limited to ${limit}`]),
    ...(rooms.some((room) => room < 0) ? ['more joined through a shard than it had room for'] : []),
    ...(unassignedRoom < 0 && inShards > 0 ? ['shards have room while too many wait'] : []),
    ...(shardsFull && inShards > 0 ? ['shards have room that nobody looks for'] : []),
  ];
}

/** The entries of a history with which waiting ends, at least in part. */
const ENDS = new Set<HistoryEntry['what']>([
  'promoted',
  'offered',
  'left',
  'cancelled',
  'expired',
  'event-cancelled',
]);

/**
 * Counts how many bookings certainly waited at the same time, by their histories. A write takes effect for as long after its
 * entry says as it may be under way. Bookings that wait again after an offer do not count, since they may exceed the limit.
 */
export class WaitedAtOnce {
  readonly #now: number;
  readonly #began: number[] = [];
  readonly #ended: number[] = [];

  constructor(now: number) {
    this.#now = now;
  }

  add({ history, status }: Pick<AuditedBooking, 'history' | 'status'>): void {
    const [first, ...rest] = history;
    if (first?.what !== 'joined') return;
    const end = rest.find(({ what }) => ENDS.has(what));
    if (end === undefined && status !== 'waitlisted') return;
    const from = first.at + WRITE_IN_FLIGHT_MS + CLOCK_SKEW_MS;
    const to = (end?.at ?? this.#now) - CLOCK_SKEW_MS;
    if (from > to) return;
    this.#began.push(from);
    this.#ended.push(to);
  }

  get most(): number {
    const began = Float64Array.from(this.#began).sort();
    const ended = Float64Array.from(this.#ended).sort();
    let most = 0;
    let over = 0;
    began.forEach((from, index) => {
      while ((ended[over] ?? Number.POSITIVE_INFINITY) < from) over += 1;
      most = Math.max(most, index + 1 - over);
    });
    return most;
  }
}
