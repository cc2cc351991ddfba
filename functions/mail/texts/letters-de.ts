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
    'reset-password': ({ brand }) => ({
      subject: 'Setzen Sie ein neues Passwort',
      title: 'Setzen Sie ein neues Passwort',
      paragraphs: [
        `Jemand hat ein neues Passwort für Ihr Konto bei ${brand} angefordert, wahrscheinlich Sie selbst. Öffnen Sie den Link, um eines zu setzen. Danach enden alle Sitzungen Ihres Kontos, und Sie melden sich mit dem neuen Passwort an.`,
        `Der Link gilt eine Stunde und nur einmal. ${NOT_YOU} Ihr Passwort bleibt, wie es ist.`,
      ],
      button: 'Neues Passwort setzen',
    }),
    'password-changed': ({ brand }) => ({
      subject: 'Ihr Passwort wurde geändert',
      title: 'Ihr Passwort wurde geändert',
      paragraphs: [
        `Das Passwort Ihres Kontos bei ${brand} wurde geändert. Wer auf einem anderen Gerät angemeldet war, muss sich neu anmelden.`,
        'Wenn Sie das nicht waren, hat jemand anderes Zugang zu Ihrem Konto: Fordern Sie sofort ein neues Passwort an, und sagen Sie uns Bescheid.',
      ],
    }),
  },
};
