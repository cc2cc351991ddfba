/**
 * One sale in virtual time: people arrive at random, the functions that the gateway starts serve one request each at a
 * time, and every request runs the product's own code (`book-tickets` with all that it calls, and the clerk) over the
 * modelled stores. The answers are judged by the truth that only the model knows.
 */
import { bookTickets } from '../../functions/domain/book-tickets.ts';
import type { BookingPorts } from '../../functions/domain/booking-attempt.ts';
import { type Event, eventOf } from '../../functions/domain/event.ts';
import { EventMemory } from '../../functions/domain/event-memory.ts';
import { MESSAGE_PATIENCE_MS } from '../../functions/domain/limits.ts';
import { Patience } from '../../functions/domain/patience.ts';
import type { Environment, Message, Queue } from '../../functions/domain/ports.ts';
import { promoteWaitlist } from '../../functions/domain/promote-waitlist.ts';
import { Busy, Refusal } from '../../functions/domain/refusal.ts';
import { PROMOTION_QUEUE } from '../../functions/store/queue-definition.ts';
import {
  FUNCTION_CLOCK_SKEW_MS,
  HANDLER_MS,
  QUEUE_DELIVERY_MS,
  QUEUE_SEND_MS,
  QUEUE_SENDS_PER_GROUP_AND_S,
} from './assumptions.ts';
import { modelBookings } from './booking-store.ts';
import { DynamoModel } from './dynamo.ts';
import { modelEvents, modelLine } from './event-stores.ts';
import { SaleState } from './sale-state.ts';
import { Simulation } from './simulation.ts';

export type SaleSetting = {
  shards: number;
  /** Requests a second on average, as a Poisson process: nobody waits for an earlier answer. */
  ratePerS: number;
  requests: number;
  tickets: number;
  /** Tickets that a request asks for: 1 up to this, all alike. */
  quantityMost: number;
  holdMedianMs: number;
  partitions: number;
  seed: number;
};

/** `status` as over HTTP. Instants in virtual ms. `isFalse`: turned away although there was enough for it. */
export type Answer = {
  status: 201 | 202 | 409 | 503;
  at: number;
  latencyMs: number;
  quantity: number;
  isFalse: boolean;
};

/** What was used until an instant. */
export type Used = { writeUnits: number; readUnits: number; conflicts: number; throttles: number };

export type SaleRun = {
  answers: Answer[];
  processes: number;
  usedInAll: Used;
  /**
   * When the last ticket was sold or the sale closed with some left, and what was used until then; if it came to that.
   */
  soldOut: { at: number; used: Used; bookings: number } | undefined;
  queueingAt: number | undefined;
};

/** A date for virtual zero, in the future of nothing that matters. */
const EPOCH = Date.parse('2030-01-01T12:00:00Z');

export async function runSale(setting: SaleSetting): Promise<SaleRun> {
  const sale = new Sale(setting);
  return sale.run();
}

class Sale {
  readonly #setting: SaleSetting;
  readonly #simulation: Simulation;
  readonly #dynamo: DynamoModel;
  readonly #state: SaleState;
  readonly #environment: Environment;
  readonly #parts: Omit<BookingPorts, 'memory'>;
  readonly #idle: BookingPorts[] = [];
  readonly #answers: Answer[] = [];
  readonly #faults: unknown[] = [];
  #processes = 0;
  #soldOut: SaleRun['soldOut'];
  #queueingAt: number | undefined;

  constructor(setting: SaleSetting) {
    this.#setting = setting;
    this.#simulation = new Simulation(setting.seed);
    this.#dynamo = new DynamoModel(this.#simulation, setting);
    this.#state = new SaleState(anEvent(setting));
    let ids = 0;
    this.#environment = {
      now: () => EPOCH + Math.floor(this.#simulation.now),
      random: () => this.#simulation.random(),
      sleep: (ms) => this.#simulation.sleep(ms),
      newId: () => `${ids++}`,
    };
    this.#parts = {
      events: modelEvents(this.#state, this.#dynamo),
      bookings: modelBookings(this.#state, this.#dynamo),
      line: modelLine(this.#state, this.#dynamo),
      queue: this.#openQueue(),
      environment: this.#environment,
      log: { warn: () => undefined },
    };
  }

  async run(): Promise<SaleRun> {
    this.#arrive(0);
    await this.#simulation.run();
    if (this.#faults.length > 0) throw this.#faults[0];
    return {
      answers: this.#answers,
      processes: this.#processes,
      usedInAll: { ...this.#dynamo.used },
      soldOut: this.#soldOut,
      queueingAt: this.#queueingAt,
    };
  }

  #arrive(n: number): void {
    if (n === this.#setting.requests) return;
    this.#simulation.after(this.#simulation.exponential(1000 / this.#setting.ratePerS), () => {
      this.#arrive(n + 1);
      this.#serve(n).catch((error: unknown) => this.#faults.push(error));
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

  async #book(n: number, quantity: number, ports: BookingPorts): Promise<Answer['status']> {
    try {
      const booking = await bookTickets(
        {
          eventId: this.#state.event.id,
          customerId: `customer-${n}`,
          keyOwner: `customer-${n}`,
          quantity,
          onSoldOut: n % 2 === 0 ? 'waitlist' : 'reject',
          idempotencyKey: `key-${n}`,
          arrival: this.#environment.now(),
        },
        ports,
      );
      return booking.status === 'confirmed' ? 201 : 202;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.code === 'busy') return 503;
      if (error.code === 'sold-out') return 409;
      throw error;
    }
  }

  /** Somebody who asks for more than there is keeps those behind from it: that is the policy, and no false answer. */
  #isWaitedFor(): boolean {
    const { entries, free } = this.#state;
    for (const { quantity } of entries.values()) if (quantity > free) return true;
    return false;
  }

  #watch(): void {
    if (this.#state.line.queueing) this.#queueingAt ??= this.#simulation.now;
    if (this.#soldOut !== undefined || (this.#state.free > 0 && !this.#state.line.queueing)) return;
    const bookings = this.#answers.filter(({ status }) => status === 201).length;
    this.#soldOut = { at: this.#simulation.now, used: { ...this.#dynamo.used }, bookings };
  }

  #startProcess(): BookingPorts {
    this.#processes += 1;
    const skewMs = (this.#simulation.random() * 2 - 1) * FUNCTION_CLOCK_SKEW_MS;
    const environment = {
      ...this.#environment,
      now: () => Math.floor(EPOCH + this.#simulation.now + skewMs),
    };
    return { ...this.#parts, environment, memory: new EventMemory(this.#parts.events, environment) };
  }

  /** One clerk at a time, messages that are the same are one, and a message group takes so many calls a second. */
  #openQueue(): Queue {
    const seen = new Set<string>();
    let sends: number[] = [];
    let before = Promise.resolve();
    return {
      send: async (message, sameAs) => {
        await this.#simulation.sleep(this.#simulation.lognormal(QUEUE_SEND_MS));
        sends = sends.filter((at) => at > this.#simulation.now - 1_000);
        if (sends.length >= QUEUE_SENDS_PER_GROUP_AND_S) throw new Busy();
        sends.push(this.#simulation.now);
        if (seen.has(sameAs)) return;
        seen.add(sameAs);
        const delivered = this.#simulation.sleep(this.#simulation.lognormal(QUEUE_DELIVERY_MS));
        before = Promise.all([before, delivered])
          .then(() => this.#clerk(message))
          .catch((error: unknown) => {
            this.#faults.push(error);
          });
      },
    };
  }

  async #clerk(message: Message): Promise<void> {
    const ports = this.#startProcess();
    for (let receive = 1; receive <= PROMOTION_QUEUE.maxReceives; receive += 1) {
      try {
        const patience = new Patience(this.#environment, MESSAGE_PATIENCE_MS);
        return await patience.outwaitBusy(() => promoteWaitlist(message.eventId, [], ports));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        await this.#simulation.sleep(PROMOTION_QUEUE.visibilityTimeoutSeconds * 1000);
      }
    }
  }
}

function anEvent({ shards, tickets, quantityMost, seed }: SaleSetting): Event {
  const openAt = new Date(EPOCH).toISOString();
  return eventOf({
    id: `modelled-event-${seed}`,
    organizerId: 'organizer',
    name: 'On-sale',
    startsAt: '2031-01-01T20:00:00.000Z',
    capacity: tickets,
    stated: { maxPerBooking: quantityMost },
    allowGuests: false,
    waitlist: { enabled: true, policy: 'strict' },
    createdAt: openAt,
    revision: 0,
    shardCount: shards,
    fingerprint: '',
  });
}
