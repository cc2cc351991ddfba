/**
 * A discrete-event simulation with virtual time and seeded random numbers. All promises settle between two
 * steps, so that code with `await` runs in it unchanged, and the same seed always gives the same run.
 */
import { type Chance, chanceOf } from '../../bin/soak/chance.ts';
import type { Lognormal } from './assumptions.ts';

type Happening = { at: number; order: number; run: () => void };

/**
 * Steps in one turn of Node's event loop. Node settles promises between immediates, much cheaper than a turn.
 */
const HAPPENINGS_PER_TURN = 500;

export class Simulation {
  #now = 0;
  #order = 0;
  readonly #heap: Happening[] = [];
  readonly #chance: Chance;

  constructor(seed: number) {
    this.#chance = chanceOf(seed);
  }

  /** Virtual time in ms since the start. */
  get now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): void {
    this.#push({ at: this.#now + ms, order: this.#order++, run });
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  /** @returns a number in [0, 1). */
  random(): number {
    return this.#chance.next();
  }

  lognormal({ median, sigma }: Lognormal): number {
    const gauss = Math.sqrt(-2 * Math.log(1 - this.random())) * Math.cos(2 * Math.PI * this.random());
    return median * Math.exp(sigma * gauss);
  }

  exponential(mean: number): number {
    return -mean * Math.log(1 - this.random());
  }

  /** Runs until no step is scheduled. */
  run(): Promise<void> {
    return new Promise((resolve) => {
      const step = () => {
        const next = this.#pop();
        if (next === undefined) return;
        this.#now = next.at;
        next.run();
      };
      const turn = () => {
        if (this.#heap.length === 0) return resolve();
        for (let n = 0; n < HAPPENINGS_PER_TURN; n += 1) setImmediate(step);
        setImmediate(turn);
      };
      turn();
    });
  }

  #push(one: Happening): void {
    const heap = this.#heap;
    let place = heap.push(one) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = heap[parent] as Happening;
      if (!isBefore(one, above)) break;
      heap[place] = above;
      place = parent;
    }
    heap[place] = one;
  }

  #pop(): Happening | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Happening, heap[child] as Happening))
        child += 1;
      const below = heap[child] as Happening;
      if (!isBefore(below, last)) break;
      heap[place] = below;
      place = child;
    }
    heap[place] = last;
    return first;
  }
}

function isBefore(a: Happening, b: Happening): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
