/** The texts of an embedded event in English. Nothing but `widget.js` may import them, so that it stays one file. */
export const en = {
  loading: 'Loading …',
  states: {
    'not-open': 'Not on sale yet',
    drawing: 'Draw is open',
    'on-sale': 'On sale',
    'sold-out': 'Sold out',
    closed: 'Sale is over',
    cancelled: 'Cancelled',
  },
  left: (count: number, written: string) => (count === 1 ? '1 ticket left' : `${written} tickets left`),
  manyLeft: 'Tickets are available',
  opensAt: (time: string) => `The sale opens ${time}.`,
  drawNote: 'All requests of the first minutes take part in a draw.',
  waitlistOpen: 'The waitlist is open.',
  noWaitlist: 'There is no waitlist.',
  cancelledNote: 'This event does not take place.',
  book: 'Book tickets',
  join: 'Join the waitlist',
  takePart: 'Take part in the draw',
  see: 'See the event',
  newTab: '(opens in a new tab)',
  missing: 'There is no public event with this address.',
  unreadable: 'The event cannot be read right now. We try again.',
  readAt: (time: string) => `As of ${time}. The event cannot be read right now.`,
};

export type WidgetTexts = typeof en;
