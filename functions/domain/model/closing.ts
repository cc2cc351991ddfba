/** What keeps an account from being closed and a booking from being erased, and what is erased. Pure rules. */
import type { Booking, TicketHolders } from './booking.ts';
import type { Event } from './event.ts';
import { asOf } from './lapsed-offer.ts';
import { DOOR_HOURS_WITHOUT_END } from './limits.ts';

type Times = Pick<Event, 'startsAt' | 'endsAt' | 'cancelledAt'>;

const MS_PER_HOUR = 60 * 60 * 1000;

/** @returns when the event ends, or would have ended if it was cancelled. In ms. */
function endOf({ startsAt, endsAt }: Times): number {
  const assumedEnd = Date.parse(startsAt) + DOOR_HOURS_WITHOUT_END * MS_PER_HOUR;
  return endsAt === undefined ? assumedEnd : Date.parse(endsAt);
}

/** Whether the event has ended, or would have. `now` in ms. */
export const hasEnded = (event: Times, now: number): boolean => endOf(event) <= now;

/** @returns from when on nobody has to do with the event any more: it has ended, or was cancelled before. In ms. */
export function overAt(event: Times): number {
  const end = endOf(event);
  return event.cancelledAt === undefined ? end : Math.min(end, Date.parse(event.cancelledAt));
}

/** Whether nobody has to do with the event any more. `now` in ms. */
export function isOver(event: Times, now: number): boolean {
  return event.cancelledAt !== undefined || overAt(event) <= now;
}

/** Whether the booking has or waits for tickets of an event that is not over. `now` in ms. */
export function isUnfinished(booking: Booking, event: Times, now: number): boolean {
  return asOf(booking, now).status !== 'cancelled' && !isOver(event, now);
}

/** Whether the booking names the person who booked, or somebody for whom they did. */
export function hasNames({ attendee, ticketHolders }: Booking): boolean {
  const names = Object.values(ticketHolders ?? {});
  return attendee !== undefined || names.some(({ email }) => email === undefined);
}

/** Whether a person was erased from the booking. Nobody is named on it again, and lists do not show its account. */
export function wasErased({ history }: Pick<Booking, 'history'>): boolean {
  return history.some(({ what }) => what === 'person-erased');
}

/**
 * Whether nothing is left to erase. What is left of the booking of a closed account are the holders of transferred tickets.
 * `staying`: holders who are not to be erased.
 */
export function isErased(booking: Booking, staying: TicketHolders = {}): boolean {
  const { attendee, ticketHolders = {} } = booking;
  const isLeft = (ticket: string) => !(ticket in staying);
  return wasErased(booking) && attendee === undefined && !Object.keys(ticketHolders).some(isLeft);
}

/** @returns the holders of a booking without the names that its customer gave: those to whom tickets were transferred. */
export function otherHolders({ ticketHolders = {} }: Booking): TicketHolders {
  return Object.fromEntries(Object.entries(ticketHolders).filter(([, { email }]) => email !== undefined));
}
