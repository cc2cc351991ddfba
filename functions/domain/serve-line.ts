/**
 * Who is next: the pure rule by which released tickets go to those who wait. The clerk asks it for one
 * transaction's worth at a time and writes down what it says.
 */
import type { WaitlistPolicy } from './event.ts';

/** Tickets that a booking gave up and that nobody has yet. */
export type Release = { bookingId: string; quantity: number };

/** Somebody waiting; `key` sorts by arrival, `partition` is the part of the line it stands in. */
export type Entry = { bookingId: string; key: string; quantity: number; partition: string };

/** One transaction: the releases it collects, those it promotes in order, and what the pool holds afterwards. */
export type Turn = { collect: Release[]; promote: Entry[]; pool: number };

const ACTIONS_PER_RELEASE = 1;
const ACTIONS_PER_PROMOTION = 2;

/**
 * Plans one transaction. Every ticket is accounted for: pool + collected = pool afterwards + promoted.
 * With `strict`, the head waits until its whole quantity is there, and everyone behind it with it.
 * `releases` and `line` are in order; what does not fit `actions` is left for the next turn.
 */
export function planTurn(
  state: { pool: number; releases: Release[]; line: Entry[]; policy: WaitlistPolicy },
  actions: number,
): Turn {
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
    if (turn.pool < entry.quantity || left < ACTIONS_PER_PROMOTION) break;
    left -= ACTIONS_PER_PROMOTION;
    turn.promote.push(entry);
    turn.pool -= entry.quantity;
  }
  if (turn.promote.length === state.line.length) while (collectOne());
  return turn;
}
