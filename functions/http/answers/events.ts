/** The schemas of the answers about events. */
import * as z from 'zod';
import { LAPSED_OFFERS, WAITLIST_POLICIES } from '../../domain/model/event.ts';
import { HOLD_REASONS } from '../../domain/model/waitlist-hold.ts';
import { id, instant, pageOf, tickets } from './fields.ts';
import { eventRole } from './staff.ts';

export const policyName = z.enum(WAITLIST_POLICIES);

export const policyTerms = z
  .array(
    z.strictObject({
      policy: policyName.describe('The policy.'),
      fromTurn: z.int().min(1).describe('The number of the first promotion under it.'),
      since: instant.describe('When the organizer stated it.'),
    }),
  )
  .describe('Every policy of the waitlist so far, in order, once it was changed.');

const availability = z.strictObject({
  state: z
    .enum(['not-open', 'drawing', 'on-sale', 'sold-out', 'closed', 'cancelled'])
    .describe(
      'Whether tickets can be booked now and, if not, why. `drawing`: requests join the waitlist, and get tickets when their positions are drawn.',
    ),
  capacity: tickets.describe('The number of tickets that exist.'),
  available: tickets.describe(
    'Tickets that a new request can get now; 0 while any booking waits, or positions are to be drawn.',
  ),
  types: z
    .array(
      z.strictObject({
        type: z.string().describe('The `id` of the ticket type.'),
        available: tickets.describe('Tickets of it that a new request can get now.'),
      }),
    )
    .describe('What is available of each ticket type, if the event has pools. The types share it.')
    .exactOptional(),
  booked: tickets.describe('Tickets held, including those about to be given to the waitlist.'),
  waiting: z.int().min(0).describe('The number of bookings in the waitlist.'),
  asOf: instant.describe('The time of these numbers: up to a second ago, and earlier in a list of events.'),
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
    organizerId: id.describe('The id of the account of the organizer, who owns the event.'),
    name: z.string().describe('The name of the event.'),
    startsAt: instant.describe('When the event begins.'),
    endsAt: instant.describe('When the event ends, if stated.').exactOptional(),
    venue: z.string().describe('Where the event takes place, if stated.').exactOptional(),
    address: z.string().describe('The postal address of the venue, if stated.').exactOptional(),
    url: z.url().describe('A link to the place, with http or https, if stated.').exactOptional(),
    timeZone: z
      .string()
      .describe(
        'The IANA name of the venue’s time zone, in which tickets and messages state times, if stated.',
      )
      .exactOptional(),
    description: z.string().describe('More information about the event, if stated.').exactOptional(),
    salesOpenAt: instant.describe('When sales begin.'),
    salesCloseAt: instant.describe(
      'When sales end; no ticket is sold at this instant. The organizer can sell at the door until the event ends.',
    ),
    capacity: tickets.describe('The number of tickets that may exist.'),
    ticketTypes: z
      .array(
        z.strictObject({
          id: z.string().describe('What requests and tickets call the type.'),
          name: z.string().describe('What people read.'),
          price: z
            .strictObject({
              amount: z.int().min(0).describe('In the smallest unit of the currency, such as cents.'),
              currency: z.string().describe('A code of ISO 4217.'),
            })
            .describe('What a ticket costs, if stated.')
            .exactOptional(),
          isOffSale: z.literal(true).describe('Nobody can book the type any more.').exactOptional(),
          pools: z
            .array(z.string())
            .describe('The `id` of each pool of which a ticket takes a place.')
            .exactOptional(),
        }),
      )
      .describe(
        'The kinds of ticket that the event sells, which share its capacity, if they are not all alike.',
      )
      .exactOptional(),
    pools: z
      .array(
        z.strictObject({
          id: z.string().describe('What ticket types call the pool.'),
          capacity: tickets.describe('How many places it has.'),
        }),
      )
      .describe('Counted places beside the capacity, on which ticket types draw, if there are any.')
      .exactOptional(),
    isUnlimited: z
      .literal(true)
      .describe('The capacity is unlimited: `capacity` and `available` are as good as without bound.')
      .exactOptional(),
    maxPerBooking: tickets.describe('The largest quantity of one booking.'),
    maxPerCustomer: tickets.describe('Tickets that one customer may hold and wait for, over all bookings.'),
    namesCloseAt: instant.describe('From when on only the organizer changes the names on tickets.'),
    waitlist: z
      .strictObject({
        enabled: z.boolean().describe('Whether the waitlist accepts bookings and promotes them.'),
        policy: policyName.describe(
          'Which booking is promoted first: `strict` waits until the whole quantity of the first booking is available, `accept-fewer` gives the first booking the tickets that are available, `skip` promotes the first booking whose quantity fits.',
        ),
        policies: policyTerms.exactOptional(),
        offerTtlSeconds: z
          .int()
          .describe('Seconds to accept an offer; without it promotions confirm bookings at once.')
          .exactOptional(),
        quietHours: z
          .strictObject({
            from: z.string().describe('When they begin, by the clock at the venue.'),
            to: z.string().describe('When they end, on the next day if this is not after `from`.'),
          })
          .describe('The hours in which the time of an offer does not run, if stated.')
          .exactOptional(),
        passHeadAfterSeconds: z
          .int()
          .describe(
            'Seconds after which a first booking that holds tickets back under `strict` can be passed, if stated.',
          )
          .exactOptional(),
        lapsedOffer: z
          .enum(LAPSED_OFFERS)
          .describe(
            'What an offer that nobody answers does, if stated: `end` ends its booking, as if it is not stated; `wait-again` lets the booking wait again, the first time at its place, the second time at the end of the waitlist, and ends it the third time.',
          )
          .exactOptional(),
        limit: z.int().describe('Bookings that may wait at a time, if there is a limit.').exactOptional(),
        limitPerCustomer: z
          .int()
          .describe('Bookings of one customer that may wait at a time, if there is a limit.')
          .exactOptional(),
        maxPerBooking: z
          .int()
          .describe('The most tickets that a booking may wait for, if stated.')
          .exactOptional(),
      })
      .describe('The rules of the waitlist.'),
    allowGuests: z.boolean().describe('Whether people without an account may book.'),
    limitsGuestsByAddress: z
      .literal(true)
      .describe('Guests with the same email address count as one customer.')
      .exactOptional(),
    requiresConfirmedAddress: z
      .literal(true)
      .describe('Only accounts with a confirmed email address may book.')
      .exactOptional(),
    requiresChallenge: z
      .literal(true)
      .describe('Each booking needs the solution of a challenge.')
      .exactOptional(),
    draw: z
      .strictObject({
        windowSeconds: z.int().describe('The length of the window, from `salesOpenAt` on.'),
        endsAt: instant.describe('When the window ends.'),
        drawnAt: instant.describe('When the positions are known, and the first tickets are given out.'),
        seedHash: z
          .string()
          .regex(/^[0-9a-f]{64}$/)
          .describe('The SHA-256 of the seed, as hex. It never changes.'),
        seed: z
          .string()
          .regex(/^[0-9a-f]{64}$/)
          .describe('The seed, 32 bytes as hex, from a minute after the end of the window on.')
          .exactOptional(),
      })
      .describe(
        'How the requests of the first minutes of the sale are ordered by a draw, if they are. Everybody can check the order by the seed.',
      )
      .exactOptional(),
    peakRequestsPerSecond: z
      .int()
      .describe('The expected peak of booking requests per second, if stated.')
      .exactOptional(),
    createdAt: instant.describe('When the event was created.'),
    isDraft: z
      .literal(true)
      .describe('The event is a draft: only those who run it can read it, and it sells nothing.')
      .exactOptional(),
    publishedAt: instant.describe('When the event was published, if it was a draft.').exactOptional(),
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
        address: '1 Market Square, Springfield',
        url: 'https://townhall.example/visit',
        timeZone: 'Europe/Berlin',
        salesOpenAt: '2025-01-01T09:00:00.000Z',
        salesCloseAt: '2099-06-01T18:00:00.000Z',
        capacity: 200,
        maxPerBooking: 4,
        maxPerCustomer: 4,
        namesCloseAt: '2099-06-01T18:00:00.000Z',
        allowGuests: false,
        waitlist: { enabled: true, policy: 'strict', limitPerCustomer: 1 },
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

export const waitlistHoldAnswer = z
  .strictObject({
    because: z
      .enum(HOLD_REASONS)
      .describe(
        'Why nobody is promoted now. `sells-directly`: the event was not sold out yet. `no-tickets`: no ticket came back. `head-wants-more`: the first booking waits for more tickets than are there, and the policy lets nobody pass it. `drawing`: the positions are not drawn yet. `nobody-fits`: each of the first bookings wants more, and the policy or their time lets others pass each of them. `being-served`: somebody is promoted within a moment.',
      ),
    unassigned: tickets.describe('Tickets that came back and that nobody has.'),
    head: z
      .strictObject({
        bookingId: id.describe('The id of the booking.'),
        waitsFor: tickets.describe('The tickets that it still waits for.'),
        granted: tickets.describe('The tickets that it has already.'),
        requestedAt: instant.describe('When its request arrived.'),
        passedAt: instant
          .describe('Since when others may pass it, because it held tickets back for too long.')
          .exactOptional(),
        heldBackSince: instant
          .describe('Since when it holds back tickets, if the event states `waitlist.passHeadAfterSeconds`.')
          .exactOptional(),
        heldBackUntil: instant
          .describe('When it will be passed, unless it is served before.')
          .exactOptional(),
      })
      .describe(
        'The first booking of the waitlist that was not passed, or else the first one, if any waits; missing before the positions are drawn.',
      )
      .exactOptional(),
    asOf: instant.describe('The time of this answer.'),
  })
  .meta({ id: 'WaitlistHold', description: 'What holds up the waitlist of an event.' });

const listedEventAnswer = eventAnswer
  .extend({
    yourRole: eventRole
      .describe('Your role on the staff of the event; only with `organizer=me`.')
      .exactOptional(),
  })
  .meta({ id: 'ListedEvent', description: 'An event in a list.' });

export const eventPageAnswer = pageOf(
  listedEventAnswer,
  'Events; those that have not ended come first.',
).meta({
  id: 'EventPage',
  description: 'A page of events.',
});

export type WaitlistHoldAnswer = z.output<typeof waitlistHoldAnswer>;
export type EventAnswer = z.output<typeof eventAnswer>;
export type ChangedEventAnswer = z.output<typeof changedEventAnswer>;
