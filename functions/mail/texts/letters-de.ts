/** The letters in German. */
import { de } from './de.ts';
import type { LetterTexts } from './letters.ts';

const NOT_YOU = 'Wenn Sie das nicht waren, müssen Sie nichts tun.';

export const lettersDe: LetterTexts = {
  greeting: de.greeting,
  footer: (brand, answersReplies) =>
    `${brand} schickt Ihnen diese E-Mail wegen eines Kontos mit dieser Adresse. ${answersReplies ? 'Wenn Sie eine Frage haben, antworten Sie auf diese E-Mail.' : 'Bitte antworten Sie nicht auf diese E-Mail: Niemand liest die Antworten.'}`,
  letters: {
    'confirm-address': ({ brand }) => ({
      subject: 'Bitte bestätigen Sie Ihre E-Mail-Adresse',
      title: 'Bestätigen Sie Ihre E-Mail-Adresse',
      paragraphs: [
        `Jemand hat diese Adresse für ein Konto bei ${brand} angegeben, wahrscheinlich Sie selbst. Bitte bestätigen Sie, dass es Ihre ist: Öffnen Sie den Link, und drücken Sie den Knopf auf der Seite.`,
        `Der Link gilt 24 Stunden und nur einmal. ${NOT_YOU}`,
      ],
      button: 'Adresse bestätigen',
    }),
  },
};
