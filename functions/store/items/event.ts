/** The items of an event: itself, as it was created, and the pointer from its organizer. */
import * as z from 'zod/mini';
import { overAt } from '../../domain/model/closing.ts';
import {
  type Event,
  type EventFields,
  eventOf,
  LAPSED_OFFERS,
  WAITLIST_POLICIES,
} from '../../domain/model/event.ts';
import { startKey } from '../../domain/model/event-order.ts';
import { statedTerms } from '../../domain/model/sale-terms.ts';
import { STAFF_ROLES } from '../../domain/model/staff.ts';
import type { UpdateAction } from '../table/commit.ts';
import { type Item, type Key, optional, parseItem } from '../table/item.ts';
import { overKeyOf, type PendingWorkKey } from './pending-work.ts';

export const eventKey = (eventId: string): Key => ({ pk: `EVENT#${eventId}`, sk: 'EVENT' });

export const createdKey = (eventId: string): Key => ({ pk: `EVENT#${eventId}`, sk: 'CREATED' });

/** The partition of an event in the index by start. Cancelled events have another one than all others. */
export const eventListing = (list: 'events' | 'cancelled'): string =>
  list === 'events' ? 'EVENTS' : 'EVENTS#CANCELLED';

/** The pointer from somebody on the staff of an event, its owner included, to the event. The item has no other attributes. */
export const organizedKey = (userId: string, eventId: string): Key => ({
  pk: `ORGANIZER#${userId}`,
  sk: `EVENT#${eventId}`,
});

const POLICY = z.enum(WAITLIST_POLICIES);

const QUIET_HOURS = z.object({ from: z.string(), to: z.string() });

const OFFER_TERM = z.object({
  fromTurn: z.int(),
  since: z.string(),
  revision: z.int(),
  salesCloseAt: z.string(),
  timeZone: optional(z.string()),
  waitlist: z.object({
    offerTtlSeconds: optional(z.int()),
    quietHours: optional(QUIET_HOURS),
    lapsedOffer: optional(z.enum(LAPSED_OFFERS)),
    passHeadAfterSeconds: optional(z.int()),
  }),
});

const TICKET_TYPE = z.object({
  id: z.string(),
  name: z.string(),
  price: optional(z.object({ amount: z.int(), currency: z.string() })),
  isOffSale: optional(z.literal(true)),
  pools: optional(z.array(z.string())),
});

const POOL = z.object({ id: z.string(), capacity: z.int(), firstShard: z.int(), shardCount: z.int() });

const TOLD_VALUE = z.nullable(z.string());

const FIELDS: z.ZodMiniType<Omit<EventFields, 'stated'>> = z.object({
  id: z.string(),
  organizerId: z.string(),
  staff: optional(z.record(z.string(), z.enum(STAFF_ROLES))),
  staffChanges: optional(z.int()),
  name: z.string(),
  startsAt: z.string(),
  endsAt: optional(z.string()),
  venue: optional(z.string()),
  address: optional(z.string()),
  url: optional(z.string()),
  timeZone: optional(z.string()),
  description: optional(z.string()),
  capacity: z.int(),
  isUnlimited: optional(z.literal(true)),
  ticketTypes: optional(z.array(TICKET_TYPE)),
  pools: optional(z.array(POOL)),
  allowGuests: z.boolean(),
  limitsGuestsByAddress: optional(z.literal(true)),
  requiresConfirmedAddress: optional(z.literal(true)),
  requiresChallenge: optional(z.literal(true)),
  waitlist: z.object({
    enabled: z.boolean(),
    policy: POLICY,
    policies: optional(z.array(z.object({ policy: POLICY, fromTurn: z.int(), since: z.string() }))),
    offerTtlSeconds: optional(z.int()),
    quietHours: optional(QUIET_HOURS),
    passHeadAfterSeconds: optional(z.int()),
    lapsedOffer: optional(z.enum(LAPSED_OFFERS)),
    limit: optional(z.int()),
    limitPerCustomer: optional(z.int()),
    maxPerBooking: optional(z.int()),
  }),
  offerTerms: optional(z.array(OFFER_TERM)),
  draw: optional(z.object({ windowSeconds: z.int(), seed: z.string(), seedHash: z.string() })),
  peakRequestsPerSecond: optional(z.int()),
  createdAt: z.string(),
  isDraft: optional(z.literal(true)),
  publishedAt: optional(z.string()),
  cancelledAt: optional(z.string()),
  revision: z.int(),
  toldChange: optional(
    z.object({
      revision: z.int(),
      at: z.int(),
      before: optional(
        z.object({
          name: optional(TOLD_VALUE),
          startsAt: optional(TOLD_VALUE),
          endsAt: optional(TOLD_VALUE),
          venue: optional(TOLD_VALUE),
          address: optional(TOLD_VALUE),
          url: optional(TOLD_VALUE),
        }),
      ),
    }),
  ),
  isSpreading: optional(z.literal(true)),
  shardCount: z.int(),
  fingerprint: z.string(),
});

/** Only the sale terms that the organizer stated are stored. */
const STATED_TERMS = z.object({
  salesOpenAt: optional(z.string()),
  salesCloseAt: optional(z.string()),
  maxPerBooking: optional(z.int()),
  maxPerCustomer: optional(z.int()),
  namesCloseAt: optional(z.string()),
});

const CREATED = z.object({ asCreated: z.unknown() });

/**
 * Stores only the sale terms that the organizer stated; `eventOf` derives the others from the event. A draft is not in the
 * index by start.
 */
export function toEventItem(event: Event): Item {
  const {
    stated,
    salesOpenAt: _salesOpenAt,
    salesCloseAt: _salesCloseAt,
    maxPerBooking: _maxPerBooking,
    maxPerCustomer: _maxPerCustomer,
    namesCloseAt: _namesCloseAt,
    ...fields
  } = event;
  const listing = eventListing(event.cancelledAt === undefined ? 'events' : 'cancelled');
  const listed = event.isDraft ? {} : { listing, listingKey: startKey(event) };
  return { ...eventKey(event.id), ...fields, ...stated, ...listed };
}

export function fromEventItem(item: unknown): Event {
  const stated = statedTerms(parseItem('event', STATED_TERMS, item));
  return eventOf({ ...parseItem('event', FIELDS, item), stated });
}

/**
 * The pending-work key by which an event is found once it is over, so that persons are erased from its bookings. A draft has
 * none, and an event whose change is spreading has another one.
 */
export function overKey(event: Event): PendingWorkKey | Record<string, never> {
  return event.isDraft || event.isSpreading ? {} : overKeyOf(event.id, overAt(event));
}

/** The event as it was created, for the answer to a repeated create request. */
export function toCreatedItem(event: Event): Item {
  return { ...createdKey(event.id), asCreated: toEventItem(event) };
}

export function fromCreatedItem(item: Item): Event {
  return fromEventItem(parseItem('created event', CREATED, item).asCreated);
}

/** The event is as the organizer's request read it. */
export const EVENT_IS_UNCHANGED = 'revision = :seenRevision';

/** The event is cancelled, or a repeated request has removed it already. */
export const EVENT_IS_CANCELLED = 'attribute_not_exists(pk) OR attribute_exists(cancelledAt)';

/** The write of a change that affects neither the sale terms nor the capacity, such as a new name. */
export function describeAction(before: Event, after: Event) {
  return {
    put: { ...toEventItem(after), ...overKey(after) },
    when: EVENT_IS_UNCHANGED,
    values: { ':seenRevision': before.revision },
  };
}

/** The end of a change: all shards have the new sale terms. The pending-work key is that of the event's end again. */
export function endOfSpreading({ isSpreading: _isSpreading, ...event }: Event): UpdateAction {
  const { pendingWorkPartition, pendingWorkKey } = overKey(event);
  const isFound = pendingWorkKey !== undefined;
  return {
    update: eventKey(event.id),
    set: isFound
      ? 'SET pendingWorkPartition = :partition, pendingWorkKey = :pendingWork REMOVE isSpreading'
      : 'REMOVE isSpreading, pendingWorkPartition, pendingWorkKey',
    when: EVENT_IS_UNCHANGED,
    values: {
      ':seenRevision': event.revision,
      ...(isFound && { ':partition': pendingWorkPartition, ':pendingWork': pendingWorkKey }),
    },
  };
}

/** No other run has noted the end of the erasure, so that the trail gets one entry. */
export const ERASURE_IS_OPEN = 'attribute_exists(pendingWorkKey)';

/** Persons were erased from all bookings of the event, so that it is not found any more. */
export function endOfErasure(event: Event): UpdateAction {
  return {
    update: eventKey(event.id),
    set: 'REMOVE pendingWorkPartition, pendingWorkKey',
    when: `${EVENT_IS_UNCHANGED} AND ${ERASURE_IS_OPEN}`,
    values: { ':seenRevision': event.revision },
  };
}
