/** The challenges that the operator chose. */
import type { Challenges } from '../domain/ports/challenges.ts';
import type { Log } from '../domain/ports/log.ts';
import { proofOfWork } from './proof-of-work.ts';
import { challengeService } from './service.ts';
import type { ChallengeSettings } from './settings.ts';

type Parts = { secret: () => Promise<string>; now: () => number; log: Log };

/** `secret`: what signs the challenges of this service. */
export function challengesOf(settings: ChallengeSettings, { secret, now, log }: Parts): Challenges {
  return settings.provider === 'proof-of-work'
    ? proofOfWork({ difficulty: settings.difficulty, secret, now })
    : challengeService({ ...settings, now, log });
}
