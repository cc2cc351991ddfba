/** Describes the routes that hand out tickets for the OpenAPI document. */
import { ticketListAnswer, ticketPassAnswer } from '../answers/tickets.ts';
import { TICKET_LIST } from './example-answers.ts';
import { BOOKING_ID, EVENT_ID } from './example-ids.ts';
import { json, type OperationTable } from './operation.ts';

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
} satisfies OperationTable;
