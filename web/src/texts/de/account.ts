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
  byMail: (email) => `Fast fertig: Öffnen Sie den Link, den wir an ${email} geschickt haben.`,
};
