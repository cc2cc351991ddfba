/** Counts attempts by name in a window of time, for rate limits. Instants are in ms. */
export type AttemptStore = {
  /**
   * Counts an attempt. If no window is open under the name, this attempt opens one that ends at
   * `windowEndsAt`.
   * @returns the number of attempts in the window, this one included
   * @throws Busy
   */
  add(name: string, now: number, windowEndsAt: number): Promise<number>;
  /**
   * Removes the count of the name.
   * @throws Busy
   */
  forget(name: string): Promise<void>;
};
