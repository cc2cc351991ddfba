/**
 * Remembers for pairs of an account and a network address, by a name that shows neither, whether a log-in succeeded lately,
 * and when the address may make its next attempt while the account is being guessed at. Instants are in ms.
 */
export type LogInSource = { knownUntil?: number; mayTryAt?: number };

export type LogInSourceStore = {
  /** @returns what is stored of the pair; nothing if it is new. @throws Busy */
  read(name: string): Promise<LogInSource>;
  /** Notes that a log-in succeeded. @throws Busy */
  remember(name: string, knownUntil: number): Promise<void>;
  /**
   * Sets when the address may make its next attempt.
   * @returns false if another request set it since it was read, as `seen`. @throws Busy
   */
  wait(name: string, seen: LogInSource, mayTryAt: number): Promise<boolean>;
};
