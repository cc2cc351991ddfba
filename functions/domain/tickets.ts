/**
 * The tickets of a booking, told from its history: which numbers are good and which are checked in. Nothing of it is
 * stored beside the history, so the two cannot disagree, and a booking costs no more for having tickets.
 *
 * Numbers are given out from 1 upwards as tickets are booked or promoted, and none is given out twice. A partial
 * cancellation voids the highest numbers that are not checked in: a ticket that is checked in cannot be cancelled, and
 * while none is, the numbers that are good are 1 to the booking's quantity.
 */
import type { Booking, Fact } from './booking.ts';

/** What a code stands for. `number` counts from 1 within the booking. */
export type TicketName = { eventId: string; bookingId: string; number: number };

/** Reads codes: the ticket of the event that a code names, or undefined for what is not signed for this event. */
export type TicketReader = { read(eventId: string, code: string): Promise<TicketName | undefined> };

export type CheckIn = Extract<Fact, { what: 'checked-in' }>;

/** A ticket that is good; with `checkIn` somebody is in on it. */
export type Ticket = { number: number; checkIn?: CheckIn | undefined };

/** The good tickets in order of their numbers: those that the booking has, be it that it waits for more. */
export function ticketsOf(booking: Pick<Booking, 'status' | 'history'>): Ticket[] {
  return booking.status === 'cancelled' ? [] : replay(booking.history).tickets;
}

/** How many tickets of the booking are checked in, and therefore cannot be cancelled. */
export function checkedInCount(booking: Pick<Booking, 'status' | 'history'>): number {
  return ticketsOf(booking).filter((ticket) => ticket.checkIn !== undefined).length;
}

type Counted = Pick<Booking, 'status' | 'quantity' | 'granted' | 'history'>;

/**
 * Whether the history lets each ticket in at most once at a time and only while it is good, and leaves a confirmed
 * booking, and one that waits for more, with exactly as many tickets as it has.
 */
export function hasSoundTickets({ status, quantity, granted, history }: Counted): boolean {
  const { tickets, isSound } = replay(history);
  if (status === 'confirmed') return isSound && tickets.length === quantity;
  return isSound && (status !== 'waitlisted' || tickets.length === granted);
}

/** An offer gives none before it is accepted. */
const GIVES_TICKETS = new Set<Fact['what']>(['booked', 'promoted', 'granted', 'accepted']);

function replay(history: Fact[]): { tickets: Ticket[]; isSound: boolean } {
  let tickets: Ticket[] = [];
  let givenOut = 0;
  let isSound = true;
  for (const fact of history) {
    if (GIVES_TICKETS.has(fact.what) && 'quantity' in fact) {
      for (let count = 0; count < fact.quantity; count += 1) {
        givenOut += 1;
        tickets.push({ number: givenOut });
      }
    } else if (fact.what === 'cancelled') {
      tickets = withoutHighest(tickets, fact.quantity);
    } else if (fact.what === 'checked-in' || fact.what === 'check-in-undone') {
      const checkIn = fact.what === 'checked-in' ? fact : undefined;
      const ticket = tickets.find(({ number }) => number === fact.ticket);
      const isChange = (ticket?.checkIn === undefined) === (checkIn !== undefined);
      isSound &&= ticket !== undefined && isChange;
      if (ticket !== undefined) ticket.checkIn = checkIn;
    }
  }
  return { tickets, isSound };
}

/** Takes the `quantity` highest numbers away, past those that are checked in. `quantity` is 1 or more. */
function withoutHighest(tickets: Ticket[], quantity: number): Ticket[] {
  const unused = tickets.filter((ticket) => ticket.checkIn === undefined);
  const voided = new Set(unused.slice(-quantity));
  return tickets.filter((ticket) => !voided.has(ticket));
}
