/** Describes the routes that create, list and read events for the OpenAPI document. */
import { eventAnswer, eventPageAnswer } from '../answers/events.ts';
import { lineAnswer } from '../answers/line.ts';
import { copyEventBody, createEventBody } from '../requests/events.ts';
import { listEventsQuery } from '../requests/lists.ts';
import { EVENT_FIELDS, LAPSED_OFFER, PASS_HEAD, QUIET_HOURS, WAITING_QUANTITY } from './event-fields.ts';
import { DRAFT, EVENT_PAGE } from './example-answers.ts';
import { EVENT_ID, EVENT_KEY } from './example-ids.ts';
import { input, json, type OperationTable } from './operation.ts';
import { LINK_RULE, START_RULE, TIME_ZONE_RULE, visibleRule } from './text-rules.ts';

export const EVENTS = {
  'create-event': {
    summary: 'Create an event',
    says: 'Creates an event. By default sales run from now to `endsAt`, or to `startsAt` if there is no `endsAt`. Fields that are left out are derived from the others, also after a change.',
    idempotencyKey: EVENT_KEY,
    body: input(
      createEventBody,
      {
        name: 'First night',
        startsAt: '2099-06-01T20:00:00+02:00',
        capacity: 200,
        venue: 'Town hall',
        address: '1 Market Square, Springfield',
        url: 'https://townhall.example/visit',
        timeZone: 'Europe/Berlin',
        maxPerBooking: 4,
      },
      {
        ...EVENT_FIELDS,
        salesOpenAt: 'When sales begin; by default at once.',
        salesCloseAt:
          'When sales end; by default at `endsAt`, or at `startsAt` if there is no `endsAt`. The organizer can sell at the door until `endsAt`, or for 24 hours after the start.',
        maxPerBooking:
          'The largest quantity of one booking; by default 10, or `maxPerCustomer` if that is less.',
        namesCloseAt: 'From when on only the organizer changes the names on tickets; by default `startsAt`.',
        maxPerCustomer:
          'The largest number of tickets that one customer may hold and wait for, over all bookings; by default `maxPerBooking`.',
        limitsGuestsByAddress:
          'Whether guests with the same email address count as one customer for `maxPerCustomer` and `waitlist.limitPerCustomer`. Letter case, what follows a `+` before the @, and dots at Gmail make no difference. Addresses are not checked, so a stranger could use up the limit of an address. It cannot be changed later.',
        pools: [
          'Counted places beside the capacity, up to 7, on which `ticketTypes` draw: a ticket of a type takes one place of each pool of its type. They cannot be changed later. Nobody can wait for tickets of an event with pools yet, so `waitlist.enabled` has to be `false`, and it has no draw.',
          {
            id: 'What ticket types call the pool: up to 20 of a-z, 0-9 and `-`.',
            capacity: 'How many places it has.',
          },
        ],
        isDraft:
          'Whether the event is a draft: it is not listed, nobody else can read it, and it sells nothing until “Publish an event”.',
        draw: [
          'Orders the requests of the first minutes of the sale by a draw: nobody gains by being fast. It cannot be changed or removed later.',
          {
            windowSeconds:
              'How long after `salesOpenAt` a request takes part in the draw, whenever it comes in that time.',
          },
        ],
        peakRequestsPerSecond:
          'The expected peak of booking requests per second. State it if you expect more than 2,560. It cannot be changed later.',
        waitlist: [
          'The rules of the waitlist.',
          {
            enabled: 'Whether bookings may join the waitlist when too few tickets are available.',
            policy:
              'Which booking is promoted first: `strict` waits until the whole quantity of the first booking is available, `accept-fewer` gives the first booking the tickets that are available, `skip` promotes the first booking whose quantity fits.',
            offerTtlSeconds:
              'How many seconds an offer can be accepted. Without it, promotions confirm bookings at once.',
            quietHours: QUIET_HOURS,
            passHeadAfterSeconds: PASS_HEAD,
            lapsedOffer: LAPSED_OFFER,
            limit: 'The largest number of bookings that may wait at a time.',
            limitPerCustomer:
              'The largest number of bookings of one customer that may wait at a time. Each booking of a guest has a customer of its own, except with `limitsGuestsByAddress`.',
            maxPerBooking: WAITING_QUANTITY,
          },
        ],
      },
    ),
    answers: { 201: { says: 'The new event.', json: eventAnswer, location: true, etag: true } },
    problems: ['account-closing', 'idempotency-key-reused', 'no-mail', 'too-many-events'],
    rules: [
      START_RULE,
      '`salesCloseAt` is not after `endsAt`, or not after `startsAt` if there is no `endsAt`.',
      '`salesOpenAt` is before `salesCloseAt`, or before its default if it is left out.',
      '`endsAt` is not before `startsAt`, and at most 366 days after it.',
      '`maxPerCustomer` is not below `maxPerBooking`.',
      'The year of every instant has four digits, also when converted to UTC.',
      '`waitlist.offerTtlSeconds` cannot be combined with the policy `accept-fewer`, also after a change to another policy.',
      '`waitlist.quietHours` needs `waitlist.offerTtlSeconds` and `timeZone`, and lasts at most 16 hours.',
      '`waitlist.passHeadAfterSeconds` needs the policy `strict`.',
      '`draw` needs a stated `salesOpenAt`, in the future unless the event is a draft, and an enabled waitlist without `waitlist.limit`. Sales close at least 10 minutes after its window.',
      '`waitlist.lapsedOffer` needs `waitlist.offerTtlSeconds`.',
      '`requiresConfirmedAddress` cannot be combined with `allowGuests`.',
      TIME_ZONE_RULE,
      LINK_RULE,
      visibleRule('name', 'venue', 'address', 'description'),
    ],
  },
  'copy-event': {
    summary: 'Copy an event',
    says: 'Creates a draft with the description, the terms and the rules of the waitlist of an event, at another start. All other times that the event states are moved as far as its start, by the clock in its `timeZone`. Bookings and state are not copied, and a draw gets a new seed. The copy belongs to the owner of the event, and has no staff yet. A cancelled event can be copied, too.',
    path: { eventId: EVENT_ID },
    idempotencyKey: 'second-night',
    body: input(
      copyEventBody,
      { startsAt: '2099-06-02T20:00:00+02:00', name: 'Second night' },
      {
        startsAt: 'When the copy begins, in any time zone offset.',
        name: 'The name of the copy; by default that of the event.',
      },
    ),
    answers: { 201: { says: 'The new draft.', ...json(eventAnswer, DRAFT), location: true, etag: true } },
    problems: ['account-closing', 'idempotency-key-reused', 'too-many-events'],
    rules: [
      '`startsAt` is in the future.',
      'The moved times keep the rules of a new event.',
      visibleRule('name'),
    ],
  },
  'list-events': {
    summary: 'List events',
    says: 'Lists events: first those that have not ended, in order of their start; then ended events, the latest first; then cancelled events, the latest first. An event without `endsAt` ends when it starts. A running event that began more than 31 days ago is listed among the ended ones. All filters can be combined. One request reads up to 500 events, so a page can be short or empty and still have a next page. The numbers in `availability` are of its `asOf`: mostly a few seconds old, and older in a list of many large events that few read. Whether an event is sold out is newer, and `GET /v1/events/{eventId}` has numbers of this second.',
    who: 'Anyone; an organizer for `organizer=me`',
    query: input(
      listEventsQuery,
      { limit: 2, from: '2025-01-01T00:00:00Z', q: 'night', state: 'on-sale' },
      {
        limit: 'The largest number of items on a page.',
        cursor:
          'The `nextCursor` of the previous page; keep the filters the same. Leave it out for the first page.',
        from: 'Only events that start at this instant or later, in any time zone offset.',
        to: 'Only events that start before this instant, in any time zone offset.',
        q: 'Only events whose name, venue or address contains each of these words. Parts of words match; case and accents are ignored.',
        state: 'Only events whose `availability` has this state.',
        organizer:
          '`me` lists your own events, each as soon as it is created, drafts too. If you have more than 500, they are listed in parts, and only each part is in order.',
      },
    ),
    answers: { 200: { says: 'A page of events.', ...json(eventPageAnswer, EVENT_PAGE) } },
    problems: ['forbidden'],
    rules: [
      '`cursor` is a `nextCursor` of this list.',
      'The year of every instant has four digits, also when converted to UTC.',
      visibleRule('q'),
    ],
  },
  'read-event': {
    summary: 'Read an event',
    says: 'Returns an event with its availability, which can be up to a second old. With the token of somebody who runs the event, its fields are those of now. A draft is not found by anybody else.',
    who: 'Anyone; those who run the event for a draft',
    path: { eventId: EVENT_ID },
    answers: { 200: { says: 'The event.', json: eventAnswer, etag: true } },
    problems: [],
  },
  'read-line': {
    summary: 'Read the line of an event',
    says: 'Says how far the waitlist was served, and marks of arrival from which a client computes its own place without a request about its booking. The answer is the same for everybody, and caches keep it for `max-age`. A booking that waits has its `arrivedAt` and `tie` in `inLine`. A mark with both is its own, and says its place. Otherwise take the first mark that is not before it, nor of another booking of the same millisecond. If that one has no `tie`, the place of the booking is behind the mark before it, and up to this one: interpolate. Behind the last mark it is up to `waiting`, at `asOf`. If that one has a `tie`, or no place is left in between, the booking does not wait by this line: it was served, or left, so read it. The first 100 places are exact. Marks further back can count those who left for about four seconds longer for each thousand bookings that wait. Ask again after `nextLookSeconds` with the last ETag as `If-None-Match`; 304 says that nobody was served, came or left. It is made at most once a second, for whoever asks first.',
    who: 'Anyone',
    path: { eventId: EVENT_ID },
    answers: { 200: { says: 'The line.', json: lineAnswer, etag: true } },
    problems: [],
  },
} satisfies OperationTable;
