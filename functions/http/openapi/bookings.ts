/** Describes the routes about bookings. */
import { EXPORT_PAGE_MAX_ROWS, PAGE_MAX_ITEMS } from '../../domain/limits.ts';
import { bookingAnswer, bookingPageAnswer, eventBookingPageAnswer, receiptAnswer } from '../answers.ts';
import { bookTicketsBody, cancelBookingBody, noBody } from '../booking-schemas.ts';
import { listBookingsQuery, pageQuery, receiptQuery } from '../listings.ts';
import { BOOKING_ID, BOOKING_KEY, EVENT_ID } from './example-ids.ts';
import { input, type OperationTable } from './operation.ts';
import { addressRule, visibleRule } from './text-rules.ts';

export const BOOKINGS = {
  'book-tickets': {
    summary: 'Book tickets',
    says: 'Sells the tickets, or puts the request in line once they are gone: all of its quantity or none. A request that is repeated with its `Idempotency-Key` has one effect and is answered with the booking that it made the first time, without its `manageToken`; where there is no account, use a key that nobody can guess, such as a UUID. With `reject` the request has no effect unless it is answered 201. This route accepts an access token until it expires, even after its session was logged out, except with a `reason`.',
    who: 'Any user; anyone, where the event allows guests',
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
        quantity: 'Tickets.',
        onSoldOut: 'What to do when they are gone: wait in line, or do without.',
        attendee: [
          'Who comes.',
          { firstName: 'Given name.', lastName: 'Family name.', email: 'Where they are reached.' },
        ],
        reason: 'By who runs the event, for somebody at the door: why. It stays in the history.',
      },
    ),
    answers: {
      201: {
        says: 'The tickets are yours: the booking is `confirmed`.',
        json: bookingAnswer,
        location: true,
      },
      202: {
        says: 'The booking is `waitlisted`. It is served in order of arrival, without another request.',
        json: bookingAnswer,
        location: true,
      },
    },
    problems: [
      'sold-out',
      'customer-limit-reached',
      'too-many-bookings',
      'sales-not-open',
      'sales-closed',
      'event-cancelled',
      'waitlist-full',
      'forbidden',
      'idempotency-key-reused',
    ],
    rules: [
      '`quantity` is at most the event’s `maxPerBooking` and `capacity`.',
      '`attendee` is required of guests, and where there is a `reason`.',
      visibleRule('attendee.firstName', 'attendee.lastName', 'reason'),
      addressRule('attendee.email'),
    ],
  },
  'list-my-bookings': {
    summary: 'List your own bookings',
    says: 'The newest first. If you have more than 2,000 bookings, they come part by part, and each part is in order. A booking is listed as soon as its request is answered. A request that was answered "sold out" is not listed.',
    query: input(
      pageQuery,
      { limit: 2 },
      {
        limit: 'Items on a page.',
        cursor: 'The `nextCursor` of the page before; without it the first page.',
      },
    ),
    answers: { 200: { says: 'A page of bookings.', json: bookingPageAnswer } },
    problems: [],
    rules: ['`cursor` is one that this list has given out.'],
  },
  'read-booking': {
    summary: 'Read a booking',
    says: 'While it waits, with its `position` in the line.',
    who: 'Whose booking it is, or the organizer of its event',
    path: { eventId: EVENT_ID, bookingId: BOOKING_ID },
    answers: { 200: { says: 'The booking.', json: bookingAnswer } },
    problems: [],
  },
  'read-receipt': {
    summary: 'Read the receipt of a place in the line',
    says: 'Who was served before, so that the order can be checked, and without a name, an address or the id of another booking. One part looks at up to 2,000 bookings of the event; the parts together have every turn before your own, and turns are numbered without a gap. Everybody can find their own `place` in the receipts of others. Whoever arrived later than you and was served while you waited passed you: under `strict` and `accept-fewer` nobody may, under `skip` who got fewer tickets than you asked for.',
    who: 'Whose booking it is, or the organizer of its event',
    path: { eventId: EVENT_ID, bookingId: BOOKING_ID },
    query: input(receiptQuery, {}, { cursor: 'The `nextCursor` of the part before.' }),
    answers: { 200: { says: 'A part of the receipt.', json: receiptAnswer } },
    problems: [],
    rules: ['`cursor` is one that this receipt has given out.'],
  },
  'list-bookings': {
    summary: 'List an event’s bookings',
    says: 'In order of arrival. If the event has more than 2,000 bookings, or the table is slow, the order is a fixed one that follows from the ids; `status=waitlisted` lists the line in order of arrival at any length. Each booking has the name and address of its account, if there is one. A request that was answered "sold out" is not listed. A page can be short or empty and still have a next page. With `Accept: text/csv` the answer is a table to download, in pages that a `Link` header joins. The first page has the column names and a byte order mark. Every text is quoted. An apostrophe is put before what a spreadsheet would run as a formula. `name` and `email` are those of the attendee, or of the account if no attendee was stated.',
    who: 'The organizer of the event',
    path: { eventId: EVENT_ID },
    query: input(
      listBookingsQuery,
      { status: 'confirmed', limit: 20 },
      {
        limit: `Bookings of one page: at most ${PAGE_MAX_ITEMS}, in a table ${EXPORT_PAGE_MAX_ROWS}.`,
        cursor: 'The `nextCursor` of the page before.',
        position:
          'Of the first booking of the page, in the line; counted if left out. The link to the next page of a table has it, so that a table is counted in one go.',
        status: 'Only those in this state.',
      },
    ),
    answers: { 200: { says: 'A page of bookings.', json: eventBookingPageAnswer, text: 'text/csv' } },
    problems: [],
    rules: ['`cursor` is one that this list has given out.'],
  },
  'accept-offer': {
    summary: 'Accept an offer',
    says: 'The tickets are yours. Accepting again changes nothing.',
    who: 'Whose booking it is',
    path: { eventId: EVENT_ID, bookingId: BOOKING_ID },
    body: input(noBody, {}, {}),
    answers: { 200: { says: 'The booking, `confirmed`.', json: bookingAnswer } },
    problems: ['not-offered', 'offer-expired', 'event-cancelled'],
  },
  'decline-offer': {
    summary: 'Decline an offer',
    says: 'The tickets go to the next who waits. Declining again changes nothing.',
    who: 'Whose booking it is',
    path: { eventId: EVENT_ID, bookingId: BOOKING_ID },
    body: input(noBody, {}, {}),
    answers: { 200: { says: 'The booking, `cancelled`.', json: bookingAnswer } },
    problems: ['not-offered', 'offer-expired'],
  },
  'cancel-booking': {
    summary: 'Cancel a booking',
    says: 'Gives tickets up, all or part of them, or leaves the waitlist. What is given up goes to whoever waits, or back on sale. Once the event has begun only its organizer gives tickets up.',
    who: 'Whose booking it is, or the organizer of its event',
    path: { eventId: EVENT_ID, bookingId: BOOKING_ID },
    idempotencyKey: 'order-4711-one-less',
    body: input(
      cancelBookingBody,
      { quantity: 1 },
      {
        quantity: 'Tickets to give up; by default all of them.',
        reason: 'Why, where you act on another person’s booking. It stays in the history.',
      },
    ),
    answers: { 200: { says: 'The booking as it is now.', json: bookingAnswer } },
    problems: ['already-cancelled', 'checked-in', 'event-started', 'offer-expired', 'idempotency-key-reused'],
    rules: ['`quantity` is at most what the booking has left.', visibleRule('reason')],
  },
} satisfies OperationTable;
