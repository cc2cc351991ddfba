/** The texts of what the links of mails open, in German. */
import type { LinkTexts } from '../en/links.ts';

export const de: LinkTexts = {
  incomplete: {
    title: 'Dieser Link funktioniert nicht',
    text: 'Der Link ist nicht vollständig, oder diese Seite wurde ohne ihn neu geladen. Bitte öffnen Sie ihn noch einmal aus der E-Mail, oder kopieren Sie die ganze Adresse bis zu ihrem Ende.',
  },
  confirm: {
    title: 'Bestätigen Sie Ihre E-Mail-Adresse',
    text: 'Drücken Sie den Knopf, um zu bestätigen, dass die Adresse, an die wir die E-Mail gesendet haben, Ihre ist.',
    button: 'Adresse bestätigen',
    done: 'Vielen Dank. Ihre E-Mail-Adresse ist bestätigt.',
    logInFirst:
      'Bitte melden Sie sich zuerst an, und öffnen Sie dann den Link der E-Mail noch einmal. Wenn Sie hier kein Konto angelegt haben, hat jemand anderes Ihre Adresse angegeben: Sie müssen nichts tun.',
  },
  reset: {
    title: 'Setzen Sie ein neues Passwort',
    text: 'Alle Sitzungen Ihres Kontos enden, und Sie melden sich mit dem neuen Passwort an.',
    button: 'Passwort setzen',
    done: 'Ihr Passwort ist geändert. Sie können sich jetzt damit anmelden.',
    askAgain: 'Neuen Link schicken lassen',
  },
  register: {
    title: 'Schließen Sie Ihre Registrierung ab',
    text: 'Wählen Sie das Passwort Ihres Kontos. Sie melden sich damit und mit der Adresse an, an die wir die E-Mail gesendet haben.',
    button: 'Konto anlegen',
    done: 'Ihr Konto ist angelegt. Sie können sich jetzt mit Ihrem Passwort anmelden.',
    askAgain: 'Noch einmal registrieren',
  },
  refused:
    'Dieses Passwort ist nicht erlaubt: Es hat weniger als 10 Zeichen, ist ein häufiges, oder ist Ihr Name oder Ihre Adresse. Bitte wählen Sie ein anderes.',
  announcements: {
    title: 'E-Mails, die der Veranstalter schreibt',
    subscribed:
      'Wenn der Veranstalter an alle schreibt, die Tickets haben oder darauf warten, bekommen Sie eine E-Mail. Sie können diese abbestellen. E-Mails zu Ihrer Buchung selbst bekommen Sie weiterhin.',
    unsubscribed:
      'Abbestellt: Sie bekommen keine E-Mails, die dieser Veranstalter schreibt. E-Mails zu Ihrer Buchung selbst bekommen Sie weiterhin.',
    stop: 'Abbestellen',
    again: 'Wieder bestellen',
  },
};
