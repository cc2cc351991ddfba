/**
 * What the verbs need from outside. The store, the queue and the clock of the process implement these; a simulation
 * or a test may wrap them. Nothing here knows of AWS.
 */
import type { Booking, Fact } from './booking.ts';
import type { Event, Line, Shard } from './event.ts';
import type { Entry, Release, Turn } from './serve-line.ts';
import type { ShardTake } from './shard-choice.ts';
import type { Contact, ListedUser, Role, User } from './user.ts';

/** `now` in ms since the epoch, `random` in [0, 1), `sleep` in ms. */
export type Environment = {
  now: () => number;
  random: () => number;
  sleep: (ms: number) => Promise<void>;
  newId: () => string;
};

/** What a customer holds of an event. `held` is never less than the truth: a cancellation lowers it later. */
export type Tally = { held: number; bookingIds: string[] };

/**
 * How a customer's tally is raised: normally by a condition on `held`; once the truth was read from the bookings,
 * to `held` tickets provided that no booking was added since (`seenBookings`).
 */
export type TallyCheck = { kind: 'within-limit' } | { kind: 'recounted'; held: number; seenBookings: number };

/** Instants in ms. */
export type SalesWindow = { salesOpenAt: number; salesCloseAt: number };

/** What became of a write: `refused` brings what the failed conditions saw; `unknown` may have taken effect. */
export type WriteOutcome =
  | { kind: 'done' }
  | { kind: 'own-booking'; booking: Booking }
  | { kind: 'refused'; shards: Shard[]; line?: Line & SalesWindow; tally?: Tally }
  | { kind: 'contention' }
  | { kind: 'unknown' };

export type BookingWrite = { event: Event; booking: Booking; now: number; tally: TallyCheck };

/** Events and their counters. */
export type EventStore = {
  /** @returns the event as it was created under its id: this one, or the one that was there. */
  create(event: Event): Promise<Event>;
  /** Strongly consistent. */
  read(eventId: string): Promise<Event | undefined>;
  readShards(event: Event, consistency: 'strong' | 'eventual'): Promise<Shard[]>;
  /**
   * Writes a changed event with what of it is copied into shards and line, in one transaction; where that has no
   * room for the shards the event is spreading from then on. A higher capacity waits in the line to be made free, a
   * lower one takes `spared` from shards, or from the pool where `spared` is a number. False: something changed in
   * between.
   */
  change(before: Event, after: Event, spared: ShardTake[] | number, dueAt: number): Promise<boolean>;
  /** Copies what guards a sale into a shard, unless it has that of a later change. False: contention; so for the next. */
  copyFacts(event: Event, shard: number): Promise<boolean>;
  /** Says that the change has come to every shard, unless there is a later one. */
  endSpreading(event: Event): Promise<boolean>;
  /** Moves these tickets to the first of their shards. False: something changed, or the sale is closing. */
  gather(event: Event, takes: ShardTake[]): Promise<boolean>;
  /** Every booking of the event, page by page, in no particular order. */
  bookings(event: Event): AsyncIterable<Booking[]>;
};

/** Bookings: the only writers of tickets in the open regime, and of entries in the line. */
export type BookingStore = {
  /** Takes tickets from shards and writes the booking, in one transaction. */
  take(write: BookingWrite & { takes: ShardTake[] }): Promise<WriteOutcome>;
  /**
   * Writes the booking and its entry in the line, in one transaction: through one closed shard, or through the line
   * itself where it has a limit. `atOnce` as in `Entry`.
   */
  join(write: BookingWrite & { shard: number; atOnce: boolean }): Promise<WriteOutcome>;
  /** Strongly consistent. */
  read(event: Event, bookingId: string): Promise<Booking | undefined>;
  readMany(event: Event, bookingIds: string[]): Promise<Booking[]>;
  /**
   * Writes a changed booking, with its entry where it waits. An offer is confirmed only before it runs out; a release
   * is due to be looked at from `dueAt`. False: it changed in between.
   */
  change(
    event: Event,
    before: Booking,
    after: Booking,
    when: { now: number; dueAt: number },
  ): Promise<boolean>;
  /** Adds a fact to a booking's history and changes nothing else. False: it changed in between. */
  addFact(event: Event, before: Booking, fact: Fact): Promise<boolean>;
  /** 1-based, counted in one strongly consistent look. */
  position(event: Event, booking: Booking): Promise<number>;
};

/** The end of the open regime, and the clerk's writes from then on. */
export type LineStore = {
  /** Strongly consistent. */
  read(event: Event): Promise<Line>;
  /** True: the caller closes the sale, alone, until `leaseUntil`. */
  electCloser(event: Event, now: number, leaseUntil: number): Promise<boolean>;
  /** False: contention, to be tried again; so for the next. */
  closeShard(eventId: string, shard: number): Promise<boolean>;
  /** Where shards still hold tickets, the sweep looks after them from `dueAt` (ms) on. */
  markQueueing(event: Event, isDrained: boolean, dueAt: number): Promise<boolean>;
  /** Puts a release back into an open shard. False: contention, the shard is closed, or the release was handled. */
  returnToShard(event: Event, release: Release, shard: number, now: number): Promise<boolean>;
  /** Releases of the event known to the index, oldest first; a hint, not the truth. */
  releasedBookingIds(eventId: string, limit: number): Promise<string[]>;
  /** Opens pass `pass + 1`; whoever arrived up to `servingUpTo` is served by it or waits for its end. */
  startPass(event: Event, pass: number, servingUpTo: string): Promise<boolean>;
  /** Makes the tickets of a raised capacity free, in open shards. False: some shard is closed, or contention. */
  spreadRaise(event: Event, raised: number): Promise<boolean>;
  /** Moves what closed shards still hold, and what a raised capacity brought, to the pool. */
  drainShards(event: Event, line: Line, shards: Shard[], dueAt: number): Promise<boolean>;
  /** The line in order of arrival from behind `after`, up to `upTo`; `complete` when that is all there is. */
  readHead(
    event: Event,
    range: { after?: string; upTo: string },
  ): Promise<{ entries: Entry[]; complete: boolean }>;
  /** Writes one turn in one transaction; `last` ends the pass. */
  applyTurn(
    event: Event,
    line: Line,
    turn: Turn,
    when: { now: number; dueAt: number; last: boolean },
  ): Promise<boolean>;
  /** False: contention. Ending a pass that is no longer the current one does nothing. */
  endPass(event: Event, pass: number): Promise<boolean>;
  /** One part of an event's cancellation: these bookings, their entries and the pool. False: something changed. */
  cancelBookings(event: Event, line: Line, bookings: Booking[], now: number): Promise<boolean>;
  /** Says that every booking of a cancelled event is cancelled. False: contention. */
  completeCancellation(event: Event, pass: number): Promise<boolean>;
};

/** A booking as an audit reads it: without what names a person, and without what only repeats need. */
export type AuditedBooking = Omit<Booking, 'eventId' | 'attendee' | 'fingerprint' | 'cancellations'>;

/** What an audit reads. Strongly consistent call by call, and not one instant. */
export type AuditStore = {
  /** @throws Refusal `not-found`. */
  counters(event: Pick<Event, 'id'>): Promise<{ event: Event; shards: Shard[]; line: Line }>;
  /** Every booking, page by page, in no particular order. */
  bookings(event: Event): AsyncIterable<AuditedBooking[]>;
  /** The whole line, page by page, in order of arrival. */
  entries(event: Event): AsyncIterable<Entry[]>;
  /** Of these bookings that wait, the entries that are there. */
  entriesOf(event: Event, waiting: AuditedBooking[]): Promise<Entry[]>;
  /** As the account stands now. */
  isAdmin(userId: string): Promise<boolean>;
};

/** A place among an event's bookings: in `bucket`, behind the booking with the id `after` if there is one. */
export type BookingPlace = { bucket: number; after?: string };

/** A range of keys: `from` is excluded, `upTo` is included, and a missing bound is open. */
export type Part = { from?: string | undefined; upTo?: string | undefined };

/** Bookings of an event or a customer. Each call is strongly consistent; several calls do not see one instant. */
export type ListingStore = {
  /**
   * Pages of bookings, bucket by bucket, and by id within a bucket. One query reads `atOnce` bookings; `sideBySide`
   * buckets are queried in parallel. A page may be empty. `next` is the place of the next page, if there is one.
   */
  bookings(
    event: Event,
    from: BookingPlace,
    how: { atOnce: number; sideBySide: number },
  ): AsyncIterable<{ bookings: Booking[]; next?: BookingPlace }>;
  /** A customer's bookings by event. The keys of `part` are event ids. `upTo` is set while there are more. */
  ofCustomer(customerId: string, part: Part): AsyncIterable<{ items: Booking[]; upTo?: string }>;
  /** The first `limit` entries after the arrival `after`, in order of arrival. */
  line(event: Event, after: string, limit: number): Promise<Entry[]>;
  /** How many wait, and for how many tickets together. */
  countLine(event: Event): Promise<{ bookings: number; tickets: number }>;
};

/** Reads events for lists. */
export type EventListingStore = {
  /**
   * Events by start. `from` and `to` are sort keys (`startKey`), both included. Reads up to `most` events; `last` is the
   * key of the last one read while there are more. `runningAt`: returns only those that have an end after this instant.
   * Cancelled events are a list of their own. Eventually consistent.
   */
  byStart(range: {
    list: 'events' | 'cancelled';
    from: string;
    to: string;
    descending: boolean;
    runningAt?: string;
    most: number;
  }): Promise<{ events: Event[]; last?: string }>;
  /** An organizer's events by id, strongly consistent. The keys of `part` are event ids. `upTo` as in `ListingStore`. */
  ofOrganizer(organizerId: string, part: Part): AsyncIterable<{ items: Event[]; upTo?: string }>;
};

/** Things that somebody must look at once they are due: a release, or a pool with tickets in it. */
export type Attention = { eventId: string; dueAt: number; about: { bookingId: string } | 'pool' };

export type AttentionStore = { due(now: number): AsyncIterable<Attention> };

/** Names what the clerk should look at. Messages with the same `sameAs` within five minutes are one. */
export type Message = { eventId: string; bookingId?: string };
export type Queue = { send(message: Message, sameAs: string): Promise<void> };

export type UserStore = {
  /** False: the address is taken. */
  create(user: User): Promise<boolean>;
  read(userId: string): Promise<User | undefined>;
  readByEmail(email: string): Promise<User | undefined>;
  /** Undefined: no such user. */
  changeRole(userId: string, role: Role): Promise<User | undefined>;
  /** The oldest `limit` accounts of a role, of those made after `after`. A change shows after a moment. */
  listRole(role: Role, after: User | undefined, limit: number): Promise<ListedUser[]>;
  /** The accounts that exist, by id. No id may occur twice. Eventually consistent. */
  contacts(userIds: string[]): Promise<Map<string, Contact>>;
};

/**
 * A log-in and the refresh tokens that follow from it: only the latest is good, and an earlier one that comes back
 * ends the session for whoever holds any of them. `tokenHash` is of the latest, and empty once the session is over;
 * `expiresAt` in ms.
 */
export type Session = { id: string; userId: string; tokenHash: string; expiresAt: number };

export type SessionStore = {
  /** False: there is, or was, one of that id. */
  create(session: Session): Promise<boolean>;
  read(sessionId: string): Promise<Session | undefined>;
  /** False: `before` is no longer the latest token. */
  rotate(before: Session, after: Session): Promise<boolean>;
  end(session: Session): Promise<void>;
};

/** Counts attempts by name until `windowEndsAt` of the first one; instants in ms. */
export type AttemptStore = {
  /** @returns how many there were in the window, this one included. */
  add(name: string, now: number, windowEndsAt: number): Promise<number>;
  forget(name: string): Promise<void>;
};

/** For what went wrong without changing the answer. Neither secrets nor personal data. */
export type Log = { warn(message: string, fields: Record<string, string | number>): void };
