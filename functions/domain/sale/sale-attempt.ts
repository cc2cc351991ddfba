/**
 * The state of one request for tickets while it is processed: what it assumes about the event and the customer, its
 * retry budget, and the refusals that it may end with. It writes nothing itself. `booking-attempt.ts` is the request
 * for a new booking, `addition-attempt.ts` that for more tickets of a booking.
 */
import { type Booking, isWaiter } from '../model/booking.ts';
import { counted, countedThatAre } from '../model/counted.ts';
import { drawnAt } from '../model/draw.ts';
import { type Event, waitingLimit } from '../model/event.ts';
import { isEndedByClock, mayWaitAgain } from '../model/lapsed-offer.ts';
import { BOOKING_RETRY_BUDGET_MS, BOOKINGS_PER_CUSTOMER_AND_EVENT_LIMIT } from '../model/limits.ts';
import {
  availableOf,
  type Demand,
  demandOf,
  type FreePlaces,
  fitsTransaction,
  mostOf,
} from '../model/pools.ts';
import { Refusal } from '../model/refusal.ts';
import { NOT_PUBLISHED, salesWindow } from '../model/sale-terms.ts';
import type { Shard, ShardVerdict } from '../model/shard.ts';
import { namedCounts, type TypeCount } from '../model/ticket-types.ts';
import { isFull } from '../model/waitlist-room.ts';
import type { WaitlistState } from '../model/waitlist-state.ts';
import type { BookingStore, Requirements, Tally, TallyCheck, WriteOutcome } from '../ports/booking-store.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { Log } from '../ports/log.ts';
import type { Queue } from '../ports/queue.ts';
import type { RoomStore } from '../ports/room-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { SaleCloser, WaitlistReader } from '../ports/waitlist-store.ts';
import type { EventCache } from '../process/event-cache.ts';
import { RetryBudget } from '../process/retry-budget.ts';
import type { ShardPicker } from './shard-picker.ts';

/** `SalePorts` sell; those of a booking also announce it to the clerk. */
export type BookingPorts = SalePorts & { queue: Queue };

export type SalePorts = {
  shardPicker: ShardPicker;
  events: EventStore;
  bookings: BookingStore;
  waitlist: WaitlistReader & SaleCloser & RoomStore;
  cache: EventCache;
  runtime: Runtime;
  log: Log;
};

/** The tickets that a request asks for, and of which ticket types they are if the event has types. */
type Wanted = { quantity: number; types?: TypeCount[] };

export abstract class SaleAttempt<Ports extends SalePorts = SalePorts> {
  event: Event;
  tally: TallyCheck = { kind: 'within-limit' };
  /** The result of a write was lost, so its effect may be stored. */
  isUncertain = false;
  /** The tickets that it asks for. */
  readonly quantity: number;
  /** Of which ticket types they are, if the event has types. */
  readonly types: TypeCount[] | undefined;
  readonly ports: Ports;
  readonly retryBudget: RetryBudget;

  constructor(event: Event, { quantity, types }: Wanted, ports: Ports) {
    this.event = event;
    this.quantity = quantity;
    this.types = types;
    this.ports = ports;
    this.retryBudget = new RetryBudget(ports.runtime, BOOKING_RETRY_BUDGET_MS);
  }

  /** The tickets, and the places of pools, that it takes. */
  get demand(): Demand {
    return demandOf(this.event, this.quantity, this.types);
  }

  /** The booking as it is written, for the request that is written at `now` (ms). */
  abstract bookingAt(now: number): Booking;

  /** The stored booking to which tickets are added; undefined for a new booking. */
  abstract get addsTo(): Booking | undefined;

  /** What the event asks of the booking: nothing of more tickets for one that met it. */
  get requirements(): Requirements {
    return {};
  }

  /** How many requirements of the event its transaction checks. */
  get checks(): number {
    return 0;
  }

  /** @returns why a booking is refused that does not meet what the event asks. */
  async refusalOfUnmet(_unmet: keyof Requirements): Promise<Refusal> {
    return addressNotConfirmed();
  }

  /** A sentence for a request that would wait and may not, after a blank; empty for all others. */
  get whyNotWaiting(): string {
    return '';
  }

  /** Whether the request may wait for tickets. */
  abstract get mayWait(): boolean;

  /** Whether the organizer books for somebody else, at the door. */
  abstract get isAtDoor(): boolean;

  /** Whether this is a door sale: the organizer sells after sales have closed for everybody else. */
  get isAfterSales(): boolean {
    return this.isAtDoor && this.ports.runtime.now() >= salesWindow(this.event).salesCloseAt;
  }

  /**
   * Looks for the effect of this request in a stored booking that its write met.
   * @returns the booking as the request is answered, or undefined if the request had no effect and can be written again.
   * @throws Refusal if the booking rules the request out.
   */
  abstract effectIn(stored: Booking): Booking | undefined;

  /** A booking of the customer as it counts towards the limits. */
  counted(stored: Booking): Booking {
    return stored;
  }

  /**
   * Handles a write that was not done, or whose result is unknown: refreshes the assumptions that failed, so
   * that the caller can try again, or stops. `judge` finds out why a shard rejected the write.
   * @throws Refusal when the event or the customer's limit forbids the booking; Busy when the retry budget is
   *   spent.
   */
  async learn(
    outcome: Exclude<WriteOutcome, { kind: 'done' | 'own-booking' }>,
    judge: (shard: Shard) => ShardVerdict,
  ): Promise<void> {
    if (outcome.kind === 'unknown') this.isUncertain = true;
    if (outcome.kind !== 'refused') return this.retryBudget.backOff();
    const { shards, waitlist, tally, unmet } = outcome;
    if (unmet !== undefined) throw await this.refusalOfUnmet(unmet);
    if (shards.length === 0 && waitlist === undefined && tally === undefined) await this.#readEvent();
    for (const shard of shards) {
      const verdict = judge(shard);
      if (verdict === 'terms-changed') await this.#readEvent();
      if (this.event.isSpreading) break;
      if (verdict === 'sales-not-open') throw salesNotOpen(shard.salesOpenAt);
      if (verdict === 'sales-closed') throw await this.salesOver(shard.salesCloseAt);
    }
    if (this.event.isSpreading) await this.retryBudget.backOff();
    if (waitlist !== undefined) await this.#judgeWaitlist(waitlist);
    if (tally !== undefined) await this.#recount(tally);
    if (this.retryBudget.isOver) await this.retryBudget.backOff();
  }

  /**
   * Checks the sales window against the event itself while changed sale terms are being copied to the shards,
   * because some shards still have the old terms.
   * @throws Refusal `sales-not-open`, `sales-closed` or `event-cancelled`.
   */
  async recheckSalesWindow(): Promise<void> {
    if (!this.event.isSpreading) return;
    await this.#readEvent();
    if (this.event.isSpreading) this.#refuseOutsideSales();
  }

  /**
   * Checks the sales window by the cached event, and reads the event again before it rejects the request. A
   * rejection writes nothing, even for a crowd that comes too early or too late.
   * @throws Refusal `sales-not-open`, `sales-closed` or `event-cancelled`.
   */
  async refuseOutsideSales(): Promise<void> {
    if (this.#isOnSale) return;
    const { cache } = this.ports;
    this.event = await cache.refreshes.run(this.event.id, () => cache.refresh(this.event.id));
    this.#refuseOutsideSales();
  }

  get #isOnSale(): boolean {
    const now = this.ports.runtime.now();
    const { salesOpenAt, salesCloseAt, doorClosesAt } = salesWindow(this.event);
    return now >= salesOpenAt && now < (this.isAtDoor ? doorClosesAt : salesCloseAt);
  }

  #refuseOutsideSales(): void {
    if (this.#isOnSale) return;
    const { salesOpenAt, salesCloseAt, doorClosesAt } = salesWindow(this.event);
    if (this.ports.runtime.now() < salesOpenAt) throw salesNotOpen(salesOpenAt);
    throw this.#salesAreOver(this.isAtDoor ? doorClosesAt : salesCloseAt);
  }

  async #readEvent(): Promise<void> {
    this.event = await this.ports.cache.refresh(this.event.id);
  }

  /** `waitlist`: the state by which it is full. */
  waitlistFull(waitlist: WaitlistState): Refusal {
    const limit = waitlist.limit ?? this.event.waitlist.limit ?? 0;
    return new Refusal(
      'waitlist-full',
      `The waitlist has reached its limit of ${counted(limit, 'booking')}. Try again later.`,
      {
        limit,
      },
    );
  }

  /** Of a request that may not wait, while positions are to be drawn. */
  drawIsOpen(): Refusal {
    const instant = new Date(drawnAt(this.event) ?? 0).toISOString();
    const why = this.whyNotWaiting || ' Send onSoldOut waitlist to take part.';
    return new Refusal('draw-is-open', `Tickets are given out by a draw, at ${instant}.${why}`);
  }

  /** @throws Refusal `validation-failed` if the tickets, with their places in pools, are too many for one transaction. */
  refuseTooManyPlaces(): void {
    if (fitsTransaction(this.demand, this.checks)) return;
    const [pointer, what] = this.types
      ? ['/types', 'Tickets and their places in pools']
      : ['/quantity', 'Tickets'];
    const detail = `${what} are too many for one booking of this event. Book fewer at a time.`;
    throw new Refusal('validation-failed', detail, { errors: [{ pointer, detail: 'too many together' }] });
  }

  /** `free`: in all shards together; of what was not counted there is no end. */
  soldOutBy(free: FreePlaces): Refusal {
    const { ticketTypes = [], pools } = this.event;
    if (pools === undefined) return this.soldOut(free.freeTickets);
    const wanted = this.types ?? [];
    const left = wanted.flatMap(({ type }) => {
      const ticketType = ticketTypes.find(({ id }) => id === type);
      const quantity = ticketType && availableOf(this.event, ticketType, free);
      return quantity === undefined || quantity === Infinity ? [] : [{ type, quantity }];
    });
    const ofTypes = ` There are at most: ${namedCounts(this.event, left)}; types may share places.`;
    return this.soldOut(mostOf(this.event, wanted, free), ofTypes);
  }

  /** `ofTypes`: a sentence, after a blank. */
  soldOut(available: number, ofTypes = ''): Refusal {
    const requested = this.quantity;
    const wanted = `${requested} ${requested === 1 ? 'was' : 'were'} requested`;
    const detail = `${countedThatAre(available, 'ticket')} available, but ${wanted}.${ofTypes}${this.whyNotWaiting}`;
    return new Refusal('sold-out', detail, { available, requested });
  }

  /** Reads the event again. `salesCloseAt` in ms. @returns the refusal `event-cancelled` or `sales-closed` */
  async salesOver(salesCloseAt: number): Promise<Refusal> {
    await this.#readEvent();
    return this.#salesAreOver(salesCloseAt);
  }

  #salesAreOver(salesCloseAt: number): Refusal {
    return this.event.cancelledAt === undefined
      ? new Refusal('sales-closed', `Sales closed at ${new Date(salesCloseAt).toISOString()}.`)
      : new Refusal('event-cancelled', 'The event was cancelled and does not take place.');
  }

  /**
   * Handles a failed condition of the waitlist's item. It rejects the request if sales are not open or the
   * waitlist is full. Otherwise its room was moved, or too few tickets are unassigned or the sale terms have changed, and it
   * reads the event again.
   * @throws Refusal `sales-not-open`, `sales-closed`, `event-cancelled` or `waitlist-full`.
   */
  async #judgeWaitlist(waitlist: WaitlistState): Promise<void> {
    const now = this.ports.runtime.now();
    if (now < waitlist.salesOpenAt) throw salesNotOpen(waitlist.salesOpenAt);
    const closesAt = this.isAtDoor ? waitlist.doorClosesAt : waitlist.salesCloseAt;
    if (now >= closesAt) throw await this.salesOver(closesAt);
    if (!this.isAfterSales && isFull(waitlist)) throw this.waitlistFull(waitlist);
    await this.#readEvent();
  }

  /**
   * Counts the tickets of the customer's bookings, because the tally is an upper bound, and continues with
   * that count if the limit leaves room.
   * @throws Refusal `too-many-bookings`, `customer-limit-reached` or `already-waiting`.
   */
  async #recount(tally: Tally): Promise<void> {
    const { maxPerCustomer } = this.event;
    const stored = await this.ports.bookings.readMany(this.event, tally.bookingIds);
    const bookings = stored.map((booking) => this.counted(booking));
    if (this.addsTo === undefined && bookings.length >= BOOKINGS_PER_CUSTOMER_AND_EVENT_LIMIT) {
      throw new Refusal(
        'too-many-bookings',
        'This customer has made too many bookings for this event. Ask its organizer for help.',
      );
    }
    const now = this.ports.runtime.now();
    const held = bookings
      .filter((booking) => !isEndedByClock(booking, now))
      .reduce((sum, { quantity }) => sum + quantity, 0);
    const requested = this.quantity;
    if (held + requested > maxPerCustomer) {
      throw new Refusal(
        'customer-limit-reached',
        `A customer may hold or wait for at most ${counted(maxPerCustomer, 'ticket')} of this event.`,
        { held, limit: maxPerCustomer, requested },
      );
    }
    const waits = (booking: Booking) => isWaiter(booking) || mayWaitAgain(booking);
    if (this.addsTo === undefined && this.mayWait) this.#refuseToWaitAgain(bookings.filter(waits).length);
    const bookingIds = bookings.map(({ id }) => id);
    this.tally = { kind: 'recounted', held, bookingIds, seenRaises: tally.raises };
  }

  /** `waiting`: how many bookings of the customer wait, or may wait again. */
  #refuseToWaitAgain(waiting: number): void {
    const limit = waitingLimit(this.event);
    if (waiting < limit) return;
    const detail = `A customer may wait with at most ${counted(limit, 'booking')} for this event. To wait for more tickets, name the waiting booking as "replaces".`;
    throw new Refusal('already-waiting', detail, { limit });
  }
}

export function addressNotConfirmed(): Refusal {
  return new Refusal(
    'address-not-confirmed',
    'This event sells to accounts with a confirmed email address alone. Confirm yours: by the link that was mailed to it, or where you log in if that is another service.',
  );
}

function salesNotOpen(salesOpenAt: number): Refusal {
  if (salesOpenAt === NOT_PUBLISHED)
    return new Refusal('sales-not-open', 'The event is a draft, and sells nothing until it is published.');
  return new Refusal('sales-not-open', `Sales open at ${new Date(salesOpenAt).toISOString()}.`);
}
