/**
 * The clock, chance, sleep and ids of a process. Domain code gets them from here only, so that tests and the
 * simulation can replace them.
 */
export type Runtime = {
  /** @returns ms since the epoch, by the clock of this process. */
  now: () => number;
  /** @returns a number in [0, 1). */
  random: () => number;
  /** Resolves after `ms`. */
  sleep: (ms: number) => Promise<void>;
  /** @returns a random id of 128 bits as 22 URL-safe characters. */
  newId: () => string;
};
