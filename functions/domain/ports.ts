/**
 * What the verbs need from outside. The store, the queue and the clock of the process implement these; a simulation
 * or a test may wrap them. Nothing here knows of AWS.
 */
import type { Booking, Fact } from './booking.ts';
import type { EndedBooking } from './end-bookings.ts';
import type { CancellationPlace, Event, Line, Shard } from './event.ts';
import type { Entry, Release, Turn } from './serve-line.ts';
import type { Session } from './session.ts';
import type { ShardTake } from './shard-choice.ts';
import type { Contact, ListedUser, Role, User } from './user.ts';

/** `now` in ms since the epoch, `random` in [0, 1), `sleep` in ms. */
export type Environment = {
  now: () => number;
  random: () => number;
  sleep: (ms: number) => Promise<void>;
  newId: () => string;
};

/**
 * What a customer holds of an event. `held` is never less than the truth: a cancellation lowers it later. An id is in
 * `bookingIds` again where a place in the line was taken back and the same request came again. `raises` counts the
 * bookings that were ever added, also those that a recount took off the list.
 */
export type Tally = { held: number; bookingIds: string[]; raises: number };

/**
 * How a customer's tally is raised: normally by a condition on `held`; once the truth was read from the bookings,
 * to `held` tickets of the bookings that are there (`bookingIds`), provided that none was added since (`seenRaises`).
 */
export type TallyCheck =
  | { kind: 'within-limit' }
  | { kind: 'recounted'; held: number; bookingIds: string[]; seenRaises: number };

/** What became of a write: `refused` brings what the failed conditions saw; `unknown` may have taken effect. */
export type WriteOutcome =
  | { kind: 'done' }
  | { kind: 'own-booking'; booking: Booking }
  | { kind: 'refused'; shards: Shard[]; line?: Line; tally?: Tally }
  | { kind: 'contention' }
  | { kind: 'unknown' };

/** `isAtDoor`: the organizer sells, which the end of sales does not end. */
export type BookingWrite = {
  event: Event;
  booking: Booking;
  now: number;
  tally: TallyCheck;
  isAtDoor: boolean;
};

/** Where a lower capacity is taken from: the pool, or tickets that were withdrawn from the shards before. */
export type CutFrom = 'pool' | 'raised';

/** Events and their counters. */
export type EventStore = {
  /** @returns the event as it was created under its id: this one, or the one that was there. */
  create(event: Event): Promise<Event>;
  /** Strongly consistent. */
  read(eventId: string): Promise<Event | undefined>;
  readShards(event: Event, consistency: 'strong' | 'eventual'): Promise<Shard[]>;
  /**
   * Writes a changed event and the line with it, in one transaction. Changed terms of the sale are then to be copied
   * into the shards: until that is over the event is spreading. A higher capacity waits in the line to be made free, a
   * lower one is taken from `cutFrom`. The sweep looks after the rest from `dueAt` (ms) on. @returns false when
   * something changed in between, or there was contention.
   */
  change(before: Event, after: Event, cutFrom: CutFrom | undefined, dueAt: number): Promise<boolean>;
  /** Writes what only describes the event. @returns false when the event changed in between, or on contention. */
  describe(before: Event, after: Event): Promise<boolean>;
  /** Copies the terms of the sale into a shard, unless it has those of a later change. @returns false on contention. */
  copyTerms(event: Event, shard: number): Promise<boolean>;
  /** Says that the change has come to every shard, unless there is a later one. @returns false on contention. */
  endSpreading(event: Event): Promise<boolean>;
  /**
   * Moves tickets of an open shard to those that wait in the line to be made free. @returns false when the shard is
   * closed or has fewer, or on contention.
   */
  withdraw(event: Event, take: ShardTake, dueAt: number): Promise<boolean>;
  /** Every booking of the event, page by page, in no particular order, from a place on; each with the place behind it. */
  bookings(
    event: Event,
    from?: CancellationPlace,
  ): AsyncIterable<{ bookings: Booking[]; place: CancellationPlace }>;
  /** Removes a cancelled event that nobody ever booked, with all that belongs to it. @returns false on contention. */
  remove(event: Event): Promise<boolean>;
};

/** Bookings: the only writers of tickets in the open regime, and of entries in the line. */
export type BookingStore = {
  /** Takes tickets from shards and writes the booking, in one transaction. */
  take(write: BookingWrite & { takes: ShardTake[] }): Promise<WriteOutcome>;
  /**
   * Writes the booking and its entry in the line, in one transaction: through one closed shard, or through the line
   * itself where it has a limit. `atOnce` and `until` as in `Entry`.
   */
  join(write: BookingWrite & { shard: number; atOnce: boolean; until?: number }): Promise<WriteOutcome>;
  /**
   * Removes a waiting booking that nobody was told of and that has no tickets, with its entry, if it is as it was read. @returns false when it
   * is not, on contention, or when it is unknown whether it was removed.
   */
  removeWaiting(event: Event, booking: Booking): Promise<boolean>;
  /** Takes tickets from the pool, past a line that nobody is served from any more, in one transaction. */
  takeFromPool(write: BookingWrite): Promise<WriteOutcome>;
  /** Strongly consistent. */
  read(event: Event, bookingId: string): Promise<Booking | undefined>;
  /** Those that are there, each once, in the order of the ids. */
  readMany(event: Event, bookingIds: string[]): Promise<Booking[]>;
  /**
   * Writes a changed booking, with its entry where it waits. An offer is confirmed only before it runs out and while
   * sales are open; a release is due to be looked at from `dueAt`. @returns false when that is not so, when the booking
   * changed in between, or on contention.
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
  /** The sweep looks at the line from `lookAt` (ms) on. False also where the line has changed since it was `seen`. */
  markQueueing(event: Event, seen: Line, isDrained: boolean, lookAt: number | undefined): Promise<boolean>;
  /** Puts a release back into an open shard. False: contention, the shard is closed, or the release was handled. */
  returnToShard(event: Event, release: Release, shard: number, now: number): Promise<boolean>;
  /** Releases of the event known to the index, oldest first; a hint, not the truth. */
  releasedBookingIds(eventId: string, limit: number): Promise<string[]>;
  /** Open offers of the event known to the index, page by page; a hint, not the truth. */
  offeredBookingIds(eventId: string): AsyncIterable<string[]>;
  /** Opens pass `pass + 1`; whoever arrived up to `servingUpTo` is served by it or waits for its end. */
  startPass(event: Event, pass: number, servingUpTo: string): Promise<boolean>;
  /**
   * Makes some of the `raised` tickets free in an open shard. @returns false when the shard is closed, when another
   * number is raised, or on contention.
   */
  freeRaised(event: Event, raised: number, into: ShardTake): Promise<boolean>;
  /**
   * Moves what these closed shards hold, and what a raised capacity brought, to the pool. `isLast`: no other shard holds
   * any. @returns false when something changed, or on contention.
   */
  drainShards(
    event: Event,
    line: Line,
    part: { shards: Shard[]; isLast: boolean },
    lookAt: number | undefined,
  ): Promise<boolean>;
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
    when: { now: number; lookAt: number | undefined; last: boolean },
  ): Promise<boolean>;
  /** False: contention. Ending a pass that is no longer the current one does nothing. */
  endPass(event: Event, pass: number): Promise<boolean>;
  /**
   * Ends bookings in one transaction: what they become, their entries and the pool. `place`: how far the event's
   * cancellation has come with them. `afterSales`: only if sales are over. @returns false when something changed.
   */
  endBookings(
    event: Event,
    line: Line,
    ended: EndedBooking[],
    when: { lookAt: number | undefined; place?: CancellationPlace; afterSales?: { now: number } },
  ): Promise<boolean>;
  /** Says that no place in the line is left to end for this end of sales. @returns false when something changed. */
  markEnded(event: Event, line: Line, lookAt: number | undefined): Promise<boolean>;
  /** Says that every booking of a cancelled event is cancelled. False: contention. */
  completeCancellation(event: Event, pass: number): Promise<boolean>;
  /** Has the sweep look at the line from `lookAt` (ms) on and no more before, unless the line changed. */
  postponeLook(event: Event, line: Line, lookAt: number | undefined): Promise<void>;
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

/**
 * What somebody must look at: a release; a booking whose offer ran out; the line, due at `dueAt` (ms); or an event whose
 * change is on its way to its shards.
 */
export type Attention = { eventId: string; dueAt: number } & (
  | { about: 'release' | 'booking'; bookingId: string }
  | { about: 'line' | 'event' }
);

/** Where a sweep that could not finish goes on. */
export type SweepPlace = { bucket: number; after: string };

export type AttentionStore = {
  /** What is due, page by page, from a place on, each with the place behind it. */
  due(now: number, from: SweepPlace | undefined): AsyncIterable<{ due: Attention[]; place: SweepPlace }>;
  readPlace(): Promise<SweepPlace | undefined>;
  savePlace(place: SweepPlace | undefined): Promise<void>;
};

/** Names what the clerk should look at. Messages with the same `sameAs` within five minutes are one. */
export type Message = { eventId: string; bookingIds?: string[] };
export type Queue = { send(message: Message, sameAs: string): Promise<void> };

export type UserStore = {
  /**
   * Writes an account, its address and its first session together. `there-already`: this request, or an earlier one
   * with the same key, made the account. `failed`: contention, or the outcome is unknown.
   */
  create(user: User, session?: Session): Promise<'done' | 'address-taken' | 'there-already' | 'failed'>;
  read(userId: string): Promise<User | undefined>;
  readByEmail(email: string): Promise<User | undefined>;
  /**
   * Changes the role and ends the account's earlier log-ins, on condition that the role is still that of `before` and
   * that `witnessId`, another account, is an admin. `no-witness`: it is not. `failed`: the role changed in between, or
   * the write met contention, or its outcome is unknown.
   */
  changeRole(before: User, role: Role, witnessId: string): Promise<'done' | 'no-witness' | 'failed'>;
  /** The oldest `limit` accounts of a role, of those made after `after`. A change shows after a moment. */
  listRole(role: Role, after: User | undefined, limit: number): Promise<ListedUser[]>;
  /** The accounts that exist, by id. No id may occur twice. Eventually consistent. */
  contacts(userIds: string[]): Promise<Map<string, Contact>>;
};

export type SessionStore = {
  /** False: there is, or was, one of that id. */
  create(session: Session): Promise<boolean>;
  /** Strongly consistent. */
  read(sessionId: string): Promise<Session | undefined>;
  /** A session and an account in one strongly consistent call. The caller checks that they belong together. */
  readWithUser(
    sessionId: string,
    userId: string,
  ): Promise<{ session: Session | undefined; user: ListedUser | undefined }>;
  /** True: `after` is stored, by this call or an earlier attempt of it. False: neither token is the latest. */
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
