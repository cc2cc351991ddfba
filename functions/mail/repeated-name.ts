/** Decides which names mails repeat, in their texts and in the header with the recipient. */
import { GREETED_NAME_CHARACTERS } from '../domain/model/limits.ts';
import { oneLine } from './written-text.ts';

/**
 * Names that look like an address of a page or of a person. Anybody may book for any address under any name,
 * so a mail that repeated such a name would deliver somebody else's advertisement. Around the dot of a domain may be anything but spaces and
 * punctuation: letters of many scripts are followed by marks, and a list of what is allowed would miss the next one.
 */
const LIKE_AN_ADDRESS = /[/@\\:]|\bwww\b|[^\s\p{P}][.。][^\s\p{P}]{2,}/iu;

/** Characters without a form of their own, such as a soft hyphen, which a mail program shows as nothing. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;

/** @returns the name as a mail may repeat it; undefined if it may not. Other forms of a character count as the character. */
export function greetable(name: string): string | undefined {
  const line = oneLine(name);
  const isShort = line !== '' && [...line].length <= GREETED_NAME_CHARACTERS;
  return isShort && !LIKE_AN_ADDRESS.test(line.normalize('NFKC').replace(INVISIBLE, '')) ? line : undefined;
}
