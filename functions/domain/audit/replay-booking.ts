/** Tells from its history alone what a booking must hold. */
import type { Booking, Fact } from '../booking.ts';

export type Replayed = Pick<Booking, 'status' | 'quantity' | 'granted' | 'released'>;

/** Undefined: no booking can have this history, since something in it could not have happened when it did. */
export function replayBooking([first, ...rest]: Fact[]): Replayed | undefined {
  if (first?.what !== 'booked' && first?.what !== 'joined') return undefined;
  let state: Replayed | undefined = {
    status: first.what === 'booked' ? 'confirmed' : 'waitlisted',
    quantity: first.quantity,
    granted: 0,
    released: 0,
  };
  for (const fact of rest) {
    state = settle(after(state, fact));
    if (state === undefined) return undefined;
  }
  return state;
}

/** Undefined: the fact does not fit the state. */
function after(state: Replayed, fact: Fact): Replayed | undefined {
  const { status, quantity, granted, released } = state;
  const waits = status === 'waitlisted';
  switch (fact.what) {
    case 'booked':
    case 'joined':
      return undefined;
    case 'granted':
      return waits ? { ...state, granted: granted + fact.quantity } : undefined;
    case 'promoted':
      if (!waits || fact.quantity !== quantity - granted) return undefined;
      return { ...state, status: 'confirmed', granted: 0 };
    case 'offered':
      return waits && fact.quantity === quantity ? { ...state, status: 'offered' } : undefined;
    case 'accepted':
      return status === 'offered' && fact.quantity === quantity
        ? { ...state, status: 'confirmed' }
        : undefined;
    case 'expired':
      if (waits) return fact.quantity === quantity - granted ? { ...state, quantity: granted } : undefined;
      return endOffer(state, fact.quantity);
    case 'declined':
      return endOffer(state, fact.quantity);
    case 'cancelled':
    case 'event-cancelled':
      return {
        ...state,
        quantity: quantity - fact.quantity,
        granted: waits ? granted - fact.quantity : granted,
        released: released + fact.quantity,
      };
    case 'left':
      return waits ? { ...state, quantity: quantity - fact.quantity } : undefined;
    case 'handed-on':
      return { ...state, released: released - fact.quantity };
    case 'answered-at-once':
    case 'place-confirmed':
    case 'checked-in':
    case 'check-in-undone':
      return state;
  }
}

function endOffer(state: Replayed, quantity: number): Replayed | undefined {
  if (state.status !== 'offered' || quantity !== state.quantity) return undefined;
  return { ...state, quantity: 0, released: state.released + quantity };
}

/** Nothing held or waited for is the end of a booking; nothing more to wait for is the end of waiting. */
function settle(state: Replayed | undefined): Replayed | undefined {
  if (state === undefined) return undefined;
  const { status, quantity, granted, released } = state;
  if (quantity < 0 || granted < 0 || released < 0 || granted > quantity) return undefined;
  if (quantity === 0) return { ...state, status: 'cancelled', granted: 0 };
  if (status === 'waitlisted' && granted === quantity) return { ...state, status: 'confirmed', granted: 0 };
  return state;
}
