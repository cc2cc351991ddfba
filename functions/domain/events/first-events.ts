/**
 * Reads the first events of the list, which are the same for everybody: once a second for all requests of a process. A document
 * that can be shown without them is not held up by them for longer than a visitor would wait.
 */
import { EVENT_CACHE_TTL_MS, FIRST_EVENTS_WAIT_MS, FIRST_PAGES_REMEMBERED } from '../model/limits.ts';
import { Busy } from '../model/refusal.ts';
import { ANYONE } from '../model/user.ts';
import { type EventListPorts, type ListEvents, type ListedEvent, listEvents } from './list-events.ts';

/** `readAt`: when the read began, ms. */
export type FirstEventsRead = { items: ListedEvent[]; nextCursor?: string; readAt: number };

type Reading = { read: Promise<FirstEventsRead>; beganAt: number; state: 'running' | 'done' | 'failed' };

/**
 * Whether it is the list that everybody is shown first. With a token it is not, since no cache may keep that answer: somebody who
 * has just published an event looks for it there.
 */
export function asksForFirst({ limit: _, actor, ...filters }: ListEvents): boolean {
  return actor.userId === '' && Object.values(filters).every((filter) => filter === undefined);
}

export class FirstEvents {
  readonly #ports: EventListPorts;
  /** The latest reading of each number of events that was asked for lately. */
  readonly #readings = new Map<number, Reading>();

  constructor(ports: EventListPorts) {
    this.#ports = ports;
  }

  /**
   * @param limit how many
   * @returns the events, at most a second old when the wait began
   * @throws Busy
   */
  read(limit: number): Promise<FirstEventsRead> {
    const reading = this.#readings.get(limit);
    const isKept = reading && reading.state !== 'failed' && this.#isRecent(reading);
    return isKept ? reading.read : this.#begin(limit);
  }

  /**
   * The same for a document that does not need them. A table that is slow or busy is not asked more often for it: its answer is
   * waited for, and that it was busy is kept for a second, too.
   * @returns undefined if the table is busy or slow
   */
  async readSoon(limit: number): Promise<FirstEventsRead | undefined> {
    const { runtime } = this.#ports;
    const reading = this.#readings.get(limit);
    const isKept = reading && (reading.state === 'running' || this.#isRecent(reading));
    const read = isKept ? reading.read : this.#begin(limit);
    const tooLong = runtime.sleep(FIRST_EVENTS_WAIT_MS).then(() => undefined);
    return Promise.race([read, tooLong]).catch((error: unknown) => {
      if (error instanceof Busy) return undefined;
      throw error;
    });
  }

  #isRecent({ beganAt }: Reading): boolean {
    return this.#ports.runtime.now() - beganAt < EVENT_CACHE_TTL_MS;
  }

  #begin(limit: number): Promise<FirstEventsRead> {
    const beganAt = this.#ports.runtime.now();
    const read = listEvents({ limit, actor: ANYONE }, this.#ports).then((page) => ({
      ...page,
      readAt: beganAt,
    }));
    const reading: Reading = { read, beganAt, state: 'running' };
    const endAs = (state: Reading['state']) => () => {
      reading.state = state;
    };
    read.then(endAs('done'), endAs('failed'));
    this.#readings.delete(limit);
    this.#readings.set(limit, reading);
    const [oldest] = this.#readings.keys();
    if (this.#readings.size > FIRST_PAGES_REMEMBERED && oldest !== undefined) this.#readings.delete(oldest);
    return read;
  }
}
