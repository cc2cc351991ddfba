/** The texts of logging in and of new accounts in German. */
import type { AccountTexts } from '../en/account.ts';

export const de: AccountTexts = {
  logIn: 'Anmelden',
  logInNow: 'Anmelden',
  register: 'Konto anlegen',
  registerNow: 'Konto anlegen',
  noAccount: 'Noch kein Konto?',
  haveAccount: 'Sie haben ein Konto?',
  forgot: 'Passwort vergessen?',
  forgotTitle: 'Neues Passwort setzen',
  forgotText: 'Wir schicken Ihnen einen Link, mit dem Sie ein neues Passwort wählen.',
  forgotNow: 'Link schicken',
  forgotDone: (email) => `Falls ${email} hier ein Konto hat, ist ein Link unterwegs. Er gilt eine Stunde.`,
  byMail: (email) =>
    `Fast fertig: Öffnen Sie innerhalb einer Stunde den Link, den wir an ${email} geschickt haben, und wählen Sie dort Ihr Passwort.`,
  issuer: {
    text: (host) =>
      `Die Konten dieser Seite werden bei ${host} geführt. Sie melden sich dort an und kommen hierher zurück; neue Personen registrieren sich auch dort.`,
    now: (host) => `Weiter zu ${host}`,
    busy: 'Einen Moment …',
    failed: (host) => `Die Anmeldung bei ${host} ist nicht gelungen. Bitte versuchen Sie es noch einmal.`,
    notHere: (host) =>
      `Die Konten dieser Seite werden bei ${host} geführt, und der Betreiber hat hier keine Anmeldung eingerichtet.`,
    kept: (host) => `Ihr Konto wird bei ${host} geführt. Name, Adresse und Passwort ändern Sie dort.`,
  },
};
