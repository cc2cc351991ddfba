/**
 * Examples for the answers that the example of their schema does not fit: other states of an event or a
 * booking, and answers whose schema states none.
 */
import type * as z from 'zod';
import { type exportAnswer, openSessionPageAnswer, userAnswer } from '../answers/accounts.ts';
import { announcementAnswer, type announcementPreviewAnswer } from '../answers/announcements.ts';
import type { auditAnswer } from '../answers/audits.ts';
import { bookingAnswer } from '../answers/bookings.ts';
import type {
  arrivalsAnswer,
  checkInAnswer,
  checkInBatchAnswer,
  ticketKeyAnswer,
  undoneCheckInAnswer,
} from '../answers/check-ins.ts';
import { eventAnswer, type waitlistHoldAnswer } from '../answers/events.ts';
import type { receiptAnswer } from '../answers/receipts.ts';
import { securityEventPageAnswer } from '../answers/security-events.ts';
import type { ticketListAnswer } from '../answers/tickets.ts';
import { exampleOf } from './json-schema.ts';

const BOOKING = exampleOf(bookingAnswer);
const EVENT = exampleOf(eventAnswer);
const USER = exampleOf(userAnswer);

export const ORGANIZER = { ...USER, role: 'organizer' as const };
export const USER_PAGE = {
  items: [{ ...ORGANIZER, createdAt: '2025-01-01T08:00:00.000Z' }],
  nextCursor: null,
};

export const SESSION_PAGE = {
  items: [exampleOf(openSessionPageAnswer.shape.items.element)],
  nextCursor: null,
};

export const SECURITY_EVENT_PAGE = {
  items: [exampleOf(securityEventPageAnswer.shape.items.element)],
  nextCursor: null,
};

export const EVENT_PAGE = { items: [EVENT], nextCursor: null };
export const DRAFT = {
  ...EVENT,
  id: 'pQ7vX2mK9sLd4wZyT1bNcA',
  name: 'Second night',
  startsAt: '2099-06-02T18:00:00.000Z',
  salesCloseAt: '2099-06-02T18:00:00.000Z',
  namesCloseAt: '2099-06-02T18:00:00.000Z',
  isDraft: true as const,
  availability: { ...EVENT.availability, state: 'not-open' as const, available: 0, booked: 0 },
};
export const CHANGED_EVENT = {
  ...EVENT,
  venue: 'Great hall',
  capacity: 250,
  availability: { ...EVENT.availability, capacity: 250, available: 248 },
};
export const CANCELLED_EVENT = {
  ...EVENT,
  cancelledAt: '2025-02-01T10:00:00.000Z',
  availability: {
    ...EVENT.availability,
    state: 'cancelled' as const,
    available: 0,
    cancellation: { bookings: 1, isComplete: false },
    asOf: '2025-02-01T10:00:00.012Z',
  },
};

export const WAITLISTED = { ...BOOKING, status: 'waitlisted' as const };
export const DECLINED = {
  ...BOOKING,
  status: 'cancelled' as const,
  quantity: 0,
  endedBecause: 'offer-declined' as const,
};
export const REDUCED = { ...BOOKING, quantity: 1, cancelledTickets: [2] };
const CODES = [
  'box1.Jb3sT0yq5lVd8rHn2eXwPg.uX5kW2zE9cNp4vMj7aBqSg.1.c2lnbmF0dXJl',
  'box1.Jb3sT0yq5lVd8rHn2eXwPg.uX5kW2zE9cNp4vMj7aBqSg.2.c2lnbmF0dXJm',
];
export const WITH_TICKETS = {
  ...BOOKING,
  tickets: CODES.map((code, index) => ({ number: index + 1, code })),
};
export const TICKET_LIST: z.output<typeof ticketListAnswer> = {
  tickets: CODES.map((code, index) => ({ number: index + 1, code })),
};
export const BOOKING_PAGE = { items: [BOOKING], nextCursor: null };
export const EXPORT: z.output<typeof exportAnswer> = {
  account: { ...USER, createdAt: '2025-01-01T08:00:00.000Z' },
  sessions: SESSION_PAGE.items,
  letters: [{ about: 'confirm-address', at: '2025-01-01T08:00:00.000Z', language: 'en', outcome: 'sent' }],
  bookings: BOOKING_PAGE,
};
export const EVENT_BOOKING_PAGE = {
  items: [
    {
      ...BOOKING,
      customerId: USER.id,
      customer: { name: USER.name, email: USER.email },
      checkedInTickets: 0,
      history: [{ what: 'booked', at: BOOKING.createdAt }],
    },
  ],
  nextCursor: null,
};

export const ANNOUNCEMENT_PAGE = { items: [exampleOf(announcementAnswer)], nextCursor: null };
export const ANNOUNCEMENT_PREVIEW: z.output<typeof announcementPreviewAnswer> = {
  bookings: 1,
  isComplete: true,
  mails: [
    {
      to: 'holders',
      language: 'en',
      bookings: 1,
      subject: 'Doors open at seven (“First night”)',
      text: 'Doors open at seven\n\nHello Ada Lovelace,\n\nThe organizer of “First night” writes: …\n',
      html: '<!doctype html>…',
    },
  ],
};

export const RECEIPT: z.output<typeof receiptAnswer> = {
  eventId: BOOKING.eventId,
  bookingId: BOOKING.id,
  place: 'q3VxY0b-Tn1s',
  policy: 'strict',
  quantity: BOOKING.quantity,
  arrivedAt: BOOKING.createdAt,
  joinedAt: '2025-01-01T09:00:00.790Z',
  turns: [],
  isServed: false,
  position: 1,
  items: [
    {
      turn: 1,
      place: 'Zk7uP2_aWc9e',
      arrivedAt: '2025-01-01T09:00:00.512Z',
      quantity: 2,
      servedAt: '2025-01-03T16:20:00.104Z',
    },
  ],
  nextCursor: null,
};

export const AUDIT: z.output<typeof auditAnswer> = {
  eventId: EVENT.id,
  auditedAt: '2025-01-04T09:00:00.000Z',
  holds: true,
  bookings: 1,
  tickets: { capacity: 200, sold: 2, reserved: 0, released: 0, free: 198 },
  findings: [
    {
      guarantee: 'NoOversell',
      holds: true,
      evidence: '198 free + 2 held + 0 released = 200 tickets',
      offenders: [],
      offending: 0,
    },
  ],
  notices: [{ kind: 'booked', outcome: 'sent', count: 1 }],
};

export const TICKET_KEY: z.output<typeof ticketKeyAnswer> = {
  algorithm: 'Ed25519',
  publicKey:
    '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----\n',
  jwk: { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' },
};

export const ARRIVALS: z.output<typeof arrivalsAnswer> = {
  tickets: { confirmed: 2, checkedIn: 0, expected: 2 },
  bookings: { all: 0, some: 0, none: 1 },
  asOf: '2099-06-01T17:42:10.000Z',
  nextCursor: null,
};

export const WAITLIST_HOLD: z.output<typeof waitlistHoldAnswer> = {
  because: 'head-wants-more',
  unassigned: 1,
  head: { bookingId: BOOKING.id, waitsFor: 2, granted: 0, requestedAt: BOOKING.createdAt },
  asOf: '2099-06-01T17:42:10.000Z',
};

export const UNDONE_CHECK_IN: z.output<typeof undoneCheckInAnswer> = {
  bookingId: BOOKING.id,
  tickets: [{ ticket: 1 }],
  ...(BOOKING.attendee && { attendee: BOOKING.attendee }),
  customer: { name: USER.name, email: USER.email },
};
export const CHECK_IN: z.output<typeof checkInAnswer> = {
  ...UNDONE_CHECK_IN,
  checkedInAt: '2099-06-01T17:42:10.000Z',
};
export const CHECK_IN_BATCH: z.output<typeof checkInBatchAnswer> = {
  results: [
    {
      result: 'already-checked-in',
      bookingId: BOOKING.id,
      ticket: 1,
      first: {
        checkedInAt: '2099-06-01T17:55:00.120Z',
        by: USER.id,
        scannedAt: '2099-06-01T17:44:31.000Z',
        device: 'West door',
      },
      wasScannedEarlier: true,
    },
  ],
};
