/**
 * The clock of a simulated world. Nothing waits for real time: all future happenings are in one queue,
 * ordered by their instant, and each one runs when all code that the one before it started has ended or waits
 * for another happening.
 */
import { setImmediate as untilIdle } from 'node:timers/promises';

type Happening = { at: number; order: number; run: () => void | Promise<void> };

/**
 * After so many turns of the event loop, a process that neither ends nor waits for the world waits for real
 * I/O.
 */
const LOOKS_MAX = 20_000;

export class VirtualClock {
  #now: number;
  #order = 0;
  readonly #queue: Happening[] = [];

  /** Whether the code of a process is still running, and has not reached its next call or timer. */
  readonly #isRunning: () => boolean;

  constructor(startsAt: number, isRunning: () => boolean) {
    this.#now = startsAt;
    this.#isRunning = isRunning;
  }

  /** Milliseconds since the epoch, with fractions. */
  get now(): number {
    return this.#now;
  }

  after(ms: number, run: Happening['run']): void {
    const happening = { at: this.#now + Math.max(0, ms), order: this.#order++, run };
    let low = 0;
    let high = this.#queue.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#queue[middle]?.at ?? 0) <= happening.at) low = middle + 1;
      else high = middle;
    }
    this.#queue.splice(low, 0, happening);
  }

  /** Runs all happenings up to this instant (ms), or until `isOver` is true. */
  async runUntil(instant: number, isOver: () => boolean = () => false): Promise<void> {
    for (;;) {
      const [next] = this.#queue;
      if (isOver() || next === undefined || next.at > instant) break;
      this.#queue.shift();
      this.#now = Math.max(this.#now, next.at);
      await next.run();
      await this.#settle();
    }
    if (!isOver()) this.#now = Math.max(this.#now, instant);
  }

  async #settle(): Promise<void> {
    for (let looks = 0; looks < LOOKS_MAX; looks += 1) {
      await untilIdle();
      if (!this.#isRunning()) return;
    }
    throw new Error('A simulated process waits for something outside the simulation.');
  }
}
