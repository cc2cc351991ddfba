/** The table after a write, held against the one before and what people were told. */
import { isDeepStrictEqual } from 'node:util';
import type { Fact } from '../../functions/domain/booking.ts';
import { type Booking, cancellationIdFor, isExpired, ticketsHeld } from '../../functions/domain/booking.ts';
import type { Event } from '../../functions/domain/event.ts';
import { EVENT_FACTS_TTL_MS, WRITE_IN_FLIGHT_MS } from '../../functions/domain/limits.ts';
import { isOverlooked } from '../../functions/domain/next-look.ts';
import { scanIdFor } from '../../functions/domain/scan-ticket.ts';
import { keyOf, makesBooking } from './people.ts';
import { freeTickets, heldTickets, type Picture } from './picture.ts';
import type { RunRecord } from './record.ts';
import type { Operation } from './workload.ts';

/** For how long a request may go by what the event said before a change. */
const EVENT_MEMORY_MS = EVENT_FACTS_TTL_MS + WRITE_IN_FLIGHT_MS;

/** Whose bookings those at the door are, as far as anybody can tell before they are made. */
const AT_DOOR = 'somebody at the door';

export function checkInstant(record: RunRecord, picture: Picture): void {
  const before = record.latest;
  record.onInstant(picture);
  checkConservation(record, picture);
  checkLine(record, picture);
  checkCopies(record, picture);
  checkEffects(record, picture);
  checkAcknowledged(record, picture);
  for (const booking of picture.bookings.values()) {
    const earlier = before?.bookings.get(booking.id);
    if (earlier !== undefined && earlier.history.length === booking.history.length) continue;
    if (earlier === undefined) checkLimit(record, picture, booking);
    checkFacts(record, picture, booking, earlier);
    checkDoor(record, booking);
    if (ticketsHeld(booking) > (earlier === undefined ? 0 : ticketsHeld(earlier)))
      checkOrder(record, picture, booking);
  }
  for (const { id, status, history } of before?.bookings.values() ?? []) {
    if (picture.bookings.has(id)) continue;
    const wasUnanswered = status === 'waitlisted' && history.length === 1 && !record.toldToWait.has(id);
    if (!wasUnanswered) record.fail('Durable', `booking ${id} is gone`);
  }
}

const isOfDoor = ({ history: [first] }: Booking): boolean =>
  (first?.what === 'booked' || first?.what === 'joined') && first.by !== undefined;

function scanIdOf({ organizerId }: Event, operation: Operation): string {
  return scanIdFor(operation.what === 'check-in' ? 'check-in' : 'undo', organizerId, keyOf(operation));
}

function checkConservation(record: RunRecord, picture: Picture): void {
  const { event, line, shards } = picture;
  const total = freeTickets(picture) + line.raised + heldTickets(picture);
  const isNegative = line.pool < 0 || line.raised < 0 || shards.some((shard) => shard.freeTickets < 0);
  if (total !== event.capacity || isNegative) {
    record.fail('NoOversell', `free and held make ${total} of ${event.capacity} tickets`);
  }
}

function checkCopies(record: RunRecord, { line, copies }: Picture): void {
  if (copies.some((copy) => !isDeepStrictEqual(copy, line))) {
    record.fail('NoOvertaking', 'one copy of the line says what another does not');
  }
}

/** The line is no longer than it may be, and the sweep would find whatever is left to do for it. */
function checkLine(record: RunRecord, { entries, event, line }: Picture): void {
  const { limit = Number.POSITIVE_INFINITY } = event.waitlist;
  if (entries.length > limit) record.fail('WithinLimit', `${entries.length} wait in a line for ${limit}`);
  if (isOverlooked(event, line, record.now() + record.skew))
    record.fail('NoLostTicket', 'the sweep would not find what is left to do for the line');
}

/** With a new booking a customer has no more than was allowed when its request may have looked. */
function checkLimit(record: RunRecord, { event, bookings }: Picture, { customerId }: Booking): void {
  const limits = record.since(record.now() - EVENT_MEMORY_MS).map(({ limit }) => limit);
  const limit = Math.max(event.maxPerCustomer, ...limits);
  let held = 0;
  for (const booking of bookings.values()) {
    if (booking.customerId !== customerId || isExpired(booking, record.now() + record.skew)) continue;
    held += booking.quantity;
  }
  if (held > limit) record.fail('WithinLimit', `${customerId} holds ${held} tickets`);
}

/** Nothing is there that nobody asked for, and nothing twice. */
function checkEffects(record: RunRecord, { bookings }: Picture): void {
  const keyed = new Set<string>();
  const keyless = new Map<string, number>();
  for (const { operation, customerId, bookingId = '', sends } of record.sent.values()) {
    if (!makesBooking(operation)) continue;
    const owner = operation.what === 'book' ? customerId : AT_DOOR;
    if (operation.hasKey) keyed.add(bookingId);
    else keyless.set(owner, (keyless.get(owner) ?? 0) + sends);
  }
  for (const customerId of record.newcomers) keyless.set(customerId, 1);
  for (const booking of bookings.values()) {
    if (keyed.has(booking.id)) continue;
    const owner = isOfDoor(booking) ? AT_DOOR : booking.customerId;
    const left = (keyless.get(owner) ?? 0) - 1;
    keyless.set(owner, left);
    if (left < 0) record.fail('OneEffect', `booking ${booking.id} is there, and no request explains it`);
  }
}

/** What was answered with success is there, and only what somebody did to it since has changed it. */
function checkAcknowledged(record: RunRecord, picture: Picture): void {
  for (const { operation, bookingId = '', customerId, answers } of record.sent.values()) {
    const done = answers.find(({ answer }) => answer !== 'nothing' && answer.status < 300);
    if (done === undefined || done.answer === 'nothing' || operation.what === 'look') continue;
    const booking = picture.bookings.get(bookingId);
    if ('of' in operation || makesBooking(operation)) {
      if (booking === undefined) {
        record.fail('Durable', `operation ${operation.number} was acknowledged and its booking is not there`);
        continue;
      }
    }
    if (booking === undefined) continue;
    const has = (...kinds: Fact['what'][]) => booking.history.some((fact) => kinds.includes(fact.what));
    const isKept = makesBooking(operation)
      ? (booking.customerId === customerId || isOfDoor(booking)) &&
        (done.answer.status === 202 || booking.status !== 'waitlisted') &&
        (booking.status !== 'cancelled' || has('cancelled', 'left', 'declined', 'expired', 'event-cancelled'))
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
    if (!isKept) record.fail('Durable', `what operation ${operation.number} was told is not so any more`);
  }
}

function checkFacts(
  record: RunRecord,
  { event }: Picture,
  booking: Booking,
  earlier: Booking | undefined,
): void {
  const salesCloseAt = Date.parse(event.salesCloseAt);
  // Who remembers the event from before a change may still be sold tickets by a shard that it has not come to.
  const now = record.now();
  const remembered = record.since(event.isSpreading ? now - EVENT_MEMORY_MS : now);
  for (const fact of booking.history.slice(earlier?.history.length ?? 0)) {
    const isPromotion = fact.what === 'promoted' || fact.what === 'offered' || fact.what === 'granted';
    if (isPromotion && fact.at >= salesCloseAt)
      record.fail('OnTime', `${booking.id} was served after sales closed`);
    if (isPromotion && event.cancelledAt !== undefined)
      record.fail('OnTime', `${booking.id} was served after the event was cancelled`);
    if (fact.what === 'offered' && fact.expiresAt > salesCloseAt)
      record.fail('OnTime', `the offer of ${booking.id} outlives the sale`);
    const isSale = fact.what === 'booked' || fact.what === 'joined';
    const closes = remembered.map((instant) =>
      isOfDoor(booking) ? instant.doorClosesAt : instant.salesCloseAt,
    );
    if (isSale && event.cancelledAt !== undefined && event.isSpreading === undefined)
      record.fail('OnTime', `${booking.id} was taken when every shard knew that the event was cancelled`);
    if (isSale && booking.arrival - record.skew > Math.max(...closes))
      record.fail('OnTime', `${booking.id} was taken after sales closed`);
    const expiresAt = earlier?.offerExpiresAt ?? Number.POSITIVE_INFINITY;
    if (fact.what === 'accepted' && fact.at >= expiresAt)
      record.fail('OnTime', `${booking.id} was accepted after its offer ran out`);
    if (
      fact.what === 'accepted' &&
      event.isSpreading === undefined &&
      record.now() - record.skew > salesCloseAt
    )
      record.fail('OnTime', `${booking.id} was accepted although the sale is over`);
    if (fact.what === 'expired') checkEnding(record, event, booking, earlier, fact);
    if (
      fact.what === 'cancelled' &&
      'by' in fact &&
      fact.by !== undefined &&
      fact.by !== booking.customerId &&
      !record.givenBack.has(booking.id)
    ) {
      record.fail('Mine', `${booking.id} was cancelled by somebody else`);
    }
  }
}

/** An offer or a place in the line ends by the clock, with the sale, or because it can never be served. */
function checkEnding(
  record: RunRecord,
  event: Event,
  { id }: Booking,
  earlier: Booking | undefined,
  fact: Fact & { what: 'expired' },
): void {
  const { because, at } = fact;
  const isInTime =
    because === undefined
      ? at >= (earlier?.offerExpiresAt ?? Number.POSITIVE_INFINITY)
      : because === 'sales-closed'
        ? at >= Date.parse(event.salesCloseAt)
        : (earlier?.quantity ?? 0) > event.capacity;
  if (!isInTime) record.fail('OnTime', `${id} ended (${because ?? 'ran out'}) before its time`);
}

/** A ticket lets somebody in once, until that is undone; a scan has one effect, and who is in has a ticket. */
function checkDoor(record: RunRecord, booking: Booking): void {
  const scans = new Set<string>();
  const inside = new Set<number>();
  for (const fact of booking.history) {
    if (!('scanId' in fact)) continue;
    const isEntry = fact.what === 'checked-in';
    if (scans.has(fact.scanId)) record.fail('OneEffect', `a scan of ${booking.id} is recorded twice`);
    if (inside.has(fact.ticket) === isEntry)
      record.fail('OneEffect', `ticket ${fact.ticket} of ${booking.id} was ${fact.what} a second time`);
    scans.add(fact.scanId);
    if (isEntry) inside.add(fact.ticket);
    else inside.delete(fact.ticket);
  }
  const isCalledOff = booking.history.some(({ what }) => what === 'event-cancelled');
  if (!isCalledOff && inside.size > ticketsHeld(booking))
    record.fail('OneEffect', `${inside.size} are in on ${ticketsHeld(booking)} tickets of ${booking.id}`);
}

/** Nobody who was told to wait, before the request of who is served was sent, still waits. */
function checkOrder(record: RunRecord, picture: Picture, served: Booking): void {
  const { event, line, bookings } = picture;
  const requestedAt = record.requestedAt.get(served.id);
  const [first] = served.history;
  const isAfterSales = first?.what === 'booked' && first.isAfterSales === true;
  if (requestedAt === undefined || isAfterSales) return;
  for (const [id, toldAt] of record.toldToWait) {
    const waiting = bookings.get(id);
    if (waiting?.status !== 'waitlisted' || toldAt >= requestedAt || id === served.id) continue;
    const missing = waiting.quantity - waiting.granted;
    if (event.waitlist.policy === 'skip' && missing > line.pool + served.quantity) continue;
    record.fail(
      'NoOvertaking',
      `${served.id} was served while ${id}, who was told to wait before it was asked for, still waits`,
    );
  }
}
