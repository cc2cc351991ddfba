/**
 * The availability of many events for a list: one read of their summaries, and a bounded look at the events whose summaries
 * are old, which stores them anew for the next readers. What is older than that is corrected by the waitlists' items. All of
 * it may be lost at any time, and it decides nothing: a booking is decided by the shards.
 *
 * Steps, of which the last may fail without a trace: 1. read the summaries; 2. read the waitlists of those that are due or
 * old; 3. read the shards of those that are looked at; 4. store their summaries.
 */
import { type Availability, availabilityBy, countsOf } from '../model/availability.ts';
import {
  type AvailabilitySummary,
  chooseDue,
  correctedBy,
  firstSummary,
  isSummaryOf,
  type LookRoom,
  type Summarized,
  wholeRoom,
} from '../model/availability-summary.ts';
import type { Event } from '../model/event.ts';
import { EVENT_CACHE_TTL_MS, SUMMARY_AGE_MS, SUMMARY_MEMORY_EVENTS } from '../model/limits.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { SummaryStore } from '../ports/summary-store.ts';

type Ports = { summaries: SummaryStore; runtime: Pick<Runtime, 'now' | 'random'> };

/** @returns the availability of each event, in their order. @throws Busy */
export type ReadAvailabilities = (events: Event[]) => Promise<Availability[]>;

export class ListedAvailability {
  /** Summaries that were read or made within the last second, by the event's id. */
  readonly #known = new Map<string, { summary: AvailabilitySummary; readAt: number }>();
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** @returns the function that one answer of a list calls, as often as it needs: all its calls share one bound. */
  forAnswer(): ReadAvailabilities {
    const room = wholeRoom();
    return (events) => this.#read(events, room);
  }

  async #read(events: Event[], room: LookRoom): Promise<Availability[]> {
    const now = this.#ports.runtime.now();
    const unknown = events.filter(({ id }) => !this.#isKnown(id, now));
    const read = await this.#readAnew(unknown, room, now);
    return events.map((event) => {
      const shown = read.get(event.id) ?? this.#known.get(event.id)?.summary ?? firstSummary(event);
      return availabilityBy(event, shown, { now, asOf: shown.lookedAt });
    });
  }

  async #readAnew(events: Event[], room: LookRoom, now: number): Promise<Map<string, AvailabilitySummary>> {
    if (events.length === 0) return new Map();
    const stored = await this.#ports.summaries.readSummaries(events);
    const summarized = events.map((event): Summarized => {
      const summary = stored.get(event.id);
      return { event, summary: summary && isSummaryOf(event, summary) ? summary : undefined };
    });
    const due = chooseDue(summarized, { now, chance: this.#ports.runtime.random, room });
    const old = summarized.filter(({ summary }) => now - (summary?.lookedAt ?? 0) >= SUMMARY_AGE_MS);
    const looked = await this.#look(due, [...new Set([...due, ...old])], now);
    const shown = summarized.map(
      ({ event, summary = firstSummary(event) }): [string, AvailabilitySummary] => [
        event.id,
        looked.get(event.id) ?? summary,
      ],
    );
    for (const [eventId, summary] of shown) this.#remember(eventId, summary, now);
    return new Map(shown);
  }

  /** @returns new summaries of the `due` events, and corrected ones of the others. */
  async #look(due: Summarized[], all: Summarized[], now: number): Promise<Map<string, AvailabilitySummary>> {
    const looked = new Map<string, AvailabilitySummary>();
    if (all.length === 0) return looked;
    const { summaries } = this.#ports;
    const eventsOf = (those: Summarized[]) => those.map(({ event }) => event);
    const [waitlists, shards] = await Promise.all([
      summaries.readWaitlistsOf(eventsOf(all)),
      due.length === 0 ? undefined : summaries.readShardsOf(eventsOf(due)),
    ]);
    for (const { event, summary = firstSummary(event) } of all) {
      const waitlist = waitlists.get(event.id);
      const own = shards?.get(event.id);
      // An event that was removed a moment ago has neither.
      if (waitlist === undefined) continue;
      if (own === undefined) looked.set(event.id, correctedBy(summary, waitlist));
      else looked.set(event.id, { ...countsOf(event, own, waitlist), lookedAt: now });
    }
    const made = due.flatMap(({ event }) => {
      const summary = looked.get(event.id);
      return summary === undefined ? [] : [summaries.storeSummary(event, summary)];
    });
    await Promise.all(made);
    return looked;
  }

  #isKnown(eventId: string, now: number): boolean {
    const known = this.#known.get(eventId);
    return known !== undefined && now - known.readAt < EVENT_CACHE_TTL_MS;
  }

  #remember(eventId: string, summary: AvailabilitySummary, now: number): void {
    this.#known.delete(eventId);
    this.#known.set(eventId, { summary, readAt: now });
    const [oldest] = this.#known.keys();
    if (this.#known.size > SUMMARY_MEMORY_EVENTS && oldest !== undefined) this.#known.delete(oldest);
  }
}
