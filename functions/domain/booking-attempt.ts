/**
 * One booking request on its way through the regimes: the booking it would make, what it believes about the event
 * and the customer, how long it keeps trying, and what it says when it has to stop.
 */
import { type Attendee, type Booking, bookingIdFor, fingerprintOf, isExpired } from './booking.ts';
import type { Event, Line, Shard, ShardVerdict } from './event.ts';
import type { EventMemory } from './event-memory.ts';
import { BOOKING_PATIENCE_MS, BOOKINGS_PER_CUSTOMER_AND_EVENT_LIMIT } from './limits.ts';
import { Patience } from './patience.ts';
import type {
  BookingStore,
  Environment,
  EventStore,
  LineStore,
  Log,
  Queue,
  Tally,
  TallyCheck,
  WriteOutcome,
} from './ports.ts';
import { Refusal } from './refusal.ts';
import { salesWindow } from './sale-terms.ts';

export type BookTickets = {
  eventId: string;
  customerId: string;
  /** In whose name the idempotency key is: the same name, key and event mean the same booking. */
  keyOwner: string;
  quantity: number;
  onSoldOut: 'waitlist' | 'reject';
  attendee?: Attendee;
  /** Who acts for the customer, and why. */
  onBehalf?: { by: string; why: string };
  /** Undefined: every call is a new booking. */
  idempotencyKey: string | undefined;
  /** When the gateway received the request, ms. */
  arrival: number;
};

export type BookingPorts = {
  events: EventStore;
  bookings: BookingStore;
  line: LineStore;
  queue: Queue;
  memory: EventMemory;
  environment: Environment;
  log: Log;
};

export class BookingAttempt {
  event: Event;
  tally: TallyCheck = { kind: 'within-limit' };
  /** An answer was lost: the booking may be there although nobody said so. */
  isUncertain = false;
  /** The booking stands in the line, whether this request put it there or an earlier one. */
  standsInLine = false;
  readonly booking: Booking;
  readonly request: BookTickets;
  readonly ports: BookingPorts;
  readonly patience: Patience;

  constructor(event: Event, request: BookTickets, ports: BookingPorts) {
    this.event = event;
    this.request = request;
    this.ports = ports;
    this.patience = new Patience(ports.environment, BOOKING_PATIENCE_MS);
    const { customerId, keyOwner, quantity, onSoldOut, attendee, arrival, onBehalf } = request;
    this.booking = {
      id: bookingIdFor(event.id, keyOwner, request.idempotencyKey ?? ports.environment.newId()),
      eventId: event.id,
      customerId,
      status: 'confirmed',
      quantity,
      granted: 0,
      released: 0,
      arrival,
      fingerprint: fingerprintOf([quantity, onSoldOut, attendee]),
      history: [{ what: 'booked', at: arrival, quantity, ...onBehalf }],
      cancellations: {},
      ...(attendee && { attendee }),
    };
  }

  /** Whether this request may stand in the line rather than be told that nothing is left. */
  get mayWait(): boolean {
    return this.request.onSoldOut === 'waitlist' && this.event.waitlist.enabled && !this.isAfterSales;
  }

  /** Whether the organizer sells, at the door. */
  get isAtDoor(): boolean {
    return this.request.onBehalf !== undefined;
  }

  /** Whether the organizer sells after sales have closed for everybody else. */
  get isAfterSales(): boolean {
    return this.isAtDoor && this.ports.environment.now() >= salesWindow(this.event).salesCloseAt;
  }

  /**
   * Takes a booking met under this request's id for its own.
   * @throws Refusal `idempotency-key-reused`.
   */
  recognise(earlier: Booking): Booking {
    if (earlier.fingerprint !== this.booking.fingerprint) {
      throw new Refusal('idempotency-key-reused', 'This Idempotency-Key was used with another body.');
    }
    return earlier;
  }

  /**
   * Learns from a write that was not done: refreshes what was believed, or stops.
   * @throws Refusal when the event or the customer's limit forbids the booking; Busy when patience is over.
   */
  async learn(
    outcome: Exclude<WriteOutcome, { kind: 'done' | 'own-booking' }>,
    judge: (shard: Shard) => ShardVerdict,
  ): Promise<void> {
    if (outcome.kind === 'unknown') this.isUncertain = true;
    if (outcome.kind !== 'refused') return this.patience.backOff();
    const { shards, line, tally } = outcome;
    if (shards.length === 0 && line === undefined && tally === undefined) await this.#readEvent();
    for (const shard of shards) {
      const verdict = judge(shard);
      if (verdict === 'facts-changed') await this.#readEvent();
      if (this.event.isSpreading) break;
      if (verdict === 'sales-not-open') throw salesNotOpen(shard.salesOpenAt);
      if (verdict === 'sales-closed') throw await this.salesOver(shard.salesCloseAt);
    }
    if (this.event.isSpreading) await this.patience.backOff();
    if (line !== undefined) await this.#judgeLine(line);
    if (tally !== undefined) await this.#recount(tally);
    if (this.patience.isOver) await this.patience.backOff();
  }

  /**
   * While a change is on its way to the shards, some of them still have the terms from before it: the event itself
   * decides then. @throws Refusal `sales-not-open`, `sales-closed` or `event-cancelled`.
   */
  async recheckSalesWindow(): Promise<void> {
    if (!this.event.isSpreading) return;
    await this.#readEvent();
    if (this.event.isSpreading) this.#refuseOutsideSales();
  }

  /**
   * Rejects what the event, as it is remembered, does not sell now, after another look at it: so a crowd that comes too
   * early or too late writes nothing. @throws Refusal `sales-not-open`, `sales-closed` or `event-cancelled`.
   */
  async refuseOutsideSales(): Promise<void> {
    if (this.#isOnSale) return;
    const { memory } = this.ports;
    this.event = await memory.once(`event ${this.event.id}`, () => memory.freshFacts(this.event.id));
    this.#refuseOutsideSales();
  }

  get #isOnSale(): boolean {
    const now = this.ports.environment.now();
    const { salesOpenAt, salesCloseAt, doorClosesAt } = salesWindow(this.event);
    return now >= salesOpenAt && now < (this.isAtDoor ? doorClosesAt : salesCloseAt);
  }

  #refuseOutsideSales(): void {
    if (this.#isOnSale) return;
    const { salesOpenAt, salesCloseAt, doorClosesAt } = salesWindow(this.event);
    if (this.ports.environment.now() < salesOpenAt) throw salesNotOpen(salesOpenAt);
    throw this.#salesAreOver(this.isAtDoor ? doorClosesAt : salesCloseAt);
  }

  async #readEvent(): Promise<void> {
    this.event = await this.ports.memory.freshFacts(this.event.id);
  }

  waitlistFull(limit: number): Refusal {
    return new Refusal('waitlist-full', `${limit} bookings wait already.`, { limit });
  }

  soldOut(available: number): Refusal {
    const requested = this.request.quantity;
    return new Refusal('sold-out', `${available} tickets are available, ${requested} were requested.`, {
      available,
      requested,
    });
  }

  /** @returns `event-cancelled` or `sales-closed`, after a look at the event. */
  async salesOver(salesCloseAt: number): Promise<Refusal> {
    await this.#readEvent();
    return this.#salesAreOver(salesCloseAt);
  }

  #salesAreOver(salesCloseAt: number): Refusal {
    return this.event.cancelledAt === undefined
      ? new Refusal('sales-closed', `Sales closed at ${new Date(salesCloseAt).toISOString()}.`)
      : new Refusal('event-cancelled', 'This event does not take place.');
  }

  /** The line refused an entry or tickets: it is full, sales are over, too few are left, or the terms have changed. */
  async #judgeLine(line: Line): Promise<void> {
    const { limit } = this.event.waitlist;
    const now = this.ports.environment.now();
    if (now < line.salesOpenAt) throw salesNotOpen(line.salesOpenAt);
    const closesAt = this.isAtDoor ? line.doorClosesAt : line.salesCloseAt;
    if (now >= closesAt) throw await this.salesOver(closesAt);
    if (!this.isAfterSales && limit !== undefined && line.joined >= limit) throw this.waitlistFull(limit);
    await this.#readEvent();
  }

  /** Finds out what the customer really holds, and goes on with that if it leaves room. */
  async #recount(tally: Tally): Promise<void> {
    const { maxPerCustomer } = this.event;
    const bookings = await this.ports.bookings.readMany(this.event, tally.bookingIds);
    if (bookings.length >= BOOKINGS_PER_CUSTOMER_AND_EVENT_LIMIT) {
      throw new Refusal('too-many-bookings', 'This customer has made too many bookings for this event.');
    }
    const now = this.ports.environment.now();
    const held = bookings.reduce((sum, booking) => sum + (isExpired(booking, now) ? 0 : booking.quantity), 0);
    const requested = this.booking.quantity;
    if (held + requested > maxPerCustomer) {
      throw new Refusal(
        'customer-limit-reached',
        `A customer may hold ${maxPerCustomer} tickets of this event.`,
        { held, limit: maxPerCustomer, requested },
      );
    }
    const bookingIds = bookings.map(({ id }) => id);
    this.tally = { kind: 'recounted', held, bookingIds, seenRaises: tally.raises };
  }
}

function salesNotOpen(salesOpenAt: number): Refusal {
  return new Refusal('sales-not-open', `Sales open at ${new Date(salesOpenAt).toISOString()}.`);
}
