/**
 * Every condition that guards a write, each named by the sentence it enforces. Each rule stands a second time as a
 * pure function in the domain; the tests hold the two together.
 */

/** The booking, event or account is not there yet: a repeat meets the first one. */
export const IS_NEW = 'attribute_not_exists(pk)';

export const EXISTS = 'attribute_exists(pk)';

/** For what goes together with something that is guarded. */
export const MAY_EXIST = 'attribute_exists(pk) OR attribute_not_exists(pk)';

/** The terms this request believes in are the current ones, and sales are open by the clock. */
const SALES_ARE_OPEN = 'maxPerCustomer = :maxPerCustomer AND salesOpenAt <= :now AND salesCloseAt > :now';

/** The same for the organizer, who sells at the door until the event ends. */
const DOOR_IS_OPEN = 'maxPerCustomer = :maxPerCustomer AND salesOpenAt <= :now AND doorClosesAt > :now';

/** Domain: `takeVerdict`. */
export const SHARD_SELLS = `${SALES_ARE_OPEN} AND isClosed = :false AND freeTickets >= :quantity`;

/** Domain: `takeVerdict` with `isAtDoor`. */
export const SHARD_SELLS_AT_DOOR = `${DOOR_IS_OPEN} AND isClosed = :false AND freeTickets >= :quantity`;

/** Tickets of the pool are sold past the line only once nobody is served from it any more. */
export const POOL_SELLS_AT_DOOR = `${DOOR_IS_OPEN} AND salesCloseAt <= :now AND isDrained = :true AND poolTickets >= :quantity`;

/** Domain: `joinVerdict`. */
export const SHARD_ADMITS_TO_LINE = `${SALES_ARE_OPEN} AND isClosed = :true`;

/** The same for a line with a limit, which everyone joins in one place. */
export const LINE_HAS_ROOM = `${SALES_ARE_OPEN} AND joinedCount < :limit`;

export const SHARD_IS_OPEN = 'isClosed = :false';

/** A closed shard still holds exactly the tickets that were seen in it. */
export const SHARD_HOLDS_WHAT_WAS_SEEN = 'isClosed = :true AND freeTickets = :seen';

/** The customer's tickets stay within the limit, and their list of bookings within its own. */
export const CUSTOMER_IS_WITHIN_LIMIT =
  'attribute_not_exists(pk) OR (held <= :room AND size(bookingIds) < :bookingsLimit)';

/** No booking was added since the customer's bookings were counted, whatever the length of the list is now. */
export const CUSTOMER_BOOKED_NOTHING_SINCE = 'attribute_not_exists(raises) OR raises = :seenRaises';

/** Every change of a booking adds to its history, so an equal length means an unchanged booking. */
export const BOOKING_IS_UNCHANGED = 'size(facts) = :seenFacts';

/** It waits, and was not given part of what it asks for. */
export const BOOKING_HAS_NO_TICKETS = 'bookingStatus = :waitlisted AND attribute_not_exists(grantedTickets)';

export const RELEASE_IS_WHAT_WAS_SEEN = 'releasedTickets = :seen';

export const BOOKING_STILL_WAITS = 'bookingStatus = :waitlisted';

/** The entry asks for as many tickets as were seen. */
export const ENTRY_IS_WHAT_WAS_SEEN = 'quantity = :seen';

/** By the clock of whoever accepts, whenever the clean-up runs. */
export const OFFER_HAS_NOT_RUN_OUT = 'offerExpiresAt > :now';

/** An offer that was accepted, declined or changed in between is left alone. */
export const OFFER_RAN_OUT_AS_SEEN =
  'bookingStatus = :offered AND offerExpiresAt <= :now AND quantity = :offeredTickets AND releasedTickets = :seen';

/** An organizer's change is made to the event as it was read. */
export const EVENT_IS_UNCHANGED = 'revision = :seenRevision';

/** A shard has the terms of an earlier change, or those that it was made with. */
export const TERMS_ARE_OLDER =
  'attribute_exists(pk) AND (attribute_not_exists(termsRevision) OR termsRevision < :revision)';

/** What is removed with an event: nothing of one that still sells. A repeat finds nothing. */
export const EVENT_IS_CANCELLED = 'attribute_not_exists(pk) OR attribute_exists(cancelledAt)';
export const SALE_IS_CANCELLED = 'attribute_not_exists(pk) OR salesCloseAt = :cancelled';

/** Only tickets that nobody holds and nobody is handing out can be taken away. */
export const SHARD_CAN_SPARE = 'isClosed = :false AND freeTickets >= :spared';
export const POOL_CAN_SPARE =
  'isQueueing = :true AND isDrained = :true AND attribute_not_exists(servingUpTo) AND poolTickets >= :spared';
export const RAISED_CAN_SPARE = 'isQueueing = :false AND raisedTickets >= :spared';

/** Shards sell, so that what is withdrawn from them is made free again if it is not used. */
export const LINE_IS_NOT_QUEUEING = 'isQueueing = :false AND salesCloseAt > :cancelled';

/**
 * Tickets from a raised capacity that have not been made free since they were seen, of an event that takes place: the
 * mark of its cancellation is not for who makes them free to remove.
 */
export const RAISE_IS_WHAT_WAS_SEEN =
  'isQueueing = :false AND raisedTickets = :seen AND salesCloseAt > :cancelled';

/** Nobody closes the sale, or whoever did has let the lease run out. */
export const NOBODY_IS_CLOSING =
  'isQueueing = :false AND (attribute_not_exists(closerUntil) OR closerUntil < :now)';

/** The mark is one-way, and what is said with it about the shards, a raise and the end of sales is still so. */
export const NOT_QUEUEING_YET =
  'isQueueing = :false AND salesCloseAt = :seenClose AND raisedTickets = :seenRaised';

/** Passes are numbered without a gap: of two clerks that open the same pass, one is refused. */
export const PASS_IS_NEXT = 'isQueueing = :true AND passNumber = :previousPass';

export const PASS_IS_MINE = 'passNumber = :pass';

const LINE_IS_WHAT_WAS_SEEN =
  'poolTickets = :seenPool AND raisedTickets = :seenRaised AND salesCloseAt = :seenClose';

/** The clerk's own pass, the tickets that it planned with, and the end of sales that it knows of. */
export const POOL_IS_WHAT_WAS_SEEN = `${PASS_IS_MINE} AND ${LINE_IS_WHAT_WAS_SEEN}`;

/** Nothing happened to the line since the sweep looked at it. */
export const LOOK_IS_WHAT_WAS_SEEN = `lookAt = :seenLook AND ${LINE_IS_WHAT_WAS_SEEN}`;

/** Promotions end with the sale, and so do offers. */
export const SALES_HAVE_NOT_CLOSED = 'salesCloseAt > :now';

/** Places in the line end with the sale, and not before. */
export const SALES_HAVE_CLOSED = 'salesCloseAt <= :now';

/** A role is changed from the one that was read, and another account is an admin, so that at least one remains. */
export const ROLE_IS_WHAT_WAS_SEEN = 'userRole = :seenRole';
export const WITNESS_IS_ADMIN = 'userRole = :admin';

/** Of a session's refresh tokens only the latest is good. */
export const TOKEN_IS_THE_LATEST = 'tokenHash = :tokenHash';

/** Attempts count together until the window of the first one ends. */
export const WINDOW_IS_OPEN = 'windowEndsAt > :now';
export const WINDOW_IS_OVER = 'attribute_not_exists(pk) OR windowEndsAt <= :now';
