/**
 * The records that the clients of a soak keep of their requests and answers, and the stored state with which
 * the judge compares them. The records live outside the service, so that no kill can destroy them.
 */

/** `acknowledged`: 2xx. `refused`: 4xx. `unknown`: the client gave up before it got an answer. */
export type Outcome = 'acknowledged' | 'refused' | 'unknown';

/** What a client did with a booking. A cancellation without `quantity` is of the whole booking. */
export type Act =
  | { what: 'cancel'; quantity?: number; outcome: Outcome }
  | { what: 'accept' | 'decline'; outcome: Outcome }
  | { what: 'check-in'; ticket: number; outcome: Outcome };

/** A request for tickets. `bookingId` is derived from the Idempotency-Key `key`, before any answer. */
export type Wish = {
  customerId: string;
  key: string;
  bookingId: string;
  quantity: number;
  onSoldOut: 'waitlist' | 'reject';
  outcome: Outcome;
  /** All 2xx answers, those to repeats included. */
  answers: { status: number; id: string; quantity: number }[];
  /** Whether the customer read the booking as `confirmed`. */
  sawConfirmed: boolean;
  acts: Act[];
};

/**
 * `capacity` is the last acknowledged one; `maybeCapacity` holds later ones whose requests were not answered.
 * `salesCloseAt` (ISO 8601) is set when sales close during the soak.
 */
export type EventRecord = {
  eventId: string;
  kind: string;
  salesCloseAt?: string;
  capacity: number;
  maybeCapacity: number[];
  wishes: Wish[];
  /** Descriptions of answers that break the API's contract. */
  oddAnswers: string[];
};

/** `leavesUnserved` and `because` as in the domain's `HistoryEntry`. */
export type StoredHistoryEntry = {
  what: string;
  at: string;
  quantity?: number;
  by?: string;
  ticket?: number;
  leavesUnserved?: true;
  because?: string;
};

/** A booking as the API shows it to the organizer of its event. */
export type StoredBooking = {
  id: string;
  customerId: string;
  status: 'confirmed' | 'waitlisted' | 'offered' | 'cancelled';
  quantity: number;
  granted: number;
  createdAt: string;
  history: StoredHistoryEntry[];
};

/**
 * A settled event as the service shows it. `available` and `booked` are the service's own counts of tickets.
 */
export type StoredEvent = {
  capacity: number;
  policy: 'strict' | 'accept-fewer' | 'skip';
  available: number;
  booked: number;
  bookings: StoredBooking[];
  findings: { guarantee: string; holds: boolean | null; evidence: string; offenders: string[] }[];
  messages: number;
  deadLetters: number;
};
