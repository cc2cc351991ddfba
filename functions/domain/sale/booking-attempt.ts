/** The request for a new booking while it is processed, with the booking that it would make. */
import {
  AHEAD_MS,
  type Attendee,
  type Booking,
  bookingIdFor,
  fingerprintOf,
  isWaiter,
  type Language,
} from '../model/booking.ts';
import { counted } from '../model/counted.ts';
import { drawnArrival, isDrawing, isOfWindow } from '../model/draw.ts';
import type { Event } from '../model/event.ts';
import { pseudonymOf } from '../model/pseudonym.ts';
import { Refusal } from '../model/refusal.ts';
import type { TypeCount } from '../model/ticket-types.ts';
import type { Requirements } from '../ports/booking-store.ts';
import type { Challenges, Solution } from '../ports/challenges.ts';
import { withoutPlace } from './replace-waiting.ts';
import { addressNotConfirmed, type BookingPorts, SaleAttempt } from './sale-attempt.ts';

/** A booking request. `quantity` is in tickets. */
export type BookTickets = {
  eventId: string;
  customerId: string;
  /** As whom the limits per customer count it, if not as its customer. */
  limitedAs?: string;
  /** The owner of the idempotency key: the same owner, key and event mean the same booking. */
  keyOwner: string;
  quantity: number;
  /** Of which ticket types the tickets are, if the event has types. */
  types?: TypeCount[];
  onSoldOut: 'waitlist' | 'reject';
  attendee?: Attendee;
  /** The language of notices, if the client prefers one. */
  language?: Language;
  /** The id of the user who books for the customer, and the reason. */
  onBehalf?: { by: string; why: string };
  /** The organizer puts the booking before all who wait. */
  isAhead?: true;
  /** The id of a waiting booking of the customer that leaves the waitlist for the new one. */
  replaces?: string;
  /** The solution of a challenge, where the event asks for one. */
  challengeSolution?: string;
  /** The account of the request was read, and its address is not confirmed. */
  hasUnconfirmedAddress?: boolean;
  /** If undefined, every call makes a new booking. */
  idempotencyKey: string | undefined;
  /** When the gateway received the request, ms. */
  arrival: number;
};

export type BookTicketsPorts = BookingPorts & { challenges: Challenges };

export class BookingAttempt extends SaleAttempt<BookingPorts> {
  /** The booking is in the waitlist, put there by this request or an earlier one. */
  isInWaitlist = false;
  /** This request began to record that it is answered with tickets. Where it fails then, the record may be there. */
  isAnswerUncertain = false;
  readonly booking: Booking;
  readonly request: BookTickets;
  readonly #challenges: Challenges;
  #solution: Solution | undefined;
  /** How many history entries the replaced booking had when the customer's tickets were counted. */
  #countedEntries: number | undefined;

  constructor(event: Event, request: BookTickets, { challenges, ...ports }: BookTicketsPorts) {
    super(event, request, ports);
    this.#challenges = challenges;
    this.request = request;
    const { customerId, keyOwner, quantity, onSoldOut, attendee, language, arrival, onBehalf } = request;
    const { replaces, isAhead, limitedAs, types } = request;
    this.booking = {
      id: bookingIdFor(event.id, keyOwner, request.idempotencyKey ?? ports.runtime.newId()),
      eventId: event.id,
      customerId,
      ...(limitedAs !== undefined && { limitedAs }),
      status: 'confirmed',
      quantity,
      granted: 0,
      released: 0,
      arrival,
      fingerprint: fingerprintOf([
        quantity,
        onSoldOut,
        attendee,
        ...(replaces === undefined ? [] : [replaces]),
        ...(isAhead === undefined ? [] : [isAhead]),
        ...(types === undefined ? [] : [types]),
      ]),
      history: [{ what: 'booked', at: arrival, quantity, ...(types && { types }), ...onBehalf }],
      cancellations: {},
      ...(attendee && { attendee }),
      ...(language && { language }),
    };
  }

  /** The booking as it joins the waitlist. `attempt` tells this write from that of a repeat; `now` in ms. */
  waitingBooking(attempt: string, shard: number, now: number): Booking {
    const { quantity, types, onBehalf, isAhead } = this.request;
    const requestedAt = this.#isDrawn ? this.booking.arrival : undefined;
    const joined = {
      what: 'joined' as const,
      at: now,
      quantity,
      ...(types && { types }),
      attempt,
      ...onBehalf,
      ...(isAhead && { isAhead }),
      ...(requestedAt !== undefined && { requestedAt }),
      ...(!this.mayWait && { leavesUnserved: true as const }),
    };
    return {
      ...this.booking,
      status: 'waitlisted',
      arrival: this.#waitlistArrival,
      shard,
      history: [joined],
    };
  }

  /** Whether the arrival is drawn: the request is of the window of a draw. What the organizer puts ahead is not drawn. */
  get #isDrawn(): boolean {
    return !this.request.isAhead && isOfWindow(this.event, this.booking.arrival);
  }

  /** By which it is ordered in the waitlist, ms. */
  get #waitlistArrival(): number {
    const { draw, salesOpenAt } = this.event;
    if (draw && this.#isDrawn) return drawnArrival(draw, salesOpenAt, pseudonymOf(this.booking));
    return this.booking.arrival - (this.request.isAhead ? AHEAD_MS : 0);
  }

  bookingAt(): Booking {
    return this.booking;
  }

  get addsTo(): undefined {
    return undefined;
  }

  /** Who books for others is asked for nothing: the one that the booking is for may have no account. */
  override get requirements(): Requirements {
    const asksForAddress = this.event.requiresConfirmedAddress && !this.isAtDoor;
    return {
      ...(asksForAddress && { confirmedUserId: this.request.customerId }),
      ...(this.#solution && { solution: this.#solution }),
    };
  }

  override get checks(): number {
    const { requiresConfirmedAddress, requiresChallenge } = this.event;
    return this.isAtDoor ? 0 : [requiresConfirmedAddress, requiresChallenge].filter(Boolean).length;
  }

  override async refusalOfUnmet(unmet: keyof Requirements): Promise<Refusal> {
    return unmet === 'solution'
      ? this.#challengeRequired('The solution was used before.')
      : super.refusalOfUnmet(unmet);
  }

  /**
   * Refuses what no solution of a challenge can change, as far as it is known without a read.
   * @throws Refusal `address-not-confirmed`, `draw-is-open`
   */
  refuseWithoutReading(): void {
    const { event, request, ports } = this;
    const isDrawn = !this.isAfterSales && isDrawing(event, ports.runtime.now());
    if (isDrawn && !this.mayWait) throw this.drawIsOpen();
    if (this.requirements.confirmedUserId !== undefined && request.hasUnconfirmedAddress)
      throw addressNotConfirmed();
  }

  /**
   * Checks the solution of a challenge, where the event asks for one. The write of the booking checks that it was not used.
   * @throws Refusal `challenge-required` with a new challenge; Busy if the solution cannot be checked now
   */
  async requireSolution(): Promise<void> {
    if (!this.event.requiresChallenge || this.isAtDoor) return;
    const { challengeSolution } = this.request;
    if (challengeSolution === undefined) throw await this.#challengeRequired('Solve the challenge.');
    this.#solution = await this.#challenges.check(this.event.id, challengeSolution);
    if (this.#solution === undefined)
      throw await this.#challengeRequired('The solution is wrong, or its challenge has expired.');
  }

  async #challengeRequired(what: string): Promise<Refusal> {
    const challenge = await this.#challenges.issue(this.event.id);
    const detail = `${what} Send the request again with the solution of the challenge as challengeSolution.`;
    return new Refusal('challenge-required', detail, { challenge });
  }

  /** The most tickets that it may wait for. */
  get #mostToWaitFor(): number {
    return this.isAtDoor ? Infinity : (this.event.waitlist.maxPerBooking ?? Infinity);
  }

  override get whyNotWaiting(): string {
    const most = this.#mostToWaitFor;
    if (this.request.onSoldOut === 'reject' || this.event.pools !== undefined) return '';
    if (!this.event.waitlist.enabled) return ' The waitlist is paused.';
    if (this.quantity <= most) return '';
    return ` A booking of this event can wait for at most ${counted(most, 'ticket')}.`;
  }

  /**
   * Otherwise it is a booking of a request that would not wait: it is served with tickets that are there, or rejected.
   */
  get mayWait(): boolean {
    const { enabled } = this.event.waitlist;
    const isSmall = this.quantity <= this.#mostToWaitFor;
    return this.request.onSoldOut === 'waitlist' && enabled && isSmall && !this.isAfterSales;
  }

  /** Whether it takes a place at the end of the waitlist and nothing else, so that it may join without a look at its state. */
  get joinsAtEnd(): boolean {
    const { replaces, isAhead } = this.request;
    return this.mayWait && replaces === undefined && isAhead === undefined && !this.#isDrawn;
  }

  get isAtDoor(): boolean {
    return this.request.onBehalf !== undefined;
  }

  /** A booking that the request replaces counts without the tickets that it waits for. */
  override counted(stored: Booking): Booking {
    const isReplaced = stored.id === this.request.replaces && isWaiter(stored);
    if (!isReplaced) return stored;
    this.#countedEntries = stored.history.length;
    return withoutPlace(stored, this.booking.id, this.ports.runtime.now());
  }

  /** Drops the count of the customer's tickets if the replaced booking changed since: it may hold some of them by now. */
  dropOldCount({ history }: Booking): void {
    if ((this.#countedEntries ?? history.length) !== history.length) this.tally = { kind: 'within-limit' };
  }

  effectIn(stored: Booking): Booking {
    return this.recognise(stored);
  }

  /**
   * Accepts a stored booking that has this request's id as the result of the same request.
   * @throws Refusal `idempotency-key-reused` if it was made by a request with another body.
   */
  recognise(earlier: Booking): Booking {
    if (earlier.fingerprint !== this.booking.fingerprint) {
      throw new Refusal(
        'idempotency-key-reused',
        'This Idempotency-Key was used with another body. Use a new key.',
      );
    }
    return earlier;
  }
}
