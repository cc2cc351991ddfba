/**
 * Shares work between the requests of one process: what several of them need at the same time is done once.
 */
export class SingleFlight<T> {
  readonly #running = new Map<string, Promise<T>>();

  /**
   * Runs `work`, or joins the run of that name that is under way. All callers get its result or its error. An
   * error is not kept, so the next call runs the work again.
   */
  run(name: string, work: () => Promise<T>): Promise<T> {
    const running = this.#running.get(name);
    if (running !== undefined) return running;
    const started = work().finally(() => this.#running.delete(name));
    this.#running.set(name, started);
    return started;
  }
}
