/**
 * One booking request on its way through the regimes: the booking it would make, what it believes about the event
 * and the customer, how long it keeps trying, and what it says when it has to stop.
 */
import {
  type Attendee,
  type Booking,
  bookingIdFor,
  fingerprintOf,
  isExpired,
  wasTurnedAway,
} from './booking.ts';
import { type Event, type Line, type Shard, type ShardVerdict, salesWindow } from './event.ts';
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
  SalesWindow,
  Tally,
  TallyCheck,
  WriteOutcome,
} from './ports.ts';
import { Refusal } from './refusal.ts';

export type BookTickets = {
  eventId: string;
  customerId: string;
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
  readonly booking: Booking;
  readonly request: BookTickets;
  readonly ports: BookingPorts;
  readonly patience: Patience;

  constructor(event: Event, request: BookTickets, ports: BookingPorts) {
    this.event = event;
    this.request = request;
    this.ports = ports;
    this.patience = new Patience(ports.environment, BOOKING_PATIENCE_MS);
    const { customerId, quantity, onSoldOut, attendee, arrival, onBehalf } = request;
    this.booking = {
      id: bookingIdFor(event.id, customerId, request.idempotencyKey ?? ports.environment.newId()),
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
    return this.request.onSoldOut === 'waitlist' && this.event.waitlist.enabled;
  }

  /**
   * Takes a booking met under this request's id for its own.
   * @throws Refusal `idempotency-key-reused`; `sold-out` when that was the answer the first time.
   */
  recognise(earlier: Booking): Booking {
    if (earlier.fingerprint !== this.booking.fingerprint) {
      throw new Refusal('idempotency-key-reused', 'This Idempotency-Key was used with another body.');
    }
    if (wasTurnedAway(earlier)) throw this.soldOut(0);
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
    for (const shard of outcome.shards) {
      const verdict = judge(shard);
      if (verdict === 'facts-changed') this.event = await this.ports.memory.freshFacts(this.event.id);
      if (this.event.isSpreading) break;
      if (verdict === 'sales-not-open') throw salesNotOpen(shard.salesOpenAt);
      if (verdict === 'sales-closed') await this.#refuseAfterSales(shard.salesCloseAt);
    }
    if (this.event.isSpreading) await this.patience.backOff();
    if (outcome.line !== undefined) await this.#judgeLine(outcome.line);
    if (outcome.tally !== undefined) await this.#recount(outcome.tally);
    if (this.patience.isOver) await this.patience.backOff();
  }

  /**
   * Whether the event itself is sold now, where a change is on its way to its shards: whoever knows of that goes by
   * the event, since a shard may be behind. @throws Refusal `sales-not-open`, `sales-closed` or `event-cancelled`.
   */
  async heedSpreadingChange(): Promise<void> {
    if (!this.event.isSpreading) return;
    this.event = await this.ports.memory.freshFacts(this.event.id);
    if (!this.event.isSpreading) return;
    const now = this.ports.environment.now();
    const { salesOpenAt, salesCloseAt } = salesWindow(this.event);
    if (now < salesOpenAt) throw salesNotOpen(salesOpenAt);
    if (now >= salesCloseAt) throw this.#salesAreOver(salesCloseAt);
  }

  soldOut(available: number): Refusal {
    const requested = this.request.quantity;
    return new Refusal('sold-out', `${available} tickets are available, ${requested} were requested.`, {
      available,
      requested,
    });
  }

  /** @throws Refusal `event-cancelled` or `sales-closed`. */
  async #refuseAfterSales(salesCloseAt: number): Promise<never> {
    this.event = await this.ports.memory.freshFacts(this.event.id);
    throw this.#salesAreOver(salesCloseAt);
  }

  #salesAreOver(salesCloseAt: number): Refusal {
    return this.event.cancelledAt === undefined
      ? new Refusal('sales-closed', `Sales closed at ${new Date(salesCloseAt).toISOString()}.`)
      : new Refusal('event-cancelled', 'This event does not take place.');
  }

  /** A line with a limit refused an entry: it is full, sales are over, or the facts have changed. */
  async #judgeLine(line: Line & SalesWindow): Promise<void> {
    const { limit } = this.event.waitlist;
    const now = this.ports.environment.now();
    if (now < line.salesOpenAt) throw salesNotOpen(line.salesOpenAt);
    if (now >= line.salesCloseAt) await this.#refuseAfterSales(line.salesCloseAt);
    if (limit !== undefined && line.joined >= limit) {
      throw new Refusal('waitlist-full', `${limit} bookings wait already.`, { limit });
    }
    this.event = await this.ports.memory.freshFacts(this.event.id);
  }

  /** Finds out what the customer really holds, and goes on with that if it leaves room. */
  async #recount(tally: Tally): Promise<void> {
    const { maxPerCustomer } = this.event;
    if (tally.bookingIds.length >= BOOKINGS_PER_CUSTOMER_AND_EVENT_LIMIT) {
      throw new Refusal('too-many-bookings', 'This customer has made too many bookings for this event.');
    }
    const bookings = await this.ports.bookings.readMany(this.event, tally.bookingIds);
    const now = this.ports.environment.now();
    const held = bookings.reduce((sum, booking) => sum + (isExpired(booking, now) ? 0 : booking.quantity), 0);
    if (held + this.booking.quantity > maxPerCustomer) {
      throw new Refusal(
        'customer-limit-reached',
        `A customer may hold ${maxPerCustomer} tickets of this event.`,
        {
          held,
          limit: maxPerCustomer,
          requested: this.booking.quantity,
        },
      );
    }
    this.tally = { kind: 'recounted', held, seenBookings: tally.bookingIds.length };
  }
}

function salesNotOpen(salesOpenAt: number): Refusal {
  return new Refusal('sales-not-open', `Sales open at ${new Date(salesOpenAt).toISOString()}.`);
}
