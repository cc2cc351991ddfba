/** Which challenges the operator chose: proof of work, which needs nobody else, or a service that shows one. */
import {
  CHALLENGE_DIFFICULTY_DEFAULT,
  CHALLENGE_DIFFICULTY_MAX,
  CHALLENGE_DIFFICULTY_MIN,
} from '../domain/model/limits.ts';

/** The services that can be chosen instead of proof of work. */
export const SERVICES = ['turnstile', 'hcaptcha'] as const;

export type ServiceName = (typeof SERVICES)[number];

export type ChallengeSettings =
  | { provider: 'proof-of-work'; difficulty: number }
  | { provider: ServiceName; siteKey: string; secret: string };

/** What `npm start` calls the settings. */
const NAMES = {
  provider: 'CHALLENGE',
  difficulty: 'CHALLENGE_DIFFICULTY',
  siteKey: 'CHALLENGE_SITE_KEY',
  secret: 'CHALLENGE_SECRET',
};

type Environment = Record<string, string | undefined>;

/** `names`: what the operator calls the settings, for the errors. @throws Error with a message for the operator. */
export function readChallengeSettings(env: Environment, names = NAMES): ChallengeSettings {
  const chosen = env['CHALLENGE'] || 'proof-of-work';
  if (chosen === 'proof-of-work')
    return { provider: chosen, difficulty: readDifficulty(names.difficulty, env['CHALLENGE_DIFFICULTY']) };
  const provider = SERVICES.find((name) => name === chosen);
  if (provider === undefined) {
    throw new Error(
      `${names.provider}=${chosen} is none of proof-of-work, ${SERVICES.join(' and ')}. Set it to one of them, or unset it for proof-of-work.`,
    );
  }
  const { CHALLENGE_SITE_KEY: siteKey, CHALLENGE_SECRET: secret } = env;
  if (siteKey && secret) return { provider, siteKey, secret };
  throw new Error(
    `${names.provider}=${provider} needs ${names.siteKey} and ${names.secret}. Set both to what ${provider} gave you for your site.`,
  );
}

function readDifficulty(setting: string, text = String(CHALLENGE_DIFFICULTY_DEFAULT)): number {
  const difficulty = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (difficulty >= CHALLENGE_DIFFICULTY_MIN && difficulty <= CHALLENGE_DIFFICULTY_MAX) return difficulty;
  throw new Error(
    `${setting}=${text} is no difficulty. Set it to a whole number from ${CHALLENGE_DIFFICULTY_MIN} to ${CHALLENGE_DIFFICULTY_MAX}, or unset it for ${CHALLENGE_DIFFICULTY_DEFAULT}.`,
  );
}
