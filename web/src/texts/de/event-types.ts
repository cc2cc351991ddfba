/** The texts of the ticket types in the form of an event in German. */
import type { OrganizerTexts } from '../en/organizer.ts';

export const types: OrganizerTexts['types'] = {
  title: 'Ticketarten und Preise',
  what: 'Etwa für Erwachsene und für Kinder',
  number: (place) => `Art ${place}`,
  name: 'Ticketart',
  price: (currency) => `Preis (${currency})`,
  currency: 'Währung aller Preise',
  add: 'Ticketart hinzufügen',
  remove: 'Entfernen',
  removeOf: (name) => `${name} entfernen`,
  offSale: 'Nicht mehr im Verkauf',
  openHint:
    'Alle Arten teilen sich die Zahl der Tickets. Preise werden gezeigt und nicht eingezogen; leer: Keiner wird gezeigt. Nach der Veröffentlichung bleiben Namen und Preise, und Arten lassen sich hinzufügen und aus dem Verkauf nehmen.',
  fixedHint:
    'Arten bleiben mit ihren Namen und Preisen, weil Tickets danach gebucht sein können. Für einen anderen Namen oder Preis nehmen Sie eine Art aus dem Verkauf und fügen eine neue hinzu.',
  notPrice: (example) => `Bitte einen Betrag wie ${example} angeben.`,
};
