/** The texts of the pools in the form of an event in German. */
import type { OrganizerTexts } from '../en/organizer.ts';

export const pools: OrganizerTexts['pools'] = {
  title: 'Kontingente',
  what: 'Plätze, die nur manche Ticketarten belegen',
  number: (place) => `Kontingent ${place}`,
  name: 'Kontingent',
  capacity: 'Plätze',
  add: 'Kontingent hinzufügen',
  drawsOn: 'Belegt einen Platz aus',
  openHint:
    'Ein Kontingent begrenzt die Tickets der Arten, die seine Plätze belegen. In einem Saal für 1.000 belegt ein VIP-Ticket zum Beispiel einen von 50 Plätzen „VIP“ und einen von 400 Plätzen „Sitzplätze“. Wählen Sie die Kontingente bei jeder Ticketart. Später lassen sie sich nicht ändern. Eine Veranstaltung mit Kontingenten hat noch keine Warteliste und keine Verlosung.',
  fixedHint: 'Kontingente bleiben, wie sie sind. Neue Ticketarten können ihre Plätze belegen.',
  noWaitlist: 'Eine Veranstaltung mit Kontingenten hat noch keine Warteliste.',
};
