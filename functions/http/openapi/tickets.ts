/** Describes the routes that hand out tickets for the OpenAPI document. */
import {
  namedTicketAnswer,
  ticketListAnswer,
  ticketPassAnswer,
  transferredTicketAnswer,
} from '../answers/tickets.ts';
import { nameTicketBody, transferTicketBody } from '../requests/tickets.ts';
import { TICKET_LIST } from './example-answers.ts';
import { BOOKING_ID, EVENT_ID } from './example-ids.ts';
import { input, json, type OperationTable } from './operation.ts';
import { addressRule, visibleRule } from './text-rules.ts';

const WHO = 'The customer of the booking, or the organizer of its event';

export const TICKETS = {
  'read-tickets': {
    summary: 'Read the tickets of a booking',
    says: 'Returns the tickets of a booking. With `Accept: application/pdf` the answer is a document to print, with a page for each ticket: its QR code, the event, the times in the event’s `timeZone` (in UTC if it has none) and the name of the attendee or of the account. A text in a script that the font does not have, such as Chinese or Arabic, is left out, and the page says so. With `Accept: text/calendar` the answer is a calendar entry. It keeps its UID, and its SEQUENCE rises with every change of the event, so that a calendar replaces the earlier entry. It is tentative while the booking has no tickets, and cancelled with the booking or the event. `Accept-Language` chooses English (`en`) or German (`de`); without it, the language of the booking is used.',
    who: WHO,
    path: { eventId: EVENT_ID, bookingId: BOOKING_ID },
    answers: {
      200: {
        says: 'The tickets.',
        ...json(ticketListAnswer, TICKET_LIST),
        file: ['application/pdf', 'text/calendar'],
      },
    },
    problems: ['no-tickets'],
  },
  'read-ticket-code': {
    summary: 'Read a ticket as a QR code',
    says: 'Returns the code of one ticket as a QR code, as SVG, or as PNG with `Accept: image/png`. Show it in black on white, at least 3 cm wide.',
    who: WHO,
    path: { eventId: EVENT_ID, bookingId: BOOKING_ID, number: '1' },
    answers: { 200: { says: 'The QR code.', file: ['image/svg+xml', 'image/png'] } },
    problems: [],
  },
  'name-ticket': {
    summary: 'Put a name on a ticket',
    says: 'Says for whom a ticket is, or takes the name off with `null` for both fields. The name is on the printed ticket, on passes, in the answer of a check-in and in the organizer’s export. The ticket stays valid, and its code stays the same. Until the event’s `namesCloseAt` the customer of the booking may do this, and its organizer at any time. The same name again changes nothing.',
    who: WHO,
    path: { eventId: EVENT_ID, bookingId: BOOKING_ID, number: '1' },
    body: input(
      nameTicketBody,
      { firstName: 'Grace', lastName: 'Hopper' },
      { firstName: 'Given name, or `null`.', lastName: 'Family name, or `null`.' },
    ),
    ifMatch: 'the booking',
    answers: {
      200: {
        says: 'The ticket with its name. The ETag is that of the booking.',
        ...json(namedTicketAnswer, { number: 1, name: { firstName: 'Grace', lastName: 'Hopper' } }),
        etag: true,
      },
    },
    problems: [
      'booking-full',
      'names-closed',
      'too-many-names',
      'ticket-transferred',
      'ticket-void',
      'event-cancelled',
    ],
    rules: ['Both fields are `null`, or neither is.', visibleRule('firstName', 'lastName')],
  },
  'read-ticket-pass': {
    summary: 'Read a ticket as a pass for a phone',
    says: 'Returns a link that saves the ticket to Google Wallet or, with `Accept: application/vnd.apple.pkpass`, a pass for Apple Wallet. The operator of the service configures each wallet; one that is not configured is answered 406. A pass that is on a phone does not change with the event.',
    who: WHO,
    path: { eventId: EVENT_ID, bookingId: BOOKING_ID, number: '1' },
    answers: {
      200: {
        says: 'The pass.',
        ...json(ticketPassAnswer, {
          saveUrl: 'https://pay.google.com/gp/v/save/eyJhbGciOiJSUzI1NiJ9.e30.c2ln',
        }),
        file: ['application/vnd.apple.pkpass'],
      },
    },
    problems: [],
  },
  'transfer-ticket': {
    summary: 'Transfer a ticket',
    says: 'Gives a ticket to somebody else. Its number and its code are void at once and for ever. The booking gets a new number instead, whose code is mailed to the new holder and shown to nobody else: in the booking that ticket has a name and no code. The quantity of the booking stays the same, and its customer can still cancel the ticket. The customer can transfer each ticket once; the organizer can transfer it again, for instance to another address. Both the new holder and the customer are told by mail, and so they are if the ticket is cancelled later.',
    who: WHO,
    path: { eventId: EVENT_ID, bookingId: BOOKING_ID, number: '1' },
    idempotencyKey: 'order-4711-to-grace',
    body: input(
      transferTicketBody,
      { firstName: 'Grace', lastName: 'Hopper', email: 'grace@example.com' },
      {
        firstName: 'Given name of the new holder.',
        lastName: 'Family name of the new holder.',
        email: 'The address to which the ticket is sent.',
      },
    ),
    answers: {
      200: {
        says: 'The transfer.',
        ...json(transferredTicketAnswer, {
          ticket: 1,
          newTicket: 3,
          name: { firstName: 'Grace', lastName: 'Hopper' },
          transferredAt: '2099-05-01T17:42:10.000Z',
        }),
      },
    },
    problems: [
      'booking-full',
      'checked-in',
      'event-cancelled',
      'event-started',
      'idempotency-key-reused',
      'names-closed',
      'no-mail',
      'ticket-transferred',
      'ticket-void',
      'too-many-transfers',
    ],
    rules: [visibleRule('firstName', 'lastName'), addressRule('email')],
  },
} satisfies OperationTable;
