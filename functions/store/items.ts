/** Converts domain objects to items and back. Attribute names avoid DynamoDB's reserved words. */
import { arrivalKey, type Booking } from '../domain/model/booking.ts';
import {
  type CopiedTerms,
  copiedTerms,
  type Event,
  type EventFields,
  eventOf,
} from '../domain/model/event.ts';
import { startKey } from '../domain/model/event-order.ts';
import type { Entry } from '../domain/model/plan-promotions.ts';
import { statedTerms } from '../domain/model/sale-terms.ts';
import type { Session } from '../domain/model/session.ts';
import type { Shard } from '../domain/model/shard.ts';
import type { Contact, ListedUser, User } from '../domain/model/user.ts';
import type { WaitlistState } from '../domain/model/waitlist-state.ts';
import type { Tally } from '../domain/ports/booking-store.ts';
import type { Item } from './commit.ts';
import {
  bookingKey,
  createdKey,
  emailKey,
  entryPartition,
  eventKey,
  eventListing,
  sessionKey,
  shardKey,
  userKey,
  userListing,
  userListingKey,
  waitlistKey,
} from './keys.ts';

/** Stores only the sale terms that the organizer stated; `eventOf` derives the others from the event. */
export function toEventItem(event: Event): Item {
  const {
    stated,
    salesOpenAt: _salesOpenAt,
    salesCloseAt: _salesCloseAt,
    maxPerBooking: _maxPerBooking,
    maxPerCustomer: _maxPerCustomer,
    ...fields
  } = event;
  const listing = eventListing(event.cancelledAt === undefined ? 'events' : 'cancelled');
  return { ...eventKey(event.id), ...fields, ...stated, listing, listingKey: startKey(event) };
}

/** The event as it was created, for the answer to a repeated create request. */
export function toCreatedItem(event: Event): Item {
  return { ...createdKey(event.id), asCreated: toEventItem(event) };
}

export function fromCreatedItem(item: Item): Event {
  return fromEventItem(item['asCreated']);
}

export function fromEventItem(item: Item): Event {
  const {
    pk: _pk,
    sk: _sk,
    listing: _listing,
    listingKey: _listingKey,
    pendingWorkPartition: _partition,
    pendingWorkKey: _pendingWork,
    salesOpenAt,
    salesCloseAt,
    maxPerBooking,
    maxPerCustomer,
    ...fields
  } = item;
  const stated = statedTerms({ salesOpenAt, salesCloseAt, maxPerBooking, maxPerCustomer });
  return eventOf({ ...(fields as Omit<EventFields, 'stated'>), stated });
}

export function toShardItem(event: Event, shard: Shard): Item {
  return {
    ...shardKey(event.id, shard.index),
    shardIndex: shard.index,
    freeTickets: shard.freeTickets,
    isClosed: shard.closed,
    joinedCount: shard.joined,
    salesOpenAt: shard.salesOpenAt,
    salesCloseAt: shard.salesCloseAt,
    doorClosesAt: shard.doorClosesAt,
    maxPerCustomer: shard.maxPerCustomer,
  };
}

export function fromShardItem(item: Item): Shard {
  return {
    index: item['shardIndex'],
    freeTickets: item['freeTickets'],
    closed: item['isClosed'],
    joined: item['joinedCount'],
    ...copiedTermsIn(item),
  };
}

function copiedTermsIn(item: Item): CopiedTerms {
  return {
    salesOpenAt: item['salesOpenAt'],
    salesCloseAt: item['salesCloseAt'],
    doorClosesAt: item['doorClosesAt'],
    maxPerCustomer: item['maxPerCustomer'],
  };
}

/** The waitlist's item of a new event, or one replica of it. */
export function toWaitlistItem(event: Event, key = waitlistKey(event.id)): Item {
  return {
    ...key,
    sellsInOrder: false,
    areShardsEmpty: false,
    unassignedTickets: 0,
    pendingTickets: 0,
    passNumber: 0,
    servedCount: 0,
    promotionCount: 0,
    joinedCount: 0,
    cancelledCount: 0,
    ...copiedTerms(event),
  };
}

export function fromWaitlistItem(item: Item): WaitlistState {
  return {
    sellsInOrder: item['sellsInOrder'],
    shardsEmpty: item['areShardsEmpty'],
    unassigned: item['unassignedTickets'],
    pendingCapacity: item['pendingTickets'],
    pass: item['passNumber'],
    served: item['servedCount'],
    promotions: item['promotionCount'],
    joined: item['joinedCount'],
    cancelled: item['cancelledCount'],
    cancellationDone: item['isCancellationDone'] ?? false,
    ...(item['servingUpTo'] !== undefined && { servingUpTo: item['servingUpTo'] }),
    ...(item['closerUntil'] !== undefined && { closerUntil: item['closerUntil'] }),
    ...(item['lookAt'] !== undefined && { lookAt: item['lookAt'] }),
    ...(item['endedFor'] !== undefined && { endedFor: item['endedFor'] }),
    ...(item['cancellationCursor'] !== undefined && { cancellationCursor: item['cancellationCursor'] }),
    ...copiedTermsIn(item),
  };
}

export function toBookingItem(event: Event, booking: Booking): Item {
  const { id, eventId, customerId, status, quantity, released, arrival, fingerprint } = booking;
  return {
    ...bookingKey(event, id),
    bookingId: id,
    eventId,
    customerId,
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
    attendee: booking.attendee,
  };
}

export function fromBookingItem(item: Item): Booking {
  return {
    id: item['bookingId'],
    eventId: item['eventId'],
    customerId: item['customerId'],
    status: item['bookingStatus'],
    quantity: item['quantity'],
    released: item['releasedTickets'],
    granted: item['grantedTickets'] ?? 0,
    arrival: item['arrival'],
    fingerprint: item['fingerprint'],
    history: item['history'],
    cancellations: item['cancellations'],
    ...(item['offerExpiresAt'] !== undefined && { offerExpiresAt: item['offerExpiresAt'] }),
    ...(item['joinedShard'] !== undefined && { shard: item['joinedShard'] }),
    ...(item['attendee'] !== undefined && { attendee: item['attendee'] }),
  };
}

/** @throws Error when the booking never joined the waitlist. */
export function entryKeyOf(
  event: Event,
  booking: Pick<Booking, 'id' | 'arrival' | 'shard'>,
): { pk: string; sk: string } {
  if (booking.shard === undefined) throw new Error('This booking has no entry in the waitlist.');
  return { pk: entryPartition(event, booking.shard), sk: arrivalKey(booking) };
}

export function toEntryItem(event: Event, booking: Booking): Item {
  return { ...entryKeyOf(event, booking), quantity: booking.quantity - booking.granted };
}

export function fromEntryItem(item: Item): Entry {
  const key: string = item['sk'];
  return {
    key,
    bookingId: key.slice(key.indexOf('#') + 1),
    quantity: item['quantity'],
    partition: item['pk'],
    ...(item['atOnce'] === true && { atOnce: true }),
    ...(item['until'] !== undefined && { until: item['until'] }),
  };
}

export function fromTallyItem(item: Item): Tally {
  return { held: item['held'], bookingIds: item['bookingIds'], raises: item['raises'] ?? 0 };
}

export function toUserItem(user: User): Item {
  const { role, ...rest } = user;
  const listed = { listing: userListing(role), listingKey: userListingKey(user) };
  return { ...userKey(user.id), ...rest, userRole: role, ...listed };
}

export function fromUserItem(item: Item): User {
  const { id, name, email, userRole: role, passwordHash, createdAt, sessionGeneration = 0 } = item;
  return { id, name, email, role, passwordHash, createdAt, sessionGeneration } as User;
}

/** The attributes of a user item that a listing shows. */
export const LISTED_USER_ATTRIBUTES = ['id', 'name', 'email', 'userRole', 'createdAt'];

export function fromListedUserItem(item: Item): ListedUser {
  const { id, name, email, userRole: role, createdAt } = item;
  return { id, name, email, role, createdAt } as ListedUser;
}

export function toSessionItem(session: Session): Item {
  return { ...sessionKey(session.id), ...session, expiresAtSeconds: Math.ceil(session.expiresAt / 1000) };
}

export function fromSessionItem(item: Item): Session {
  const { id, userId, tokenHash, expiresAt, generation = 0 } = item;
  return { id, userId, tokenHash, expiresAt, generation } as Session;
}

/**
 * The attributes of a user item that an organizer sees. The projection leaves the password hash in the table.
 */
export const CONTACT_ATTRIBUTES = ['id', 'name', 'email'];

export function fromContactItem(item: Item): Contact {
  return { name: item['name'], email: item['email'] };
}

export function toEmailItem(user: User): Item {
  return { ...emailKey(user.email), userId: user.id };
}
