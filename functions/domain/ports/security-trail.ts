/** The trail of security events, in months. Entries of writes are stored by the stores of what is written, with it. */
import type { SecurityEvent, TrailPlace } from '../model/security-event.ts';

export type SecurityTrail = {
  /** Adds the entry of a read; does nothing if it is there. @throws Busy */
  add(event: SecurityEvent): Promise<void>;
  /**
   * Reads the latest entries of a month (`2025-01`) that are before a place, up to `most`, the latest first. Strongly
   * consistent. Fewer than `most` are all.
   * @throws Busy
   */
  page(month: string, before: TrailPlace | undefined, most: number): Promise<SecurityEvent[]>;
};
