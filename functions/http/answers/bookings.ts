/** The schemas of the answers about bookings. */
import * as z from 'zod';
import { NOTICE_KINDS } from '../../domain/model/notice.ts';
import { NOTICE_OUTCOMES } from '../../domain/model/notice-log.ts';
import { customer, id, instant, pageOf, personName, shownTicket, tickets, typeCounts } from './fields.ts';

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
    types: typeCounts
      .describe(
        'How many of these are of each ticket type, in the order of the request, if the event has types.',
      )
      .exactOptional(),
    createdAt: instant.describe(
      'When the request arrived, which determines the position in the waitlist, unless that is drawn or the booking is moved to the end.',
    ),
    attendee: z
      .strictObject({
        firstName: z.string().describe('Given name.'),
        lastName: z.string().describe('Family name.'),
        email: z.string().describe('The email address of the attendee, if known.').exactOptional(),
      })
      .describe('The person who will attend, if stated.')
      .exactOptional(),
    position: z
      .int()
      .min(1)
      .describe(
        'Position in the waitlist, from 1; only when a `waitlisted` booking is read without `position=omit`, or the waitlist is listed.',
      )
      .exactOptional(),
    inLine: z
      .strictObject({
        arrivedAt: instant.describe('The arrival by which the booking is ordered in the waitlist.'),
        tie: z.string().describe('What tells it from others that arrived in the same millisecond.'),
      })
      .describe(
        'By what the place of the booking is found in the line of the event; only when a single booking is read that is `waitlisted`, and not before a draw.',
      )
      .exactOptional(),
    passedAt: instant
      .describe(
        'Since when bookings that want fewer tickets can pass this one, which held tickets back for longer than the event allows. It keeps its position, and gets all its tickets as soon as they are free.',
      )
      .exactOptional(),
    drawnAt: instant
      .describe(
        'When the positions of the draw are known; only while a booking waits for it, when it is made or read. It has no position until then.',
      )
      .exactOptional(),
    lookAgainInSeconds: z
      .int()
      .min(1)
      .describe(
        'When to read the booking again, to know of a change soon enough. Only when a single booking is read, and not if the booking has ended.',
      )
      .exactOptional(),
    endedBecause: z
      .enum([
        'cancelled-by-customer',
        'cancelled-by-organizer',
        'event-cancelled',
        'more-than-capacity',
        'offer-declined',
        'offer-ran-out',
        'replaced',
        'sales-closed',
      ])
      .describe(
        'Why the booking ended: its customer, its organizer or an admin cancelled it, the event was cancelled, it waited for more tickets than the event has, its offer was declined or expired, its customer asked for another quantity at the end of the waitlist, or sales closed.',
      )
      .exactOptional(),
    cancelReason: z
      .string()
      .describe('What the organizer or the admin who cancelled the booking stated as the reason.')
      .exactOptional(),
    replacedBy: id.describe('The id of the booking that waits instead of this one.').exactOptional(),
    cancelledTickets: z
      .array(z.int().min(1))
      .describe(
        'The numbers of the tickets that the cancellation voided; only in its answer. Empty if the tickets were only waited for or offered.',
      )
      .exactOptional(),
    granted: tickets.describe('Tickets that a waitlisted booking has already.').exactOptional(),
    offerExpiresAt: instant.describe('When the offer expires.').exactOptional(),
    ifUnanswered: z
      .enum(['keeps-place', 'moves-to-end'])
      .describe(
        'What becomes of an `offered` booking if the offer expires: it waits again at its place, or at the end of the waitlist; missing if it then ends.',
      )
      .exactOptional(),
    tickets: z
      .array(shownTicket)
      .describe(
        'The tickets of the booking; only when a single booking is read, and without codes in the organizer’s list of the event.',
      )
      .exactOptional(),
    checkedInTickets: tickets
      .describe('How many of its tickets are checked in; only in the organizer’s list of the event.')
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
    notices: z
      .array(
        z.strictObject({
          about: z.enum(NOTICE_KINDS).describe('What the notice is about.'),
          at: instant.describe('When it was sent, or when it was decided not to send it.'),
          outcome: z
            .enum(NOTICE_OUTCOMES)
            .describe(
              '`sent`: the mail service accepted it. `rejected`: the mail service refused it for good. `overtaken`: a later notice made it pointless. `too-late`: it could not be sent for three days. `over-limit`: the address got too many mails that day. `suppressed`: mail to the address bounced, or its owner complained. `no-address`: no address is known.',
            ),
          toHolderOf: z
            .int()
            .min(1)
            .describe(
              'The number of a transferred ticket whose holder was to be told; missing if the customer was.',
            )
            .exactOptional(),
        }),
      )
      .describe(
        'The notices to the customer and to the holders of transferred tickets, in order; only when the organizer of the event reads a single booking, and if there are any.',
      )
      .exactOptional(),
    undeliverable: z
      .enum(['bounced', 'complained'])
      .describe(
        'Why mail about this booking does not reach its customer, if the mail service reported it; only when the organizer of the event reads a single booking.',
      )
      .exactOptional(),
    undeliverableTickets: z
      .array(z.int().min(1))
      .describe(
        'The numbers of transferred tickets whose holders mail does not reach, if the mail service reported it; only when the organizer of the event reads a single booking.',
      )
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

/** A booking as the door sees it: who may come in with it, and who is in. It has no address, no code and no history. */
const doorBookingAnswer = z
  .strictObject({
    ...bookingAnswer.pick({ id: true, eventId: true, status: true, quantity: true, createdAt: true }).shape,
    position: bookingAnswer.shape.position,
    attendee: personName.describe('The person who will attend, if stated.').exactOptional(),
    customer: z
      .strictObject({ name: z.string().describe('The name of the account.') })
      .describe('The account of the customer, if there is one.')
      .exactOptional(),
    tickets: z
      .array(shownTicket.omit({ code: true }))
      .describe('The tickets of the booking, with the names on them and those that are in.'),
    checkedInTickets: tickets.describe('How many of its tickets are checked in.'),
  })
  .meta({ id: 'DoorBooking', description: 'A booking as door staff see it.' });

export const bookingPageAnswer = pageOf(bookingAnswer, 'Bookings, the newest first.').meta({
  id: 'BookingPage',
  description: 'A page of bookings.',
});

export const eventBookingPageAnswer = z
  .strictObject({
    ...pageOf(
      z.union([bookingAnswer, doorBookingAnswer]),
      'Bookings in the requested `order`; for door staff as `DoorBooking`.',
    ).shape,
    waiting: z
      .strictObject({
        bookings: z.int().min(0).describe('The number of bookings in the waitlist.'),
        tickets: tickets.describe('The number of tickets that they wait for.'),
      })
      .describe('The size of the waitlist; only with `status=waitlisted`.')
      .exactOptional(),
  })
  .meta({ id: 'EventBookingPage', description: 'A page of the bookings of an event.' });

export type BookingAnswer = z.output<typeof bookingAnswer>;
export type DoorBookingAnswer = z.output<typeof doorBookingAnswer>;
