/** The texts of the staff of an event in German. */
import type { OrganizerTexts } from '../en/organizer.ts';

export const staff: OrganizerTexts['staff'] = {
  title: (name) => `Mitarbeiter: ${name}`,
  you: '(Sie)',
  nobody: 'Ein geschlossenes Konto',
  role: 'Rolle',
  roles: { owner: 'Inhaber', manager: 'Verwalter', door: 'Einlass' },
  may: {
    door: 'Lässt Leute ein und findet Buchungen nach Namen. Sieht keine E-Mail-Adressen und ändert sonst nichts.',
    manager:
      'Führt die Veranstaltung wie Sie: bearbeitet sie, sieht alle Buchungen, schreibt Nachrichten, verkauft an der Abendkasse. Kann sie nicht absagen, ihr Ende nicht auf eine frühere Zeit binnen eines Tages verlegen und die Mitarbeiter nicht ändern.',
  },
  ownerOnly: 'Nur der Inhaber der Veranstaltung ändert ihre Mitarbeiter.',
  cancelled:
    'Diese Veranstaltung ist abgesagt, darum gibt es keine neuen Mitarbeiter und keine anderen Rollen.',
  add: 'Jemanden hinzufügen',
  addressHint: 'Die Adresse des Kontos, das die Person hier hat.',
  addNow: 'Hinzufügen',
  problems: {
    'no-such-account':
      'Es gibt kein Konto mit dieser Adresse. Die Person muss sich hier zuerst registrieren.',
    'address-not-confirmed':
      'Die Adresse dieses Kontos ist nicht bestätigt. Es könnte also das Konto von jemand anderem sein. Fragen Sie die Person, der die Adresse gehört: Ist es ihr Konto, öffnet sie den Link aus unserer E-Mail; wenn nicht, wird es mit einem neuen Passwort ihres.',
  },
  appointed: (who, role) =>
    `Neu unter den Mitarbeitern: ${who} (${role}). Die Person bekommt darüber keine Mail: Bitte sagen Sie ihr, dass sie sich hier anmelden kann.`,
  changed: (who, role) => `${who} hat jetzt eine andere Rolle: ${role}.`,
  make: { manager: 'Zum Verwalter machen', door: 'Nur Einlass' },
  of: (label, who) => `${label}: ${who}`,
  remove: 'Entfernen',
  removeQuestion: (who) => `${who} entfernen?`,
  removeText: 'Der Zugang zu dieser Veranstaltung endet sofort. Was am Einlass geschah, bleibt bestehen.',
  removeNow: 'Ja, entfernen',
  removed: (who) => `${who} gehört nicht mehr zu den Mitarbeitern.`,
  leave: 'Ausscheiden',
  leaveQuestion: 'Bei dieser Veranstaltung ausscheiden?',
  leaveText: 'Ihr Zugang zu dieser Veranstaltung endet sofort. Nur ihr Inhaber kann Sie wieder hinzufügen.',
  leaveNow: 'Ja, ausscheiden',
  keep: 'Nein, zurück',
  handOver: {
    now: 'Zum Inhaber machen',
    busy: 'Wird übergeben …',
    question: (who) => `Diese Veranstaltung an ${who} übergeben?`,
    changes: (who) =>
      `Die Veranstaltung gehört dann ${who}: Nur der Inhaber sagt sie ab, ändert ihre Mitarbeiter und übergibt sie. Webhooks zu ihr gehen an die Endpunkte des neuen Inhabers.`,
    own: 'Sie bleiben als Verwalter, führen die Veranstaltung weiter und können entfernt werden. Selbst zurückholen können Sie die Veranstaltung nicht.',
    ofOther: 'Der bisherige Inhaber bleibt als Verwalter und kann entfernt werden.',
    yes: 'Ja, übergeben',
    done: (who) => `Die Veranstaltung gehört jetzt ${who}.`,
    notEligible: (who) =>
      `${who} kann die Veranstaltung nicht übernehmen: Der Inhaber muss einer ihrer Verwalter sein und ein Konto mit der Rolle Veranstalter haben. Diese Rolle gibt ein Admin.`,
  },
};
