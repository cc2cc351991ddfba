/** The texts of the pools in the form of an event in English. */
export const pools = {
  title: 'Pools',
  what: 'Places that only some ticket types take',
  number: (place: number) => `Pool ${place}`,
  name: 'Pool',
  capacity: 'Places',
  add: 'Add a pool',
  drawsOn: 'Takes a place of',
  openHint:
    'A pool limits the tickets of the types that take its places. In a hall of 1,000, for example, a VIP ticket takes one of 50 places “VIP” and one of 400 places “Seats”. Choose the pools at each ticket type. They cannot be changed later. An event with pools has no waitlist and no draw yet.',
  fixedHint: 'Pools stay as they are. New ticket types can take their places.',
  noWaitlist: 'An event with pools has no waitlist yet.',
};
