/**
 * Bounded retry with full jitter: how long one request keeps trying against contention before it says so.
 * The SDK retries neither cancelled transactions nor conflicts, so this is the only place that does.
 */
import { RETRY_BASE_MS, RETRY_CAP_MS } from './limits.ts';
import type { Environment } from './ports.ts';
import { Busy } from './refusal.ts';

export class Patience {
  readonly #environment: Environment;
  readonly #deadline: number;
  #attempt = 0;

  constructor(environment: Environment, budgetMs: number) {
    this.#environment = environment;
    this.#deadline = environment.now() + budgetMs;
  }

  get isOver(): boolean {
    return this.#environment.now() >= this.#deadline;
  }

  /** Sleeps before the next attempt. @throws Busy when the budget is spent. */
  async backOff(): Promise<void> {
    const ceiling = Math.min(RETRY_CAP_MS, RETRY_BASE_MS * 2 ** this.#attempt);
    this.#attempt += 1;
    await this.wait(this.#environment.random() * ceiling);
  }

  /** Repeats a write that reports contention as false, until it is done. @throws Busy when the budget is spent. */
  async insist(write: () => Promise<boolean>): Promise<void> {
    while (!(await write())) await this.backOff();
  }

  /** Repeats what meets contention or throttling, as Busy says. @throws Busy when the budget is spent. */
  async outwaitBusy<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof Busy)) throw error;
        await this.backOff();
      }
    }
  }

  /** Sleeps a given time. @throws Busy when the budget is spent. */
  async wait(ms: number): Promise<void> {
    if (this.isOver) throw new Busy();
    await this.#environment.sleep(ms);
  }
}
