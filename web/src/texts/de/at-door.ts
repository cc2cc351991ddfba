/** The texts of booking for somebody at the door in German. */
import type { OrganizerTexts } from '../en/organizer.ts';

export const atDoor: OrganizerTexts['atDoor'] = {
  title: (name) => `Abendkasse: ${name}`,
  email: 'E-Mail-Adresse, wenn die Tickets auch per Mail kommen sollen',
  emailHint: 'Ohne Adresse gibt es keine Mail. Die Codes stehen dann hier.',
  reason: 'Grund',
  reasonHint: 'Wer die Veranstaltung führt, sieht ihn bei der Buchung.',
  usualReason: 'An der Abendkasse gebucht',
  tooFew: (left) => `So viele Tickets gibt es nicht mehr. Noch frei: ${left}.`,
  soldOut: 'Ausverkauft. Kommt ein Ticket zurück, bekommt es die erste Person auf der Warteliste.',
  soldOutForGood: 'Ausverkauft. Für die Abendkasse ist kein Ticket mehr da.',
  wait: 'Auf die Warteliste setzen',
  repeated:
    'Wir haben die Antwort auf diese Buchung nicht bekommen, weil die Verbindung abbrach. Wir fragen noch einmal: Nichts wird doppelt gebucht.',
  booked: (who, tickets) => `Gebucht für ${who}: ${tickets}`,
  waits: (who, tickets) => `${who} wartet auf ${tickets}`,
  position: (position) => `Nummer ${position} auf der Warteliste.`,
  noAddress: 'Es wird keine Mail verschickt.',
  noAddressWaits:
    'Wenn es Tickets gibt, wird keine Mail verschickt. Sie finden die Buchung unter „Wer kommt“.',
  letIn: (count) => (count === 1 ? 'Jetzt einlassen' : `Alle ${count} jetzt einlassen`),
  in: (count) => (count === 1 ? 'Eingelassen.' : `Alle ${count} sind eingelassen.`),
  notIn: 'Niemand wurde eingelassen. Bitte sehen Sie unter „Einlass“ nach den Tickets.',
  codes: 'Codes der Tickets',
  codesHint: 'Wer später kommt, lässt den Code am Einlass scannen. Ein Foto davon genügt.',
  next: 'Nächste Person',
  cancelled: 'Diese Veranstaltung ist abgesagt, es wird nichts mehr gebucht.',
};
