/** A waitlist in memory, with its marks: for properties of positions in long waitlists. It counts what is read. */
import { arrivalKey, arrivalKeyBound } from '../../functions/domain/model/booking.ts';
import { NO_MARKS, type WaitlistMarks } from '../../functions/domain/model/waitlist-marks.ts';
import {
  MARKS_CLAIM_MS,
  NEAR_COUNT_ENTRIES,
  UNMARKED_READ_ENTRIES,
} from '../../functions/domain/model/waitlist-marks-limits.ts';
import type { EntryRange, MarksStore } from '../../functions/domain/ports/marks-store.ts';

export type MemoryEntry = { id: string; arrival: number; partition: number };

export class MemoryWaitlist {
  entries: MemoryEntry[] = [];
  marks: WaitlistMarks = NO_MARKS;
  /** Entries that were read or counted, and writes of marks. */
  read = 0;
  writes = 0;
  claims = 0;
  #claimedAt = Number.NEGATIVE_INFINITY;
  readonly #partitions: number;

  constructor(partitions: number) {
    this.#partitions = partitions;
  }

  /** Keeps the entries in order of arrival. */
  add(entry: MemoryEntry): void {
    const index = this.entries.findLastIndex((other) => arrivalKey(other) < arrivalKey(entry));
    this.entries.splice(index + 1, 0, entry);
  }

  store(): MarksStore {
    return {
      read: async () => this.marks,
      claim: async (_event, now) => {
        if (this.#claimedAt > now - MARKS_CLAIM_MS) return false;
        this.#claimedAt = now;
        this.claims += 1;
        return true;
      },
      write: async (_event, seen, marks) => {
        if (seen.revision !== this.marks.revision) return undefined;
        this.writes += 1;
        this.marks = { ...marks, revision: seen.revision + 1 };
        return this.marks;
      },
      count: async (_event, range) => this.#take(this.#between(range)).length,
      countNear: async (_event, before) => {
        const found = this.#between({ before });
        const limit = Math.ceil(NEAR_COUNT_ENTRIES / this.#partitions);
        const parts = Array.from({ length: this.#partitions }, (_, partition) =>
          found.filter((entry) => entry.partition === partition),
        );
        const counted = this.#take(parts.flatMap((own) => own.slice(0, limit)));
        return { count: counted.length, isComplete: parts.every((own) => own.length <= limit) };
      },
      readAll: async (_event, range) => this.#take(this.#between(range)),
      readFirst: async (_event, range) => {
        const found = this.#between(range);
        const limit = Math.ceil(UNMARKED_READ_ENTRIES / this.#partitions);
        return Array.from({ length: this.#partitions }, (_, partition) => {
          const own = found.filter((entry) => entry.partition === partition);
          const taken = this.#take(own.slice(0, limit));
          return { arrived: taken, isComplete: own.length <= limit };
        });
      },
      firstArrival: async () => this.entries[0]?.arrival,
      sampleLength: async () => this.entries.length,
    };
  }

  #between({ after, before }: EntryRange): MemoryEntry[] {
    const from = after === undefined ? '' : arrivalKeyBound(after);
    return this.entries.filter((entry) => arrivalKey(entry) > from && arrivalKey(entry) < before);
  }

  #take(entries: MemoryEntry[]): MemoryEntry[] {
    this.read += entries.length;
    return entries;
  }
}
