/**
 * The tokens of letters, `<account>.<secret>`. A secret follows from the letter and a secret of the service, and is good for the
 * purpose of that letter alone. The service stores the digest of the latest one for each purpose (decision 133).
 */
import type { LetterTokens } from '../domain/ports/letter-tokens.ts';
import type { DerivedSecrets } from './derived-secrets.ts';
import { hashOf } from './sessions.ts';

export function letterTokens(secrets: DerivedSecrets): LetterTokens {
  const secretOf: LetterTokens['tokenOf'] = ({ id, userId, kind }) =>
    secrets.derive(`letter ${kind} ${userId} ${id}`);
  return {
    tokenOf: async (letter) => `${letter.userId}.${await secretOf(letter)}`,
    digestOf: async (letter) => hashOf(await secretOf(letter)),
    read(token) {
      const dot = token.indexOf('.');
      return { userId: token.slice(0, Math.max(dot, 0)), digest: hashOf(token.slice(dot + 1)) };
    },
  };
}
