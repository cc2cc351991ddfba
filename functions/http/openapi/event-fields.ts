/** Descriptions of the event fields that have the same meaning in `create-event` and `change-event`. */
export const EVENT_FIELDS = {
  name: 'The name of the event.',
  startsAt: 'When the event begins, in any time zone offset.',
  capacity:
    'The number of tickets that may exist for the event, or `unlimited`, which is stored as 10,000,000.',
  ticketTypes: [
    'The kinds of ticket that the event sells, up to 10, if they are not all alike. They share its capacity, and pools if they draw on some. Once the event is published, types can be added and taken off sale; each keeps its `id`, its name, its price and its pools, and an event without types stays so.',
    {
      id: 'What requests and tickets call the type: up to 20 of a-z, 0-9 and `-`.',
      name: 'What people read.',
      price: [
        'What a ticket costs. It is shown and not charged. All types have one currency.',
        {
          amount: 'In the smallest unit of the currency, such as cents.',
          currency: 'A code of ISO 4217, such as `EUR`.',
        },
      ],
      isOffSale: 'Nobody can book the type any more. Tickets and places in the waitlist that have it stay.',
      pools:
        'The `id` of up to 3 pools of the event. Each ticket takes a place of each, and one of the capacity.',
    },
  ],
  venue: 'Where the event takes place.',
  address: 'The postal address of the venue.',
  url: 'A link to the place, with http or https: a page about it, a map, or where an event on the internet takes place.',
  timeZone:
    'The IANA name of the venue’s time zone, in which tickets and messages to customers state times; UTC if it is not stated.',
  description: 'More information about the event.',
  endsAt: 'When the event ends, in any time zone offset, at most 366 days after its start.',
  allowGuests: 'Whether people without an account may book.',
  requiresConfirmedAddress:
    'Whether only accounts with a confirmed email address may book and join the waitlist. Those who run the event can book for anybody. It cannot be combined with `allowGuests`, and needs mail.',
  requiresChallenge:
    'Whether each booking and each place in the waitlist needs the solution of a challenge, which costs a program more than a person. Those who run the event can book for others without one.',
} as const;

/** The description of the waitlist's quiet hours, and of their parts. */
export const QUIET_HOURS: [string, { from: string; to: string }] = [
  'Hours in which the time of an offer does not run, so that nobody has to accept at night. They need `offerTtlSeconds` and `timeZone`, and leave at least 8 hours of the day.',
  {
    from: 'When they begin, by the clock at the venue.',
    to: 'When they end, on the next day if this is not after `from`.',
  },
];

export const PASS_HEAD =
  'Under `strict`, the seconds for which the first booking may hold back tickets that are too few for it. After that, bookings that want fewer can pass it; it keeps its position and gets its tickets as soon as all of them are free. Without it, nobody passes.';

export const LAPSED_OFFER =
  'What an offer that nobody answers in time does; needs `offerTtlSeconds`. `end`, the default, ends its booking. With `wait-again` the booking waits again: the first time at its place, so that it is offered tickets again, and the second time at the end of the waitlist; the third time it ends. It counts for offers that are made from then on.';

export const WAITING_QUANTITY =
  'The most tickets that a booking may wait for, so that a large one at the head does not hold up all others. A request for more gets tickets that are available, or is answered `sold-out`.';
