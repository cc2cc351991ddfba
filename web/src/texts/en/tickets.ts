/** A number of tickets in words. */
export const tickets = (count: number) => (count === 1 ? '1 ticket' : `${count} tickets`);
