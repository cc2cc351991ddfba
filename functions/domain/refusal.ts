/**
 * The expected ways in which a request ends without effect. Each code has one row in the problem table of `http`;
 * the compiler keeps that table complete. Refusals are answers, never logged as errors.
 */
export type RefusalCode =
  | 'already-cancelled'
  | 'already-checked-in'
  | 'busy'
  | 'capacity-below-held'
  | 'checked-in'
  | 'customer-limit-reached'
  | 'email-taken'
  | 'event-cancelled'
  | 'event-started'
  | 'forbidden'
  | 'idempotency-key-reused'
  | 'last-admin'
  | 'malformed-json'
  | 'not-acceptable'
  | 'not-checked-in'
  | 'not-found'
  | 'not-offered'
  | 'offer-expired'
  | 'body-too-large'
  | 'sales-closed'
  | 'sales-not-open'
  | 'sold-out'
  | 'too-many-attempts'
  | 'ticket-invalid'
  | 'ticket-void'
  | 'too-large-to-audit'
  | 'too-many-bookings'
  | 'too-many-undos'
  | 'unauthenticated'
  | 'unsupported-media-type'
  | 'validation-failed'
  | 'waitlist-full'
  | 'wrong-credentials';

/** One fault of the input. `pointer` is a JSON pointer (RFC 6901) into the body, or names a header or parameter. */
export type ValidationFault = { pointer: string; detail: string };

/** Extension members of the problem, beside code, title and detail (RFC 9457 §3.2). */
export type RefusalExtras = {
  available?: number;
  requested?: number;
  held?: number;
  limit?: number;
  retryAfterSeconds?: number;
  /** An instant. */
  checkedInAt?: string;
  errors?: ValidationFault[];
};

/** Thrown by the verbs when the answer is no. `detail` is shown to the client and holds no personal data. */
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
 * Thrown when a request ran out of patience with contention, throttling or a dependency: nothing is known to be
 * wrong with it, and it may be repeated as it is. Answered 503 with `Retry-After`.
 */
export class Busy extends Refusal {
  constructor(
    detail = 'Many people are booking right now. Please repeat the request with the same Idempotency-Key.',
  ) {
    super('busy', detail);
  }
}
