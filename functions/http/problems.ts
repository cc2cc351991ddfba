/** Every way in which a request can end badly: one table from code to title and status (RFC 9457). */
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { RETRY_AFTER_SECONDS } from '../domain/limits.ts';
import type { Refusal, RefusalCode } from '../domain/refusal.ts';

export type ProblemCode = RefusalCode | 'internal-error';

type Problem = {
  status: 400 | 401 | 403 | 404 | 406 | 409 | 410 | 413 | 415 | 422 | 429 | 500 | 503;
  title: string;
};

export const PROBLEMS = {
  'already-cancelled': { status: 409, title: 'The booking is cancelled already' },
  'already-checked-in': { status: 409, title: 'The ticket is checked in already' },
  'body-too-large': { status: 413, title: 'The body is larger than 16 KiB' },
  'capacity-below-held': { status: 409, title: 'More tickets are held than the event would have' },
  busy: { status: 503, title: 'Too much is going on right now' },
  'checked-in': { status: 409, title: 'Tickets that are checked in cannot be cancelled' },
  'customer-limit-reached': {
    status: 409,
    title: 'The customer would hold more tickets than the event allows',
  },
  'email-taken': { status: 409, title: 'There is an account with this address' },
  'event-cancelled': { status: 409, title: 'The event is cancelled' },
  'event-started': { status: 409, title: 'The event has begun' },
  forbidden: { status: 403, title: 'Your role does not allow this' },
  'idempotency-key-reused': { status: 422, title: 'The Idempotency-Key belongs to another request' },
  'internal-error': { status: 500, title: 'Something is wrong on our side' },
  'last-admin': { status: 409, title: 'There would be no admin left' },
  'malformed-json': { status: 400, title: 'The body is not JSON' },
  'not-acceptable': { status: 406, title: 'The Accept header allows no media type of this route' },
  'not-checked-in': { status: 409, title: 'The ticket is not checked in' },
  'not-found': { status: 404, title: 'Not found' },
  'not-offered': { status: 409, title: 'The booking has no offer' },
  'offer-expired': { status: 410, title: 'The offer has run out' },
  'sales-closed': { status: 409, title: 'Sales are over' },
  'sales-not-open': { status: 409, title: 'Sales have not begun' },
  'sold-out': { status: 409, title: 'Fewer tickets are available than requested' },
  'ticket-invalid': { status: 422, title: 'The code is not a ticket of this event' },
  'ticket-void': { status: 409, title: 'The ticket was cancelled' },
  'too-large-to-audit': { status: 409, title: 'The event has too many bookings to be audited in one answer' },
  'too-many-attempts': { status: 429, title: 'Too many attempts' },
  'too-many-bookings': { status: 409, title: 'Too many bookings for one event' },
  'too-many-undos': { status: 409, title: 'Too many check-ins of one booking were undone' },
  unauthenticated: { status: 401, title: 'A valid access token is required' },
  'unsupported-media-type': { status: 415, title: 'The body must be application/json' },
  'validation-failed': { status: 422, title: 'The request is not valid' },
  'waitlist-full': { status: 409, title: 'The waitlist is full' },
  'wrong-credentials': { status: 401, title: 'Address or password is wrong' },
} as const satisfies Record<ProblemCode, Problem>;

/** `origin` is where the docs are: the type of a problem is the address of its section there. */
export function problemResponse(
  code: ProblemCode,
  origin: string,
  detail?: string,
  extras: Refusal['extras'] = {},
): APIGatewayProxyStructuredResultV2 {
  const { status, title } = PROBLEMS[code];
  return {
    statusCode: status,
    headers: {
      'content-type': 'application/problem+json',
      ...(status === 401 && { 'www-authenticate': 'Bearer' }),
      ...((status === 503 || status === 429) && {
        'retry-after': String(extras.retryAfterSeconds ?? RETRY_AFTER_SECONDS),
      }),
    },
    body: JSON.stringify({
      type: `${origin}/docs#${code}`,
      title,
      status,
      code,
      ...(detail && { detail }),
      ...extras,
    }),
  };
}
