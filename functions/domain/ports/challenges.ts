/** Challenges, which cost a program more than a person: what proves that a booking is worth somebody's time. */
import type { Challenge } from '../model/refusal.ts';

/** A solution that works once. `digest` names it, and it has to be remembered until `expiresAt`, ms. */
export type Solution = { digest: string; expiresAt: number };

export type Challenges = {
  /** @returns a new challenge for a booking of the event. @throws Busy */
  issue(eventId: string): Promise<Challenge>;
  /**
   * Checks what the client sent, but not whether it was used before.
   * @returns undefined if it does not solve a challenge of the event that has not expired
   * @throws Busy if the service that has to check it does not answer: the solution is not accepted
   */
  check(eventId: string, solution: string): Promise<Solution | undefined>;
};
