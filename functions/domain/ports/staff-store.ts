/** Stores the changes of the staffs of events. Reads are strongly consistent and throw Busy on throttling or a timeout. */
import type { Event } from '../model/event.ts';
import type { NewLetter } from '../model/letter.ts';
import type { SecurityEvent } from '../model/security-event.ts';
import type { StaffChange } from '../model/staff.ts';

export type StaffStore = {
  /**
   * Writes the owner and the staff of `after`, the change, and the pointers by which the accounts find the event, in one
   * transaction. `securityEvent`: its entry in the trail, `letter`: the one that tells the owner of it, if it has one.
   * @returns false if the event changed since it was read, on contention, or if the outcome is unknown
   */
  change(
    before: Event,
    after: Event,
    change: StaffChange,
    written?: { securityEvent?: SecurityEvent | undefined; letter?: NewLetter | undefined },
  ): Promise<boolean>;
  readChange(eventId: string, changeId: string): Promise<StaffChange | undefined>;
  /** Reads all changes of the staff of an event, in no particular order. */
  changes(eventId: string): Promise<StaffChange[]>;
};
