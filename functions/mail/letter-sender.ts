/** Sends a letter as a mail, with the link to the page on which its token acts. */
import type { Language } from '../domain/model/booking.ts';
import type { LetterKind } from '../domain/model/letter.ts';
import type { LetterSender } from '../domain/ports/letter-sender.ts';
import type { Mailer } from '../domain/ports/mailer.ts';
import { renderLetter } from './render-letter.ts';
import type { MailSettings } from './settings.ts';

/** `linkTo`: the address of the page that does this with a token, in a language. */
type Parts = {
  mailer: Mailer;
  settings: Pick<MailSettings, 'brand'>;
  linkTo: (act: string, token: string, language: Language) => string;
};

/** What the page does with the token of a letter: the first part of the address' fragment. */
const ACTS: { [Kind in LetterKind]?: string } = {
  'confirm-address': 'confirm',
  'complete-registration': 'register',
  'reset-password': 'reset',
};

export function letterSender({ mailer, settings: { brand }, linkTo }: Parts): LetterSender {
  return {
    send(letter, token) {
      const act = ACTS[letter.kind];
      const link = act === undefined || token === undefined ? undefined : linkTo(act, token, letter.language);
      return mailer.send({
        id: `${letter.id}.${letter.kind}`,
        to: letter.to,
        ...renderLetter(letter, { brand, link }),
        attachments: [],
        tags: { letterId: letter.id },
      });
    },
  };
}
