/** Joins the parts of challenges. It is separate from `compose.ts`, because only one function asks for them. */
import { challengesOf } from './challenges/challenges.ts';
import { readChallengeSettings } from './challenges/settings.ts';
import { bookingPorts, challengeSecrets, log, runtime } from './compose.ts';
import type { BookTicketsPorts } from './domain/sale/booking-attempt.ts';

/** For the route that books. @throws Error that says what is wrong with the settings of challenges. */
export function bookTicketsPorts(): BookTicketsPorts {
  const secret = () => challengeSecrets().derive('challenge');
  const challenges = challengesOf(readChallengeSettings(process.env), { secret, now: runtime.now, log });
  return { ...bookingPorts(), challenges };
}
