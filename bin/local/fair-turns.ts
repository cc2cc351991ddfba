/**
 * Shares one process among its clients: so many requests of one network address are worked on at a time, and further ones
 * of that address wait in their order. A flood from one address then delays the others by little, because no more than
 * its share is ever ahead of them. On AWS each request has a function of its own.
 */

/**
 * `underWay`: requests of an address that are worked on at a time. More of them would not be answered sooner by one
 * process. `waiting`: those of an address that may wait; a page that many people behind one address reload stays below it.
 */
export const TURNS = { underWay: 16, waiting: 2_000 };

export class FairTurns {
  readonly #limits: typeof TURNS;
  /** By address; an address without requests has no entry. */
  readonly #busy = new Map<string, { underWay: number; waiting: (() => void)[] }>();

  constructor(limits = TURNS) {
    this.#limits = limits;
  }

  /** @returns the result of `work`, or `full` without doing it if too many requests of the address wait. */
  async take<Result>(address: string, work: () => Promise<Result>): Promise<Result | 'full'> {
    const busy = this.#busy.get(address) ?? { underWay: 0, waiting: [] };
    this.#busy.set(address, busy);
    if (busy.underWay < this.#limits.underWay) busy.underWay += 1;
    else if (busy.waiting.length >= this.#limits.waiting) return 'full';
    else await new Promise<void>((resolve) => busy.waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = busy.waiting.shift();
      // Not at once: requests that need no engine would follow each other without a look at other clients' sockets.
      if (next !== undefined) setImmediate(next);
      else if (busy.underWay > 1) busy.underWay -= 1;
      else this.#busy.delete(address);
    }
  }
}
