/**
 * The shapes of the answers, as zod schemas with names: the description of the API is made from them, and the
 * compiler holds the views against their types. Handlers take types from here and nothing else, so that no bundle
 * carries these schemas but those of the description itself.
 */
import * as z from 'zod';
import { ID } from './id.ts';

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
    email: z.string().describe('The address of the account.'),
  })
  .describe('The account that booked, if there is one. Only the organizer of the event sees it.')
  .exactOptional();

export const userAnswer = z
  .strictObject({
    id: id.describe('The id of the account.'),
    name: z.string().describe('As it was given at registration.'),
    email: z.string().describe('In lower case, with its domain in ASCII.'),
    role: z
      .enum(['attendee', 'organizer', 'admin'])
      .describe('What the account may do; each role may do what the ones before it may.'),
  })
  .meta({
    id: 'User',
    description: 'An account.',
    examples: [{ id: 'dO4gD7h1vYx0cW9bQ2mZkA', name: 'Ada', email: 'ada@example.com', role: 'attendee' }],
  });

export const sessionAnswer = z
  .strictObject({
    user: userAnswer.describe('Whose session it is.'),
    accessToken: z.string().describe('To be sent as `Authorization: Bearer <access token>`.'),
    refreshToken: z.string().describe('Buys the next pair of tokens, once.'),
    expiresIn: z.int().describe('Seconds for which the access token is good.'),
  })
  .meta({
    id: 'Session',
    description: 'A log-in: who it is of, and its two tokens.',
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
    .describe('Whether a request for tickets can be served now; outside the sales window, why not.'),
  capacity: tickets.describe('Tickets that exist.'),
  available: tickets.describe('Tickets that a new request can get now: none while anybody waits.'),
  booked: tickets.describe('Tickets held, those on their way to somebody who waits included.'),
  waiting: z.int().min(0).describe('Bookings in the waitlist.'),
  asOf: instant.describe('When this was true; it may be a second old.'),
  cancellation: z
    .strictObject({
      bookings: z.int().min(0).describe('Bookings that were cancelled with the event so far.'),
      isComplete: z.boolean().describe('Whether none is left.'),
    })
    .describe('Once the event is cancelled: how far its bookings are.')
    .exactOptional(),
});

export const eventAnswer = z
  .strictObject({
    id: id.describe('The id of the event.'),
    organizerId: id.describe('Whose event it is.'),
    name: z.string().describe('What people see it called.'),
    startsAt: instant.describe('When it begins.'),
    endsAt: instant.describe('When it ends, if that was said.').exactOptional(),
    venue: z.string().describe('Where it is, if that was said.').exactOptional(),
    description: z.string().describe('More about it, if that was said.').exactOptional(),
    salesOpenAt: instant.describe('From when tickets are sold.'),
    salesCloseAt: instant.describe(
      'Up to when tickets are sold; at this instant no longer. The organizer sells at the door until the event ends.',
    ),
    capacity: tickets.describe('Tickets that may exist.'),
    maxPerBooking: tickets.describe('Tickets that one booking may ask for.'),
    maxPerCustomer: tickets.describe('Tickets that one customer may hold and wait for, over all bookings.'),
    waitlist: z
      .strictObject({
        enabled: z.boolean().describe('Whether requests that cannot be served may wait.'),
        policy: z
          .enum(['strict', 'accept-fewer', 'skip'])
          .describe(
            'Who is served first: `strict` keeps the head until its whole quantity is there, `accept-fewer` gives it what there is, `skip` serves the first that fits.',
          ),
        offerTtlSeconds: z
          .int()
          .describe('How long an offer stands; without it tickets are assigned at once.')
          .exactOptional(),
        limit: z.int().describe('Bookings that may wait at a time, if there is a limit.').exactOptional(),
      })
      .describe('How those who wait are served.'),
    allowGuests: z.boolean().describe('Whether people without an account may book.'),
    peakRequestsPerSecond: z
      .int()
      .describe('Booking requests a second that it is made for, if that was said.')
      .exactOptional(),
    createdAt: instant.describe('When it was created.'),
    cancelledAt: instant.describe('When it was cancelled, if it was.').exactOptional(),
    availability: availability.describe('What can be had now.'),
  })
  .meta({
    id: 'Event',
    description: 'An event with what is left of its tickets.',
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
      .describe('What can be had now; missing if it could not be read.')
      .exactOptional(),
  })
  .meta({ id: 'ChangedEvent', description: 'An event right after a change.' });

export const bookingAnswer = z
  .strictObject({
    id: id.describe('The id of the booking.'),
    eventId: id.describe('The event it is for.'),
    status: z
      .enum(['confirmed', 'waitlisted', 'offered', 'cancelled'])
      .describe(
        '`confirmed` holds its tickets, `waitlisted` stands in line for them, `offered` may have them until `offerExpiresAt`.',
      ),
    quantity: tickets.describe('Tickets held or waited for; 0 once all are cancelled.'),
    createdAt: instant.describe('When the request arrived: the place in the line goes by it.'),
    attendee: z
      .strictObject({
        firstName: z.string().describe('Given name.'),
        lastName: z.string().describe('Family name.'),
        email: z.string().describe('Where they are reached.'),
      })
      .describe('Who comes, if the booking said so.')
      .exactOptional(),
    position: z
      .int()
      .min(1)
      .describe(
        'Place in the line, 1 for its head; only where a booking that waits is read or listed in line.',
      )
      .exactOptional(),
    endedBecause: z
      .enum(['event-cancelled', 'more-than-capacity', 'offer-ran-out', 'sales-closed'])
      .describe(
        'Why a cancelled booking is over without anybody having cancelled it: with its event, since it waited for more tickets than there can be, since its offer ran out, or with the end of sales.',
      )
      .exactOptional(),
    granted: tickets.describe('Tickets that a waiting booking has already.').exactOptional(),
    offerExpiresAt: instant.describe('Until when the offer stands.').exactOptional(),
    tickets: z
      .array(
        z.strictObject({
          code: z.string().describe('What a QR code holds.'),
          checkedInAt: instant.describe('When somebody came in on it, if anybody did.').exactOptional(),
        }),
      )
      .describe('The tickets that the booking has; only where a single booking is read.')
      .exactOptional(),
    manageToken: z
      .string()
      .describe(
        'A bearer token good for this booking alone, for as long as the booking exists; only in the answer to the request that made a booking without an account, and in no repeat.',
      )
      .exactOptional(),
    customerId: id.describe('Whose booking it is; only for who runs the event.').exactOptional(),
    customer,
    history: z
      .array(
        z.looseObject({
          what: z.string().describe('The fact, as a word in the past tense.'),
          at: instant.describe('When it happened.'),
        }),
      )
      .describe('What happened to it, when and by whom; only for who runs the event.')
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

/** A page of a list. `what` names the items in the description. */
function pageOf<Item extends z.ZodType>(item: Item, what: string) {
  return z.strictObject({
    items: z.array(item).describe(what),
    nextCursor: z
      .string()
      .nullable()
      .describe('Send it as `cursor` for the next page; null on the last one.'),
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
        bookings: z.int().min(0).describe('How many wait.'),
        tickets: tickets.describe('How many tickets they ask for.'),
      })
      .describe('Where those who wait are listed.')
      .exactOptional(),
  })
  .meta({ id: 'EventBookingPage', description: 'A page of the bookings of an event.' });

export const userPageAnswer = pageOf(
  userAnswer.extend({ createdAt: instant.describe('When it was made.') }).meta({
    id: 'ListedUser',
    description: 'An account in a list.',
  }),
  'Accounts, the oldest first.',
).meta({ id: 'UserPage', description: 'A page of accounts.' });

export const auditAnswer = z
  .strictObject({
    eventId: id.describe('The event that was looked at.'),
    holds: z.boolean().describe('Whether no guarantee is broken.'),
    bookings: z.int().min(0).describe('Bookings that were looked at.'),
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
            .describe('Its name.'),
          holds: z
            .boolean()
            .nullable()
            .describe('Whether it holds; null where what is stored cannot tell, and `evidence` says why.'),
          evidence: z.string().describe('What was counted.'),
          offenders: z
            .array(id)
            .describe('Bookings that break it, or put it in doubt where that is null: the first hundred.'),
          offending: z.int().min(0).describe('How many there are.'),
        }),
      )
      .describe('One for each guarantee.'),
  })
  .meta({ id: 'Audit', description: 'The guarantees held against what is stored of an event.' });

const place = z
  .string()
  .regex(/^[\w-]{12}$/)
  .meta({
    id: 'Place',
    description: 'What a booking is called in receipts: a part of a hash of its id.',
    examples: ['q3VxY0b-Tn1s'],
  });
const turn = z.int().min(1);

export const receiptAnswer = z
  .strictObject({
    eventId: id.describe('The event.'),
    bookingId: id.describe('Your own booking.'),
    place: place.describe('What it is called in the receipts of others.'),
    policy: z.enum(['strict', 'accept-fewer', 'skip']).describe('By what rule the line is served.'),
    quantity: tickets.describe('Tickets that you asked for.'),
    arrivedAt: instant.describe('When your request arrived: the order goes by it.'),
    joinedAt: instant
      .describe('When you got your place in the line; missing where you did not have to wait.')
      .exactOptional(),
    turns: z.array(turn).describe('The turns in which you got tickets, several where they came in parts.'),
    isServed: z.boolean().describe('Whether you got, or were offered, all that you waited for.'),
    leftAt: instant.describe('When you left the line instead.').exactOptional(),
    position: z.int().min(1).describe('Your place in the line now, while you wait.').exactOptional(),
    items: z
      .array(
        z.strictObject({
          turn: turn.describe('The number of the promotion.'),
          place: place.describe('Whose it was.'),
          arrivedAt: instant.describe('When their request arrived.'),
          quantity: tickets.describe('Tickets that they got.'),
          servedAt: instant.describe('When they got them.'),
        }),
      )
      .describe('Promotions before yours, or before you left, or until now: of this part, in order of turn.'),
    nextCursor: z
      .string()
      .nullable()
      .describe('Send it as `cursor` for the next part; null on the last one.'),
  })
  .meta({ id: 'Receipt', description: 'Who was served before a booking that waited.' });

const attendeeOfScan = bookingAnswer.shape.attendee;

export const undoneCheckInAnswer = z
  .strictObject({
    bookingId: id.describe('The booking that the ticket is of.'),
    ticket: z.int().min(1).describe('The number of the ticket in its booking.'),
    attendee: attendeeOfScan,
    customer,
  })
  .meta({ id: 'UndoneCheckIn', description: 'A ticket that may come in again.' });

export const checkInAnswer = undoneCheckInAnswer
  .extend({ checkedInAt: instant.describe('When it was let in.') })
  .meta({ id: 'CheckIn', description: 'A ticket that was let in.' });

export const ticketKeyAnswer = z
  .strictObject({
    algorithm: z.literal('Ed25519').describe('What signs.'),
    publicKey: z.string().describe('SPKI as PEM.'),
    jwk: z.looseObject({ kty: z.string().describe('The kind of key.') }).describe('The same as JWK.'),
  })
  .meta({ id: 'TicketKey', description: 'The key that an event’s tickets are checked with.' });

export const healthAnswer = z
  .strictObject({ status: z.literal('ok').describe('There is no other.') })
  .meta({ id: 'Health', description: 'The service can read its table.', examples: [{ status: 'ok' }] });

export const openApiAnswer = z
  .looseObject({ openapi: z.string().describe('The version of OpenAPI that this follows.') })
  .meta({ id: 'OpenApi', description: 'An OpenAPI document.' });

export type UserAnswer = z.output<typeof userAnswer>;
export type SessionAnswer = z.output<typeof sessionAnswer>;
export type EventAnswer = z.output<typeof eventAnswer>;
export type ChangedEventAnswer = z.output<typeof changedEventAnswer>;
export type BookingAnswer = z.output<typeof bookingAnswer>;
