/**
 * Reads the first events of the list for a document that shows them to everybody: once a second for all requests of a process, and
 * never for longer than a visitor would wait, because the document can be shown without them.
 */
import { EVENT_CACHE_TTL_MS, FIRST_EVENTS_WAIT_MS } from '../model/limits.ts';
import { Busy } from '../model/refusal.ts';
import { ANYONE } from '../model/user.ts';
import { type EventListPorts, type ListedEvent, listEvents } from './list-events.ts';

/** `readAt`: when the read began, ms. */
export type FirstEventsRead = { items: ListedEvent[]; nextCursor?: string; readAt: number };

type Reading = { read: Promise<FirstEventsRead>; beganAt: number; isOver: boolean };

export class FirstEvents {
  readonly #ports: EventListPorts;
  #last: Reading | undefined;

  constructor(ports: EventListPorts) {
    this.#ports = ports;
  }

  /**
   * @param limit how many
   * @returns the events, at most a second old when the wait began; undefined if the table is busy or slow
   */
  async read(limit: number): Promise<FirstEventsRead | undefined> {
    const { runtime } = this.#ports;
    const reading = this.#last;
    const isKept = reading && (!reading.isOver || runtime.now() - reading.beganAt < EVENT_CACHE_TTL_MS);
    const { read } = isKept ? reading : this.#begin(limit);
    const tooLong = runtime.sleep(FIRST_EVENTS_WAIT_MS).then(() => undefined);
    return Promise.race([read, tooLong]).catch((error: unknown) => {
      if (error instanceof Busy) return undefined;
      throw error;
    });
  }

  /** A read that failed is kept for a second, too, so that a table that is busy is not asked more often. */
  #begin(limit: number): Reading {
    const beganAt = this.#ports.runtime.now();
    const read = listEvents({ limit, actor: ANYONE }, this.#ports).then((page) => ({
      ...page,
      readAt: beganAt,
    }));
    const reading: Reading = { read, beganAt, isOver: false };
    const end = () => {
      reading.isOver = true;
    };
    read.then(end, end);
    this.#last = reading;
    return reading;
  }
}
