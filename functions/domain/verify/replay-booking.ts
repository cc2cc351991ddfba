/** Computes the state that a booking must have, from its history alone. */
import type { Booking, HistoryEntry, IfUnanswered } from '../model/booking.ts';
import { isRuleFor } from '../model/lapsed-offer.ts';

/** `lapses`: how many offers it let lapse. `ifUnanswered`: what its last offer said. */
export type Replayed = Pick<Booking, 'status' | 'quantity' | 'granted' | 'released'> & {
  lapses: number;
  ifUnanswered?: IfUnanswered | undefined;
};

/** @returns the state after the last entry, or undefined for an impossible history. */
export function replayBooking([first, ...rest]: HistoryEntry[]): Replayed | undefined {
  if (first?.what !== 'booked' && first?.what !== 'joined') return undefined;
  let state: Replayed | undefined = {
    status: first.what === 'booked' ? 'confirmed' : 'waitlisted',
    quantity: first.quantity,
    granted: 0,
    released: 0,
    lapses: 0,
  };
  for (const historyEntry of rest) {
    state = settle(after(state, historyEntry));
    if (state === undefined) return undefined;
  }
  return state;
}

/** @returns the state after the entry, or undefined if the entry does not fit the state. */
function after(state: Replayed, historyEntry: HistoryEntry): Replayed | undefined {
  const { status, quantity, granted, released } = state;
  const waits = status === 'waitlisted';
  switch (historyEntry.what) {
    case 'booked':
    case 'joined':
      return undefined;
    case 'added':
      return status === 'confirmed' && historyEntry.total === quantity + historyEntry.quantity
        ? { ...state, quantity: historyEntry.total }
        : undefined;
    case 'granted':
      return waits ? { ...state, granted: granted + historyEntry.quantity } : undefined;
    case 'promoted':
      if (!waits || historyEntry.quantity !== quantity - granted) return undefined;
      return { ...state, status: 'confirmed', granted: 0 };
    case 'offered':
      return offer(state, historyEntry);
    case 'lapsed':
      return lapse(state, historyEntry);
    case 'passed':
      return waits && historyEntry.quantity === quantity - granted ? state : undefined;
    case 'accepted':
      return status === 'offered' && historyEntry.quantity === quantity
        ? { ...state, status: 'confirmed' }
        : undefined;
    case 'expired':
      if (waits)
        return historyEntry.quantity === quantity - granted ? { ...state, quantity: granted } : undefined;
      if (historyEntry.because === undefined && state.ifUnanswered !== undefined) return undefined;
      return endOffer(state, historyEntry.quantity);
    case 'declined':
      return endOffer(state, historyEntry.quantity);
    case 'cancelled':
    case 'event-cancelled':
      return {
        ...state,
        quantity: quantity - historyEntry.quantity,
        granted: waits ? granted - historyEntry.quantity : granted,
        released: released + historyEntry.quantity,
      };
    case 'left':
      return waits ? { ...state, quantity: quantity - historyEntry.quantity } : undefined;
    case 'handed-on':
      return { ...state, released: released - historyEntry.quantity };
    case 'answered-at-once':
    case 'place-confirmed':
    case 'checked-in':
    case 'check-in-undone':
    case 'link-requested':
    case 'ticket-named':
    case 'ticket-transferred':
    case 'person-erased':
      return state;
  }
}

function offer(
  state: Replayed,
  { quantity, ifUnanswered }: HistoryEntry & { what: 'offered' },
): Replayed | undefined {
  const isPossible = state.status === 'waitlisted' && quantity === state.quantity;
  return isPossible && isRuleFor(state.lapses, ifUnanswered)
    ? { ...state, status: 'offered', ifUnanswered }
    : undefined;
}

/** The booking keeps its tickets to wait for, as the offer said. */
function lapse(
  state: Replayed,
  { quantity, earlierArrival }: HistoryEntry & { what: 'lapsed' },
): Replayed | undefined {
  const rule = earlierArrival === undefined ? 'keeps-place' : 'moves-to-end';
  if (state.status !== 'offered' || quantity !== state.quantity || state.ifUnanswered !== rule)
    return undefined;
  const { released, lapses } = state;
  return { ...state, status: 'waitlisted', released: released + quantity, lapses: lapses + 1 };
}

function endOffer(state: Replayed, quantity: number): Replayed | undefined {
  if (state.status !== 'offered' || quantity !== state.quantity) return undefined;
  return { ...state, quantity: 0, released: state.released + quantity };
}

/**
 * Derives the status from the quantities: a booking without tickets is cancelled, and a waiting booking that
 * got all its tickets by grants is confirmed. @returns undefined for impossible quantities.
 */
function settle(state: Replayed | undefined): Replayed | undefined {
  if (state === undefined) return undefined;
  const { status, quantity, granted, released } = state;
  if (quantity < 0 || granted < 0 || released < 0 || granted > quantity) return undefined;
  if (quantity === 0) return { ...state, status: 'cancelled', granted: 0 };
  if (status === 'waitlisted' && granted === quantity) return { ...state, status: 'confirmed', granted: 0 };
  return state;
}
