/** Describes the routes by which an organizer runs an event. */
import {
  auditAnswer,
  changedEventAnswer,
  checkInAnswer,
  ticketKeyAnswer,
  undoneCheckInAnswer,
} from '../answers.ts';
import { checkInBody, undoCheckInBody } from '../check-in-schemas.ts';
import { changeEventBody } from '../event-schemas.ts';
import { EVENT_FIELDS } from './event-fields.ts';
import { EVENT_ID } from './example-ids.ts';
import { input, type OperationTable } from './operation.ts';
import { visibleRule } from './text-rules.ts';

const WHO = 'The organizer of the event';
const TICKET = 'box1.Jb3sT0yq5lVd8rHn2eXwPg.uX5kW2zE9cNp4vMj7aBqSg.1.c2lnbmF0dXJl';
const TICKET_SAYS = 'The text of the QR code. White space around it is ignored.';

export const RUNNING = {
  'change-event': {
    summary: 'Change an event',
    says: 'Changes what is sent and leaves the rest; `null` clears a field, which then follows from the others or is gone. More capacity goes to those who wait before newcomers; less takes away tickets that nobody holds, and a place at the head of the line that asks for more than can exist ends.',
    who: WHO,
    path: { eventId: EVENT_ID },
    body: input(
      changeEventBody,
      { capacity: 250, venue: 'Great hall' },
      {
        ...EVENT_FIELDS,
        salesOpenAt: 'From when tickets are sold.',
        salesCloseAt: 'Up to when tickets are sold, except by the organizer at the door.',
        maxPerBooking: 'Tickets that one booking may ask for.',
        maxPerCustomer: 'Tickets that one customer may hold and wait for.',
        waitlist: [
          'How those who wait are served; policy and limit were promised and stay.',
          {
            enabled: 'Whether the line moves and takes people; the line is kept meanwhile.',
            offerTtlSeconds:
              'How long offers stand that are made from now on; with `null` tickets are assigned at once.',
          },
        ],
      },
    ),
    answers: {
      200: { says: 'The event as it is now.', json: changedEventAnswer },
      202: {
        says: 'The change is stored, and takes hold everywhere within seconds.',
        json: changedEventAnswer,
      },
    },
    problems: ['capacity-below-held', 'event-cancelled'],
    rules: [
      'The rules between the fields of a new event hold for the changed one.',
      visibleRule('name', 'venue', 'description'),
    ],
  },
  'audit-event': {
    summary: 'Audit an event',
    says: 'Holds the guarantees against everything that is stored of the event’s tickets, and names what breaks them. For events of up to 5,000 bookings; `npm run audit` takes any.',
    who: WHO,
    path: { eventId: EVENT_ID },
    answers: { 200: { says: 'A finding for each guarantee.', json: auditAnswer } },
    problems: ['too-large-to-audit'],
  },
  'read-ticket-key': {
    summary: 'Read the key of an event’s tickets',
    says: 'Whoever has it can tell good codes from forged ones without the network. Whether a ticket was cancelled or used, only the service knows.',
    path: { eventId: EVENT_ID },
    answers: { 200: { says: 'The public key.', json: ticketKeyAnswer } },
    problems: [],
  },
  'check-in-ticket': {
    summary: 'Check a ticket in',
    says: 'Lets a ticket in once, however many scanners see it at a time. The answer has the attendee, if one was stated, and the account, if there is one.',
    who: WHO,
    idempotencyKey: 'scan-1',
    path: { eventId: EVENT_ID },
    body: input(checkInBody, { ticket: TICKET }, { ticket: TICKET_SAYS }),
    answers: { 200: { says: 'Somebody may come in.', json: checkInAnswer } },
    problems: [
      'already-checked-in',
      'ticket-invalid',
      'ticket-void',
      'event-cancelled',
      'idempotency-key-reused',
    ],
  },
  'undo-check-in': {
    summary: 'Undo a check-in',
    says: 'The ticket may come in again. Who undid it, when and why stays in the history.',
    who: WHO,
    idempotencyKey: 'undo-scan-1',
    path: { eventId: EVENT_ID },
    body: input(
      undoCheckInBody,
      { ticket: TICKET, reason: 'Scanned at the wrong door' },
      { ticket: TICKET_SAYS, reason: 'Why.' },
    ),
    answers: { 200: { says: 'It is undone.', json: undoneCheckInAnswer } },
    problems: [
      'not-checked-in',
      'ticket-invalid',
      'ticket-void',
      'too-many-undos',
      'event-cancelled',
      'idempotency-key-reused',
    ],
    rules: [visibleRule('reason')],
  },
  'cancel-event': {
    summary: 'Cancel an event',
    says: 'Nothing is sold or promoted from here on. Its bookings are cancelled behind the answer: `availability.cancellation` says how far that is. Cancelling again changes nothing. An event that was never booked is removed for good.',
    who: WHO,
    path: { eventId: EVENT_ID },
    answers: { 202: { says: 'The cancelled event.', json: changedEventAnswer } },
    problems: [],
  },
} satisfies OperationTable;
