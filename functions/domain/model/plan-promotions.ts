/**
 * Plans promotions: the pure rule by which free tickets are given to waiters. The clerk asks for one
 * transaction at a time and writes it as planned.
 */
import type { IfUnanswered } from './booking.ts';
import { emptyTransaction } from './booking-size.ts';
import type { WaitlistPolicy } from './event.ts';
import type { Lapse } from './lapsed-offer.ts';
import { TRANSACTION_LIMIT_ACTIONS } from './limits.ts';

/**
 * Tickets that a booking gave up and that nobody else has yet. `expired`: the part of them that the booking
 * holds by an offer that has expired. `bytes`: the size of the booking.
 */
export type Release = {
  bookingId: string;
  quantity: number;
  expired: number;
  bytes: number;
  /** Set if the event has pools: how many places of each the tickets take. */
  inPools?: number[];
  /** Set if the event has pools: how many entries the history of the booking had, which says of which types the tickets are. */
  seenEntries?: number;
  /** Set if the booking has an open offer of its other tickets: when that expires, ms. */
  offerExpiresAt?: number;
} & Lapse;

/**
 * The waitlist's item of one waiting booking. `key` sorts by arrival; `partition` is its waitlist partition.
 */
export type Entry = {
  bookingId: string;
  key: string;
  quantity: number;
  partition: string;
  /**
   * Joined when tickets were free: confirmed instead of offered, and served even while the waitlist is
   * paused.
   */
  atOnce?: true;
  /**
   * Set if the request accepts only free tickets: the entry is served whole or passed over, and is void from
   * this instant on, ms.
   */
  until?: number;
  /** Since when others may pass it, because it held tickets back for longer than the event allows, ms. */
  passedAt?: number;
  /** How many offers the booking let lapse, if any. */
  lapses?: number;
};

/** A `quantity` below the entry's is a grant: the entry keeps its position for the other tickets. */
export type Promotion = { entry: Entry; quantity: number };

/**
 * One transaction: the releases that it collects, the promotions in order, and the unassigned tickets after
 * it.
 */
export type PromotionBatch = { collect: Release[]; promote: Promotion[]; unassigned: number };

export type BatchInput = {
  unassigned: number;
  releases: Release[];
  entries: Entry[];
  policy: WaitlistPolicy;
};

const ACTIONS_PER_RELEASE = 1;
/** The booking and its entry, which is written again. */
const ACTIONS_PER_RETURN = 2;
const ACTIONS_PER_PROMOTION = 2;

/** The actions that fit a transaction besides that of the waitlist's item. */
export const ACTIONS_OF_BATCH = TRANSACTION_LIMIT_ACTIONS - 1;
export const PROMOTIONS_PER_BATCH_MAX = Math.floor(ACTIONS_OF_BATCH / ACTIONS_PER_PROMOTION);

/**
 * Plans one transaction of at most `actions` actions, whose releases are not too large together; the releases and entries that do
 * not fit are left for the next one. Unassigned tickets and collected releases always equal the promoted tickets and those
 * unassigned afterwards.
 *
 * `state.releases` and `state.entries` are in order. Releases whose bookings wait again come first. They make a batch
 * without promotions, because the entries that are written again decide who is next. `strict`: everybody waits until the
 * head's whole quantity is free. `accept-fewer`: the head takes what is free. `skip`: the first entry that fits is served.
 * An entry with `until` or `passedAt` never delays those behind it. A booking that gave up a granted ticket and waits for
 * others has a release and an entry; a transaction may change an item once, so the batch ends before the second change.
 */
export function planBatch(state: BatchInput, actions: number): PromotionBatch {
  if (state.releases[0]?.returns !== undefined) return planReturns(state, actions);
  const batch: PromotionBatch = { collect: [], promote: [], unassigned: state.unassigned };
  let left = actions;
  const collected = emptyTransaction(actions);
  let nextRelease = 0;
  const changed = new Set<string>();
  const collectOne = (): boolean => {
    const release = state.releases[nextRelease];
    if (release === undefined || left < ACTIONS_PER_RELEASE || changed.has(release.bookingId)) return false;
    if (!collected.takes(release.bytes)) return false;
    changed.add(release.bookingId);
    nextRelease += 1;
    left -= ACTIONS_PER_RELEASE;
    batch.collect.push(release);
    batch.unassigned += release.quantity;
    return true;
  };

  for (const entry of state.entries) {
    while (batch.unassigned < entry.quantity && collectOne());
    const isShortOfReleases = batch.unassigned < entry.quantity && nextRelease < state.releases.length;
    if (left < ACTIONS_PER_PROMOTION || isShortOfReleases || changed.has(entry.bookingId)) return batch;
    const quantity = share(entry, batch.unassigned, state.policy);
    if (quantity > 0) {
      left -= ACTIONS_PER_PROMOTION;
      changed.add(entry.bookingId);
      batch.promote.push({ entry, quantity });
      batch.unassigned -= quantity;
    }
    const holdsUp = state.policy !== 'skip' && mayHoldUp(entry);
    if (quantity < entry.quantity && holdsUp) return batch;
  }
  while (collectOne());
  return batch;
}

/** Whether those behind the entry wait until it is served, under a policy that lets nobody pass. */
function mayHoldUp({ until, passedAt }: Entry): boolean {
  return until === undefined && passedAt === undefined;
}

/**
 * Finds the entry that holds the unassigned tickets back: under `strict`, the first one that wants more of them and
 * was not passed. `entries`: in order, none of which can be served.
 */
export function holderOf({ unassigned, entries, policy }: Omit<BatchInput, 'releases'>): Entry | undefined {
  if (policy !== 'strict' || unassigned === 0) return undefined;
  return entries.find(mayHoldUp);
}

/** Whether the entry gets all that it asks for, and leaves the waitlist. */
export function isWhole({ entry, quantity }: Promotion): boolean {
  return quantity === entry.quantity;
}

/** The entries that are still in the waitlist after the batch, those that got a part included. */
export function entriesBehind({ promote }: PromotionBatch, entries: Entry[]): Entry[] {
  const served = new Set(promote.filter(isWhole).map(({ entry }) => entry));
  return entries.filter((entry) => !served.has(entry));
}

/**
 * Finds out whether the entries want all of the unassigned tickets, if they were served one after another.
 * @returns the last entry that is served then, or the one that holds the other tickets back; undefined if tickets are left
 *   for others
 */
export function wantAll(state: Omit<BatchInput, 'releases'>): Entry | undefined {
  const batch = planBatch({ ...state, releases: [] }, Number.POSITIVE_INFINITY);
  if (batch.unassigned === 0) return batch.promote.at(-1)?.entry;
  const entries = entriesBehind(batch, state.entries);
  return holderOf({ ...state, unassigned: batch.unassigned, entries });
}

function planReturns({ releases, unassigned }: BatchInput, actions: number): PromotionBatch {
  const firstOther = releases.findIndex(({ returns }) => returns === undefined);
  const returning = firstOther < 0 ? releases : releases.slice(0, firstOther);
  const collect = returning.slice(0, Math.floor(actions / ACTIONS_PER_RETURN));
  return {
    collect,
    promote: [],
    unassigned: collect.reduce((sum, { quantity }) => sum + quantity, unassigned),
  };
}

/** Whether bookings of the batch wait again; with `rule`, those that it concerns. */
export function hasReturns({ collect }: PromotionBatch, rule?: IfUnanswered): boolean {
  return collect.some(({ returns }) => returns && (rule === undefined || returns.rule === rule));
}

/** @returns how many bookings the batch lets wait again. */
export function returnsOf({ collect }: PromotionBatch): number {
  return collect.filter(({ returns }) => returns !== undefined).length;
}

/** @returns how many of the unassigned tickets the entry gets. */
function share({ quantity, until }: Entry, unassigned: number, policy: WaitlistPolicy): number {
  if (unassigned >= quantity) return quantity;
  return policy === 'accept-fewer' && until === undefined ? unassigned : 0;
}

/**
 * The entries that are served while the waitlist is paused: those that joined when tickets were free
 * (`atOnce`), up to the first other entry.
 */
export function servedWhilePaused(entries: Entry[]): Entry[] {
  const firstOther = entries.findIndex((entry) => !entry.atOnce);
  return firstOther < 0 ? entries : entries.slice(0, firstOther);
}

/**
 * The entries at the head that can never be served, because they ask for more tickets than the capacity. A
 * cut of the capacity causes that, and under `strict` such an entry would block the waitlist for ever. Under
 * `accept-fewer` the head takes what is free, so there are none.
 */
export function unservable(entries: Entry[], policy: WaitlistPolicy, capacity: number): Entry[] {
  if (policy === 'accept-fewer') return [];
  const waiting = entries.filter((entry) => entry.until === undefined);
  const isUnservable = (entry: Entry) => entry.quantity > capacity;
  if (policy === 'skip') return waiting.filter(isUnservable);
  const firstServable = waiting.findIndex((entry) => !isUnservable(entry) && mayHoldUp(entry));
  return (firstServable < 0 ? waiting : waiting.slice(0, firstServable)).filter(isUnservable);
}

export function isEmpty(batch: PromotionBatch): boolean {
  return batch.promote.length === 0 && batch.collect.length === 0;
}
