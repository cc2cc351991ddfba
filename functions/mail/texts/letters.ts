/** What a language must provide for letters: a text for each kind, and the words around it. */
import type { LetterKind } from '../../domain/model/letter.ts';

/** `brand`: the name of the operator. */
export type LetterTold = { brand: string };

/** `button`: the label of the link, for a letter that has one. */
export type LetterText = { subject: string; title: string; paragraphs: string[]; button?: string };

/** `greeting` has no name if the name is unknown or cannot be repeated in a mail. */
export type LetterTexts = {
  letters: Record<LetterKind, (told: LetterTold) => LetterText>;
  greeting: (name: string | undefined) => string;
  footer: (brand: string, answersReplies: boolean) => string;
};
