/**
 * Checks the guarantees on the table after each write, by comparing it with the table before and with all
 * answers.
 */
import { isDeepStrictEqual } from 'node:util';
import { scanIdFor } from '../../functions/domain/door/scan-ticket.ts';
import type { HistoryEntry } from '../../functions/domain/model/booking.ts';
import {
  type Booking,
  cancellationIdFor,
  isExpired,
  ticketsHeld,
} from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { EVENT_CACHE_TTL_MS, WRITE_IN_FLIGHT_MS } from '../../functions/domain/model/limits.ts';
import { isOverlooked } from '../../functions/domain/model/next-look.ts';
import { keyOf, makesBooking } from './people.ts';
import type { RunRecord } from './record.ts';
import { freeTickets, heldTickets, type Snapshot } from './snapshot.ts';
import type { Operation } from './workload.ts';

/** For so long a request may still use the event as it was before a change. */
const EVENT_CACHE_MEMORY_MS = EVENT_CACHE_TTL_MS + WRITE_IN_FLIGHT_MS;

/** Stands for the customer of a door sale, whose id is not known before the booking is made. */
const AT_DOOR = 'somebody at the door';

export function checkInstant(record: RunRecord, snapshot: Snapshot): void {
  const before = record.latest;
  record.onInstant(snapshot);
  checkConservation(record, snapshot);
  checkWaitlist(record, snapshot);
  checkReplicas(record, snapshot);
  checkEffects(record, snapshot);
  checkAcknowledged(record, snapshot);
  for (const booking of snapshot.bookings.values()) {
    const earlier = before?.bookings.get(booking.id);
    if (earlier !== undefined && earlier.history.length === booking.history.length) continue;
    if (earlier === undefined) checkLimit(record, snapshot, booking);
    checkHistory(record, snapshot, booking, earlier);
    checkDoor(record, booking);
    if (ticketsHeld(booking) > (earlier === undefined ? 0 : ticketsHeld(earlier)))
      checkOrder(record, snapshot, booking);
  }
  for (const { id, status, history } of before?.bookings.values() ?? []) {
    if (snapshot.bookings.has(id)) continue;
    const wasUnanswered = status === 'waitlisted' && history.length === 1 && !record.acknowledgedAt.has(id);
    if (!wasUnanswered) record.fail('Durable', `booking ${id} was removed`);
  }
}

const isOfDoor = ({ history: [first] }: Booking): boolean =>
  (first?.what === 'booked' || first?.what === 'joined') && first.by !== undefined;

function scanIdOf({ organizerId }: Event, operation: Operation): string {
  return scanIdFor(operation.what === 'check-in' ? 'check-in' : 'undo', organizerId, keyOf(operation));
}

function checkConservation(record: RunRecord, snapshot: Snapshot): void {
  const { event, waitlist, shards } = snapshot;
  const total = freeTickets(snapshot) + waitlist.pendingCapacity + heldTickets(snapshot);
  const isNegative =
    waitlist.unassigned < 0 || waitlist.pendingCapacity < 0 || shards.some((shard) => shard.freeTickets < 0);
  if (total !== event.capacity || isNegative) {
    record.fail('NoOversell', `free and held tickets add up to ${total} of ${event.capacity}`);
  }
}

function checkReplicas(record: RunRecord, { waitlist, replicas }: Snapshot): void {
  if (replicas.some((copy) => !isDeepStrictEqual(copy, waitlist))) {
    record.fail('NoOvertaking', 'the replicas of the waitlist differ');
  }
}

/** Checks that the waitlist is within its limit, and that the sweep would find its pending work. */
function checkWaitlist(record: RunRecord, { entries, event, waitlist }: Snapshot): void {
  const { limit = Number.POSITIVE_INFINITY } = event.waitlist;
  if (entries.length > limit)
    record.fail('WithinLimit', `${entries.length} entries in a waitlist limited to ${limit}`);
  if (isOverlooked(event, waitlist, record.now() + record.skew))
    record.fail('NoLostTicket', 'the sweep would not find the pending work of the waitlist');
}

/**
 * Checks that a new booking keeps its customer within a limit that was in force when the request read the
 * event.
 */
function checkLimit(record: RunRecord, { event, bookings }: Snapshot, { customerId }: Booking): void {
  const limits = record.since(record.now() - EVENT_CACHE_MEMORY_MS).map(({ limit }) => limit);
  const limit = Math.max(event.maxPerCustomer, ...limits);
  let held = 0;
  for (const booking of bookings.values()) {
    if (booking.customerId !== customerId || isExpired(booking, record.now() + record.skew)) continue;
    held += booking.quantity;
  }
  if (held > limit) record.fail('WithinLimit', `${customerId} holds ${held} tickets`);
}

/** Checks that a request explains every booking, and that no request made two. */
function checkEffects(record: RunRecord, { bookings }: Snapshot): void {
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
    if (left < 0) record.fail('OneEffect', `booking ${booking.id} exists, and no request explains it`);
  }
}

/**
 * Checks that each effect that was answered with success is stored, and that only later operations changed
 * it.
 */
function checkAcknowledged(record: RunRecord, snapshot: Snapshot): void {
  for (const { operation, bookingId = '', customerId, answers } of record.sent.values()) {
    const done = answers.find(({ answer }) => answer !== 'nothing' && answer.status < 300);
    if (done === undefined || done.answer === 'nothing' || operation.what === 'look') continue;
    const booking = snapshot.bookings.get(bookingId);
    if ('of' in operation || makesBooking(operation)) {
      if (booking === undefined) {
        record.fail('Durable', `operation ${operation.number} was acknowledged, but its booking is missing`);
        continue;
      }
    }
    if (booking === undefined) continue;
    const has = (...kinds: HistoryEntry['what'][]) =>
      booking.history.some((historyEntry) => kinds.includes(historyEntry.what));
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
                  (historyEntry) =>
                    'scanId' in historyEntry && historyEntry.scanId === scanIdOf(snapshot.event, operation),
                )
              : true;
    if (!isKept) record.fail('Durable', `the acknowledged effect of operation ${operation.number} is gone`);
  }
}

function checkHistory(
  record: RunRecord,
  { event }: Snapshot,
  booking: Booking,
  earlier: Booking | undefined,
): void {
  const salesCloseAt = Date.parse(event.salesCloseAt);
  // While a change spreads, a process with the earlier event in its cache may sell from a shard not yet
  // changed.
  const now = record.now();
  const remembered = record.since(event.isSpreading ? now - EVENT_CACHE_MEMORY_MS : now);
  for (const historyEntry of booking.history.slice(earlier?.history.length ?? 0)) {
    const isPromotion =
      historyEntry.what === 'promoted' || historyEntry.what === 'offered' || historyEntry.what === 'granted';
    if (isPromotion && historyEntry.at >= salesCloseAt)
      record.fail('OnTime', `${booking.id} was promoted after sales closed`);
    if (isPromotion && event.cancelledAt !== undefined)
      record.fail('OnTime', `${booking.id} was promoted after the event was cancelled`);
    if (historyEntry.what === 'offered' && historyEntry.expiresAt > salesCloseAt)
      record.fail('OnTime', `the offer of ${booking.id} expires after sales close`);
    const isSale = historyEntry.what === 'booked' || historyEntry.what === 'joined';
    const closes = remembered.map((instant) =>
      isOfDoor(booking) ? instant.doorClosesAt : instant.salesCloseAt,
    );
    if (isSale && event.cancelledAt !== undefined && event.isSpreading === undefined)
      record.fail('OnTime', `${booking.id} was made although the cancellation had reached every shard`);
    if (isSale && booking.arrival - record.skew > Math.max(...closes))
      record.fail('OnTime', `${booking.id} was made after sales closed`);
    const expiresAt = earlier?.offerExpiresAt ?? Number.POSITIVE_INFINITY;
    if (historyEntry.what === 'accepted' && historyEntry.at >= expiresAt)
      record.fail('OnTime', `${booking.id} was accepted after its offer expired`);
    if (
      historyEntry.what === 'accepted' &&
      event.isSpreading === undefined &&
      record.now() - record.skew > salesCloseAt
    )
      record.fail('OnTime', `${booking.id} was accepted after sales closed`);
    if (historyEntry.what === 'expired') checkEnding(record, event, booking, earlier, historyEntry);
    if (
      historyEntry.what === 'cancelled' &&
      'by' in historyEntry &&
      historyEntry.by !== undefined &&
      historyEntry.by !== booking.customerId &&
      !record.givenBack.has(booking.id)
    ) {
      record.fail('Mine', `${booking.id} was cancelled by somebody else`);
    }
  }
}

/**
 * Checks that an offer expires, or an entry ends, only when its time is over, sales closed, or it is
 * unservable.
 */
function checkEnding(
  record: RunRecord,
  event: Event,
  { id }: Booking,
  earlier: Booking | undefined,
  historyEntry: HistoryEntry & { what: 'expired' },
): void {
  const { because, at } = historyEntry;
  const isInTime =
    because === undefined
      ? at >= (earlier?.offerExpiresAt ?? Number.POSITIVE_INFINITY)
      : because === 'sales-closed'
        ? at >= Date.parse(event.salesCloseAt)
        : (earlier?.quantity ?? 0) > event.capacity;
  if (!isInTime) record.fail('OnTime', `${id} ended (${because ?? 'offer expired'}) too early`);
}

/** Checks that a ticket is checked in once until that is undone, by one scan, and only while it is held. */
function checkDoor(record: RunRecord, booking: Booking): void {
  const scans = new Set<string>();
  const inside = new Set<number>();
  for (const historyEntry of booking.history) {
    if (!('scanId' in historyEntry)) continue;
    const isEntry = historyEntry.what === 'checked-in';
    if (scans.has(historyEntry.scanId)) record.fail('OneEffect', `a scan of ${booking.id} is recorded twice`);
    if (inside.has(historyEntry.ticket) === isEntry)
      record.fail(
        'OneEffect',
        `ticket ${historyEntry.ticket} of ${booking.id} was ${historyEntry.what} a second time`,
      );
    scans.add(historyEntry.scanId);
    if (isEntry) inside.add(historyEntry.ticket);
    else inside.delete(historyEntry.ticket);
  }
  const isCalledOff = booking.history.some(({ what }) => what === 'event-cancelled');
  if (!isCalledOff && inside.size > ticketsHeld(booking))
    record.fail(
      'OneEffect',
      `${inside.size} of ${ticketsHeld(booking)} held tickets of ${booking.id} are checked in`,
    );
}

/**
 * Checks that nobody still waits who was told to wait before the request of the booking that is served was
 * sent.
 */
function checkOrder(record: RunRecord, snapshot: Snapshot, served: Booking): void {
  const { event, waitlist, bookings } = snapshot;
  const requestedAt = record.requestedAt.get(served.id);
  const [first] = served.history;
  const isAfterSales = first?.what === 'booked' && first.isAfterSales === true;
  if (requestedAt === undefined || isAfterSales) return;
  for (const [id, toldAt] of record.acknowledgedAt) {
    const waiting = bookings.get(id);
    if (waiting?.status !== 'waitlisted' || toldAt >= requestedAt || id === served.id) continue;
    const missing = waiting.quantity - waiting.granted;
    if (event.waitlist.policy === 'skip' && missing > waitlist.unassigned + served.quantity) continue;
    record.fail(
      'NoOvertaking',
      `${served.id} was served while ${id}, which was told to wait before that request was sent, still waits`,
    );
  }
}
