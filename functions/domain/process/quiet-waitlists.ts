/**
 * What a process remembers of quiet waitlists: when it read that one is quiet. It may be lost at any time; a request then
 * reads the waitlist's state itself.
 */
import { mayRelyOnQuiet } from '../model/quiet-waitlist.ts';
import type { WaitlistCounts } from '../model/waitlist-state.ts';

export class QuietWaitlists {
  /** By the event's id, when the read began, ms. */
  readonly #readAt = new Map<string, number>();

  /** `readAt`: when the read of `waitlist` began, ms. */
  note(eventId: string, { quiet }: Pick<WaitlistCounts, 'quiet'>, readAt: number): void {
    if (quiet === 'yes') this.#readAt.set(eventId, readAt);
    else this.#readAt.delete(eventId);
  }

  /** Whether the waitlist was quiet when it was last read, and that is recent enough to rely on. `now` in ms. */
  has(eventId: string, now: number): boolean {
    const readAt = this.#readAt.get(eventId);
    return readAt !== undefined && mayRelyOnQuiet(readAt, now);
  }

  forget(eventId: string): void {
    this.#readAt.delete(eventId);
  }
}
