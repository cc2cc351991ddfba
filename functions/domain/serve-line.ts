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
  /** Of a request that would not wait: served whole or passed over, and not from then on (ms). */
  until?: number;
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
 * head takes what there is. `skip`: the first that fits. An entry that would not wait holds nobody up. `releases` and
 * `line` are in order; what does not fit `actions` is left for the next turn.
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
    const quantity = share(entry, turn.pool, state.policy);
    if (quantity > 0) {
      left -= ACTIONS_PER_PROMOTION;
      turn.promote.push({ entry, quantity });
      turn.pool -= quantity;
    }
    const holdsUp = state.policy !== 'skip' && entry.until === undefined;
    if (quantity < entry.quantity && holdsUp) return turn;
  }
  while (collectOne());
  return turn;
}

/** Tickets of `pool` for the entry. */
function share({ quantity, until }: Entry, pool: number, policy: WaitlistPolicy): number {
  if (pool >= quantity) return quantity;
  return policy === 'accept-fewer' && until === undefined ? pool : 0;
}

/**
 * While the line rests, only newcomers are served who came for what is there, and none of them before somebody who
 * waits.
 */
export function servedWhileResting(line: Entry[]): Entry[] {
  const resting = line.findIndex((entry) => !entry.atOnce);
  return resting < 0 ? line : line.slice(0, resting);
}

/**
 * Entries of the line's head, in order, that can never be served: those that ask for more tickets than can exist. A
 * capacity may be lowered below what somebody waits for; under `strict` such a head would hold everybody up for ever.
 * Under `accept-fewer` it takes what there is.
 */
export function unservable(line: Entry[], policy: WaitlistPolicy, capacity: number): Entry[] {
  if (policy === 'accept-fewer') return [];
  const waiting = line.filter((entry) => entry.until === undefined);
  const isUnservable = (entry: Entry) => entry.quantity > capacity;
  if (policy === 'skip') return waiting.filter(isUnservable);
  const firstServable = waiting.findIndex((entry) => !isUnservable(entry));
  return firstServable < 0 ? waiting : waiting.slice(0, firstServable);
}

export function isEmpty(turn: Turn): boolean {
  return turn.promote.length === 0 && turn.collect.length === 0;
}
