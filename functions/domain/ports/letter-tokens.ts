/** Derives the tokens of letters, so that none is stored: only a digest of each is, with the account. */
import type { Letter } from '../model/letter.ts';

type Named = Pick<Letter, 'id' | 'userId' | 'kind'>;

export type LetterTokens = {
  /** The token that the link of a letter has. @throws Busy if the key cannot be read */
  tokenOf(letter: Named): Promise<string>;
  /** The digest of that token. @throws Busy if the key cannot be read */
  digestOf(letter: Named): Promise<string>;
  /** Whose token it says to be, and its digest; the account may not exist. */
  read(token: string): { userId: string; digest: string };
};
