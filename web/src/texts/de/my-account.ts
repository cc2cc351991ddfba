/** The texts of the screen of one's account in German. */
import type { MyAccountTexts } from '../en/my-account.ts';

const CLIENTS: Record<string, string> = { other: 'Anderes Programm' };

export const de: MyAccountTexts = {
  title: 'Ihr Konto',
  onlyLoggedIn: 'Melden Sie sich an, um Ihr Konto zu sehen.',
  details: {
    title: 'Name und Adresse',
    confirmed: 'Ihre Adresse ist bestätigt.',
    unconfirmed: 'Ihre Adresse ist nicht bestätigt. Der Link steht in einer Mail von uns.',
    pending: (email) => `${email} gilt, sobald Sie den Link öffnen, den wir dorthin geschickt haben.`,
    mailAgain: 'Link noch einmal schicken',
    mailed: 'Ein neuer Link ist unterwegs, falls nicht gerade erst einer verschickt wurde.',
    withdraw: (email) => `${email} behalten`,
    withdrawn: 'Die neue Adresse ist zurückgenommen.',
    save: 'Speichern',
    saved: 'Ihr Konto ist gespeichert.',
    changedMeanwhile:
      'Ihr Konto wurde anderswo geändert. So ist es jetzt; bitte sehen Sie es noch einmal an.',
    role: (role) => `Rolle: ${role}`,
    roles: { attendee: 'Teilnehmer', organizer: 'Veranstalter', admin: 'Admin' },
  },
  sessions: {
    title: 'Wo Sie angemeldet sind',
    here: 'dieser Browser',
    client: (name) => CLIENTS[name] ?? name.charAt(0).toUpperCase() + name.slice(1),
    unknownClient: 'Anderes Programm',
    since: (time) => `seit ${time}`,
    end: 'Dort abmelden',
    ended: 'Diese Sitzung ist beendet.',
    endOthers: 'Überall sonst abmelden',
    othersEnded: 'Alle anderen Sitzungen sind beendet.',
  },
  password: {
    title: 'Passwort ändern',
    current: 'Ihr Passwort jetzt',
    wrong: 'Das Passwort ist falsch.',
    next: 'Das neue Passwort',
    button: 'Passwort ändern',
    done: 'Ihr Passwort ist geändert, und Sie sind überall sonst abgemeldet.',
  },
  data: {
    title: 'Was über Sie gespeichert ist',
    text: 'Eine Datei mit Ihrem Konto, Ihren Sitzungen, den Mails darüber und Ihren Buchungen mit ihrem Verlauf.',
    button: 'Datei speichern',
    reading: 'Wird gelesen …',
  },
  closing: {
    title: 'Konto schließen',
    text: 'Ihr Name, Ihre Adresse und Ihr Passwort werden gelöscht, ebenso die Namen, die Sie in Buchungen angegeben haben. Stornieren Sie vorher Buchungen, und übergeben Sie Veranstaltungen, die nicht vorbei sind.',
    button: 'Konto schließen',
    question: 'Ihr Konto schließen?',
    questionText: 'Das lässt sich nicht rückgängig machen.',
    yes: 'Ja, schließen',
    no: 'Behalten',
  },
};
