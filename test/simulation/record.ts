/**
 * The record of a run: the states of the event, the requests and answers of people, and the broken
 * guarantees.
 */

import type { Booking } from '../../functions/domain/model/booking.ts';
import { salesWindow } from '../../functions/domain/model/sale-terms.ts';
import type { GuaranteeName } from '../../functions/domain/verify/finding.ts';
import { type Account, makesBooking } from './people.ts';
import { freeTickets, holdings, type Snapshot } from './snapshot.ts';

export type Guarantee = GuaranteeName | 'Proved';

export type Violation = { guarantee: Guarantee; what: string; at: number };

/**
 * The state of the event from `at` (ms) on. `waiting`: the bookings in the waitlist. `held`: tickets by
 * customer. `limit`: tickets that one customer may hold. `salesCloseAt` and `doorClosesAt` in ms.
 */
export type Instant = {
  at: number;
  free: number;
  waiting: Pick<Booking, 'id' | 'customerId'>[];
  held: Map<string, number>;
  limit: number;
  salesCloseAt: number;
  doorClosesAt: number;
};

export class RunRecord {
  readonly violations: Violation[] = [];
  readonly now: () => number;
  /** How far two clocks may differ, ms. */
  readonly skew: number;
  readonly sent = new Map<number, Account>();
  /** When (ms) an answer first said that a booking waits, by its id. */
  readonly acknowledgedAt = new Map<string, number>();
  /** When (ms) the request for a booking was first sent, by its id. */
  readonly requestedAt = new Map<string, number>();
  /** Bookings that the organizer cancels, and customers who buy, outside the operations of the plan. */
  readonly givenBack = new Set<string>();
  readonly newcomers = new Set<string>();
  readonly #instants: Instant[] = [];
  latest: Snapshot | undefined;
  /** Whether the event was removed, because it was cancelled and had never been booked. */
  isGone = false;

  constructor(now: () => number, skew: number) {
    this.now = now;
    this.skew = skew;
  }

  fail(guarantee: Guarantee, what: string): void {
    this.violations.push({ guarantee, what, at: this.now() });
  }

  onSend(account: Account): void {
    const { operation, bookingId } = account;
    this.sent.set(operation.number, account);
    if (makesBooking(operation) && bookingId !== undefined && !this.requestedAt.has(bookingId)) {
      this.requestedAt.set(bookingId, this.now());
    }
  }

  onInstant(snapshot: Snapshot): void {
    this.latest = snapshot;
    const { cancelledAt, ...asSold } = snapshot.event;
    this.#instants.push({
      at: this.now(),
      free: freeTickets(snapshot),
      waiting: snapshot.entries.flatMap(({ bookingId }) => snapshot.bookings.get(bookingId) ?? []),
      held: holdings(snapshot),
      limit: snapshot.event.maxPerCustomer,
      salesCloseAt: Date.parse(snapshot.event.salesCloseAt),
      doorClosesAt: salesWindow(asSold).doorClosesAt,
    });
  }

  /** @returns all states that the event had at some time from this instant (ms) until now. */
  since(instant: number): Instant[] {
    const first = this.#instants.findLastIndex(({ at }) => at <= instant);
    return this.#instants.slice(Math.max(0, first));
  }
}
