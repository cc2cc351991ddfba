/** The booking with its history, and the pending-work key by which the sweep finds it. */
import * as z from 'zod/mini';
import {
  type Booking,
  bookingPartition,
  givesUpAt,
  type HistoryEntry,
  LANGUAGES,
} from '../../domain/model/booking.ts';
import type { Event } from '../../domain/model/event.ts';
import { PENDING_WORK_GRACE_MS } from '../../domain/model/limits.ts';
import type { AuditedBooking } from '../../domain/ports/audit-store.ts';
import { type Item, type Key, optional, parseItem } from '../table/item.ts';
import { dueKeyOf, type PendingWorkKey, releaseKeyOf } from './pending-work.ts';

type Spread = Pick<Event, 'id' | 'shardCount'>;

const bookingPartitionKey = (event: Spread, partition: number): string =>
  `EVENT#${event.id}#BOOKINGS#${partition}`;

export const bookingKey = (event: Spread, bookingId: string): Key => ({
  pk: bookingPartitionKey(event, bookingPartition(bookingId, event.shardCount)),
  sk: `BOOKING#${bookingId}`,
});

/** All partitions that hold bookings of the event. */
export const bookingPartitions = (event: Spread): string[] =>
  Array.from({ length: event.shardCount }, (_, partition) => bookingPartitionKey(event, partition));

/** Sorts before every booking of its partition. */
export const BEFORE_BOOKINGS = 'BOOKING#';

const WHEN_AND_HOW_MANY = { at: z.int(), quantity: z.int() };
const BY_SCANNER = { at: z.int(), ticket: z.int(), by: z.string(), scanId: z.string() };

const TYPES = optional(z.array(z.object({ type: z.string(), quantity: z.int() })));

const HISTORY_ENTRY: z.ZodMiniType<HistoryEntry> = z.discriminatedUnion('what', [
  z.object({
    what: z.enum(['booked', 'joined', 'cancelled', 'left']),
    ...WHEN_AND_HOW_MANY,
    types: TYPES,
    by: optional(z.string()),
    why: optional(z.string()),
    tickets: optional(z.array(z.int())),
    transferred: optional(z.array(z.int())),
    leavesUnserved: optional(z.literal(true)),
    attempt: optional(z.string()),
    isAfterSales: optional(z.literal(true)),
    requestedAt: optional(z.int()),
    isAhead: optional(z.literal(true)),
    replacedBy: optional(z.string()),
  }),
  z.object({
    what: z.literal('added'),
    ...WHEN_AND_HOW_MANY,
    types: TYPES,
    total: z.int(),
    by: z.string(),
    additionId: z.string(),
  }),
  z.object({ what: z.enum(['promoted', 'granted']), ...WHEN_AND_HOW_MANY, promotionNumber: z.int() }),
  z.object({
    what: z.literal('offered'),
    ...WHEN_AND_HOW_MANY,
    promotionNumber: z.int(),
    expiresAt: z.int(),
    ifUnanswered: optional(z.enum(['keeps-place', 'moves-to-end'])),
  }),
  z.object({ what: z.literal('lapsed'), ...WHEN_AND_HOW_MANY, earlierArrival: optional(z.int()) }),
  z.object({
    what: z.literal('passed'),
    ...WHEN_AND_HOW_MANY,
    heldBackSince: z.int(),
    promotions: z.int(),
  }),
  z.object({
    what: z.enum(['accepted', 'declined', 'answered-at-once', 'place-confirmed']),
    ...WHEN_AND_HOW_MANY,
  }),
  z.object({
    what: z.literal('expired'),
    ...WHEN_AND_HOW_MANY,
    because: optional(z.enum(['sales-closed', 'more-than-capacity'])),
  }),
  z.object({
    what: z.enum(['handed-on', 'event-cancelled']),
    ...WHEN_AND_HOW_MANY,
    transferred: optional(z.array(z.int())),
  }),
  z.object({
    what: z.literal('checked-in'),
    ...BY_SCANNER,
    scannedAt: optional(z.int()),
    device: optional(z.string()),
  }),
  z.object({ what: z.literal('check-in-undone'), ...BY_SCANNER, reason: z.string() }),
  z.object({ what: z.literal('link-requested'), at: z.int() }),
  z.object({
    what: z.literal('ticket-named'),
    at: z.int(),
    ticket: z.int(),
    by: z.string(),
    isCleared: optional(z.literal(true)),
  }),
  z.object({ what: z.literal('person-erased'), at: z.int(), by: optional(z.string()) }),
  z.object({
    what: z.literal('ticket-transferred'),
    at: z.int(),
    ticket: z.int(),
    newTicket: z.int(),
    by: z.string(),
    transferId: z.string(),
  }),
]);

const STATUS = z.enum(['confirmed', 'waitlisted', 'offered', 'cancelled']);

const AUDITED_BOOKING = z.object({
  bookingId: z.string(),
  customerId: z.string(),
  limitedAs: optional(z.string()),
  bookingStatus: STATUS,
  quantity: z.int(),
  releasedTickets: z.int(),
  grantedTickets: optional(z.int()),
  offerExpiresAt: optional(z.int()),
  arrival: z.int(),
  history: z.array(HISTORY_ENTRY),
  joinedShard: optional(z.int()),
});

const HOLDER = z.object({
  firstName: z.string(),
  lastName: z.string(),
  email: optional(z.string()),
  fingerprint: optional(z.string()),
});

const BOOKING = z.extend(AUDITED_BOOKING, {
  eventId: z.string(),
  fingerprint: z.string(),
  cancellations: z.record(
    z.string(),
    z.object({
      status: STATUS,
      quantity: z.int(),
      granted: z.int(),
      asked: z.union([z.int(), z.array(z.int())]),
      voided: optional(z.array(z.int())),
      types: TYPES,
    }),
  ),
  language: optional(z.enum(LANGUAGES)),
  attendee: optional(z.object({ firstName: z.string(), lastName: z.string(), email: optional(z.string()) })),
  ticketHolders: optional(z.record(z.string(), HOLDER)),
});

export function toBookingItem(event: Event, booking: Booking): Item {
  const { id, eventId, customerId, status, quantity, released, arrival, fingerprint } = booking;
  return {
    ...bookingKey(event, id),
    bookingId: id,
    eventId,
    customerId,
    limitedAs: booking.limitedAs,
    bookingStatus: status,
    quantity,
    releasedTickets: released,
    grantedTickets: booking.granted === 0 ? undefined : booking.granted,
    offerExpiresAt: booking.offerExpiresAt,
    arrival,
    fingerprint,
    history: booking.history,
    cancellations: booking.cancellations,
    joinedShard: booking.shard,
    language: booking.language,
    attendee: booking.attendee,
    ticketHolders: booking.ticketHolders,
  };
}

/** Gives attributes of an item the names that they have in the domain. */
function renamed<Rest>(
  item: Rest &
    Pick<z.infer<typeof AUDITED_BOOKING>, 'bookingId' | 'bookingStatus' | 'releasedTickets'> & {
      grantedTickets?: number;
      joinedShard?: number;
    },
) {
  const { bookingId, bookingStatus, releasedTickets, grantedTickets = 0, joinedShard, ...same } = item;
  return {
    ...same,
    id: bookingId,
    status: bookingStatus,
    released: releasedTickets,
    granted: grantedTickets,
    ...(joinedShard !== undefined && { shard: joinedShard }),
  };
}

export function fromBookingItem(item: Item): Booking {
  return renamed(parseItem('booking', BOOKING, item));
}

/** The attributes that an audit reads. */
export const AUDITED_ATTRIBUTES = Object.keys(AUDITED_BOOKING.shape);

export function fromAuditedItem(item: Item): AuditedBooking {
  return renamed(parseItem('booking', AUDITED_BOOKING, item));
}

/** The booking is as it was read, because every change would have made its history longer. */
export const BOOKING_IS_UNCHANGED = 'size(history) = :seenHistory';

/** The booking waits and was granted no tickets. */
export const BOOKING_HAS_NO_TICKETS = 'bookingStatus = :waitlisted AND attribute_not_exists(grantedTickets)';

/** The booking has as many released tickets as were read. */
export const RELEASE_IS_WHAT_WAS_SEEN = 'releasedTickets = :seen';

/**
 * The same, and the booking is as it was read: it may have given up as many tickets of other types since, which took places of other
 * pools.
 */
export const TYPED_RELEASE_IS_WHAT_WAS_SEEN = `${RELEASE_IS_WHAT_WAS_SEEN} AND ${BOOKING_IS_UNCHANGED}`;

/** The booking is in the waitlist. */
export const BOOKING_STILL_WAITS = 'bookingStatus = :waitlisted';

/** The offer is open by the clock of the accepting request, whether or not the sweep has run. */
export const OFFER_HAS_NOT_RUN_OUT = 'offerExpiresAt > :now';

/** The offer has expired, and was neither accepted, declined nor changed since it was read. */
export const OFFER_RAN_OUT_AS_SEEN =
  'bookingStatus = :offered AND offerExpiresAt <= :now AND quantity = :offeredTickets AND releasedTickets = :seen';

type Pending = Pick<Booking, 'id' | 'status' | 'released' | 'offerExpiresAt' | 'history'>;

/**
 * Derives the pending-work key of a booking from a release, the end of its offer, or the end of its request.
 * `dueAt` (ms) is the due time of a release; an offer is due when it expires.
 * @returns an empty object for a booking without pending work.
 */
export function bookingPendingWork(
  event: Spread,
  booking: Pending,
  dueAt: number,
): PendingWorkKey | Record<string, never> {
  if (booking.released > 0) return releaseKeyOf(event, dueAt, booking.id);
  if (booking.offerExpiresAt !== undefined) return dueKeyOf(event.id, booking.offerExpiresAt, booking.id);
  const givenUpAt = givesUpAt(booking);
  if (givenUpAt !== undefined) return dueKeyOf(event.id, givenUpAt + PENDING_WORK_GRACE_MS, booking.id);
  return {};
}
