/**
 * Stores bookings, the customers' tallies, and the waitlist entries of bookings that join or leave. These
 * writes and the clerk's are the only ones that move tickets between shards, unassigned tickets and bookings.
 */
import type { Booking, HistoryEntry, TicketHolders } from '../model/booking.ts';
import type { Event } from '../model/event.ts';
import type { Shard } from '../model/shard.ts';
import type { ShardTake } from '../model/shard-choice.ts';
import type { WaitlistState } from '../model/waitlist-state.ts';
import type { Solution } from './challenges.ts';

/**
 * What a customer holds or waits for of an event. `held`: an upper bound in tickets, lowered only by a
 * recount. `bookingIds`: the customer's bookings; an id occurs twice if its booking was removed and the same
 * request joined again. `raises`: how often it was ever raised, also by bookings that a recount removed
 * from the list.
 */
export type Tally = { held: number; bookingIds: string[]; raises: number };

/**
 * How a write checks and raises the tally. `within-limit`: by a condition on `held`. `recounted`: after the
 * customer's bookings were read, `held` and `bookingIds` replace those of the tally, provided that it was not raised
 * since (`seenRaises`).
 */
export type TallyCheck =
  | { kind: 'within-limit' }
  | { kind: 'recounted'; held: number; bookingIds: string[]; seenRaises: number };

/**
 * The outcome of a write. `done`: the booking is stored. `own-booking`: the booking was there before, from an
 * earlier attempt or request; with `addsTo`, it is not as it was read. `refused`: conditions failed, on the items given
 * here; it has none if those items do not exist, and `unmet` if the event asks for more. `contention`: the write had no
 * effect and may be retried. `unknown`: the write may have taken effect.
 */
export type WriteOutcome =
  | { kind: 'done' }
  | { kind: 'own-booking'; booking: Booking }
  | {
      kind: 'refused';
      shards: Shard[];
      waitlist?: WaitlistState;
      tally?: Tally;
      unmet?: keyof Requirements;
    }
  | { kind: 'contention' }
  | { kind: 'unknown' };

/**
 * A new booking, or with `addsTo` a stored one with added tickets: `booking` replaces it, provided that it is as it
 * was read. `now`: the clock for the sales window, ms. `isAtDoor`: the organizer sells, until `doorClosesAt`.
 */
export type BookingWrite = {
  event: Event;
  booking: Booking;
  addsTo?: Booking;
  now: number;
  tally: TallyCheck;
  isAtDoor: boolean;
  requirements?: Requirements;
};

/**
 * What the event asks of a new booking besides its limits. The write checks it. `confirmedUserId`: the account whose address
 * has to be confirmed. `solution`: of a challenge, that no other booking used.
 */
export type Requirements = { confirmedUserId?: string; solution?: Solution };

/** A waiting booking that leaves the waitlist for a new one: as it was read, and as it becomes. */
export type Replacement = { before: Booking; after: Booking };

/** Reads are strongly consistent and throw Busy on throttling or a timeout. */
export type BookingStore = {
  /**
   * Takes tickets from open shards, writes the booking and raises the tally, in one transaction. With `addsTo`, the
   * sweep looks at a release of the booking later.
   */
  take(write: BookingWrite & { takes: ShardTake[] }): Promise<WriteOutcome>;
  /**
   * Writes a waiting booking and its entry and raises the tally, in one transaction. The closed shard `shard`
   * checks and counts the entry, and gives it room if the waitlist has a limit; with `isRoomUnassigned`, the waitlist's item
   * does. `atOnce` and `until` as in `Entry`. With `replaces`, the entry takes the place of that of another booking, which
   * joined through the same shard and is as it was read; it is checked and not counted.
   */
  join(
    write: BookingWrite & {
      shard: number;
      isRoomUnassigned?: boolean;
      atOnce: boolean;
      until?: number;
      replaces?: Replacement;
    },
  ): Promise<WriteOutcome>;
  /**
   * Removes a waiting booking with its entry, provided that it holds no tickets and has not changed since it
   * was read. The booking must not have been acknowledged.
   * @returns false if it changed, on contention, or if the outcome is unknown
   */
  removeWaiting(event: Event, booking: Booking): Promise<boolean>;
  /**
   * Takes unassigned tickets for the door sale, writes the booking and raises the tally, in one transaction.
   * Its conditions: all shards are empty, and sales have closed for customers, so that no waiter is overtaken.
   */
  takeUnassigned(write: BookingWrite): Promise<WriteOutcome>;
  /** Reads a booking. */
  read(event: Event, bookingId: string): Promise<Booking | undefined>;
  /** Reads bookings, each once, in the order of the ids and without those that do not exist. */
  readMany(event: Event, bookingIds: string[]): Promise<Booking[]>;
  /**
   * Writes a changed booking, and changes or removes its entry if it was waiting. An offer is accepted only
   * before it expires and while sales are open. The sweep looks at a release from `dueAt` (ms) on.
   * @returns false if the booking changed since it was read, if the offer or sales have ended, on contention,
   * or if the outcome is unknown
   */
  change(
    event: Event,
    before: Booking,
    after: Booking,
    when: { now: number; dueAt: number },
  ): Promise<boolean>;
  /**
   * Appends an entry, or the entries of one request, to a booking's history, replaces the holders of its tickets if given, and changes nothing else.
   * @returns false if the booking changed since it was read, on contention, or if the outcome is unknown
   */
  appendHistory(
    event: Event,
    before: Booking,
    added: HistoryEntry | HistoryEntry[],
    ticketHolders?: TicketHolders,
  ): Promise<boolean>;
};
