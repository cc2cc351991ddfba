/**
 * What a warm function remembers between requests: the facts of events for a second, which events sell in order (for
 * good: that mark is one-way), their shards' hints, their availability and the last message to their clerk for a
 * second, and the lanes that went well. All of it may be lost at any time; none of it decides anything that a condition
 * does not check again.
 */
import { type Availability, availabilityOf, type Event } from './event.ts';
import { Lanes } from './lanes.ts';
import { EVENT_FACTS_TTL_MS } from './limits.ts';
import type { Environment, EventStore, LineStore } from './ports.ts';
import { Refusal } from './refusal.ts';
import { ShardHints } from './shard-choice.ts';

type Remembered<T> = { value: T; readAt: number };

export class EventMemory {
  readonly hints = new ShardHints();
  readonly lanes = new Lanes();
  readonly queueing = new Set<string>();
  readonly #facts = new Map<string, Remembered<Event>>();
  readonly #running = new Map<string, Promise<unknown>>();
  readonly #hintsReadAt = new Map<string, number>();
  readonly #nudged = new Map<string, Remembered<number>>();
  readonly #availability = new Map<string, Remembered<Promise<Availability>>>();
  readonly #events: EventStore;
  readonly #environment: Environment;

  constructor(events: EventStore, environment: Environment) {
    this.#events = events;
    this.#environment = environment;
  }

  /** The event's facts, at most a second old. @throws Refusal `not-found`. */
  async facts(eventId: string): Promise<Event> {
    const known = this.#facts.get(eventId);
    if (known !== undefined && this.#isFresh(known)) return known.value;
    return this.freshFacts(eventId);
  }

  /** The event's facts as they are now. @throws Refusal `not-found`. */
  async freshFacts(eventId: string): Promise<Event> {
    const readAt = this.#environment.now();
    const event = await this.#events.read(eventId);
    if (event === undefined) throw new Refusal('not-found', 'There is no such event.');
    this.#facts.set(eventId, { value: event, readAt });
    return event;
  }

  /** This process has changed the event, and does not answer from before that. */
  noteChange(event: Event): void {
    this.#facts.set(event.id, { value: event, readAt: this.#environment.now() });
    this.#availability.delete(event.id);
  }

  /** The event is gone, and another may be made under its id. */
  forget(eventId: string): void {
    this.queueing.delete(eventId);
    this.hints.forget(eventId);
    this.#facts.delete(eventId);
    this.#hintsReadAt.delete(eventId);
    this.#availability.delete(eventId);
    this.#nudged.delete(eventId);
  }

  /** Looks at all shards, for hints, unless the last look is younger; requests that need one at a time share it. */
  async refreshHints(event: Event, oldestMs: number): Promise<void> {
    const readAt = this.#hintsReadAt.get(event.id) ?? 0;
    if (this.#environment.now() - readAt < oldestMs) return;
    await this.once(`hints ${event.id}`, async () => {
      const shards = await this.#events.readShards(event, 'eventual');
      const now = this.#environment.now();
      this.hints.remember(event.id, shards, now);
      this.#hintsReadAt.set(event.id, now);
    });
  }

  /** Requests of this process that want the same thing at the same time wait for the one that does it. */
  once<T>(name: string, work: () => Promise<T>): Promise<T> {
    const running = this.#running.get(name) as Promise<T> | undefined;
    if (running !== undefined) return running;
    const started = work().finally(() => this.#running.delete(name));
    this.#running.set(name, started);
    return started;
  }

  /** The counters added up, at most a second old; requests that come together share one look. */
  async availability(event: Event, line: Pick<LineStore, 'read'>): Promise<Availability> {
    const known = this.#availability.get(event.id);
    if (known !== undefined && this.#isFresh(known)) return known.value;
    const look = availabilityNow(event, { events: this.#events, line, environment: this.#environment });
    this.#availability.set(event.id, { value: look, readAt: this.#environment.now() });
    look.catch(() => this.#availability.delete(event.id));
    return look;
  }

  /** Whether this process told the clerk of this pass a moment ago; if not, it counts as told from now on. */
  isNudged(eventId: string, pass: number): boolean {
    const known = this.#nudged.get(eventId);
    if (known?.value === pass && this.#isFresh(known)) return true;
    this.#nudged.set(eventId, { value: pass, readAt: this.#environment.now() });
    return false;
  }

  #isFresh(remembered: Remembered<unknown>): boolean {
    return this.#environment.now() - remembered.readAt < EVENT_FACTS_TTL_MS;
  }
}

type Counters = { events: EventStore; line: Pick<LineStore, 'read'>; environment: Environment };

/** The same after a change, which is not undone because they could not be read. */
export async function availabilityIfKnown(
  event: Event,
  counters: Counters,
): Promise<Availability | undefined> {
  try {
    return await availabilityNow(event, counters);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** The counters added up as they are now. */
export async function availabilityNow(
  event: Event,
  { events, line, environment }: Counters,
): Promise<Availability> {
  const [shards, state] = await Promise.all([events.readShards(event, 'eventual'), line.read(event)]);
  return availabilityOf(event, shards, state, environment.now());
}
