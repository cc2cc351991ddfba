/** The texts of the admin's screens in German. */
import type { AdminTexts } from '../en/admin.ts';

export const de: AdminTexts = {
  title: 'Verwaltung',
  forAdmins: 'Diese Seiten sind für Admins.',
  logInHint: 'Melden Sie sich mit dem Konto eines Admins an.',
  noAdmin: 'Ihr Konto ist nicht mehr das eines Admins. Melden Sie sich ab und wieder an.',
  docs: {
    title: 'Dokumentation der API',
    about: 'Jeder Aufruf mit Feldern und Beispielen, zum Ausprobieren im Browser.',
  },
  problems: {
    'last-admin':
      'Sie sind der einzige Admin. Machen Sie zuerst ein anderes Konto zum Admin. Es wurde nichts geändert.',
    'accounts-elsewhere':
      'Ein anderer Dienst führt die Konten und ihre Rollen. Ändern Sie die Rolle dort. Es wurde nichts geändert.',
    'not-found': 'Dieses Konto gibt es nicht mehr.',
  },
  users: {
    title: 'Konten',
    about: 'Wer ein Konto hat, und was es darf.',
    role: 'Rolle',
    all: 'Alle',
    none: 'Kein Konto hat diese Rolle. Wählen Sie eine andere, oder alle.',
    noName: 'Ohne Name',
    noAddress: 'Keine E-Mail-Adresse',
    you: 'Sie',
    address: 'E-Mail-Adresse',
    confirmed: 'Von der Person bestätigt.',
    notConfirmed: 'Nicht bestätigt: Niemand hat den Link geöffnet, der dorthin geschickt wurde.',
    newAddress: 'Neue Adresse',
    newAddressHint: 'Sie gilt, sobald die Person den Link geöffnet hat, der dorthin geschickt wurde.',
    since: 'Konto seit',
    id: 'Kennung',
    changed: (name, role) => `${name} hat jetzt die Rolle ${role}.`,
    keep: (role) => `Nein, ${role} lassen`,
    effect:
      'Die Änderung gilt sofort. Die Person muss sich innerhalb von 15 Minuten neu anmelden. Die Änderung steht im Sicherheitsprotokoll.',
    effectOnOneself:
      'Das ist Ihr eigenes Konto: Sie verlieren diese Seiten sofort und melden sich neu an. Die Änderung steht im Sicherheitsprotokoll.',
  },
  roles: {
    attendee: {
      one: 'Besucher',
      many: 'Besucher',
      give: 'Zum Besucher machen',
      question: (name) => `${name} zum Besucher machen?`,
      may: 'Besucher buchen Tickets und legen keine Veranstaltungen an. Veranstaltungen, die ihnen gehören, bleiben ihre.',
    },
    organizer: {
      one: 'Veranstalter',
      many: 'Veranstalter',
      give: 'Zum Veranstalter machen',
      question: (name) => `${name} zum Veranstalter machen?`,
      may: 'Veranstalter legen Veranstaltungen an und verkaufen Tickets dafür. Sie sehen Namen und Adressen derer, die buchen.',
    },
    admin: {
      one: 'Admin',
      many: 'Admins',
      give: 'Zum Admin machen',
      question: (name) => `${name} zum Admin machen?`,
      may: 'Admins dürfen alles: Sie betreuen jede Veranstaltung, sehen alle, die buchen, und ändern alle Rollen, auch Ihre.',
    },
  },
};
