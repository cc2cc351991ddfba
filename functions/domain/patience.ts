/**
 * Bounded retry with full jitter: how long one request keeps trying against contention before it says so, and never
 * for longer than its function has.
 * The SDK retries neither cancelled transactions nor conflicts, so this is the only place that does.
 */
import { RETRY_BASE_MS, RETRY_CAP_MS } from './limits.ts';
import type { Environment } from './ports.ts';
import { Busy } from './refusal.ts';
import { currentDeadline } from './request-context.ts';

export class Patience {
  readonly #environment: Environment;
  readonly #budgetMs: number;
  #deadline: number;
  #attempt = 0;

  constructor(environment: Environment, budgetMs: number) {
    this.#environment = environment;
    this.#budgetMs = budgetMs;
    this.#deadline = this.#nextDeadline();
  }

  /** Something was done: the budget is for the next step of a long task. */
  renew(): void {
    this.#deadline = this.#nextDeadline();
    this.#attempt = 0;
  }

  get isOver(): boolean {
    return this.remainingMs === 0;
  }

  get remainingMs(): number {
    return Math.max(0, this.#deadline - this.#environment.now());
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

  #nextDeadline(): number {
    return Math.min(this.#environment.now() + this.#budgetMs, currentDeadline());
  }

  /** Sleeps a given time, or what is left of the budget. @throws Busy when it is spent. */
  async wait(ms: number): Promise<void> {
    if (this.isOver) throw new Busy();
    await this.#environment.sleep(Math.min(ms, this.remainingMs));
  }
}
