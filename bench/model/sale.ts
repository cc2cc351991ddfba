/**
 * Runs one sale in virtual time: requests arrive at random, each function process serves one request at a
 * time, and every request runs the product's code (`book-tickets` and all that it calls, and the clerk) over
 * the modelled stores. The answers are judged by the state of the model.
 */

import { proofOfWork } from '../../functions/challenges/proof-of-work.ts';
import { type Event, eventOf } from '../../functions/domain/model/event.ts';
import { Refusal } from '../../functions/domain/model/refusal.ts';
import type { Runtime } from '../../functions/domain/ports/runtime.ts';
import { EventCache } from '../../functions/domain/process/event-cache.ts';
import { Lines } from '../../functions/domain/process/lines.ts';
import { bookTickets } from '../../functions/domain/sale/book-tickets.ts';
import type { BookTicketsPorts } from '../../functions/domain/sale/booking-attempt.ts';
import { ShardPicker } from '../../functions/domain/sale/shard-picker.ts';
import type { ClerkPorts } from '../../functions/domain/waitlist/clerk.ts';
import { FUNCTION_CLOCK_SKEW_MS, HANDLER_MS } from './assumptions.ts';
import { modelBookings } from './booking-store.ts';
import { openQueue, serveMessages } from './clerk-queue.ts';
import { DynamoModel } from './dynamo.ts';
import { modelEvents, modelWaitlist } from './event-stores.ts';
import { modelMarks } from './marks-store.ts';
import { SaleState } from './sale-state.ts';
import { Simulation } from './simulation.ts';

/** A process of the model serves requests and is the clerk, too. */
type Ports = BookTicketsPorts & ClerkPorts;

export type SaleSetting = {
  shards: number;
  /** The mean of requests a second, as a Poisson process: arrivals do not depend on earlier answers. */
  ratePerS: number;
  requests: number;
  tickets: number;
  /** A request asks for 1 to this many tickets, uniformly distributed. */
  quantityMost: number;
  /** One in so many requests would wait, the others would not. */
  waitingEvery: number;
  holdMedianMs: number;
  partitions: number;
  seed: number;
  /** The limit of the waitlist; none by default. */
  limit?: number;
  /** How many requests a second for the line reach a function, in spite of caches; none by default. */
  lineLooksPerS?: number;
};

/**
 * `status` is the HTTP status; `at` is the arrival in virtual ms. `isFalse`: the request was answered "sold
 * out", "waitlist full" or waitlisted although enough tickets were free.
 */
export type Answer = {
  status: 201 | 202 | 409 | 503;
  at: number;
  latencyMs: number;
  quantity: number;
  isFalse: boolean;
};

/** The capacity used up to a time. */
export type Used = { writeUnits: number; readUnits: number; conflicts: number; throttles: number };

export type SaleRun = {
  answers: Answer[];
  processes: number;
  usedInAll: Used;
  /**
   * The time, and the capacity and bookings up to it, when the last ticket was sold or the event began to
   * sell in order; undefined if neither happened.
   */
  soldOut: { at: number; used: Used; bookings: number } | undefined;
  /** When the event began to sell in order, in virtual ms. */
  inOrderAt: number | undefined;
};

/** The date of virtual time 0. It is arbitrary. */
export const EPOCH = Date.parse('2030-01-01T12:00:00Z');

/** @throws the first error that is not an expected answer. */
export async function runSale(setting: SaleSetting): Promise<SaleRun> {
  const sale = new Sale(setting);
  return sale.run();
}

class Sale {
  readonly #setting: SaleSetting;
  readonly #simulation: Simulation;
  readonly #dynamo: DynamoModel;
  readonly #state: SaleState;
  readonly #runtime: Runtime;
  readonly #parts: Omit<Ports, 'cache' | 'shardPicker'>;
  readonly #idle: Ports[] = [];
  readonly #answers: Answer[] = [];
  readonly #faults: unknown[] = [];
  readonly #lines: Lines;
  #arrived = 0;
  #processes = 0;
  #soldOut: SaleRun['soldOut'];
  #inOrderAt: number | undefined;

  constructor(setting: SaleSetting) {
    this.#setting = setting;
    this.#simulation = new Simulation(setting.seed);
    this.#dynamo = new DynamoModel(this.#simulation, setting);
    this.#state = new SaleState(anEvent(setting));
    let ids = 0;
    this.#runtime = {
      now: () => EPOCH + Math.floor(this.#simulation.now),
      random: () => this.#simulation.random(),
      sleep: (ms) => this.#simulation.sleep(ms),
      newId: () => `${ids++}`,
    };
    this.#lines = new Lines({ marks: modelMarks(this.#state, this.#dynamo), runtime: this.#runtime });
    this.#parts = {
      events: modelEvents(this.#state, this.#dynamo),
      bookings: modelBookings(this.#state, this.#dynamo),
      waitlist: modelWaitlist(this.#state, this.#dynamo),
      queue: openQueue(
        this.#simulation,
        (messages) => serveMessages(messages, this.#startProcess()),
        (error) => this.#faults.push(error),
      ),
      runtime: this.#runtime,
      log: { info: () => undefined, warn: () => undefined },
      challenges: proofOfWork({ difficulty: 2, secret: async () => 'secret', now: this.#runtime.now }),
    };
  }

  async run(): Promise<SaleRun> {
    this.#arrive(0);
    this.#lookAtLine();
    await this.#simulation.run();
    if (this.#faults.length > 0) throw this.#faults[0];
    return {
      answers: this.#answers,
      processes: this.#processes,
      usedInAll: { ...this.#dynamo.used },
      soldOut: this.#soldOut,
      inOrderAt: this.#inOrderAt,
    };
  }

  #arrive(n: number): void {
    if (n === this.#setting.requests) return;
    this.#simulation.after(this.#simulation.exponential(1000 / this.#setting.ratePerS), () => {
      this.#arrived = n + 1;
      this.#arrive(n + 1);
      this.#serve(n).catch((error: unknown) => this.#faults.push(error));
    });
  }

  /** A request for the line reaches a function whenever a cache has none any more, until the last booking was asked for. */
  #lookAtLine(): void {
    const { lineLooksPerS = 0, requests } = this.#setting;
    if (lineLooksPerS === 0 || this.#arrived === requests) return;
    this.#simulation.after(1000 / lineLooksPerS, () => {
      this.#lookAtLine();
      this.#lines.of(this.#state.event).catch((error: unknown) => {
        if (!(error instanceof Refusal)) this.#faults.push(error);
      });
    });
  }

  async #serve(n: number): Promise<void> {
    const ports = this.#idle.pop() ?? this.#startProcess();
    const began = this.#simulation.now;
    const quantity = 1 + Math.floor(this.#simulation.random() * this.#setting.quantityMost);
    await this.#simulation.sleep(this.#simulation.lognormal(HANDLER_MS));
    const status = await this.#book(n, quantity, ports);
    this.#idle.push(ports);
    const latencyMs = this.#simulation.now - began;
    const isTurnedAway = status === 202 || status === 409;
    const isFalse = isTurnedAway && this.#state.free >= quantity && !this.#isWaitedFor();
    this.#answers.push({ status, at: began, latencyMs, quantity, isFalse });
    this.#watch();
  }

  async #book(n: number, quantity: number, ports: Ports): Promise<Answer['status']> {
    try {
      const booking = await bookTickets(
        {
          eventId: this.#state.event.id,
          customerId: `customer-${n}`,
          keyOwner: `customer-${n}`,
          quantity,
          onSoldOut: n % this.#setting.waitingEvery === 0 ? 'waitlist' : 'reject',
          idempotencyKey: `key-${n}`,
          arrival: this.#runtime.now(),
        },
        ports,
      );
      return booking.status === 'confirmed' ? 201 : 202;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.code === 'busy') return 503;
      if (error.code === 'sold-out' || error.code === 'waitlist-full') return 409;
      throw error;
    }
  }

  /** Whether a waiter needs more tickets than are free; by the policy `strict` nobody may then get them. */
  #isWaitedFor(): boolean {
    const { entries, free } = this.#state;
    for (const { quantity } of entries.values()) if (quantity > free) return true;
    return false;
  }

  #watch(): void {
    if (this.#state.waitlist.sellsInOrder) this.#inOrderAt ??= this.#simulation.now;
    if (this.#soldOut !== undefined || (this.#state.free > 0 && !this.#state.waitlist.sellsInOrder)) return;
    const bookings = this.#answers.filter(({ status }) => status === 201).length;
    this.#soldOut = { at: this.#simulation.now, used: { ...this.#dynamo.used }, bookings };
  }

  #startProcess(): Ports {
    this.#processes += 1;
    const skewMs = (this.#simulation.random() * 2 - 1) * FUNCTION_CLOCK_SKEW_MS;
    const runtime = {
      ...this.#runtime,
      now: () => Math.floor(EPOCH + this.#simulation.now + skewMs),
    };
    const { events } = this.#parts;
    const shardPicker = new ShardPicker(events, runtime);
    return { ...this.#parts, runtime, cache: new EventCache(events, runtime), shardPicker };
  }
}

export function anEvent({
  shards,
  tickets,
  quantityMost,
  seed,
  limit,
}: Pick<SaleSetting, 'shards' | 'tickets' | 'quantityMost' | 'seed' | 'limit'>): Event {
  const openAt = new Date(EPOCH).toISOString();
  return eventOf({
    id: `modelled-event-${seed}`,
    organizerId: 'organizer',
    name: 'On-sale',
    startsAt: '2031-01-01T20:00:00.000Z',
    capacity: tickets,
    stated: { maxPerBooking: quantityMost },
    allowGuests: false,
    waitlist: { enabled: true, policy: 'strict', ...(limit !== undefined && { limit }) },
    createdAt: openAt,
    revision: 0,
    shardCount: shards,
    fingerprint: '',
  });
}
