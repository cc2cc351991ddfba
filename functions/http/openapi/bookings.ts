/** Describes the routes of bookings for the OpenAPI document. */
import { EXPORT_PAGE_MAX_ROWS, PAGE_MAX_ITEMS } from '../../domain/model/limits.ts';
import { bookingAnswer, bookingPageAnswer, eventBookingPageAnswer } from '../answers/bookings.ts';
import { receiptAnswer } from '../answers/receipts.ts';
import {
  addTicketsBody,
  bookTicketsBody,
  cancelBookingBody,
  noBody,
  readBookingQuery,
} from '../requests/bookings.ts';
import { listBookingsQuery, pageQuery, receiptQuery } from '../requests/lists.ts';
import {
  BOOKING_PAGE,
  DECLINED,
  EVENT_BOOKING_PAGE,
  RECEIPT,
  REDUCED,
  WAITLISTED,
  WITH_TICKETS,
} from './example-answers.ts';
import { BOOKING_ID, BOOKING_KEY, EVENT_ID } from './example-ids.ts';
import { input, json, type OperationTable } from './operation.ts';
import { addressRule, visibleRule } from './text-rules.ts';

const QUANTITY = 'The number of tickets, for an event without `ticketTypes`.';

const TYPES: [string, { type: string; quantity: string }] = [
  'How many tickets of each type, for an event with `ticketTypes`. Tickets are numbered in this order, and whoever gets some of them first gets the first ones.',
  { type: 'The `id` of a type that is on sale, each once.', quantity: 'The number of tickets of the type.' },
];

const QUANTITY_OR_TYPES =
  'Either `quantity` is there, or `types`, for at most 97 tickets together, as the event has `ticketTypes` or not.';

export const BOOKINGS = {
  'book-tickets': {
    summary: 'Book tickets',
    says: 'Books the whole quantity, or adds the request to the waitlist if too few tickets are available. A request that is repeated with its `Idempotency-Key` has one effect and is answered with the booking that it made the first time, without the `manageToken`. Guests should use a key that nobody can guess, such as a UUID. With `"onSoldOut": "reject"` the request has no effect unless it is answered 201. This route accepts an access token until it expires, even after a log-out, unless the request has a `reason`.',
    who: 'Any user; also guests if the event allows them',
    path: { eventId: EVENT_ID },
    idempotencyKey: BOOKING_KEY,
    body: input(
      bookTicketsBody,
      {
        quantity: 2,
        onSoldOut: 'waitlist',
        attendee: { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' },
      },
      {
        quantity: QUANTITY,
        types: TYPES,
        onSoldOut:
          'What happens if too few tickets are available: `waitlist` adds the booking to the waitlist, `reject` answers 409.',
        attendee: [
          'The person who will attend.',
          {
            firstName: 'Given name.',
            lastName: 'Family name.',
            email:
              'The email address of the attendee. Only the organizer may leave it out, for somebody at the door who gets no mail.',
          },
        ],
        replaces:
          'The id of your booking that waits. It leaves the waitlist, and the new booking waits at its end, for another quantity. Needs an account.',
        challengeSolution:
          'The solution of the challenge of a `challenge-required` answer, where the event has `requiresChallenge`: for `proof-of-work` the base64 of the JSON `{challenge: {parameters, signature}, solution: {counter, derivedKey}}`, as ALTCHA’s widget makes it, and for a service the token of its widget. Each works once.',
        reason:
          'Why the organizer books for somebody at the door. Only the organizer of the event may send it. It is kept in the history.',
        aheadOfWaitlist:
          'Puts the booking before all who wait. Only with a `reason`, which the receipts of those show, without a name.',
      },
    ),
    answers: {
      201: {
        says: 'The booking is `confirmed`: the customer has the tickets.',
        json: bookingAnswer,
        location: true,
      },
      202: {
        says: 'The booking is `waitlisted`, or already `offered` if tickets became free meanwhile. It is promoted by its position in the waitlist, without another request.',
        ...json(bookingAnswer, WAITLISTED),
        location: true,
      },
    },
    problems: [
      'sold-out',
      'draw-is-open',
      'customer-limit-reached',
      'account-closing',
      'already-waiting',
      'too-many-bookings',
      'address-not-confirmed',
      'challenge-required',
      'sales-not-open',
      'sales-closed',
      'event-cancelled',
      'waitlist-full',
      'not-waiting',
      'forbidden',
      'idempotency-key-reused',
    ],
    rules: [
      '`quantity` is at most the event’s `maxPerBooking` and `capacity`; in a request with a `reason` at most 97.',
      QUANTITY_OR_TYPES,
      '`attendee.email` is required, except in a request with a `reason`.',
      '`aheadOfWaitlist` needs a `reason` and excludes the `onSoldOut` `reject`.',
      '`attendee` is required for guests, and in a request with a `reason`.',
      visibleRule('attendee.firstName', 'attendee.lastName', 'reason'),
      addressRule('attendee.email'),
      '`replaces` excludes the `onSoldOut` `reject`, and a `reason`.',
    ],
  },
  'list-my-bookings': {
    summary: 'List your own bookings',
    says: 'Lists your bookings, the newest first. If you have more than 500 bookings, they are listed in parts, and only each part is in this order. A booking is listed as soon as its request is answered. A request that was answered `sold-out` is not listed.',
    query: input(
      pageQuery,
      { limit: 2 },
      {
        limit: 'The largest number of items on a page.',
        cursor: 'The `nextCursor` of the previous page. Leave it out for the first page.',
      },
    ),
    answers: { 200: { says: 'A page of bookings.', ...json(bookingPageAnswer, BOOKING_PAGE) } },
    problems: [],
    rules: ['`cursor` is a `nextCursor` of this list.'],
  },
  'read-booking': {
    summary: 'Read a booking',
    says: 'Returns a booking, with its `position` in the waitlist while it is `waitlisted`. A client that waits for a change reads the booking with `position=omit` and with the last ETag as `If-None-Match`, and after `lookAgainInSeconds` again, or up to a tenth of that earlier; `Retry-After` says the same, also in a 304. So a customer knows of a promotion within two seconds. Under the policy `skip` it may take 20 seconds. The `position` is exact up to 256. Further back it is about right, as a client computes it from the line of the event: between two marks, which are 256 places apart, or a thirtieth of the place where that is more. It counts those who left, or got tickets, for a little longer: promotions for about a second, departures for about four seconds for each thousand bookings that wait. Nobody is shown behind somebody who joined later. In a rush it is an estimate, until about 15 seconds after it.',
    who: 'The customer of the booking, or who runs its event',
    path: { eventId: EVENT_ID, bookingId: BOOKING_ID },
    query: input(
      readBookingQuery,
      { position: 'omit' },
      { position: '`omit` leaves out the `position`, for a client that reads the booking again and again.' },
    ),
    answers: {
      200: { says: 'The booking.', ...json(bookingAnswer, WITH_TICKETS), etag: true, looksAgain: true },
    },
    problems: ['too-many-requests'],
  },
  'read-booking-updates': {
    summary: 'Receive the updates of a booking',
    says: 'Sends the booking as a server-sent event at once, and again whenever it changes, until it has ended. The `data` of an event named `booking` is the answer of “Read a booking” with `position=omit`, and its `id` is the ETag of that answer. A client that connects again with `Last-Event-ID` gets an event only if the booking has changed since. A comment is sent at least every 30 seconds. The stream ends when the access token is not valid any more. A request has to accept `text/event-stream` by name. Only a service on one machine offers streams, and an HTTP API on AWS answers 406: then read the booking again after its `lookAgainInSeconds`. Too many open streams are answered 503.',
    who: 'The customer of the booking, or who runs its event',
    path: { eventId: EVENT_ID, bookingId: BOOKING_ID },
    answers: {
      200: { says: 'The stream.', text: 'text/event-stream' },
      204: { says: 'The booking has ended, and the client knows its last state by `Last-Event-ID`.' },
    },
    problems: [],
  },
  'read-receipt': {
    summary: 'Read the receipt of a position in the waitlist',
    says: 'Lists the promotions before yours, so that you can check the order of the waitlist. It contains no name, no email address and no id of another booking: `place` is the pseudonym of a booking, under which its customer can find it in the receipts of others. Each part of the receipt covers up to 500 bookings of the event. All parts together contain every promotion before yours, and promotions are numbered without gaps in `turn`. A booking overtook yours if it arrived later and was promoted while you waited. Under `strict` and `accept-fewer` no booking may do that. Under `skip` a booking may do it if it got fewer tickets than you requested.',
    who: 'The customer of the booking, or who runs its event',
    path: { eventId: EVENT_ID, bookingId: BOOKING_ID },
    query: input(
      receiptQuery,
      {},
      { cursor: 'The `nextCursor` of the previous part. Leave it out for the first part.' },
    ),
    answers: { 200: { says: 'A part of the receipt.', ...json(receiptAnswer, RECEIPT) } },
    problems: [],
    rules: ['`cursor` is a `nextCursor` of this receipt.'],
  },
  'list-bookings': {
    summary: 'List an event’s bookings',
    says: 'Lists the bookings of an event, searched by `q`, filtered by `status` and `checkedIn`, in the order `order`. In the order `booked`, an event with more than 2,000 bookings or 2 MB of them, or one whose database is slow, is listed in an order that follows from the ids instead, and stays the same. The other orders are answered `too-many-to-sort` for more than 2,000 bookings that pass `status` and `checkedIn`. `status=waitlisted` alone lists a waitlist of any length in order. Each booking has the name and email address of its account, if there is one, and how many of its tickets are checked in. A request that was answered `sold-out` is not listed. A page can be short or empty and still have a next page: it ends after 2 MB of bookings, and a search looks at as many as have 2 MB. Door staff get less of each booking: names, ticket numbers and who is in, but no address, no ticket code and no history; their `q` finds no addresses, and they get no CSV. With `Accept: text/csv` the answer is a CSV file to download, in pages that a `Link` header connects. The first page has the column names and a byte order mark. Every text is quoted. An apostrophe is put before text that a spreadsheet would run as a formula. The columns `name` and `email` are those of the attendee, or of the account if the booking has no attendee. `granted` is the number of tickets that a waitlisted booking has already.',
    path: { eventId: EVENT_ID },
    query: input(
      listBookingsQuery,
      { status: 'confirmed', limit: 20, q: 'lovelace', checkedIn: 'none', order: 'name' },
      {
        q: 'Only bookings in which each of these words occurs: in the name or email address of the attendee, of the account, or of somebody whose name is on a ticket. Case and accents do not matter. The id of a booking, or the whole code of a ticket, finds that booking alone, also if the ticket is void.',
        checkedIn:
          'Only bookings whose tickets are checked in: all of them, some but not all, or none. A booking without tickets is in none of these lists.',
        order:
          '`booked`, the default: the order in which the requests for the bookings arrived, after those that were put ahead of the waitlist. `name`: by the name of the attendee, or else of the account, without case and accents. `arrival`: by the first check-in; bookings of which nobody is in come last, in the order `booked`. Whoever is checked in while you read the pages keeps their place.',
        limit: `The largest number of bookings on a page: at most ${PAGE_MAX_ITEMS} in JSON and ${EXPORT_PAGE_MAX_ROWS} in CSV.`,
        cursor: 'The `nextCursor` of the previous page. Leave it out for the first page.',
        position:
          'The position in the waitlist of the first booking on the page. If it is left out, the service finds it. The link to the next page of a CSV file contains it, so that positions are not counted again for every page.',
        status:
          'Only bookings with this status. A booking that has a part of its tickets and waits for the others is `waitlisted`.',
      },
    ),
    answers: {
      200: {
        says: 'A page of bookings.',
        ...json(eventBookingPageAnswer, EVENT_BOOKING_PAGE),
        text: 'text/csv',
      },
    },
    problems: ['too-many-to-sort'],
    rules: ['`cursor` is a `nextCursor` of this list.'],
  },
  'accept-offer': {
    summary: 'Accept an offer',
    says: 'Accepts the offered tickets, which confirms the booking. Accepting again changes nothing, as long as the booking is confirmed.',
    who: 'The customer of the booking',
    path: { eventId: EVENT_ID, bookingId: BOOKING_ID },
    body: input(noBody, {}, {}),
    answers: { 200: { says: 'The booking, now `confirmed`.', json: bookingAnswer } },
    problems: ['already-cancelled', 'not-offered', 'offer-expired', 'event-cancelled'],
  },
  'decline-offer': {
    summary: 'Decline an offer',
    says: 'Declines the offered tickets, which cancels the booking. The tickets go to the next booking in the waitlist. Declining again changes nothing.',
    who: 'The customer of the booking',
    path: { eventId: EVENT_ID, bookingId: BOOKING_ID },
    body: input(noBody, {}, {}),
    answers: { 200: { says: 'The booking, now `cancelled`.', ...json(bookingAnswer, DECLINED) } },
    problems: ['already-cancelled', 'not-offered', 'offer-expired'],
  },
  'add-tickets': {
    summary: 'Add tickets to a booking',
    says: 'Adds tickets to a confirmed booking while the event sells directly. Either all of them are added, or the booking stays as it is. Once the event has been sold out, make a new booking for further tickets. A repeat with the same `Idempotency-Key` is answered with the booking as it was after the first request.',
    who: 'The customer of the booking',
    path: { eventId: EVENT_ID, bookingId: BOOKING_ID },
    idempotencyKey: 'order-4711-two-more',
    body: input(addTicketsBody, { quantity: 2 }, { quantity: QUANTITY, types: TYPES }),
    answers: { 200: { says: 'The booking with the added tickets.', json: bookingAnswer } },
    problems: [
      'sold-out',
      'sells-in-order',
      'not-confirmed',
      'already-cancelled',
      'booking-full',
      'too-many-additions',
      'customer-limit-reached',
      'sales-not-open',
      'sales-closed',
      'event-cancelled',
      'idempotency-key-reused',
    ],
    rules: ['The booking has at most the event’s `maxPerBooking` and `capacity` tickets afterwards.'],
  },
  'request-link': {
    summary: 'Ask for the link of a booking',
    says: 'Mails the link that manages the booking again: to the address of the booking, and to nobody else. The id of the booking is in every mail about it. Another request within ten minutes has no effect; after each the next pause is twice as long, up to a week.',
    who: 'Anybody who knows the id of the booking',
    path: { eventId: EVENT_ID, bookingId: BOOKING_ID },
    body: input(noBody, {}, {}),
    answers: { 204: { says: 'The link is mailed within a moment.' } },
    problems: ['no-mail', 'too-many-links'],
  },
  'cancel-booking': {
    summary: 'Cancel a booking',
    says: 'Gives up all or some of the tickets of a booking, or leaves the waitlist. The tickets go to the next booking in the waitlist, or back on sale. Once the event has begun, only its organizer can cancel tickets. `cancelledTickets` says which tickets are void.',
    who: 'The customer of the booking, or who runs its event',
    path: { eventId: EVENT_ID, bookingId: BOOKING_ID },
    idempotencyKey: 'order-4711-one-less',
    body: input(
      cancelBookingBody,
      { tickets: [2] },
      {
        quantity:
          'The number of tickets to give up; by default all of them. Tickets that the booking waits for go first, then the highest numbers that are not checked in.',
        tickets: 'The numbers of the tickets to give up. None of them may be checked in.',
        reason:
          'Why you cancel another person’s booking, as somebody who runs the event. Its customer reads it as `cancelReason`, and it is kept after they are erased.',
      },
    ),
    ifMatch: 'the booking',
    answers: {
      200: { says: 'The booking after the cancellation.', ...json(bookingAnswer, REDUCED), etag: true },
    },
    problems: [
      'already-cancelled',
      'booking-full',
      'checked-in',
      'event-started',
      'offer-expired',
      'idempotency-key-reused',
    ],
    rules: [
      '`quantity` is at most the current quantity of the booking.',
      '`tickets` are numbers of tickets that the booking has now, each once, and exclude `quantity`.',
      visibleRule('reason'),
      '`reason` is for those who run the event.',
    ],
  },
} satisfies OperationTable;
