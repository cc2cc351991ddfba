/**
 * What a process remembers of events between requests: the events themselves, their availability and the last
 * message to their clerk, each for a second; which waitlists are quiet; and which events sell in order, which never changes
 * back. All of it may be lost at any time. None of it decides anything that a condition does not check again, but for the
 * quiet, which clerks wait for.
 */
import type { Availability } from '../model/availability.ts';
import type { Event } from '../model/event.ts';
import { EVENT_CACHE_TTL_MS } from '../model/limits.ts';
import { Refusal } from '../model/refusal.ts';
import type { Shard } from '../model/shard.ts';
import { type Actor, runsEvent } from '../model/user.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { Closing, WaitlistStore } from '../ports/waitlist-store.ts';
import { QuietWaitlists } from './quiet-waitlists.ts';
import { availabilityNow } from './read-availability.ts';
import { SingleFlight } from './single-flight.ts';

/** `readAt`: when the read began or the value was stored, ms. */
type Remembered<T> = { value: T; readAt: number };

export class EventCache {
  /** Ids of the events that are known to sell in order. */
  readonly sellsInOrder = new Set<string>();
  readonly quietWaitlists = new QuietWaitlists();
  readonly #read = new Map<string, Remembered<Event>>();
  /** Work on an event that simultaneous requests of this process share, each by the event's id. */
  readonly closings = new SingleFlight<void>();
  readonly refreshes = new SingleFlight<Event>();
  readonly shardReads = new SingleFlight<Shard[]>();
  readonly closingReads = new SingleFlight<Closing>();
  readonly #nudged = new Map<string, Remembered<number>>();
  readonly #availability = new Map<string, Remembered<Promise<Availability>>>();
  readonly #events: EventStore;
  readonly #runtime: Runtime;

  constructor(events: EventStore, runtime: Runtime) {
    this.#events = events;
    this.#runtime = runtime;
  }

  /**
   * @returns the event, at most a second old
   * @throws Refusal `not-found`
   */
  async get(eventId: string): Promise<Event> {
    const known = this.#read.get(eventId);
    if (known !== undefined && this.#isFresh(known)) return known.value;
    return this.refresh(eventId);
  }

  /**
   * @returns the event: as it is now for an actor who runs it, and at most a second old for anybody else
   * @throws Refusal `not-found`, also for a draft that the actor does not run
   */
  async getFor(actor: Actor, eventId: string): Promise<Event> {
    const known = await this.get(eventId);
    if (!known.isDraft && !runsEvent(actor, known)) return known;
    const event = await this.refresh(eventId);
    if (event.isDraft && !runsEvent(actor, event)) throw noEvent();
    return event;
  }

  /**
   * Reads the event from the store and remembers it.
   * @throws Refusal `not-found`
   */
  async refresh(eventId: string): Promise<Event> {
    const readAt = this.#runtime.now();
    const event = await this.#events.read(eventId);
    if (event === undefined) throw noEvent();
    this.#remember(event, readAt);
    return event;
  }

  /** Remembers a change that this process made, and drops the availability from before it. */
  noteChange(event: Event): void {
    this.#remember(event, this.#runtime.now());
    this.#availability.delete(event.id);
  }

  /** An event with a draw sells in order from its beginning. */
  #remember(event: Event, readAt: number): void {
    this.#read.set(event.id, { value: event, readAt });
    if (event.draw !== undefined) this.sellsInOrder.add(event.id);
  }

  /** Drops everything about an event that was removed: a new one may be created under the same id. */
  forget(eventId: string): void {
    this.sellsInOrder.delete(eventId);
    this.quietWaitlists.forget(eventId);
    this.#read.delete(eventId);
    this.#availability.delete(eventId);
    this.#nudged.delete(eventId);
  }

  /** @returns the availability, at most a second old; simultaneous requests share one read. */
  async availability(event: Event, waitlist: Pick<WaitlistStore, 'read'>): Promise<Availability> {
    const known = this.#availability.get(event.id);
    if (known !== undefined && this.#isFresh(known)) return known.value;
    const look = availabilityNow(event, { events: this.#events, waitlist, runtime: this.#runtime });
    this.#availability.set(event.id, { value: look, readAt: this.#runtime.now() });
    look.catch(() => this.#availability.delete(event.id));
    return look;
  }

  /**
   * Whether this process sent the clerk a message about this pass within the last second. If not, the caller
   * sends it, and it is remembered as sent.
   */
  isNudged(eventId: string, pass: number): boolean {
    const known = this.#nudged.get(eventId);
    if (known?.value === pass && this.#isFresh(known)) return true;
    this.#nudged.set(eventId, { value: pass, readAt: this.#runtime.now() });
    return false;
  }

  #isFresh(remembered: Remembered<unknown>): boolean {
    return this.#runtime.now() - remembered.readAt < EVENT_CACHE_TTL_MS;
  }
}

/** For a booking that does not exist, and for one that the actor may not know of. A draft is not known of either. */
export function noBooking(actor: Actor, event: Event): Refusal {
  if (event.isDraft && !runsEvent(actor, event)) return noEvent();
  return new Refusal('not-found', 'No booking that you may read has this id. Check the id in the path.');
}

/** For an event that does not exist, and for one that the actor may not know of: the answers must not differ. */
export function noEvent(): Refusal {
  return new Refusal(
    'not-found',
    'No event has this id, or you may not do this with it. Check the id in the path, and who you are logged in as.',
  );
}
