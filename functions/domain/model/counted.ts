/** Counts in the sentences of answers. */

/** @returns `1 ticket`, `2 tickets`. */
export const counted = (count: number, what: 'ticket' | 'booking'): string =>
  `${count} ${what}${count === 1 ? '' : 's'}`;

/** @returns `1 ticket is`, `2 tickets are`. */
export const countedThatAre = (count: number, what: 'ticket' | 'booking'): string =>
  `${counted(count, what)} ${count === 1 ? 'is' : 'are'}`;
