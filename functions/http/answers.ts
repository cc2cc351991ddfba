/**
 * The schemas of the answers, with names. The OpenAPI document is generated from them, and the compiler
 * checks the views against their types. Handlers may import only types from this file, so that no bundle
 * contains the schemas except those of the documentation routes.
 */
import * as z from 'zod';
import { ID } from '../domain/model/id.ts';

const id = z
  .string()
  .regex(ID)
  .meta({ id: 'Id', description: '128 bits in base64url.', examples: ['dO4gD7h1vYx0cW9bQ2mZkA'] });
const instant = z.iso.datetime().meta({
  id: 'Instant',
  description: 'ISO 8601 in UTC.',
  examples: ['2099-06-01T18:00:00.000Z'],
});
const tickets = z.int().min(0);
const customer = z
  .strictObject({
    name: z.string().describe('The name of the account.'),
    email: z.string().describe('The email address of the account.'),
  })
  .describe('The account of the customer, if there is one. Only the organizer of the event gets it.')
  .exactOptional();

export const userAnswer = z
  .strictObject({
    id: id.describe('The id of the account.'),
    name: z.string().describe('The name that was registered.'),
    email: z.string().describe('The email address, in lower case and with its domain in ASCII.'),
    role: z
      .enum(['attendee', 'organizer', 'admin'])
      .describe('The role of the account. Each role has all rights of the roles before it.'),
  })
  .meta({
    id: 'User',
    description: 'An account.',
    examples: [{ id: 'dO4gD7h1vYx0cW9bQ2mZkA', name: 'Ada', email: 'ada@example.com', role: 'attendee' }],
  });

export const sessionAnswer = z
  .strictObject({
    user: userAnswer.describe('The account of the session.'),
    accessToken: z.string().describe('Send it as `Authorization: Bearer <access token>`.'),
    refreshToken: z.string().describe('Exchange it for a new pair of tokens. It works once.'),
    expiresIn: z.int().describe('Seconds until the access token expires.'),
  })
  .meta({
    id: 'Session',
    description: 'A session: its account and its two tokens.',
    examples: [
      {
        user: { id: 'dO4gD7h1vYx0cW9bQ2mZkA', name: 'Ada', email: 'ada@example.com', role: 'attendee' },
        accessToken: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJkTzRnRDdoMXZZeDBjVzliUTJtWmtBIn0.p5Fz…',
        refreshToken: 'vY4qB1pSxR6nK0tUe8wLfA.2c9d…',
        expiresIn: 900,
      },
    ],
  });

const availability = z.strictObject({
  state: z
    .enum(['not-open', 'on-sale', 'sold-out', 'closed', 'cancelled'])
    .describe('Whether tickets can be booked now and, if not, why.'),
  capacity: tickets.describe('The number of tickets that exist.'),
  available: tickets.describe('Tickets that a new request can get now; 0 while any booking waits.'),
  booked: tickets.describe('Tickets held, including those about to be given to the waitlist.'),
  waiting: z.int().min(0).describe('The number of bookings in the waitlist.'),
  asOf: instant.describe('The time of these numbers, up to a second ago.'),
  cancellation: z
    .strictObject({
      bookings: z.int().min(0).describe('Bookings that were cancelled with the event so far.'),
      isComplete: z.boolean().describe('Whether all bookings are cancelled.'),
    })
    .describe('Once the event is cancelled: the progress of cancelling its bookings.')
    .exactOptional(),
});

export const eventAnswer = z
  .strictObject({
    id: id.describe('The id of the event.'),
    organizerId: id.describe('The id of the organizer’s account.'),
    name: z.string().describe('The name of the event.'),
    startsAt: instant.describe('When the event begins.'),
    endsAt: instant.describe('When the event ends, if stated.').exactOptional(),
    venue: z.string().describe('Where the event takes place, if stated.').exactOptional(),
    description: z.string().describe('More information about the event, if stated.').exactOptional(),
    salesOpenAt: instant.describe('When sales begin.'),
    salesCloseAt: instant.describe(
      'When sales end; no ticket is sold at this instant. The organizer can sell at the door until the event ends.',
    ),
    capacity: tickets.describe('The number of tickets that may exist.'),
    maxPerBooking: tickets.describe('The largest quantity of one booking.'),
    maxPerCustomer: tickets.describe('Tickets that one customer may hold and wait for, over all bookings.'),
    waitlist: z
      .strictObject({
        enabled: z.boolean().describe('Whether the waitlist accepts bookings and promotes them.'),
        policy: z
          .enum(['strict', 'accept-fewer', 'skip'])
          .describe(
            'Which booking is promoted first: `strict` waits until the whole quantity of the first booking is available, `accept-fewer` gives the first booking the tickets that are available, `skip` promotes the first booking whose quantity fits.',
          ),
        offerTtlSeconds: z
          .int()
          .describe('Seconds to accept an offer; without it promotions confirm bookings at once.')
          .exactOptional(),
        limit: z.int().describe('Bookings that may wait at a time, if there is a limit.').exactOptional(),
      })
      .describe('The rules of the waitlist.'),
    allowGuests: z.boolean().describe('Whether people without an account may book.'),
    peakRequestsPerSecond: z
      .int()
      .describe('The expected peak of booking requests per second, if stated.')
      .exactOptional(),
    createdAt: instant.describe('When the event was created.'),
    cancelledAt: instant.describe('When the event was cancelled, if it was.').exactOptional(),
    availability: availability.describe('The tickets that are available now.'),
  })
  .meta({
    id: 'Event',
    description: 'An event with its availability.',
    examples: [
      {
        id: 'Jb3sT0yq5lVd8rHn2eXwPg',
        organizerId: 'Rk9mC4uZ7aGf1oLs6iYtQw',
        name: 'First night',
        startsAt: '2099-06-01T18:00:00.000Z',
        venue: 'Town hall',
        salesOpenAt: '2025-01-01T09:00:00.000Z',
        salesCloseAt: '2099-06-01T18:00:00.000Z',
        capacity: 200,
        maxPerBooking: 4,
        maxPerCustomer: 4,
        allowGuests: false,
        waitlist: { enabled: true, policy: 'strict' },
        createdAt: '2025-01-01T08:30:00.000Z',
        availability: {
          state: 'on-sale',
          capacity: 200,
          available: 198,
          booked: 2,
          waiting: 0,
          asOf: '2025-01-01T09:00:01.250Z',
        },
      },
    ],
  });

export const changedEventAnswer = eventAnswer
  .extend({
    availability: availability
      .describe('The tickets that are available now; missing if they could not be read.')
      .exactOptional(),
  })
  .meta({ id: 'ChangedEvent', description: 'An event immediately after a change.' });

export const bookingAnswer = z
  .strictObject({
    id: id.describe('The id of the booking.'),
    eventId: id.describe('The id of the event.'),
    status: z
      .enum(['confirmed', 'waitlisted', 'offered', 'cancelled'])
      .describe(
        '`confirmed`: the customer has the tickets. `waitlisted`: the booking is in the waitlist. `offered`: the customer can accept the tickets until `offerExpiresAt`. `cancelled`: the booking has no tickets and does not wait.',
      ),
    quantity: tickets.describe('Tickets held or waited for; 0 once all are cancelled.'),
    createdAt: instant.describe('When the request arrived, which determines the position in the waitlist.'),
    attendee: z
      .strictObject({
        firstName: z.string().describe('Given name.'),
        lastName: z.string().describe('Family name.'),
        email: z.string().describe('The email address of the attendee.'),
      })
      .describe('The person who will attend, if stated.')
      .exactOptional(),
    position: z
      .int()
      .min(1)
      .describe(
        'Position in the waitlist, from 1; only when a `waitlisted` booking is read, or the waitlist is listed.',
      )
      .exactOptional(),
    endedBecause: z
      .enum(['event-cancelled', 'more-than-capacity', 'offer-ran-out', 'sales-closed'])
      .describe(
        'Why a booking ended although nobody cancelled it: the event was cancelled, the booking waited for more tickets than the event has, its offer expired, or sales closed.',
      )
      .exactOptional(),
    granted: tickets.describe('Tickets that a waitlisted booking has already.').exactOptional(),
    offerExpiresAt: instant.describe('When the offer expires.').exactOptional(),
    tickets: z
      .array(
        z.strictObject({
          code: z.string().describe('The text of the QR code.'),
          checkedInAt: instant.describe('When the ticket was checked in, if it was.').exactOptional(),
        }),
      )
      .describe('The tickets of the booking; only when a single booking is read.')
      .exactOptional(),
    manageToken: z
      .string()
      .describe(
        'A bearer token for this booking alone, valid as long as the booking exists. Only the first answer to a request that booked without an account has it; the answers to repeats do not.',
      )
      .exactOptional(),
    customerId: id.describe('The id of the customer; only for the organizer of the event.').exactOptional(),
    customer,
    history: z
      .array(
        z.looseObject({
          what: z.string().describe('The kind of entry, such as `booked` or `cancelled`.'),
          at: instant.describe('When it happened.'),
        }),
      )
      .describe('What happened to the booking, when and by whom; only for the organizer of the event.')
      .exactOptional(),
  })
  .meta({
    id: 'Booking',
    description: 'One customer’s claim on tickets of an event.',
    examples: [
      {
        id: 'uX5kW2zE9cNp4vMj7aBqSg',
        eventId: 'Jb3sT0yq5lVd8rHn2eXwPg',
        status: 'confirmed',
        quantity: 2,
        createdAt: '2025-01-01T09:00:00.731Z',
        attendee: { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' },
      },
    ],
  });

/** The schema of a page of a list. `what` describes the items. */
function pageOf<Item extends z.ZodType>(item: Item, what: string) {
  return z.strictObject({
    items: z.array(item).describe(what),
    nextCursor: z
      .string()
      .nullable()
      .describe('Send it as `cursor` to get the next page; null on the last page.'),
  });
}

export const eventPageAnswer = pageOf(eventAnswer, 'Events; those that have not ended come first.').meta({
  id: 'EventPage',
  description: 'A page of events.',
});

export const bookingPageAnswer = pageOf(bookingAnswer, 'Bookings, the newest first.').meta({
  id: 'BookingPage',
  description: 'A page of bookings.',
});

export const eventBookingPageAnswer = z
  .strictObject({
    ...pageOf(bookingAnswer, 'Bookings, in order of arrival if the event has up to 2,000.').shape,
    waiting: z
      .strictObject({
        bookings: z.int().min(0).describe('The number of bookings in the waitlist.'),
        tickets: tickets.describe('The number of tickets that they wait for.'),
      })
      .describe('The size of the waitlist; only with `status=waitlisted`.')
      .exactOptional(),
  })
  .meta({ id: 'EventBookingPage', description: 'A page of the bookings of an event.' });

export const userPageAnswer = pageOf(
  userAnswer.extend({ createdAt: instant.describe('When the account was created.') }).meta({
    id: 'ListedUser',
    description: 'An account in a list.',
  }),
  'Accounts, the oldest first.',
).meta({ id: 'UserPage', description: 'A page of accounts.' });

export const auditAnswer = z
  .strictObject({
    eventId: id.describe('The id of the audited event.'),
    holds: z.boolean().describe('False if the audit found a violated guarantee.'),
    bookings: z.int().min(0).describe('The number of audited bookings.'),
    findings: z
      .array(
        z.strictObject({
          guarantee: z
            .enum([
              'NoOversell',
              'NoLostTicket',
              'NoOvertaking',
              'OneEffect',
              'Durable',
              'HonestAnswer',
              'WithinLimit',
              'OnTime',
              'Mine',
            ])
            .describe('The name of the guarantee.'),
          holds: z
            .boolean()
            .nullable()
            .describe('Whether it holds; null if the stored data cannot tell, and `evidence` says why.'),
          evidence: z.string().describe('What the audit counted.'),
          offenders: z
            .array(id)
            .describe('Up to 100 bookings that violate it or, if `holds` is null, may violate it.'),
          offending: z.int().min(0).describe('The number of all such bookings.'),
        }),
      )
      .describe('A finding for each guarantee.'),
  })
  .meta({ id: 'Audit', description: 'The result of checking the guarantees of an event.' });

const place = z
  .string()
  .regex(/^[\w-]{12}$/)
  .meta({
    id: 'Place',
    description: 'The pseudonym of a booking in receipts: a part of a hash of its id.',
    examples: ['q3VxY0b-Tn1s'],
  });
const turn = z.int().min(1);

export const receiptAnswer = z
  .strictObject({
    eventId: id.describe('The id of the event.'),
    bookingId: id.describe('The id of your booking.'),
    place: place.describe('The pseudonym of your booking in the receipts of others.'),
    policy: z.enum(['strict', 'accept-fewer', 'skip']).describe('The policy of the waitlist.'),
    quantity: tickets.describe('The number of tickets that you requested.'),
    arrivedAt: instant.describe('When your request arrived, which determines your position.'),
    joinedAt: instant
      .describe('When your booking joined the waitlist; missing if you got tickets without waiting.')
      .exactOptional(),
    turns: z
      .array(turn)
      .describe('The numbers of your promotions; several if you got your tickets in parts.'),
    isServed: z.boolean().describe('Whether you got, or were offered, all tickets that you waited for.'),
    leftAt: instant.describe('When your booking left the waitlist without a promotion.').exactOptional(),
    position: z
      .int()
      .min(1)
      .describe('Your current position in the waitlist, while you wait.')
      .exactOptional(),
    items: z
      .array(
        z.strictObject({
          turn: turn.describe('The number of the promotion.'),
          place: place.describe('The pseudonym of the promoted booking.'),
          arrivedAt: instant.describe('When the request of that booking arrived.'),
          quantity: tickets.describe('The number of tickets of the promotion.'),
          servedAt: instant.describe('When the booking was promoted.'),
        }),
      )
      .describe(
        'The promotions of this part before yours, before you left, or until now, in order of `turn`.',
      ),
    nextCursor: z
      .string()
      .nullable()
      .describe('Send it as `cursor` to get the next part; null on the last part.'),
  })
  .meta({ id: 'Receipt', description: 'The promotions before that of a booking in the waitlist.' });

const attendeeOfScan = bookingAnswer.shape.attendee;

export const undoneCheckInAnswer = z
  .strictObject({
    bookingId: id.describe('The id of the ticket’s booking.'),
    ticket: z.int().min(1).describe('The number of the ticket in its booking.'),
    attendee: attendeeOfScan,
    customer,
  })
  .meta({ id: 'UndoneCheckIn', description: 'A ticket that can be checked in again.' });

export const checkInAnswer = undoneCheckInAnswer
  .extend({ checkedInAt: instant.describe('When the ticket was checked in.') })
  .meta({ id: 'CheckIn', description: 'A ticket that was checked in.' });

export const ticketKeyAnswer = z
  .strictObject({
    algorithm: z.literal('Ed25519').describe('The signature algorithm.'),
    publicKey: z.string().describe('The public key: SPKI as PEM.'),
    jwk: z.looseObject({ kty: z.string().describe('The kind of key.') }).describe('The same key as JWK.'),
  })
  .meta({ id: 'TicketKey', description: 'The public key that verifies the tickets of an event.' });

export const healthAnswer = z
  .strictObject({ status: z.literal('ok').describe('Always `ok`; otherwise the answer is a problem.') })
  .meta({ id: 'Health', description: 'The service can read its table.', examples: [{ status: 'ok' }] });

export const openApiAnswer = z
  .looseObject({ openapi: z.string().describe('The version of OpenAPI.') })
  .meta({ id: 'OpenApi', description: 'An OpenAPI document.' });

export type UserAnswer = z.output<typeof userAnswer>;
export type SessionAnswer = z.output<typeof sessionAnswer>;
export type EventAnswer = z.output<typeof eventAnswer>;
export type ChangedEventAnswer = z.output<typeof changedEventAnswer>;
export type BookingAnswer = z.output<typeof bookingAnswer>;
