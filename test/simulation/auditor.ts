/**
 * The judge of a run. It sees every instant of the table and every answer that somebody got, and holds each guarantee
 * against them by its name. What it believes of an operation is a small model: done, refused, or unknown.
 */

import { isDeepStrictEqual } from 'node:util';
import type { GuaranteeName } from '../../functions/domain/audit/finding.ts';
import type { Fact } from '../../functions/domain/booking.ts';
import {
  type Booking,
  bookingIdFor,
  cancellationIdFor,
  isExpired,
  ticketsHeld,
} from '../../functions/domain/booking.ts';
import type { Event } from '../../functions/domain/event.ts';
import { EVENT_FACTS_TTL_MS } from '../../functions/domain/limits.ts';
import { scanIdFor } from '../../functions/domain/scan-ticket.ts';
import { type Account, type Answer, keyOf } from './people.ts';
import { availableTickets, freeTickets, heldTickets, holdings, type Picture } from './picture.ts';
import type { Operation } from './workload.ts';

export type Guarantee = GuaranteeName | 'Proved';

export type Violation = { guarantee: Guarantee; what: string; at: number };

type Instant = { at: number; available: number; waiting: number; held: Map<string, number> };

/** Codes that a request of this kind may be refused with, whatever goes wrong around it. */
const HONEST_CODES: Record<string, string[]> = {
  book: [
    'sold-out',
    'customer-limit-reached',
    'waitlist-full',
    'sales-closed',
    'event-cancelled',
    'validation-failed',
    'busy',
  ],
  cancel: ['already-cancelled', 'offer-expired', 'not-found', 'validation-failed', 'checked-in', 'busy'],
  accept: ['not-found', 'offer-expired', 'not-offered', 'busy'],
  decline: ['not-found', 'offer-expired', 'not-offered', 'busy'],
  look: ['not-found', 'busy'],
  meddle: ['not-found', 'busy'],
  'change-capacity': ['capacity-below-held', 'event-cancelled', 'validation-failed', 'busy'],
  'rest-line': ['event-cancelled', 'busy'],
  'cancel-event': ['busy'],
  'check-in': ['ticket-void', 'already-checked-in', 'idempotency-key-reused', 'busy'],
  'undo-check-in': ['ticket-void', 'not-checked-in', 'busy'],
};

function scanIdOf({ organizerId }: Event, operation: Operation): string {
  return scanIdFor(operation.what === 'check-in' ? 'check-in' : 'undo', organizerId, keyOf(operation));
}

export class Auditor {
  readonly violations: Violation[] = [];
  readonly #now: () => number;
  readonly #instants: Instant[] = [];
  readonly #sent = new Map<number, Account>();
  /** When somebody was first told that this booking waits, ms. */
  readonly #toldToWait = new Map<string, number>();
  /** When the request of a booking was first sent, ms. */
  readonly #requestedAt = new Map<string, number>();
  /** How far two clocks may differ, ms. */
  readonly #skew: number;
  #latest: Picture | undefined;

  constructor(now: () => number, skew: number) {
    this.#now = now;
    this.#skew = skew;
  }

  get picture(): Picture | undefined {
    return this.#latest;
  }

  fail(guarantee: Guarantee, what: string): void {
    this.violations.push({ guarantee, what, at: this.#now() });
  }

  onSend(account: Account): void {
    const { operation, bookingId } = account;
    this.#sent.set(operation.number, account);
    if (operation.what === 'book' && bookingId !== undefined && !this.#requestedAt.has(bookingId)) {
      this.#requestedAt.set(bookingId, this.#now());
    }
  }

  /** The table after a write. */
  onInstant(picture: Picture): void {
    const before = this.#latest;
    this.#latest = picture;
    this.#instants.push({
      at: this.#now(),
      available: availableTickets(picture),
      waiting: picture.entries.length,
      held: holdings(picture),
    });
    this.#checkConservation(picture);
    this.#checkLimits(picture);
    this.#checkCopies(picture);
    this.#checkEffects(picture);
    this.#checkAcknowledged(picture);
    for (const booking of picture.bookings.values()) {
      const earlier = before?.bookings.get(booking.id);
      if (earlier !== undefined && earlier.history.length === booking.history.length) continue;
      this.#checkFacts(picture, booking, earlier);
      this.#checkDoor(booking);
      if (ticketsHeld(booking) > (earlier === undefined ? 0 : ticketsHeld(earlier)))
        this.#checkOrder(picture, booking);
    }
    for (const id of before?.bookings.keys() ?? []) {
      if (!picture.bookings.has(id)) this.fail('Durable', `booking ${id} is gone`);
    }
  }

  onAnswer(account: Account): void {
    const latest = account.answers.at(-1);
    if (latest === undefined || latest.answer === 'nothing') return;
    const { answer, sentAt } = latest;
    const { operation } = account;
    const allowed = HONEST_CODES[operation.what] ?? [];
    if (answer.status >= 300 && !allowed.includes(answer.code ?? '')) {
      this.fail('HonestAnswer', `operation ${operation.number} was answered ${answer.status} ${answer.code}`);
    }
    if (answer.status === 503 && answer.retryAfter === undefined) {
      this.fail('HonestAnswer', `operation ${operation.number} got 503 without Retry-After`);
    }
    if (operation.what === 'meddle') this.#checkMine(account, answer);
    if (operation.what === 'book') this.#checkBookingAnswer(account, answer, sentAt);
    this.#checkSameAnswer(account);
  }

  #checkConservation(picture: Picture): void {
    const { event, line, shards } = picture;
    const total = freeTickets(picture) + line.raised + heldTickets(picture);
    const isNegative = line.pool < 0 || line.raised < 0 || shards.some((shard) => shard.freeTickets < 0);
    if (total !== event.capacity || isNegative) {
      this.fail('NoOversell', `free and held make ${total} of ${event.capacity} tickets`);
    }
  }

  #checkCopies({ line, copies }: Picture): void {
    if (copies.some((copy) => !isDeepStrictEqual(copy, line))) {
      this.fail('NoOvertaking', 'one copy of the line says what another does not');
    }
  }

  #checkLimits({ entries, event, bookings }: Picture): void {
    const { limit = Number.POSITIVE_INFINITY } = event.waitlist;
    if (entries.length > limit) this.fail('WithinLimit', `${entries.length} wait in a line for ${limit}`);
    const held = new Map<string, number>();
    for (const booking of bookings.values()) {
      const quantity = isExpired(booking, this.#now() + this.#skew) ? 0 : booking.quantity;
      held.set(booking.customerId, (held.get(booking.customerId) ?? 0) + quantity);
    }
    for (const [customer, quantity] of held) {
      if (quantity > event.maxPerCustomer) this.fail('WithinLimit', `${customer} holds ${quantity} tickets`);
    }
  }

  /** Nothing is there that nobody asked for, and nothing twice. */
  #checkEffects({ event, bookings }: Picture): void {
    const keyed = new Set<string>();
    const keyless = new Map<string, number>();
    for (const { operation, customerId, sends } of this.#sent.values()) {
      if (operation.what !== 'book') continue;
      if (operation.hasKey) keyed.add(bookingIdFor(event.id, customerId, keyOf(operation)));
      else keyless.set(customerId, (keyless.get(customerId) ?? 0) + sends);
    }
    for (const booking of bookings.values()) {
      if (keyed.has(booking.id)) continue;
      const left = (keyless.get(booking.customerId) ?? 0) - 1;
      keyless.set(booking.customerId, left);
      if (left < 0) this.fail('OneEffect', `booking ${booking.id} is there, and no request explains it`);
    }
  }

  /** What was answered with success is there, and only what somebody did to it since has changed it. */
  #checkAcknowledged(picture: Picture): void {
    for (const { operation, bookingId = '', customerId, answers } of this.#sent.values()) {
      const done = answers.find(({ answer }) => answer !== 'nothing' && answer.status < 300);
      if (done === undefined || done.answer === 'nothing' || operation.what === 'look') continue;
      const booking = picture.bookings.get(bookingId);
      if ('of' in operation || operation.what === 'book') {
        if (booking === undefined) {
          this.fail('Durable', `operation ${operation.number} was acknowledged and its booking is not there`);
          continue;
        }
      }
      if (booking === undefined) continue;
      const has = (...kinds: Fact['what'][]) => booking.history.some((fact) => kinds.includes(fact.what));
      const isKept =
        operation.what === 'book'
          ? booking.customerId === customerId &&
            (done.answer.status === 202 || booking.status !== 'waitlisted') &&
            (booking.status !== 'cancelled' ||
              has('cancelled', 'left', 'declined', 'expired', 'event-cancelled'))
          : operation.what === 'cancel'
            ? cancellationIdFor(customerId, keyOf(operation)) in booking.cancellations
            : operation.what === 'accept'
              ? has('accepted')
              : operation.what === 'decline'
                ? has('declined')
                : 'ticket' in operation
                  ? booking.history.some(
                      (fact) => 'scanId' in fact && fact.scanId === scanIdOf(picture.event, operation),
                    )
                  : true;
      if (!isKept) this.fail('Durable', `what operation ${operation.number} was told is not so any more`);
    }
  }

  #checkFacts({ event }: Picture, booking: Booking, earlier: Booking | undefined): void {
    const salesCloseAt = Date.parse(event.salesCloseAt);
    // Who remembers the event from before a change may still be sold tickets by a shard that it has not come to.
    const memoryMs = event.isSpreading ? EVENT_FACTS_TTL_MS : 0;
    for (const fact of booking.history.slice(earlier?.history.length ?? 0)) {
      const isPromotion = fact.what === 'promoted' || fact.what === 'offered' || fact.what === 'granted';
      if (isPromotion && fact.at >= salesCloseAt)
        this.fail('OnTime', `${booking.id} was served after sales closed`);
      if (isPromotion && event.cancelledAt !== undefined)
        this.fail('OnTime', `${booking.id} was served after the event was cancelled`);
      if (fact.what === 'offered' && fact.expiresAt > salesCloseAt)
        this.fail('OnTime', `the offer of ${booking.id} outlives the sale`);
      const isSale = fact.what === 'booked' || fact.what === 'joined';
      if (isSale && booking.arrival - this.#skew - memoryMs > salesCloseAt)
        this.fail('OnTime', `${booking.id} was taken after sales closed`);
      const expiresAt = earlier?.offerExpiresAt ?? Number.POSITIVE_INFINITY;
      if (fact.what === 'accepted' && fact.at >= expiresAt)
        this.fail('OnTime', `${booking.id} was accepted after its offer ran out`);
      if (fact.what === 'expired' && fact.at < expiresAt)
        this.fail('OnTime', `the offer of ${booking.id} was ended before its time`);
      if (
        fact.what === 'cancelled' &&
        'by' in fact &&
        fact.by !== undefined &&
        fact.by !== booking.customerId
      ) {
        this.fail('Mine', `${booking.id} was cancelled by somebody else`);
      }
    }
  }

  /** A ticket lets somebody in once, until that is undone; a scan has one effect, and who is in has a ticket. */
  #checkDoor(booking: Booking): void {
    const scans = new Set<string>();
    const inside = new Set<number>();
    for (const fact of booking.history) {
      if (!('scanId' in fact)) continue;
      const isEntry = fact.what === 'checked-in';
      if (scans.has(fact.scanId)) this.fail('OneEffect', `a scan of ${booking.id} is recorded twice`);
      if (inside.has(fact.ticket) === isEntry)
        this.fail('OneEffect', `ticket ${fact.ticket} of ${booking.id} was ${fact.what} a second time`);
      scans.add(fact.scanId);
      if (isEntry) inside.add(fact.ticket);
      else inside.delete(fact.ticket);
    }
    const isCalledOff = booking.history.some(({ what }) => what === 'event-cancelled');
    if (!isCalledOff && inside.size > ticketsHeld(booking))
      this.fail('OneEffect', `${inside.size} are in on ${ticketsHeld(booking)} tickets of ${booking.id}`);
  }

  /** Nobody who was told to wait, before the request of who is served was sent, still waits. */
  #checkOrder(picture: Picture, served: Booking): void {
    const { event, line, bookings } = picture;
    const requestedAt = this.#requestedAt.get(served.id);
    if (requestedAt === undefined) return;
    for (const [id, toldAt] of this.#toldToWait) {
      const waiting = bookings.get(id);
      if (waiting?.status !== 'waitlisted' || toldAt >= requestedAt || id === served.id) continue;
      const missing = waiting.quantity - waiting.granted;
      if (event.waitlist.policy === 'skip' && missing > line.pool + served.quantity) continue;
      this.fail(
        'NoOvertaking',
        `${served.id} was served while ${id}, who was told to wait before it was asked for, still waits`,
      );
    }
  }

  #checkMine({ operation }: Account, { status }: Exclude<Answer, 'nothing'>): void {
    if (status < 300) this.fail('Mine', `operation ${operation.number} reached somebody else's booking`);
  }

  #checkBookingAnswer(account: Account, answer: Exclude<Answer, 'nothing'>, sentAt: number): void {
    const { operation, customerId, answers } = account;
    if (operation.what !== 'book') return;
    const id = String(answer.body['id']);
    if (answer.status < 300) {
      if (answer.status === 202 && !this.#toldToWait.has(id)) this.#toldToWait.set(id, this.#now());
      if (!operation.hasKey && !this.#requestedAt.has(id)) this.#requestedAt.set(id, sentAt);
      if (!this.#latest?.bookings.has(id))
        this.fail('Durable', `operation ${operation.number} was told of a booking that is not there`);
      return;
    }
    const since = Math.min(...answers.map((one) => one.sentAt));
    const seen = this.#instantsSince(since);
    if (answer.code === 'sold-out' && !seen.some(({ available }) => available < operation.quantity)) {
      this.fail(
        'HonestAnswer',
        `operation ${operation.number} was told "sold out" while ${operation.quantity} tickets were there`,
      );
    }
    if (answer.code === 'waitlist-full') {
      const limit = this.#latest?.event.waitlist.limit ?? Number.POSITIVE_INFINITY;
      if (!seen.some(({ waiting }) => waiting >= limit))
        this.fail('HonestAnswer', `operation ${operation.number} was told that the line is full`);
    }
    if (answer.code === 'customer-limit-reached') {
      const room = (this.#latest?.event.maxPerCustomer ?? 0) - operation.quantity;
      if (!seen.some(({ held }) => (held.get(customerId) ?? 0) > room)) {
        this.fail(
          'HonestAnswer',
          `operation ${operation.number} was told that the customer's limit is reached`,
        );
      }
    }
  }

  /** Whoever repeats a request is told what they were told. */
  #checkSameAnswer({ operation, answers }: Account): void {
    if (!operation.hasKey || !['book', 'cancel', 'accept', 'decline'].includes(operation.what)) return;
    const latest = answers.at(-1);
    const told = (one: (typeof answers)[number] | undefined): string | undefined =>
      one === undefined || one.answer === 'nothing' || one.answer.status === 503
        ? undefined
        : `${one.answer.status} ${one.answer.code ?? one.answer.body['id']}`;
    const before = answers.filter((one) => told(one)?.startsWith('2') && one.at <= (latest?.sentAt ?? 0));
    const now = told(latest);
    if (before.length === 0 || now === undefined || before.some((one) => told(one) === now)) return;
    /** Of two that are in flight at once, one may be told its place while the other is being served. */
    const wasAtOnce = before.some((one) => answers.some(({ sentAt, at }) => sentAt < one.at && at > one.at));
    const isOneOfTwo =
      wasAtOnce && now.startsWith('201') && before.every((one) => told(one)?.startsWith('202'));
    if (!isOneOfTwo)
      this.fail('OneEffect', `operation ${operation.number} was answered ${told(before[0])}, then ${now}`);
  }

  /** What was the case at some time from this instant until now. */
  #instantsSince(instant: number): Instant[] {
    const first = this.#instants.findLastIndex(({ at }) => at <= instant);
    return this.#instants.slice(Math.max(0, first));
  }
}
