/**
 * Shares one process among its clients. So many requests of one network address begin in each turn of the event loop, and
 * so many are worked on at a time; further ones of that address wait in their order. A flood from one address then delays
 * the others by little, because no more than its share is ever ahead of them. On AWS each request has a function of its
 * own.
 */

/**
 * `alone`, `shared`: the share of an address, and its share while requests of others come, which wait in each of their turns
 * for what it begins, and at the engine for what it has under way. `perTurn`: requests that begin in one turn, which bounds
 * those that need no engine and so end in the turn in which they begin. `underWay`: those that are worked on at a time. More
 * than the greatest share would not be answered sooner by one process. `waiting`: those of an address that may wait; a page
 * that many people behind one address reload stays below it.
 */
export const TURNS = {
  alone: { perTurn: 4, underWay: 16 },
  shared: { perTurn: 1, underWay: 2 },
  waiting: 2_000,
};

/** For this long after its last request an address counts as one of the others. */
export const PRESENT_MS = 1_000;

/** `at`: by the process's clock, ms. */
type Arrival = { address: string; at: number };

/** The requests of an address. `waiting`: what lets each of those begin that wait. */
type Client = { begunInTurn: number; underWay: number; waiting: (() => void)[] };

export class FairTurns {
  readonly #limits: typeof TURNS;
  /** By address. An address without requests loses its entry at the end of the turn. */
  readonly #clients = new Map<string, Client>();
  /** The last request, and the last one of another address. */
  #last: Arrival = { address: '', at: -Infinity };
  #lastOfOther: Arrival = this.#last;
  #isTurnToEnd = false;

  constructor(limits = TURNS) {
    this.#limits = limits;
  }

  /** @returns the result of `work`, or `full` without doing it if too many requests of the address wait. */
  async take<Result>(address: string, work: () => Promise<Result>): Promise<Result | 'full'> {
    const client = this.#clients.get(address) ?? { begunInTurn: 0, underWay: 0, waiting: [] };
    this.#clients.set(address, client);
    this.#note(address);
    this.#awaitEndOfTurn();
    if (client.waiting.length >= this.#limits.waiting) return 'full';
    const begun = new Promise<void>((resolve) => client.waiting.push(resolve));
    this.#beginWaiting(address, client);
    await begun;
    try {
      return await work();
    } finally {
      client.underWay -= 1;
      this.#awaitEndOfTurn();
    }
  }

  #note(address: string): void {
    if (address !== this.#last.address) this.#lastOfOther = this.#last;
    this.#last = { address, at: performance.now() };
  }

  #shareOf(address: string): typeof TURNS.alone {
    const other = address === this.#last.address ? this.#lastOfOther : this.#last;
    return performance.now() - other.at < PRESENT_MS ? this.#limits.shared : this.#limits.alone;
  }

  #beginWaiting(address: string, client: Client): void {
    const { perTurn, underWay } = this.#shareOf(address);
    while (client.begunInTurn < perTurn && client.underWay < underWay) {
      const begin = client.waiting.shift();
      if (begin === undefined) return;
      client.begunInTurn += 1;
      client.underWay += 1;
      begin();
    }
  }

  #awaitEndOfTurn(): void {
    if (this.#isTurnToEnd) return;
    this.#isTurnToEnd = true;
    setImmediate(() => {
      this.#isTurnToEnd = false;
      for (const [address, client] of this.#clients) {
        client.begunInTurn = 0;
        this.#beginWaiting(address, client);
        if (client.underWay === 0 && client.waiting.length === 0) this.#clients.delete(address);
        else if (client.waiting.length > 0 && client.underWay < this.#shareOf(address).underWay)
          this.#awaitEndOfTurn();
      }
    });
  }
}
