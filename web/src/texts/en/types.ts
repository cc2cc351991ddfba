/** The texts of ticket types and their prices in English. */
export const en = {
  heading: 'Tickets',
  free: 'free',
  each: (price: string) => `${price} each`,
  total: (price: string) => `Total: ${price}`,
  offSale: 'not on sale any more',
  noneOnSale: 'No more tickets are sold for this event.',
  chooseSome: 'Please choose at least one ticket.',
  takenOffSale: 'One of these tickets is not on sale any more. Please choose again.',
};

export type TypeTexts = typeof en;
