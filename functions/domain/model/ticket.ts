/**
 * The tickets of a booking: which numbers are valid and which are checked in. Both are derived from the
 * history and not stored anywhere else, so tickets cannot disagree with it, and no write is needed to issue
 * them.
 *
 * Numbers start at 1, are assigned as tickets are booked or promoted, and are never reused. A partial
 * cancellation voids the highest numbers that are not checked in, because a ticket that is checked in cannot
 * be cancelled. As long as no ticket is checked in, the valid numbers are 1 to the booking's quantity.
 */
import type { Booking, HistoryEntry } from './booking.ts';
import { derivedId } from './derived-id.ts';

/** The ticket that a code identifies. `number` counts from 1 within the booking. */
export type TicketName = { eventId: string; bookingId: string; number: number };

/** Reads ticket codes. @returns undefined if the code is not signed for this event. */
export type TicketReader = { read(eventId: string, code: string): Promise<TicketName | undefined> };

/** 72 bits: enough to distinguish the scans of one booking. */
const SCAN_ID_CHARACTERS = 12;

export type ScanKind = 'check-in' | 'undo';

/** @returns the id of a scan, always the same for the same user and key. */
export function scanIdFor(kind: ScanKind, userId: string, idempotencyKey: string): string {
  return derivedId(kind, userId, idempotencyKey).slice(0, SCAN_ID_CHARACTERS);
}

/** The history entry of a check-in. */
export type CheckIn = Extract<HistoryEntry, { what: 'checked-in' }>;

/** A valid ticket. `checkIn`: the check-in by which it was used, unless that was undone. */
export type Ticket = { number: number; checkIn?: CheckIn | undefined };

/**
 * The valid tickets in order of their numbers. A booking that waits for more has those that it was granted.
 */
export function ticketsOf(booking: Pick<Booking, 'status' | 'history'>): Ticket[] {
  return booking.status === 'cancelled' ? [] : replay(booking.history).tickets;
}

/** How many tickets of the booking are checked in, and therefore cannot be cancelled. */
export function checkedInCount(booking: Pick<Booking, 'status' | 'history'>): number {
  return ticketsOf(booking).filter((ticket) => ticket.checkIn !== undefined).length;
}

type Counted = Pick<Booking, 'status' | 'quantity' | 'granted' | 'history'>;

/**
 * Whether the history is consistent: a ticket is checked in only while it is valid and not checked in yet,
 * a confirmed or waitlisted booking has exactly as many valid tickets as it holds, and a cancelled one has no
 * ticket that is checked in, unless it was cancelled with its event.
 */
export function hasSoundTickets({ status, quantity, granted, history }: Counted): boolean {
  const { tickets, isSound } = replay(history);
  if (!isSound) return false;
  if (status === 'confirmed') return tickets.length === quantity;
  if (status === 'waitlisted') return tickets.length === granted;
  const isOffered = status === 'offered';
  return isOffered || history.some(isEventCancelled) || !tickets.some(({ checkIn }) => checkIn !== undefined);
}

const isEventCancelled = ({ what }: HistoryEntry): boolean => what === 'event-cancelled';

/** History entries that issue tickets. An offer issues none before it is accepted. */
const GIVES_TICKETS = new Set<HistoryEntry['what']>(['booked', 'promoted', 'granted', 'accepted']);

function replay(history: HistoryEntry[]): { tickets: Ticket[]; isSound: boolean } {
  let tickets: Ticket[] = [];
  let givenOut = 0;
  let isSound = true;
  for (const historyEntry of history) {
    if (GIVES_TICKETS.has(historyEntry.what) && 'quantity' in historyEntry) {
      for (let count = 0; count < historyEntry.quantity; count += 1) {
        givenOut += 1;
        tickets.push({ number: givenOut });
      }
    } else if (historyEntry.what === 'cancelled') {
      tickets = withoutHighest(tickets, historyEntry.quantity);
    } else if (historyEntry.what === 'checked-in' || historyEntry.what === 'check-in-undone') {
      const checkIn = historyEntry.what === 'checked-in' ? historyEntry : undefined;
      const ticket = tickets.find(({ number }) => number === historyEntry.ticket);
      const isChange = (ticket?.checkIn === undefined) === (checkIn !== undefined);
      isSound &&= ticket !== undefined && isChange;
      if (ticket !== undefined) ticket.checkIn = checkIn;
    }
  }
  return { tickets, isSound };
}

/** Voids the `quantity` (1 or more) highest numbers that are not checked in. */
function withoutHighest(tickets: Ticket[], quantity: number): Ticket[] {
  const unused = tickets.filter((ticket) => ticket.checkIn === undefined);
  const voided = new Set(unused.slice(-quantity));
  return tickets.filter((ticket) => !voided.has(ticket));
}
