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
    says: 'Sales run from now to the end of the event, or to its start where it states no end, unless it says otherwise. What is not stated follows the rest, also after a change.',
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
        salesCloseAt:
          'Up to when tickets are sold; by default up to `endsAt`, or `startsAt` where that is unset. The organizer sells at the door until `endsAt`, or for 24 hours after the start.',
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
      '`salesCloseAt` is not after `endsAt`, or not after `startsAt` where that is unset.',
      '`salesOpenAt` is before `salesCloseAt`, or before what that follows where it is unset.',
      '`endsAt` is not before `startsAt`.',
      '`maxPerCustomer` is not below `maxPerBooking`.',
      'Instants have a year of four digits in UTC, too.',
      '`waitlist.offerTtlSeconds` does not go with the policy `accept-fewer`.',
      visibleRule('name', 'venue', 'description'),
    ],
  },
  'list-events': {
    summary: 'List events',
    says: 'Events that have not ended come first, in order of their start; then events that have ended, the latest first; then cancelled events, the latest first. An event without `endsAt` ends when it starts. A running event that began more than 31 days ago is listed among the ended ones. All filters can be combined. One answer reads up to 500 events, so a page can be short or empty and still have a next page.',
    who: 'Anyone; an organizer for `organizer=me`',
    query: input(
      listEventsQuery,
      { limit: 2, from: '2025-01-01T00:00:00Z', q: 'night', state: 'on-sale' },
      {
        limit: 'Items on a page.',
        cursor: 'The `nextCursor` of the page before, with the same filters; without it the first page.',
        from: 'Only events that start at this instant or later; any offset.',
        to: 'Only events that start before this instant; any offset.',
        q: 'Only events whose name or venue contains each of these words. Parts of words match; case and accents are ignored.',
        state: 'Only events whose `availability` has this state.',
        organizer:
          '`me` lists your own events, each as soon as it is created. If you have more than 500, they come part by part, and each part is in order.',
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
