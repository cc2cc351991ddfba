/**
 * Checks an event at one instant: what must be true of its items at all times, also while work is under way.
 * `NoOversell` by the sums of tickets, the room of a limited waitlist, and that the sweep would
 * find the pending work.
 */
import { isOverlooked } from '../model/next-look.ts';
import { roomFaults } from './check-room.ts';
import { Conservation } from './check-tickets.ts';
import type { EventState } from './event-state.ts';
import { type Violation, violationsOf } from './finding.ts';
import { type EventSnapshot, freeTickets, heldTickets } from './snapshot.ts';

/** `snapshot` must be of one instant, `now` (ms), give or take what two clocks differ by. */
export function instantViolations(snapshot: EventSnapshot, now: number): Violation[] {
  const { event, waitlist, entries, bookings } = snapshot;
  const conservation = new Conservation();
  for (const booking of bookings) conservation.add(booking);
  const violations = violationsOf([conservation.finding(snapshot)]);
  for (const says of roomFaults(snapshot, entries.length))
    violations.push({ guarantee: 'WithinLimit', says });
  if (isOverlooked(event, waitlist, now))
    violations.push({
      guarantee: 'NoLostTicket',
      says: 'the sweep would not find the pending work of the waitlist',
    });
  return violations;
}

/**
 * Checks `NoOversell` by a snapshot that was read while tickets were sold, and the states before and after it:
 * the held tickets lie between those sold before and after, since sales only grow meanwhile.
 * @returns null if promotions or cancellations were made meanwhile, since the reads are not one instant.
 */
export function isConservedBetween(
  before: EventState,
  { bookings, waitlist }: EventSnapshot,
  after: EventState,
): boolean | null {
  const inMotion =
    bookings.some(({ released }) => released > 0) || before.waitlist.served !== after.waitlist.served;
  const isSelling = !waitlist.sellsInOrder && !bookings.some(({ history }) => history.length > 1);
  if (inMotion && !isSelling) return null;
  const { capacity } = after.event;
  const held = heldTickets(bookings);
  const sold = capacity - freeTickets(after);
  return capacity - freeTickets(before) <= held && held <= sold && sold <= capacity;
}
