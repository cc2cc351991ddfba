/**
 * Refusals: the expected ways in which a request ends without effect. They are answers and are never logged
 * as errors. Each code has one row in the problem table of `http`; the compiler keeps that table complete.
 */
export type RefusalCode =
  | 'account-closing'
  | 'accounts-elsewhere'
  | 'address-not-confirmed'
  | 'already-cancelled'
  | 'already-checked-in'
  | 'already-waiting'
  | 'announcement-limit-reached'
  | 'busy'
  | 'capacity-below-held'
  | 'challenge-required'
  | 'changed-meanwhile'
  | 'checked-in'
  | 'customer-limit-reached'
  | 'draw-is-open'
  | 'email-taken'
  | 'event-cancelled'
  | 'event-started'
  | 'events-open'
  | 'forbidden'
  | 'idempotency-key-reused'
  | 'last-admin'
  | 'link-void'
  | 'malformed-json'
  | 'names-closed'
  | 'no-mail'
  | 'no-such-account'
  | 'no-tickets'
  | 'not-acceptable'
  | 'not-checked-in'
  | 'not-confirmed'
  | 'not-found'
  | 'not-offered'
  | 'not-told-yet'
  | 'not-waiting'
  | 'offer-expired'
  | 'owner-not-eligible'
  | 'body-too-large'
  | 'booking-full'
  | 'bookings-open'
  | 'sales-closed'
  | 'sales-not-open'
  | 'sells-in-order'
  | 'sold-out'
  | 'staff-limit-reached'
  | 'too-many-announcements'
  | 'too-many-attempts'
  | 'ticket-invalid'
  | 'ticket-transferred'
  | 'ticket-void'
  | 'too-large-to-audit'
  | 'too-many-bookings'
  | 'too-many-additions'
  | 'too-many-events'
  | 'too-many-links'
  | 'too-many-names'
  | 'too-many-requests'
  | 'too-many-to-sort'
  | 'too-many-transfers'
  | 'too-many-undos'
  | 'too-many-webhooks'
  | 'unauthenticated'
  | 'unsupported-media-type'
  | 'validation-failed'
  | 'waitlist-full'
  | 'webhook-disabled'
  | 'wrong-credentials';

/**
 * One fault of the input. `pointer` is a JSON pointer (RFC 6901) into the body, or names a header or
 * parameter.
 */
export type ValidationFault = { pointer: string; detail: string };

/**
 * What a client has to solve before it books: a proof of work in the format of ALTCHA, or the widget of a service, which it
 * shows with `siteKey` and, if stated, `action`.
 */
export type Challenge =
  | { provider: 'proof-of-work'; parameters: Record<string, unknown>; signature: string }
  | { provider: 'turnstile' | 'hcaptcha'; siteKey: string; action?: string };

/**
 * Extension members of a problem, besides code, title and detail (RFC 9457 §3.2). Counts are tickets or
 * bookings.
 */
export type RefusalExtras = {
  available?: number;
  requested?: number;
  held?: number;
  limit?: number;
  retryAfterSeconds?: number;
  /** ISO 8601. */
  checkedInAt?: string;
  errors?: ValidationFault[];
  challenge?: Challenge;
};

/** Thrown to reject a request. `detail` is shown to the client, so it must not hold personal data. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: RefusalCode;
  readonly extras: RefusalExtras;

  constructor(code: RefusalCode, detail: string, extras: RefusalExtras = {}) {
    super(detail);
    this.code = code;
    this.extras = extras;
  }
}

/**
 * Thrown when contention, throttling or a timeout outlasts the retry budget. It is answered 503 with
 * `Retry-After`: the request may be valid and can be repeated unchanged.
 */
export class Busy extends Refusal {
  constructor(
    detail = 'The service is busy. Repeat the request, with the same Idempotency-Key if it has one.',
  ) {
    super('busy', detail);
  }
}
