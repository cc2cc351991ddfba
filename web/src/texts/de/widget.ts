/** The texts of an embedded event in German. */
import type { WidgetTexts } from '../en/widget.ts';

export const de: WidgetTexts = {
  loading: 'Wird geladen …',
  states: {
    'not-open': 'Noch nicht im Verkauf',
    drawing: 'Verlosung läuft',
    'on-sale': 'Im Verkauf',
    'sold-out': 'Ausverkauft',
    closed: 'Verkauf beendet',
    cancelled: 'Abgesagt',
  },
  left: (count, written) => (count === 1 ? 'Noch 1 Ticket' : `Noch ${written} Tickets`),
  manyLeft: 'Es gibt Tickets',
  opensAt: (time) => `Der Verkauf beginnt ${time}.`,
  drawNote: 'Alle Anfragen der ersten Minuten nehmen an einer Verlosung teil.',
  waitlistOpen: 'Die Warteliste ist offen.',
  noWaitlist: 'Es gibt keine Warteliste.',
  cancelledNote: 'Diese Veranstaltung findet nicht statt.',
  book: 'Tickets buchen',
  join: 'Auf die Warteliste',
  takePart: 'An der Verlosung teilnehmen',
  see: 'Zur Veranstaltung',
  newTab: '(öffnet einen neuen Tab)',
  missing: 'Unter dieser Adresse gibt es keine öffentliche Veranstaltung.',
  unreadable: 'Die Veranstaltung kann gerade nicht gelesen werden. Wir versuchen es weiter.',
  readAt: (time) => `Stand ${time}. Die Veranstaltung kann gerade nicht gelesen werden.`,
};
