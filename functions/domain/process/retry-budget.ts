/**
 * Bounded retry with full jitter: how long one request retries before it is answered 503. The budget ends
 * with the deadline of the request's function at the latest. The SDK does not retry cancelled transactions or
 * conflicts, so they are retried here and nowhere else.
 */
import { RETRY_BASE_MS, RETRY_CAP_MS } from '../model/limits.ts';
import { Busy } from '../model/refusal.ts';
import type { Runtime } from '../ports/runtime.ts';
import { currentDeadline } from './request-context.ts';

export class RetryBudget {
  readonly #runtime: Runtime;
  readonly #budgetMs: number;
  #deadline: number;
  #attempt = 0;

  /** The budget is `budgetMs` from now on. */
  constructor(runtime: Runtime, budgetMs: number) {
    this.#runtime = runtime;
    this.#budgetMs = budgetMs;
    this.#deadline = this.#nextDeadline();
  }

  /** Restarts the budget after progress: each step of a long task has the whole budget. */
  renew(): void {
    this.#deadline = this.#nextDeadline();
    this.#attempt = 0;
  }

  /** Whether the budget is spent. */
  get isOver(): boolean {
    return this.remainingMs === 0;
  }

  get remainingMs(): number {
    return Math.max(0, this.#deadline - this.#runtime.now());
  }

  /**
   * Sleeps before the next attempt: a random time, up to a bound that doubles with each attempt.
   * @throws Busy if the budget is spent
   */
  async backOff(): Promise<void> {
    const ceiling = Math.min(RETRY_CAP_MS, RETRY_BASE_MS * 2 ** this.#attempt);
    this.#attempt += 1;
    await this.wait(this.#runtime.random() * ceiling);
  }

  /**
   * Repeats a write that returns false on contention, until it returns true.
   * @throws Busy if the budget is spent
   */
  async retryUntilDone(write: () => Promise<boolean>): Promise<void> {
    while (!(await write())) await this.backOff();
  }

  /**
   * Repeats `work` while it throws Busy. Other errors are passed on.
   * @throws Busy if the budget is spent
   */
  async retryWhileBusy<T>(work: () => Promise<T>): Promise<T> {
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
    return Math.min(this.#runtime.now() + this.#budgetMs, currentDeadline());
  }

  /**
   * Sleeps `ms`, or the rest of the budget if that is shorter.
   * @throws Busy if the budget is spent already
   */
  async wait(ms: number): Promise<void> {
    if (this.isOver) throw new Busy();
    await this.#runtime.sleep(Math.min(ms, this.remainingMs));
  }
}
