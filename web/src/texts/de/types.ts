/** The texts of ticket types and their prices in German. */
import type { TypeTexts } from '../en/types.ts';

export const de: TypeTexts = {
  heading: 'Tickets',
  free: 'kostenlos',
  each: (price) => `je ${price}`,
  total: (price) => `Zusammen: ${price}`,
  offSale: 'nicht mehr im Verkauf',
  soldOut: 'ausverkauft',
  left: (count) => `noch ${count}`,
  noneOnSale: 'Für diese Veranstaltung werden keine Tickets mehr verkauft.',
  chooseSome: 'Bitte wählen Sie mindestens ein Ticket.',
  takenOffSale: 'Eines dieser Tickets ist nicht mehr im Verkauf. Bitte wählen Sie noch einmal.',
  tooMany: 'Das sind zu viele Tickets für eine Buchung. Bitte wählen Sie weniger.',
};
