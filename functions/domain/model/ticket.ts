/**
 * The tickets of a booking: which numbers are valid and which are checked in. Both are derived from the
 * history and not stored anywhere else, so tickets cannot disagree with it, and no write is needed to issue
 * them.
 *
 * Numbers start at 1, are assigned as tickets are booked, added, promoted or transferred, and are never reused. A partial
 * cancellation voids the numbers that it names, or else the highest ones that are not checked in, because a
 * ticket that is checked in cannot be cancelled. If the event has ticket types, tickets get theirs in the order of the request,
 * and whoever waits for fewer gives up the last ones.
 */
import type { Booking, HistoryEntry } from './booking.ts';
import { derivedId } from './derived-id.ts';
import { Refusal } from './refusal.ts';
import { countTypes, quantityOf, type TypeCount, typesInOrder } from './ticket-types.ts';

/** The ticket that a code identifies. `number` counts from 1 within the booking. */
export type TicketName = { eventId: string; bookingId: string; number: number };

/** Reads ticket codes. @returns undefined if the code is not signed for this event. */
export type TicketReader = {
  read(eventId: string, code: string): Promise<TicketName | undefined>;
  /** Reads a code of whatever event. @returns undefined if the code is not signed for the event that it names. */
  readAny(code: string): Promise<TicketName | undefined>;
};

/** 72 bits: enough to distinguish the scans, or the transfers, of one booking. */
export const SCAN_ID_CHARACTERS = 12;

export type ScanKind = 'check-in' | 'undo';

/** @returns the id of a scan, always the same for the same user and key. */
export function scanIdFor(kind: ScanKind, userId: string, idempotencyKey: string): string {
  return derivedId(kind, userId, idempotencyKey).slice(0, SCAN_ID_CHARACTERS);
}

/** @returns the id of a transfer, always the same for the same user and key. */
export function transferIdFor(userId: string, idempotencyKey: string): string {
  return derivedId('transfer', userId, idempotencyKey).slice(0, SCAN_ID_CHARACTERS);
}

/** Whether the user transferred a ticket of the booking with this key. */
export function hasTransfer(
  { history }: Pick<Booking, 'history'>,
  userId: string,
  idempotencyKey: string,
): boolean {
  const id = transferIdFor(userId, idempotencyKey);
  return history.some(
    (historyEntry) => historyEntry.what === 'ticket-transferred' && historyEntry.transferId === id,
  );
}

/** The history entry of a check-in. */
export type CheckIn = Extract<HistoryEntry, { what: 'checked-in' }>;

/**
 * A valid ticket. `checkIn`: the check-in by which it was used, unless that was undone. `transfers`: how often it was
 * transferred, each time under another number; undefined if its booking's customer still has it. `type`: the id of its ticket
 * type, if the event has types.
 */
export type Ticket = { number: number; checkIn?: CheckIn | undefined; transfers?: number; type?: string };

/**
 * The valid tickets in order of their numbers. A booking that waits for more has those that it was granted.
 */
export function ticketsOf(booking: Pick<Booking, 'status' | 'history'>): Ticket[] {
  return booking.status === 'cancelled' ? [] : replay(booking.history).tickets;
}

/**
 * @returns the valid ticket with this number
 * @throws Refusal `not-found` if the booking never had it, `ticket-void` if it has it no more
 */
export function ticketOf(booking: Pick<Booking, 'status' | 'history'>, number: number): Ticket {
  const ticket = ticketsOf(booking).find((one) => one.number === number);
  if (ticket !== undefined) return ticket;
  throw number <= replay(booking.history).issued
    ? new Refusal('ticket-void', whyVoid(booking.history, number))
    : new Refusal('not-found', 'The booking has no ticket with this number. List its tickets.');
}

/** @returns a sentence about a ticket that the booking has no more. */
export function whyVoid(history: HistoryEntry[], number: number): string {
  const isTransferred = history.some(
    (happened) => happened.what === 'ticket-transferred' && happened.ticket === number,
  );
  return isTransferred
    ? 'This ticket was transferred, and a new code was sent to its new holder.'
    : 'This ticket was cancelled.';
}

/**
 * @returns how many tickets of each type the booking has or waits for, in the order of its request; undefined if the event has no
 *   types
 */
export function typesOf(
  booking: Pick<Booking, 'status' | 'history' | 'answeredTypes'>,
): TypeCount[] | undefined {
  if (booking.answeredTypes) return booking.answeredTypes;
  const { tickets, awaited, hasTypes } = replay(booking.history);
  if (!hasTypes) return undefined;
  if (booking.status === 'cancelled') return [];
  return countTypes([...tickets.flatMap(({ type }) => type ?? []), ...awaited]);
}

/** @returns the types of the tickets that were given up and not handed on yet, or undefined if the event has no types. */
export function releasedTypes(history: HistoryEntry[]): TypeCount[] | undefined {
  const { released, hasTypes } = replay(history);
  return hasTypes ? countTypes(released) : undefined;
}

/** How many tickets of the booking are checked in, and therefore cannot be cancelled. */
export function checkedInCount(booking: Pick<Booking, 'status' | 'history'>): number {
  return ticketsOf(booking).filter((ticket) => ticket.checkIn !== undefined).length;
}

/** @returns for each entry of the history the numbers that it voids, ascending. */
export function voidedByEntry(history: HistoryEntry[]): number[][] {
  return replay(history).voided;
}

/** @returns the number that the next ticket of the booking gets. */
export function nextNumber(history: HistoryEntry[]): number {
  return replay(history).issued + 1;
}

/**
 * @returns the `quantity` highest numbers that are not checked in, ascending, or fewer if there are not as many. Those of
 * transferred tickets come last: somebody else counts on them.
 */
export function highestUnused(tickets: Ticket[], quantity: number): number[] {
  if (quantity === 0) return [];
  const unused = tickets.filter(({ checkIn }) => checkIn === undefined);
  const [kept, transferred] = [unused.filter(isKept), unused.filter((ticket) => !isKept(ticket))];
  return [...transferred, ...kept]
    .slice(-quantity)
    .map(({ number }) => number)
    .sort((one, other) => one - other);
}

/** Whether the booking's customer still has the ticket. */
export const isKept = ({ transfers }: Ticket): boolean => transfers === undefined;

/** @returns the numbers of the tickets that were transferred, ascending. */
export function transferredAmong(tickets: Ticket[]): number[] {
  return tickets.filter((ticket) => !isKept(ticket)).map(({ number }) => number);
}

type Counted = Pick<Booking, 'status' | 'quantity' | 'granted' | 'history'>;

/**
 * Whether the history is consistent: a ticket is checked in only while it is valid and not checked in yet, a
 * cancellation that names tickets names valid ones that are not checked in, and so does a transfer, which issues the
 * next number; a cancellation that names transferred tickets names all that it voids; names are put on valid tickets; a
 * confirmed or waitlisted booking
 * has exactly as many valid tickets as it holds, and a cancelled one has no ticket that is checked in, unless
 * it was cancelled with its event. If the event has types, each ticket has one, and so has each that is offered or waited for.
 */
export function hasSoundTickets({ status, quantity, granted, history }: Counted): boolean {
  const { tickets, awaited, hasTypes, isSound } = replay(history);
  if (!isSound || tickets.some(({ type }) => (type !== undefined) !== hasTypes)) return false;
  if (hasTypes && status !== 'cancelled' && tickets.length + awaited.length !== quantity) return false;
  if (status === 'confirmed') return tickets.length === quantity;
  if (status === 'waitlisted') return tickets.length === granted;
  const isOffered = status === 'offered';
  return isOffered || history.some(isEventCancelled) || !tickets.some(({ checkIn }) => checkIn !== undefined);
}

const isEventCancelled = ({ what }: HistoryEntry): boolean => what === 'event-cancelled';

/**
 * `issued`: the highest number so far. `voided`: the numbers that each entry voids. `awaited`: the types of the tickets that are waited
 * for or offered, in order. `released`: the types of those that were given up and not handed on yet. `hasTypes`: the event has ticket
 * types.
 */
type Replayed = {
  tickets: Ticket[];
  issued: number;
  voided: number[][];
  awaited: string[];
  released: string[];
  hasTypes: boolean;
  isSound: boolean;
};

function replay(history: HistoryEntry[]): Replayed {
  const state: Replayed = {
    tickets: [],
    issued: 0,
    voided: [],
    awaited: [],
    released: [],
    hasTypes: false,
    isSound: true,
  };
  for (const happened of history) state.voided.push(follow(state, happened));
  return state;
}

/** Changes the state as the entry says. @returns the numbers that it voids. */
function follow(state: Replayed, happened: HistoryEntry): number[] {
  switch (happened.what) {
    case 'joined':
      askFor(state, happened);
      return [];
    case 'booked':
    case 'added':
      askFor(state, happened);
      issueAwaited(state, happened.quantity);
      return [];
    // An offer issues no tickets before it is accepted.
    case 'promoted':
    case 'granted':
    case 'accepted':
      issueAwaited(state, happened.quantity);
      return [];
    case 'left':
    case 'expired':
      giveUpAwaited(state, happened.quantity);
      return [];
    case 'declined':
      state.released.push(...giveUpAwaited(state, happened.quantity));
      return [];
    case 'handed-on':
      state.released = [];
      return [];
    case 'cancelled': {
      const { tickets = highestUnused(state.tickets, happened.quantity), quantity } = happened;
      state.isSound &&= happened.tickets === undefined || tickets.length === quantity;
      const lost = state.tickets.filter(({ number }) => tickets.includes(number));
      state.isSound &&= namesTransferred(happened.transferred, lost);
      // An offered booking has no ticket yet, and gives up some of those that it is offered.
      const offered = giveUpAwaited(state, quantity - tickets.length);
      state.released.push(...lost.flatMap(({ type }) => type ?? []), ...offered);
      return tickets.filter((number) => voidTicket(state, number));
    }
    case 'event-cancelled':
      state.isSound &&= namesTransferred(happened.transferred, state.tickets);
      return [];
    case 'checked-in':
    case 'check-in-undone': {
      const checkIn = happened.what === 'checked-in' ? happened : undefined;
      const ticket = state.tickets.find(({ number }) => number === happened.ticket);
      const isChange = (ticket?.checkIn === undefined) === (checkIn !== undefined);
      state.isSound &&= ticket !== undefined && isChange;
      if (ticket !== undefined) ticket.checkIn = checkIn;
      return [];
    }
    case 'ticket-transferred': {
      const { transfers = 0, type } = state.tickets.find(({ number }) => number === happened.ticket) ?? {};
      const isVoided = voidTicket(state, happened.ticket);
      issue(state, { transfers: transfers + 1, ...(type !== undefined && { type }) });
      state.isSound &&= happened.newTicket === state.issued;
      return isVoided ? [happened.ticket] : [];
    }
    case 'ticket-named':
      state.isSound &&= state.tickets.some(({ number }) => number === happened.ticket);
      return [];
    default:
      return [];
  }
}

/** `named`: undefined in entries of an earlier version, and if none of the tickets was transferred. */
function namesTransferred(named: number[] | undefined, lost: Ticket[]): boolean {
  return named === undefined || (named.length > 0 && named.join() === transferredAmong(lost).join());
}

function issue(state: Replayed, ticket: Pick<Ticket, 'transfers' | 'type'>): void {
  state.issued += 1;
  state.tickets.push({ number: state.issued, ...ticket });
}

/** Issues the first of the awaited tickets. */
function issueAwaited(state: Replayed, quantity: number): void {
  const types = state.awaited.splice(0, quantity);
  for (let count = 0; count < quantity; count += 1) {
    const type = types[count];
    issue(state, type === undefined ? {} : { type });
  }
}

/** Gives up the last of the awaited tickets. @returns their types */
function giveUpAwaited({ awaited }: Replayed, quantity: number): string[] {
  return quantity > 0 ? awaited.splice(-quantity) : [];
}

/** Notes the types of tickets that a request asks for. They add up to its quantity. */
function askFor(state: Replayed, { quantity, types }: { quantity: number; types?: TypeCount[] }): void {
  if (types === undefined) return;
  state.hasTypes = true;
  state.isSound &&= quantityOf(types) === quantity;
  state.awaited.push(...typesInOrder(types));
}

/** @returns whether the ticket was valid. Only a valid ticket that is not checked in may be voided. */
function voidTicket(state: Replayed, number: number): boolean {
  const ticket = state.tickets.find((one) => one.number === number);
  state.isSound &&= ticket !== undefined && ticket.checkIn === undefined;
  state.tickets = state.tickets.filter((one) => one !== ticket);
  return ticket !== undefined;
}
