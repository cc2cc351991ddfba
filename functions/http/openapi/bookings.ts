/** Describes the routes about bookings. */
import { bookingAnswer, bookingPageAnswer } from '../answers.ts';
import { bookTicketsBody, cancelBookingBody } from '../schemas.ts';
import { BOOKING_ID, BOOKING_KEY, EVENT_ID } from './example-ids.ts';
import { input, type OperationTable } from './operation.ts';
import { PAGE_INPUT } from './page-input.ts';

export const BOOKINGS = {
  'book-tickets': {
    summary: 'Book tickets',
    says: 'Sells the tickets, or puts the request in line once they are gone: all of its quantity or none. A request that is repeated with its `Idempotency-Key` has one effect and is answered with the booking that it made the first time.',
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
      'idempotency-key-reused',
    ],
    rules: ['`quantity` is at most the event’s `maxPerBooking` and `capacity`.'],
  },
  'list-my-bookings': {
    summary: 'List your own bookings',
    says: 'The newest first. Every booking is listed at once after the answer to its request.',
    query: PAGE_INPUT,
    answers: { 200: { says: 'A page of bookings.', json: bookingPageAnswer } },
    problems: [],
  },
  'read-booking': {
    summary: 'Read a booking',
    says: 'While it waits, with its `position` in the line.',
    who: 'Whose booking it is, or the organizer of its event',
    path: { eventId: EVENT_ID, bookingId: BOOKING_ID },
    answers: { 200: { says: 'The booking.', json: bookingAnswer } },
    problems: [],
  },
  'cancel-booking': {
    summary: 'Cancel a booking',
    says: 'Gives tickets up, all or part of them, or leaves the waitlist. What is given up goes to whoever waits, or back on sale.',
    who: 'Whose booking it is, or the organizer of its event',
    path: { eventId: EVENT_ID, bookingId: BOOKING_ID },
    idempotencyKey: 'order-4711-one-less',
    body: input(
      cancelBookingBody,
      { quantity: 1 },
      { quantity: 'Tickets to give up; by default all of them.' },
    ),
    answers: { 200: { says: 'The booking as it is now.', json: bookingAnswer } },
    problems: ['already-cancelled', 'idempotency-key-reused'],
    rules: ['`quantity` is at most what the booking has left.'],
  },
} satisfies OperationTable;
