/**
 * The clock of a simulated world. Nothing waits for real time: whatever is to happen stands in one queue, ordered by
 * its instant, and the next thing happens once everything that the last one set off has come to a stop.
 */
import { setImmediate as untilIdle } from 'node:timers/promises';

type Happening = { at: number; order: number; run: () => void | Promise<void> };

/** A process that neither waits for the world nor ends after so many looks hangs on something real. */
const LOOKS_MAX = 20_000;

export class VirtualClock {
  #now: number;
  #order = 0;
  readonly #queue: Happening[] = [];

  /** `isRunning` says whether some code is still on its way to its next call or timer. */
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

  /** Lets everything happen up to this instant, unless `isOver` says before that it is enough. */
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
