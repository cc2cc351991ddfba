/** Describes the routes about events. */
import { eventAnswer, eventPageAnswer } from '../answers.ts';
import { createEventBody } from '../event-schemas.ts';
import { listEventsQuery } from '../listings.ts';
import { EVENT_FIELDS } from './event-fields.ts';
import { EVENT_ID, EVENT_KEY } from './example-ids.ts';
import { input, type OperationTable } from './operation.ts';
import { visibleRule } from './text-rules.ts';

export const EVENTS = {
  'create-event': {
    summary: 'Create an event',
    says: 'Sales run from now to the start, unless the event says otherwise.',
    idempotencyKey: EVENT_KEY,
    body: input(
      createEventBody,
      {
        name: 'First night',
        startsAt: '2099-06-01T20:00:00+02:00',
        capacity: 200,
        venue: 'Town hall',
        maxPerBooking: 4,
      },
      {
        ...EVENT_FIELDS,
        salesOpenAt: 'From when tickets are sold; by default at once.',
        salesCloseAt: 'Up to when tickets are sold; by default up to the start.',
        maxPerBooking:
          'Tickets that one booking may ask for; by default 10, or `maxPerCustomer` if that is less.',
        maxPerCustomer:
          'Tickets that one customer may hold and wait for, over all bookings; by default `maxPerBooking`.',
        peakRequestsPerSecond:
          'Booking requests a second to be made for, where more than 2,560 are expected at once. It cannot be changed.',
        waitlist: [
          'How those who wait are served.',
          {
            enabled: 'Whether requests that cannot be served may wait.',
            policy:
              'Who is served first: `strict` keeps the head until its whole quantity is there, `accept-fewer` gives it what there is, `skip` serves the first that fits.',
            offerTtlSeconds: 'How long an offer stands; without it tickets are assigned at once.',
            limit: 'Bookings that may wait at a time.',
          },
        ],
      },
    ),
    answers: { 201: { says: 'The event, on sale or soon to be.', json: eventAnswer, location: true } },
    problems: ['idempotency-key-reused'],
    rules: [
      '`salesCloseAt` is not after `startsAt`.',
      '`salesOpenAt` is before `salesCloseAt`, or before `startsAt` where that is unset.',
      '`endsAt` is not before `startsAt`.',
      '`maxPerCustomer` is not below `maxPerBooking`.',
      'Instants have a year of four digits in UTC, too.',
      '`waitlist.offerTtlSeconds` does not go with the policy `accept-fewer`.',
      visibleRule('name', 'venue', 'description'),
    ],
  },
  'list-events': {
    summary: 'List events',
    says: 'What is to come first: events that have not ended, in order of their start; then those that have ended, the latest first; then cancelled ones, the latest first. An event without `endsAt` ends when it starts. One that began more than 31 days ago counts as ended. Filters can be combined. A page may be short and have a next, since one answer looks at up to 500 events.',
    who: 'Anyone; an organizer for `organizer=me`',
    query: input(
      listEventsQuery,
      { limit: 2, from: '2025-01-01T00:00:00Z', q: 'night', state: 'on-sale' },
      {
        limit: 'Items on a page.',
        cursor: 'The `nextCursor` of the page before, with the same filters; without it the first page.',
        from: 'Only those that start at this instant or later; any offset.',
        to: 'Only those that start before this instant; any offset.',
        q: 'Only those with all of these words, or parts of words, in their name or venue, whatever case and accents they have.',
        state: 'Only those whose `availability` has this state.',
        organizer:
          '`me` for your own events, at once after they were made, in the same order; of more than 500 part by part.',
      },
    ),
    answers: { 200: { says: 'A page of events.', json: eventPageAnswer } },
    problems: ['forbidden'],
    rules: [
      '`cursor` is one that this list has given out.',
      'Instants have a year of four digits in UTC, too.',
      visibleRule('q'),
    ],
  },
  'read-event': {
    summary: 'Read an event',
    says: 'With what is left of its tickets, which may be a second old.',
    path: { eventId: EVENT_ID },
    answers: { 200: { says: 'The event.', json: eventAnswer } },
    problems: [],
  },
} satisfies OperationTable;
