/**
 * Who is next: the pure rule by which free tickets go to those who wait. The clerk asks it for one transaction's
 * worth at a time and writes down what it says.
 */
import type { WaitlistPolicy } from './event.ts';

/** Tickets that a booking gave up, or holds by an offer that ran out (`expired`, of these), and that nobody has yet. */
export type Release = {
  bookingId: string;
  quantity: number;
  expired: number;
  /** The booking still has an offer for its other tickets, until then (ms). */
  offerExpiresAt?: number;
};

/** Somebody waiting; `key` sorts by arrival, `partition` is the part of the line it stands in. */
export type Entry = {
  bookingId: string;
  key: string;
  quantity: number;
  partition: string;
  /** Came while tickets were there for the taking: confirmed rather than offered, and served while the line rests. */
  atOnce?: true;
};

/** `quantity` below the entry's: part of what it asks for, and it keeps its place for the rest. */
export type Promotion = { entry: Entry; quantity: number };

/** One transaction: the releases it collects, those it promotes in order, and what the pool holds afterwards. */
export type Turn = { collect: Release[]; promote: Promotion[]; pool: number };

export type TurnState = { pool: number; releases: Release[]; line: Entry[]; policy: WaitlistPolicy };

const ACTIONS_PER_RELEASE = 1;
const ACTIONS_PER_PROMOTION = 2;

/**
 * Plans one transaction. Every ticket is accounted for: pool + collected = pool afterwards + promoted.
 * `strict`: the head waits until its whole quantity is there, and everyone behind it with it. `accept-fewer`: the
 * head takes what there is. `skip`: the first that fits. `releases` and `line` are in order; what does not fit
 * `actions` is left for the next turn.
 */
export function planTurn(state: TurnState, actions: number): Turn {
  const turn: Turn = { collect: [], promote: [], pool: state.pool };
  let left = actions;
  let nextRelease = 0;
  const collectOne = (): boolean => {
    const release = state.releases[nextRelease];
    if (release === undefined || left < ACTIONS_PER_RELEASE) return false;
    nextRelease += 1;
    left -= ACTIONS_PER_RELEASE;
    turn.collect.push(release);
    turn.pool += release.quantity;
    return true;
  };

  for (const entry of state.line) {
    while (turn.pool < entry.quantity && collectOne());
    if (left < ACTIONS_PER_PROMOTION) return turn;
    const quantity = share(entry.quantity, turn.pool, state.policy);
    if (quantity > 0) {
      left -= ACTIONS_PER_PROMOTION;
      turn.promote.push({ entry, quantity });
      turn.pool -= quantity;
    }
    if (quantity < entry.quantity && state.policy !== 'skip') return turn;
  }
  while (collectOne());
  return turn;
}

/** What somebody who asks for `wanted` gets of `pool`. */
function share(wanted: number, pool: number, policy: WaitlistPolicy): number {
  if (pool >= wanted) return wanted;
  return policy === 'accept-fewer' ? pool : 0;
}

export function isEmpty(turn: Turn): boolean {
  return turn.promote.length === 0 && turn.collect.length === 0;
}
