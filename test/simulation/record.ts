/** What is known of a run so far: its instants, what people sent and were told, and what was found to be broken. */
import type { GuaranteeName } from '../../functions/domain/audit/finding.ts';
import type { Booking } from '../../functions/domain/booking.ts';
import { salesWindow } from '../../functions/domain/sale-terms.ts';
import { type Account, makesBooking } from './people.ts';
import { freeTickets, holdings, type Picture } from './picture.ts';

export type Guarantee = GuaranteeName | 'Proved';

export type Violation = { guarantee: Guarantee; what: string; at: number };

/** `waiting`: the bookings in the line. `limit`: tickets that a customer may hold. The closes are of the sale and of the door, ms. */
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
  /** When somebody was first told that this booking waits, ms. */
  readonly toldToWait = new Map<string, number>();
  /** When the request of a booking was first sent, ms. */
  readonly requestedAt = new Map<string, number>();
  /** Bookings that the organizer gives back, and customers who buy, beside the operations of the plan. */
  readonly givenBack = new Set<string>();
  readonly newcomers = new Set<string>();
  readonly #instants: Instant[] = [];
  latest: Picture | undefined;
  /** The event was cancelled, had never been booked, and was removed. */
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

  onInstant(picture: Picture): void {
    this.latest = picture;
    const { cancelledAt, ...asSold } = picture.event;
    this.#instants.push({
      at: this.now(),
      free: freeTickets(picture),
      waiting: picture.entries.flatMap(({ bookingId }) => picture.bookings.get(bookingId) ?? []),
      held: holdings(picture),
      limit: picture.event.maxPerCustomer,
      salesCloseAt: Date.parse(picture.event.salesCloseAt),
      doorClosesAt: salesWindow(asSold).doorClosesAt,
    });
  }

  /** What was the case at some time from this instant until now. */
  since(instant: number): Instant[] {
    const first = this.#instants.findLastIndex(({ at }) => at <= instant);
    return this.#instants.slice(Math.max(0, first));
  }
}
