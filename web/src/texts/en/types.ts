/** The texts of ticket types and their prices in English. */
export const en = {
  heading: 'Tickets',
  free: 'free',
  each: (price: string) => `${price} each`,
  total: (price: string) => `Total: ${price}`,
  offSale: 'not on sale any more',
  soldOut: 'sold out',
  left: (count: number) => `${count} left`,
  noneOnSale: 'No more tickets are sold for this event.',
  chooseSome: 'Please choose at least one ticket.',
  takenOffSale: 'One of these tickets is not on sale any more. Please choose again.',
  tooMany: 'These are too many tickets for one booking. Please choose fewer.',
};

export type TypeTexts = typeof en;
