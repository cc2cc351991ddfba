/** Stores summaries of availability, and reads the counters of many events together. All reads are eventually consistent. */
import type { AvailabilitySummary } from '../model/availability-summary.ts';
import type { Event } from '../model/event.ts';
import type { Shard } from '../model/shard.ts';
import type { WaitlistState } from '../model/waitlist-state.ts';

/** What was read of each event, by its id. An event of which nothing is stored is missing. */
export type ByEvent<T> = Map<string, T>;

/** Each read throws Busy. */
export type SummaryStore = {
  readSummaries(events: Event[]): Promise<ByEvent<AvailabilitySummary>>;
  readShardsOf(events: Event[]): Promise<ByEvent<Shard[]>>;
  readWaitlistsOf(events: Event[]): Promise<ByEvent<WaitlistState>>;
  /** Stores the summary, unless one of a later look is stored. Contention leaves it out. */
  storeSummary(event: Event, summary: AvailabilitySummary): Promise<void>;
};
