/** Describes the routes with which the staff runs an event, for the OpenAPI document. */
import { auditAnswer } from '../answers/audits.ts';
import {
  arrivalsAnswer,
  checkInAnswer,
  checkInBatchAnswer,
  ticketKeyAnswer,
  undoneCheckInAnswer,
} from '../answers/check-ins.ts';
import { changedEventAnswer, waitlistHoldAnswer } from '../answers/events.ts';
import { noBody } from '../requests/bookings.ts';
import { checkInBatchBody, checkInBody, undoCheckInBody } from '../requests/check-ins.ts';
import { changeEventBody } from '../requests/events.ts';
import { arrivalsQuery } from '../requests/lists.ts';
import { EVENT_FIELDS, LAPSED_OFFER, PASS_HEAD, QUIET_HOURS, WAITING_QUANTITY } from './event-fields.ts';
import {
  ARRIVALS,
  AUDIT,
  CANCELLED_EVENT,
  CHANGED_EVENT,
  CHECK_IN,
  CHECK_IN_BATCH,
  TICKET_KEY,
  UNDONE_CHECK_IN,
  WAITLIST_HOLD,
} from './example-answers.ts';
import { BOOKING_ID, EVENT_ID } from './example-ids.ts';
import { input, json, type OperationTable } from './operation.ts';
import { LINK_RULE, START_RULE, TIME_ZONE_RULE, visibleRule } from './text-rules.ts';

const TICKET = 'box1.Jb3sT0yq5lVd8rHn2eXwPg.uX5kW2zE9cNp4vMj7aBqSg.1.c2lnbmF0dXJl';
const TARGET_SAYS = {
  ticket: 'The text of the QR code of a ticket. White space at its ends is ignored.',
  bookingId: 'The id of a booking, instead of a code.',
  tickets: 'The numbers of tickets of the booking; by default all of them but those that were transferred.',
};
const TARGET_RULES = [
  'Either `ticket` or `bookingId` is there.',
  '`tickets` are numbers of tickets of the booking, each once, and need a `bookingId`.',
];

export const RUNNING = {
  'change-event': {
    summary: 'Change an event',
    says: 'Changes the fields that are sent and keeps the others. `null` clears a field: its value is then derived from the other fields, or it has none. Additional capacity goes to the waitlist before new requests. A lower capacity removes only tickets that nobody holds. A booking at the head of the waitlist that waits for more tickets than the event has leaves the waitlist.',
    path: { eventId: EVENT_ID },
    body: input(
      changeEventBody,
      { capacity: 250, venue: 'Great hall' },
      {
        ...EVENT_FIELDS,
        salesOpenAt: 'When sales begin.',
        salesCloseAt: 'When sales end; after that only the organizer sells, at the door.',
        namesCloseAt: 'From when on only the organizer changes the names on tickets.',
        maxPerBooking: 'The largest quantity of one booking.',
        maxPerCustomer:
          'The largest number of tickets that one customer may hold and wait for, over all bookings.',
        waitlist: [
          'The rules of the waitlist.',
          {
            enabled:
              'Whether the waitlist accepts bookings and promotes them. While it is `false`, the waitlist is paused and keeps its bookings.',
            policy:
              'Which booking is promoted first, from the next promotion on. Bookings that wait keep their positions. It can be changed 19 times.',
            offerTtlSeconds:
              'How many seconds new offers can be accepted. With `null`, promotions confirm bookings at once.',
            quietHours: QUIET_HOURS,
            lapsedOffer: LAPSED_OFFER,
            passHeadAfterSeconds: PASS_HEAD,
            limit:
              'The largest number of bookings that may wait at a time, for an event that was created with one. Bookings that wait already keep their positions. It cannot be removed.',
            limitPerCustomer:
              'The largest number of bookings of one customer that may wait at a time. Bookings that wait already keep their positions.',
            maxPerBooking: `${WAITING_QUANTITY} Bookings that wait already keep their positions.`,
          },
        ],
      },
    ),
    ifMatch: 'the event',
    answers: {
      200: { says: 'The changed event.', ...json(changedEventAnswer, CHANGED_EVENT), etag: true },
      202: {
        says: 'The change is stored and takes full effect within seconds.',
        ...json(changedEventAnswer, CHANGED_EVENT),
        etag: true,
      },
    },
    problems: ['capacity-below-held', 'event-cancelled', 'no-mail'],
    rules: [
      'The rules between the fields of a new event also apply to the changed event.',
      'An event that is over stays over. It can be copied.',
      START_RULE,
      TIME_ZONE_RULE,
      LINK_RULE,
      visibleRule('name', 'venue', 'address', 'description'),
    ],
  },
  'publish-event': {
    summary: 'Publish an event',
    says: 'Publishes a draft: it is listed, everybody can read it, and its sales begin, at once unless it states `salesOpenAt`. An event that is published stays as it is, so the request can be repeated. A draft whose start has passed is refused: change `startsAt` first, or copy it once it is over.',
    path: { eventId: EVENT_ID },
    ifMatch: 'the event',
    body: input(noBody, {}, {}),
    answers: {
      200: { says: 'The published event.', json: changedEventAnswer, example: CHANGED_EVENT, etag: true },
      202: {
        says: 'The event is published, and its sales begin within seconds.',
        ...json(changedEventAnswer, CHANGED_EVENT),
        etag: true,
      },
    },
    problems: ['event-cancelled'],
    rules: ['The start of the event is in the future.'],
  },
  'audit-event': {
    summary: 'Audit an event',
    says: 'Checks every guarantee against the stored bookings, tickets and history of the event, and lists the bookings that violate it. It audits events with up to 5,000 bookings, and with fewer if they are so large that one reading of them and of what their customers were told takes over 1,500 read units; `npm run audit` audits events of any size.',
    path: { eventId: EVENT_ID },
    answers: { 200: { says: 'The audit, with a finding for each guarantee.', ...json(auditAnswer, AUDIT) } },
    problems: ['too-large-to-audit'],
  },
  'read-ticket-key': {
    summary: 'Read the key of an event’s tickets',
    says: 'Returns the public key that verifies the ticket codes of an event, so that a scanner can detect forged codes without a network. Only the service knows whether a ticket was cancelled or used.',
    path: { eventId: EVENT_ID },
    answers: { 200: { says: 'The public key.', ...json(ticketKeyAnswer, TICKET_KEY) } },
    problems: [],
  },
  'read-arrivals': {
    summary: 'Count the arrivals',
    says: 'Counts the tickets that are checked in and those that are still expected, and the bookings of which all, some or no tickets are checked in. Everything is counted anew for each answer, so ask every few seconds, not many times a second. One answer counts up to 10,000 bookings; if there are more, or the database is slow, `nextCursor` is not null: add up the parts.',
    path: { eventId: EVENT_ID },
    query: input(
      arrivalsQuery,
      {},
      { cursor: 'The `nextCursor` of the previous part. Leave it out for the first part.' },
    ),
    answers: { 200: { says: 'The counts.', ...json(arrivalsAnswer, ARRIVALS) } },
    problems: [],
    rules: ['`cursor` is a `nextCursor` of these counts.'],
  },
  'read-waitlist': {
    summary: 'Read what holds up the waitlist',
    says: 'Says why nobody of the waitlist is promoted now, how many tickets came back, and which booking is first.',
    path: { eventId: EVENT_ID },
    answers: { 200: { says: 'The state of the waitlist.', ...json(waitlistHoldAnswer, WAITLIST_HOLD) } },
    problems: [],
  },
  'check-in-ticket': {
    summary: 'Check in tickets',
    says: 'Checks in the ticket of a code or, without a code, tickets of a booking: those with the numbers in `tickets`, or all that are not checked in yet and were not transferred. Either all of them are checked in, or none. Each ticket can be used once, even if several scanners read it at the same time. The answer has the attendee, if the booking states one, and the account, if there is one; for door staff without email addresses.',
    idempotencyKey: 'scan-1',
    path: { eventId: EVENT_ID },
    body: input(checkInBody, { bookingId: BOOKING_ID }, TARGET_SAYS),
    answers: {
      200: { says: 'The tickets are checked in: admit the holders.', ...json(checkInAnswer, CHECK_IN) },
    },
    problems: [
      'already-checked-in',
      'no-tickets',
      'ticket-invalid',
      'ticket-void',
      'event-cancelled',
      'idempotency-key-reused',
    ],
    rules: TARGET_RULES,
  },
  'check-in-batch': {
    summary: 'Hand in offline scans',
    says: 'Checks in tickets that a device scanned without a network. Each scan has a result of its own. The order in which scans are stored decides which of them is first; any other scan of the ticket is a conflict, also if it was made earlier. A scan is recognized by its ticket, its time and its device: handed in again, by whomever and with whatever `Idempotency-Key`, it has no second effect and the same result. After a 503 some of the scans may be stored: send the same scans again.',
    path: { eventId: EVENT_ID },
    body: input(
      checkInBatchBody,
      { scans: [{ ticket: TICKET, scannedAt: '2099-06-01T17:42:10.000Z' }], device: 'East door' },
      {
        scans: [
          'The scans, in the order in which they were made.',
          {
            ticket: 'The text of the QR code. White space at its ends is ignored.',
            scannedAt: 'When the device scanned it, by its own clock.',
          },
        ],
        device: 'The name of the device. It is kept in the history.',
      },
    ),
    answers: {
      200: { says: 'The result of each scan.', ...json(checkInBatchAnswer, CHECK_IN_BATCH) },
    },
    problems: ['event-cancelled'],
    rules: [
      'No `scannedAt` is before the event was created, or more than a minute in the future.',
      visibleRule('device'),
    ],
  },
  'undo-check-in': {
    summary: 'Undo a check-in',
    says: 'Undoes the check-in of the ticket of a code or, without a code, of tickets of a booking: those with the numbers in `tickets`, or all that are checked in. Either all of them are undone, or none. The tickets can be used again. The history keeps who undid it, when and why.',
    idempotencyKey: 'undo-scan-1',
    path: { eventId: EVENT_ID },
    body: input(
      undoCheckInBody,
      { bookingId: BOOKING_ID, reason: 'Scanned at the wrong door' },
      { ...TARGET_SAYS, reason: 'Why the check-in is undone. It is kept in the history.' },
    ),
    answers: { 200: { says: 'The check-in is undone.', ...json(undoneCheckInAnswer, UNDONE_CHECK_IN) } },
    problems: [
      'no-tickets',
      'not-checked-in',
      'ticket-invalid',
      'ticket-void',
      'too-many-undos',
      'event-cancelled',
      'idempotency-key-reused',
    ],
    rules: [...TARGET_RULES, visibleRule('reason')],
  },
  'cancel-event': {
    summary: 'Cancel an event',
    says: 'Cancels an event: no tickets are sold and no bookings are promoted from then on. Its bookings are cancelled after the answer; `availability.cancellation` shows the progress. Cancelling again changes nothing. An event that was never booked is deleted. The trail of security events has who cancelled it; where the service sends mail, an owner is told if an admin did.',
    path: { eventId: EVENT_ID },
    ifMatch: 'the event',
    answers: {
      202: { says: 'The cancelled event.', ...json(changedEventAnswer, CANCELLED_EVENT), etag: true },
    },
    problems: [],
  },
  'erase-booking': {
    summary: 'Erase the person from a booking',
    says: 'Erases the name and the address of the attendee and of every ticket holder from a booking that is cancelled, or whose event is over. The booking, its tickets and its history stay, without a person: nobody is named on it again, lists and exports do not show the account that made it, and no mail is sent to an address that was erased. Who runs the event erases the person once all mail about what happened to the booking was sent; that also holds for the `manageToken` of a booking that they made for somebody. It cannot be undone. A repeat changes nothing and is answered alike.',
    who: 'The customer of the booking, or who runs its event',
    path: { eventId: EVENT_ID, bookingId: BOOKING_ID },
    body: input(noBody, {}, {}),
    answers: { 204: { says: 'The booking has no person.' } },
    problems: ['bookings-open', 'not-told-yet'],
  },
} satisfies OperationTable;
