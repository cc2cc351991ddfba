/** The texts of the ticket types in the form of an event in English. */
export const types = {
  title: 'Ticket types and prices',
  what: 'Such as for adults and for children',
  number: (place: number) => `Type ${place}`,
  name: 'Type',
  price: (currency: string) => `Price (${currency})`,
  currency: 'Currency of all prices',
  add: 'Add a type',
  remove: 'Remove',
  removeOf: (name: string) => `Remove ${name}`,
  offSale: 'Not on sale any more',
  openHint:
    'All types share the number of tickets. Prices are shown and not charged; empty: none is shown. Once the event is published, names and prices stay, and types can be added and taken off sale.',
  fixedHint:
    'Types stay, with their names and prices, because tickets may have been booked by them. For another name or price, take a type off sale and add a new one.',
  notPrice: (example: string) => `Please write an amount such as ${example}.`,
};
