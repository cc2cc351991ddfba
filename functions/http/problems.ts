/**
 * The table of problems: the title and the status of each code (RFC 9457). The compiler keeps it complete.
 */
import type { RefusalCode } from '../domain/model/refusal.ts';

export type ProblemCode = RefusalCode | 'internal-error';

type Problem = {
  status: 400 | 401 | 403 | 404 | 406 | 409 | 410 | 412 | 413 | 415 | 422 | 429 | 500 | 503;
  title: string;
};

export const PROBLEMS = {
  'accounts-elsewhere': { status: 410, title: 'Another issuer keeps the accounts' },
  'already-cancelled': { status: 409, title: 'The booking is already cancelled' },
  'already-checked-in': { status: 409, title: 'The ticket is already checked in' },
  'announcement-limit-reached': { status: 409, title: 'The event has too many announcements' },
  'body-too-large': { status: 413, title: 'The body is larger than 16 KiB' },
  'bookings-open': { status: 409, title: 'The account has bookings for events that are not over' },
  'already-waiting': { status: 409, title: 'The customer waits for this event already' },
  'capacity-below-held': { status: 409, title: 'The capacity is below the number of held tickets' },
  busy: { status: 503, title: 'The service is busy' },
  'changed-meanwhile': { status: 412, title: 'It was changed since it was read' },
  'checked-in': { status: 409, title: 'Tickets that are checked in cannot be given up' },
  'customer-limit-reached': {
    status: 409,
    title: 'The customer would hold more tickets than the event allows',
  },
  'draw-is-open': { status: 409, title: 'The tickets are given out by a draw' },
  'email-taken': { status: 409, title: 'An account with this email address exists' },
  'event-cancelled': { status: 409, title: 'The event is cancelled' },
  'event-started': { status: 409, title: 'The event has begun' },
  'events-open': { status: 409, title: 'The account owns events that are not over' },
  forbidden: { status: 403, title: 'Your role does not allow this' },
  'idempotency-key-reused': { status: 422, title: 'The Idempotency-Key belongs to another request' },
  'internal-error': { status: 500, title: 'Internal error' },
  'last-admin': { status: 409, title: 'The last admin cannot give up the role' },
  'link-void': { status: 410, title: 'The link is no longer valid' },
  'malformed-json': { status: 400, title: 'The body is not JSON' },
  'names-closed': { status: 409, title: 'The names on tickets can no longer be changed' },
  'no-mail': { status: 409, title: 'This service sends no mail' },
  'no-such-account': { status: 404, title: 'No account has this email address' },
  'no-tickets': { status: 409, title: 'The booking has no tickets' },
  'not-acceptable': { status: 406, title: 'The Accept header allows no media type of this route' },
  'not-checked-in': { status: 409, title: 'The ticket is not checked in' },
  'not-confirmed': { status: 409, title: 'The booking is not confirmed' },
  'not-found': { status: 404, title: 'Not found' },
  'not-offered': { status: 409, title: 'The booking has no offer' },
  'not-waiting': { status: 409, title: 'The booking does not wait' },
  'offer-expired': { status: 410, title: 'The offer has expired' },
  'owner-not-eligible': { status: 409, title: 'This account cannot own the event' },
  'sales-closed': { status: 409, title: 'Sales have closed' },
  'sales-not-open': { status: 409, title: 'Sales have not opened' },
  'sells-in-order': { status: 409, title: 'The event gives out its tickets in order' },
  'sold-out': { status: 409, title: 'Fewer tickets are available than requested' },
  'staff-limit-reached': { status: 409, title: 'The staff of the event cannot grow' },
  'ticket-invalid': { status: 422, title: 'The code is not a ticket of this event' },
  'ticket-transferred': { status: 409, title: 'The ticket was transferred to somebody else' },
  'ticket-void': { status: 409, title: 'The ticket was cancelled or transferred' },
  'too-large-to-audit': { status: 409, title: 'The event has too many bookings to be audited in one answer' },
  'too-many-announcements': { status: 429, title: 'Too many announcements in one day' },
  'too-many-attempts': { status: 429, title: 'Too many attempts' },
  'too-many-bookings': { status: 409, title: 'Too many bookings for one event' },
  'too-many-additions': { status: 409, title: 'Too many additions to one booking' },
  'too-many-events': { status: 409, title: 'The organizer has too many events that are not over' },
  'too-many-links': { status: 409, title: 'The link of the booking was asked for too often' },
  'too-many-names': { status: 409, title: 'Too many changes of the names of one booking' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'too-many-to-sort': { status: 409, title: 'Too many bookings to sort' },
  'too-many-transfers': { status: 409, title: 'Too many transfers' },
  'too-many-undos': { status: 409, title: 'Too many check-ins of one booking were undone' },
  'too-many-webhooks': { status: 409, title: 'Too many webhook endpoints' },
  unauthenticated: { status: 401, title: 'A valid access token is required' },
  'unsupported-media-type': { status: 415, title: 'The body must be application/json' },
  'validation-failed': { status: 422, title: 'The request is not valid' },
  'waitlist-full': { status: 409, title: 'The waitlist is full' },
  'webhook-disabled': { status: 409, title: 'The webhook endpoint is disabled' },
  'wrong-credentials': { status: 401, title: 'The email address or the password is wrong' },
} as const satisfies Record<ProblemCode, Problem>;
