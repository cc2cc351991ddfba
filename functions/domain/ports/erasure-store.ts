/** Finds events that are over and whose bookings may name persons, and stores how far these were erased. */
import type { Event } from '../model/event.ts';
import type { SecurityEvent } from '../model/security-event.ts';
import type { CancellationCursor } from '../model/waitlist-state.ts';

/** Where the erasing of an event goes on. It holds for the `version` of the event alone. */
export type ErasureProgress = { version: number; cursor: CancellationCursor };

export type ErasureStore = {
  /**
   * Reads the ids of events that were over at the instant `until` (ms), and are not erased since their last change, the
   * earliest first, page by page. Eventually consistent.
   * @throws Busy
   */
  eventsOverBy(until: number): AsyncIterable<string[]>;
  /** @throws Busy */
  readProgress(eventId: string): Promise<ErasureProgress | undefined>;
  /** @throws Busy */
  saveProgress(eventId: string, progress: ErasureProgress): Promise<void>;
  /**
   * Notes that the event is erased, provided that it is as it was read, with the entry in the trail if there is one.
   * @returns false if the event was changed, which is then found again, or if another run has noted it. @throws Busy
   */
  finish(event: Event, securityEvent: SecurityEvent | undefined): Promise<boolean>;
};
