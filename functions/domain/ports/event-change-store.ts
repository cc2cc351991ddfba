/**
 * Stores changes of events. A write that returns false had no effect or an unknown one: the caller reads again before it
 * retries.
 */
import type { Event } from '../model/event.ts';
import type { NewLetter } from '../model/letter.ts';
import type { SecurityEvent } from '../model/security-event.ts';
import type { ShardTake } from '../model/shard-choice.ts';

/**
 * Where a cut of the capacity takes tickets from: the unassigned ones, or those withdrawn from the shards
 * before.
 */
export type CutFrom = 'unassigned' | 'pending';

/** What is stored in the transaction of a change, if there is any: its entry in the trail, and the letter that tells of it. */
export type Noted = { securityEvent?: SecurityEvent | undefined; letter?: NewLetter | undefined };

export type EventChangeStore = {
  /**
   * Writes a changed event and its waitlist's item in one transaction. The sale terms in the shards are not
   * changed: the caller marks the event with `isSpreading` and copies them afterwards. A raise of the
   * capacity becomes pending capacity; a cut takes tickets from `cutFrom`. The sweep looks at the event from
   * `dueAt` (ms) on.
   * @returns false if the event changed since it was read, if `cutFrom` has too few tickets, or on contention
   */
  change(
    before: Event,
    after: Event,
    cutFrom: CutFrom | undefined,
    dueAt: number,
    noted?: Noted,
  ): Promise<boolean>;
  /**
   * Writes changed fields that only describe the event, such as its name.
   * @returns false if the event changed since it was read, or on contention
   */
  describe(before: Event, after: Event, noted?: Noted): Promise<boolean>;
  /**
   * Moves free tickets of an open shard to the pending capacity, in one transaction. The sweep looks at the
   * waitlist from `dueAt` (ms) on, so that tickets that are not used for a cut become free again.
   * @returns false if the shard is closed or holds fewer, if the event sells in order or is cancelled, or on
   * contention
   */
  withdraw(event: Event, take: ShardTake, dueAt: number): Promise<boolean>;
};
