/**
 * Checks `WithinLimit`: no customer holds or waits for more tickets than the event allows, or waits with more
 * bookings. Offers that expired and ended their bookings do not count, and neither do bookings that the organizer made for
 * others. What is found of a limited waitlist (check-room) is added. Earlier limits are not stored, so after a change of the
 * event customers above a present limit are in doubt.
 */
import { isByOrganizer, isWaiter, limitedAs } from '../model/booking.ts';
import { type Event, isAsCreated, waitingLimit } from '../model/event.ts';
import { isEndedByClock } from '../model/lapsed-offer.ts';
import { AUDIT_CUSTOMERS_AT_ONCE, AUDIT_OFFENDERS_LIMIT_BOOKINGS } from '../model/limits.ts';
import type { AuditedBooking } from '../ports/audit-store.ts';
import { CustomerTotals, customerKey } from './customer-totals.ts';
import { type Finding, finding, Offenders, verdict } from './finding.ts';

/** Adds up the tickets per customer by hash, one part per reading, and names suspects in one more reading. */
export class Limits {
  readonly #event: Event;
  readonly #now: number;
  readonly #suspects = new Set<number>();
  readonly #named = new Map<string, { held: number; waiting: number; bookingIds: string[] }>();
  #customers = 0;
  #parts = 1;

  constructor(event: Event, now: number) {
    this.#event = event;
    this.#now = now;
  }

  /** @returns the number of readings that an event with so many bookings needs. */
  static partsFor(bookings: number): number {
    return Math.max(1, Math.ceil(bookings / AUDIT_CUSTOMERS_AT_ONCE));
  }

  /** @returns a sum over the customers of one part of `parts`. `bookings`: how many the event has. */
  part(part: number, parts: number, bookings: number): { add: (booking: AuditedBooking) => void } {
    const totals = new CustomerTotals(Math.ceil(bookings / parts));
    const waiting = new CustomerTotals(Math.ceil(bookings / parts));
    const { maxPerCustomer } = this.#event;
    const limitPerCustomer = waitingLimit(this.#event);
    this.#parts = parts;
    return {
      add: (booking) => {
        const quantity = this.#quantity(booking);
        if (quantity === 0) return;
        const own = customerKey(limitedAs(booking), parts);
        if (own.part !== part) return;
        const before = totals.customers;
        const total = totals.add(own.key, quantity);
        this.#customers += totals.customers - before;
        const waits = isWaiter(booking) ? waiting.add(own.key, 1) : 0;
        if (total > maxPerCustomer || waits > limitPerCustomer) this.#suspect(own.key);
      },
    };
  }

  /** True if some hash is over the limit, so that one more reading must add up by customer id. */
  get hasSuspects(): boolean {
    return this.#suspects.size > 0;
  }

  /** In one more reading: adds up the tickets of suspects by customer id. */
  name(booking: AuditedBooking): void {
    const quantity = this.#quantity(booking);
    const customer = limitedAs(booking);
    if (quantity === 0 || !this.#suspects.has(customerKey(customer, this.#parts).key)) return;
    const known = this.#named.get(customer) ?? { held: 0, waiting: 0, bookingIds: [] };
    known.held += quantity;
    known.waiting += isWaiter(booking) ? 1 : 0;
    known.bookingIds.push(booking.id);
    this.#named.set(customer, known);
  }

  /** `ofWaitlist`: what is wrong with the limit of the waitlist. */
  finding(ofWaitlist: string[] = []): Finding {
    const { maxPerCustomer, waitlist } = this.#event;
    const isChanged = !isAsCreated(this.#event);
    const limitPerCustomer = waitingLimit(this.#event);
    const over = [...this.#named.values()].filter(
      ({ held, waiting }) => held > maxPerCustomer || waiting > limitPerCustomer,
    );
    const limits = [
      `${maxPerCustomer} tickets`,
      ...(waitlist.limitPerCustomer === undefined
        ? []
        : [`${limitPerCustomer} waiting ${limitPerCustomer === 1 ? 'booking' : 'bookings'}`]),
    ].join(' and ');
    const offenders = new Offenders();
    for (const id of over.flatMap(({ bookingIds }) => bookingIds)) offenders.add(id);
    const evidence = [
      `${this.#customers - over.length} customers with at most ${limits} each`,
      ...(over.length > 0 ? [`${over.length} with more`] : []),
      ...(over.length > 0 && isChanged ? ['which an earlier limit may have allowed'] : []),
      ...ofWaitlist,
    ];
    const isBroken = ofWaitlist.length > 0 || (over.length > 0 && !isChanged);
    const holds = verdict(isBroken, over.length > 0);
    return finding('WithinLimit', holds, evidence.join(', '), offenders);
  }

  #quantity(booking: AuditedBooking): number {
    const isUnbound = isByOrganizer(booking) || isEndedByClock(booking, this.#now);
    return isUnbound ? 0 : Math.max(0, booking.quantity);
  }

  #suspect(key: number): void {
    if (this.#suspects.size < AUDIT_OFFENDERS_LIMIT_BOOKINGS) this.#suspects.add(key);
  }
}
