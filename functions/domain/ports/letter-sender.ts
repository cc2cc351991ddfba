/** Writes a letter and hands it to the mail service. */
import type { NewLetter } from '../model/letter.ts';

export type LetterSender = {
  /**
   * `token`: for the link of the letter, if it has one.
   * @returns `rejected` if the mail service will never accept this message or address
   * @throws Busy if it accepts no message now
   */
  send(letter: NewLetter, token: string | undefined): Promise<'sent' | 'rejected'>;
};
