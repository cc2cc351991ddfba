/** The texts of an audit in English. */
export const en = {
  title: 'Audit',
  titleOf: (name: string) => `Audit: ${name}`,
  intro:
    'The service checks its guarantees against the stored bookings, tickets and histories of this event. It reads every booking at least twice, and counts a reading only if nothing changed meanwhile.',
  running: 'The audit is running.',
  runningFor: (seconds: string) =>
    `It has run for ${seconds} s. An event with thousands of bookings takes a while.`,
  keepsChanging: (seconds: number) =>
    `The audit could not finish, because the event kept changing or the service is busy. We try again in ${seconds} s. You need not do anything.`,
  tooLarge:
    'This event is too large to audit it here. The operator of the service can audit an event of any size with this command:',
  print: 'Print',
  save: 'Save as JSON',
  again: 'Audit again',
  verdict: {
    sound: 'No guarantee is broken',
    broken: (count: number) => (count === 1 ? '1 guarantee is broken' : `${count} guarantees are broken`),
    counts: (holding: number, broken: number, open: number) =>
      `Of ${holding + broken + open} guarantees, ${holding} hold, ${broken} are broken, and ${open} are not decided.`,
    openHint:
      '“Not decided” means that the stored data cannot tell. The evidence says why. It is no sign of a fault.',
    tellOperator: 'Give this audit to the operator of the service, as JSON, before anything is changed.',
  },
  states: { holds: 'Holds', broken: 'Broken', open: 'Not decided' },
  audited: {
    title: 'What was audited',
    event: 'Event',
    begins: 'Begins',
    venue: 'Venue',
    id: 'Id of the event',
    bookings: 'Bookings that were read',
    auditedAt: 'Audited at',
    service: 'Service',
  },
  tickets: {
    title: 'Where the tickets are',
    where: 'Where',
    count: 'Tickets',
    sold: 'Sold: of confirmed bookings',
    reserved: 'Held: of open offers, and parts granted to people who wait',
    released: 'Given up, and not passed on yet',
    free: 'Free',
    sum: 'Together',
    capacity: 'Tickets of the event',
    balanced: 'The tickets add up.',
    unbalanced: (difference: string) => `The tickets do not add up: the difference is ${difference}.`,
  },
  findings: {
    title: 'The findings',
    evidence: 'Evidence',
    bookings: (count: string) => `Bookings that break it: ${count}`,
    doubtful: (count: string) => `Bookings for which it is not decided: ${count}`,
    first: (count: string) => `The first ${count} of them:`,
  },
  guarantees: {
    NoOversell: {
      name: 'Nothing is oversold',
      means:
        'No more tickets were given out than the event has. Each ticket is sold, held, given up or free, and together they are the tickets of the event.',
    },
    NoLostTicket: {
      name: 'No ticket is lost',
      means: 'A ticket that somebody gave up goes to the next person who waits, or can be bought again.',
    },
    NoOvertaking: {
      name: 'Nobody was overtaken',
      means:
        'Nobody got tickets from the waitlist before a person who came earlier, except where the rules of the event allow it.',
    },
    OneEffect: {
      name: 'Every request counted once',
      means: 'Each booking is what its history adds up to, so no request was carried out twice.',
    },
    Durable: {
      name: 'What was confirmed is stored',
      means:
        'Nothing that the service confirmed is missing. The audit sees only what is stored: it would notice a missing promotion from the waitlist, and it cannot know of every other answer.',
    },
    HonestAnswer: {
      name: 'The answers were true',
      means:
        'Nobody was told “sold out” while tickets were free. Refused requests are not stored, so no audit can decide this afterwards; the tests of the service check it.',
    },
    WithinLimit: {
      name: 'Nobody exceeded a limit',
      means:
        'No customer has more tickets, or waits with more bookings, than the event allows. Bookings that the organizer made for others do not count.',
    },
    OnTime: {
      name: 'Everything happened in time',
      means: 'Sales, promotions and answers to offers were made while they were allowed.',
    },
    Mine: {
      name: 'Only entitled people made changes',
      means:
        'Each change in the histories was made by the customer, by the staff of the event with the role for it, or by an admin. Reading leaves no trace.',
    },
    FairDraw: {
      name: 'The draw was fair',
      means:
        'The order of the draw follows from a number that was fixed before the sale, and nobody was served before the draw.',
    },
    Notified: {
      name: 'Customers were told',
      means:
        'Each customer was told of each change that concerns them, once and in order, and of nothing else.',
    },
  },
  notices: {
    title: 'What customers were told',
    hint: 'Each line counts the mails about one thing, and what became of them.',
    kind: 'About',
    outcome: 'What became of it',
    count: 'Mails',
    toHolders: (kind: string) => `${kind}, to holders of transferred tickets`,
    kinds: {
      booked: 'Booking confirmed',
      'tickets-added': 'Tickets added',
      waitlisted: 'Place in the waitlist',
      'part-granted': 'Part of the tickets granted',
      promoted: 'Tickets from the waitlist',
      offered: 'Offer',
      passed: 'Others are served first',
      'offer-reminder': 'Reminder of an offer',
      'offer-accepted': 'Offer accepted',
      'offer-declined': 'Offer declined',
      'offer-ended': 'Offer ended',
      'offer-lapsed': 'Offer lapsed, waits again',
      'wait-ended': 'End of the wait',
      cancelled: 'Cancellation',
      link: 'Link to the booking',
      'event-cancelled': 'Event cancelled',
      'ticket-received': 'Ticket received',
      'ticket-transferred': 'Ticket transferred',
      'event-changed': 'Event changed',
      announcement: 'Announcement of the organizer',
    },
    outcomes: {
      sent: 'Sent',
      rejected: 'Rejected by the mail service',
      overtaken: 'Not sent: later news made it pointless',
      'too-late': 'Not sent: too late',
      'over-limit': 'Not sent: too many mails to this address that day',
      suppressed: 'Not sent: the address does not accept mail',
      'no-address': 'Not sent: no address is known',
      unsubscribed: 'Not sent: unsubscribed from announcements',
    },
  },
};

export type AuditTexts = typeof en;
