/** The snapshot: an event and all that belongs to it, read into memory, with the sums that several checks need. */
import { type Booking, ticketsHeld } from '../model/booking.ts';
import type { Entry } from '../model/plan-promotions.ts';
import type { StaffChange } from '../model/staff.ts';
import type { EventState } from './event-state.ts';

/** `entries` are in order of arrival. `staffChanges`: none if there were none. */
export type EventSnapshot = EventState & {
  bookings: Booking[];
  entries: Entry[];
  staffChanges?: StaffChange[];
};

/** @returns the tickets that are free in shards or unassigned. */
export function freeTickets({ shards, waitlist }: Pick<EventState, 'shards' | 'waitlist'>): number {
  return shards.reduce((sum, shard) => sum + shard.freeTickets, waitlist.unassigned);
}

/** @returns the tickets that bookings hold, or gave up and nobody else has yet. */
export function heldTickets(bookings: Booking[]): number {
  return bookings.reduce((sum, booking) => sum + ticketsHeld(booking) + booking.released, 0);
}

export function byId(bookings: Booking[]): Map<string, Booking> {
  return new Map(bookings.map((booking) => [booking.id, booking]));
}
