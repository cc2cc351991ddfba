/**
 * The timeline: the states of an event one after the other, reduced to what decides whether an answer was true
 * at some instant. Only an observer that sees every write can keep one.
 */
import type { Booking } from '../model/booking.ts';
import { mayWaitAgain } from '../model/lapsed-offer.ts';
import { EVENT_CACHE_TTL_MS, WRITE_IN_FLIGHT_MS } from '../model/limits.ts';
import { allFree } from '../model/pools.ts';
import { type SalesWindow, salesWindow } from '../model/sale-terms.ts';
import type { KnownTerms } from './check-times.ts';
import { byId, type EventSnapshot, freeTickets } from './snapshot.ts';

/** For so long a request may still use the event as it was before a change. */
const EVENT_CACHE_MEMORY_MS = EVENT_CACHE_TTL_MS + WRITE_IN_FLIGHT_MS;

/**
 * The state of the event from `at` (ms) on. `waiting`: the bookings in the waitlist. `mayWaitAgain`: those with an offer that
 * wait again if it lapses. `held`: tickets that each
 * customer holds or waits for. `limit`: tickets that one customer may hold. `isFull`: as many wait as the limit of the waitlist.
 * `pass`: number of the clerk's latest pass.
 */
export type Instant = {
  at: number;
  free: number;
  /** Free places of each pool, if the event has pools. */
  freeInPools: number[];
  waiting: Pick<Booking, 'id' | 'customerId' | 'status' | 'quantity' | 'granted' | 'history'>[];
  mayWaitAgain: Pick<Booking, 'customerId'>[];
  held: Map<string, number>;
  limit: number;
  isFull: boolean;
  pass: number;
  window: SalesWindow;
};

export class Timeline {
  /** How far two clocks may differ, ms. */
  readonly skewMs: number;
  readonly #instants: Instant[] = [];
  latest: EventSnapshot | undefined;

  constructor(skewMs: number) {
    this.skewMs = skewMs;
  }

  /** Adds the state from `at` (ms) on; states must come in order. */
  add(snapshot: EventSnapshot, at: number): void {
    this.latest = snapshot;
    const bookings = byId(snapshot.bookings);
    const held = new Map<string, number>();
    for (const { customerId, quantity } of snapshot.bookings)
      held.set(customerId, (held.get(customerId) ?? 0) + quantity);
    this.#instants.push({
      at,
      free: freeTickets(snapshot),
      freeInPools: allFree(snapshot.shards).freeInPools ?? [],
      waiting: snapshot.entries.flatMap(({ bookingId }) => bookings.get(bookingId) ?? []),
      mayWaitAgain: snapshot.bookings.filter(mayWaitAgain),
      held,
      limit: snapshot.event.maxPerCustomer,
      isFull: snapshot.entries.length >= (snapshot.event.waitlist.limit ?? Number.POSITIVE_INFINITY),
      pass: snapshot.waitlist.pass,
      window: salesWindow(snapshot.event),
    });
  }

  /** @returns all states that the event had at some time from this instant (ms) until now. */
  since(instant: number): Instant[] {
    const first = this.#instants.findLastIndex(({ at }) => at <= instant);
    return this.#instants.slice(Math.max(0, first));
  }

  /** @returns the most tickets for which the booking waited since the clerk's latest pass began, which may not know of a cancellation. */
  mostMissingInPass({ id }: Pick<Booking, 'id'>): number {
    const last = this.#instants.at(-1)?.pass ?? 0;
    const first = this.#instants.findLastIndex(({ pass }) => pass < last);
    const seen = this.#instants.slice(Math.max(0, first)).flatMap(({ waiting }) => waiting);
    const missing = seen.filter((one) => one.id === id).map(({ quantity, granted }) => quantity - granted);
    return Math.max(0, ...missing);
  }

  /** @returns the most tickets that a request which is written now (ms) may have found allowed. */
  highestLimit(now: number): number {
    return Math.max(...this.since(now - EVENT_CACHE_MEMORY_MS).map(({ limit }) => limit));
  }

  /**
   * The terms under which an entry may be written now (ms): while a change spreads, a process with the earlier
   * event in its cache may sell from a shard that is not changed yet.
   */
  terms(now: number): KnownTerms {
    const isSpreading = this.latest?.event.isSpreading === true;
    const windows = (from: number) => this.since(from).map(({ window }) => window);
    const sales = windows(isSpreading ? now - EVENT_CACHE_MEMORY_MS : now);
    return { sales, promotions: sales.slice(-1), skewMs: this.skewMs, isCertain: true };
  }
}
