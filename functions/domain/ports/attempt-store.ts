/** Counts attempts by name in a window of time, for rate limits. Instants are in ms. */

/** The attempts in a window, and when it ends. */
export type Attempts = { attempts: number; windowEndsAt: number };

export type AttemptStore = {
  /**
   * Counts an attempt. If no window is open under the name, this attempt opens one that ends at
   * `windowEndsAt`.
   * @returns the attempts in the window, this one included, and the end of the window
   * @throws Busy
   */
  add(name: string, now: number, windowEndsAt: number): Promise<Attempts>;
  /**
   * Removes the count of the name.
   * @throws Busy
   */
  forget(name: string): Promise<void>;
};
