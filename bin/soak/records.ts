/**
 * What the clients of a soak write down for themselves: what they asked for and what they were told. It lives outside
 * the service, so no kill touches it, and the judge holds the stored state against it.
 */

/** `acknowledged`: 2xx. `refused`: told that it was not done. `unknown`: gave up before an answer came. */
export type Outcome = 'acknowledged' | 'refused' | 'unknown';

/** What a client did with a booking. A cancellation without `quantity` is of everything; `ticket` is a number. */
export type Act =
  | { what: 'cancel'; quantity?: number; outcome: Outcome }
  | { what: 'accept' | 'decline'; outcome: Outcome }
  | { what: 'check-in'; ticket: number; outcome: Outcome };

/** One request for tickets, under one key. `bookingId` is the one that the key means, known before any answer. */
export type Wish = {
  customerId: string;
  key: string;
  bookingId: string;
  quantity: number;
  onSoldOut: 'waitlist' | 'reject';
  outcome: Outcome;
  /** Every 2xx, those to repeats included. */
  answers: { status: number; id: string; quantity: number }[];
  /** A look at the booking said that the tickets are there. */
  sawConfirmed: boolean;
  acts: Act[];
};

/**
 * `capacity` is what was last acknowledged; `maybeCapacity` what was asked for since without an answer. `salesCloseAt`
 * (ISO 8601) is there when sales close during the soak.
 */
export type EventRecord = {
  eventId: string;
  kind: string;
  salesCloseAt?: string;
  capacity: number;
  maybeCapacity: number[];
  wishes: Wish[];
  /** Answers that the service must not give at all, in words. */
  oddAnswers: string[];
};

/** `leavesUnserved` and `because` as in the domain's `Fact`. */
export type StoredFact = {
  what: string;
  at: string;
  quantity?: number;
  by?: string;
  ticket?: number;
  leavesUnserved?: true;
  because?: string;
};

/** A booking as the organizer of its event is shown it. */
export type StoredBooking = {
  id: string;
  customerId: string;
  status: 'confirmed' | 'waitlisted' | 'offered' | 'cancelled';
  quantity: number;
  granted: number;
  createdAt: string;
  history: StoredFact[];
};

/** What the service has of an event at rest. `available` and `booked` are its own counts of tickets. */
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
