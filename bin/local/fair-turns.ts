/**
 * Shares one process among its clients. So many requests of one network address begin in each turn of the event loop, and
 * so many are worked on at a time; further ones of that address wait in their order. A flood from one address then delays
 * the others by little, because no more than its share is ever ahead of them. On AWS each request has a function of its
 * own.
 */

/**
 * `perTurn`: requests of an address that begin in one turn, which bounds those that need no engine and so end in the turn in
 * which they begin. `underWay`: those that are worked on at a time. More of them would not be answered sooner by one
 * process. `waiting`: those of an address that may wait; a page that many people behind one address reload stays below it.
 */
export const TURNS = { perTurn: 4, underWay: 16, waiting: 2_000 };

/** The requests of an address. `waiting`: what lets each of those begin that wait. */
type Client = { begunInTurn: number; underWay: number; waiting: (() => void)[] };

export class FairTurns {
  readonly #limits: typeof TURNS;
  /** By address. An address without requests loses its entry at the end of the turn. */
  readonly #clients = new Map<string, Client>();
  #isTurnToEnd = false;

  constructor(limits = TURNS) {
    this.#limits = limits;
  }

  /** @returns the result of `work`, or `full` without doing it if too many requests of the address wait. */
  async take<Result>(address: string, work: () => Promise<Result>): Promise<Result | 'full'> {
    const client = this.#clients.get(address) ?? { begunInTurn: 0, underWay: 0, waiting: [] };
    this.#clients.set(address, client);
    this.#awaitEndOfTurn();
    if (client.waiting.length >= this.#limits.waiting) return 'full';
    const begun = new Promise<void>((resolve) => client.waiting.push(resolve));
    this.#beginWaiting(client);
    await begun;
    try {
      return await work();
    } finally {
      client.underWay -= 1;
      this.#awaitEndOfTurn();
    }
  }

  #beginWaiting(client: Client): void {
    const { perTurn, underWay } = this.#limits;
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
        this.#beginWaiting(client);
        if (client.underWay === 0 && client.waiting.length === 0) this.#clients.delete(address);
        else if (client.waiting.length > 0 && client.underWay < this.#limits.underWay) this.#awaitEndOfTurn();
      }
    });
  }
}
