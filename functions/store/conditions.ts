/**
 * Every condition that guards a write, named by what it enforces. A rule that the domain also needs exists
 * there as a pure function; `test/store/conditions.test.ts` checks that both decide alike.
 */

/** The item does not exist yet, so a repeated request cannot create a second one. */
export const IS_NEW = 'attribute_not_exists(pk)';

/** The item exists. */
export const EXISTS = 'attribute_exists(pk)';

/** The item may exist or not: always true, for an action that another condition of its transaction guards. */
export const MAY_EXIST = 'attribute_exists(pk) OR attribute_not_exists(pk)';

/** The limit per customer is the one that the request assumes, and sales are open at `:now`. */
const SALES_ARE_OPEN = 'maxPerCustomer = :maxPerCustomer AND salesOpenAt <= :now AND salesCloseAt > :now';

/** The limit per customer is the one that the request assumes, and the door sale is open at `:now`. */
const DOOR_IS_OPEN = 'maxPerCustomer = :maxPerCustomer AND salesOpenAt <= :now AND doorClosesAt > :now';

/** Sales are open, and the shard is open and has enough free tickets. Domain: `takeVerdict`. */
export const SHARD_SELLS = `${SALES_ARE_OPEN} AND isClosed = :false AND freeTickets >= :quantity`;

/** The door sale and the shard are open, with enough free tickets. Domain: `takeVerdict` with `isAtDoor`. */
export const SHARD_SELLS_AT_DOOR = `${DOOR_IS_OPEN} AND isClosed = :false AND freeTickets >= :quantity`;

/** Sales have closed, which ends promotions, and the door sale is open with enough unassigned tickets. */
export const UNASSIGNED_SELL_AT_DOOR = `${DOOR_IS_OPEN} AND salesCloseAt <= :now AND areShardsEmpty = :true AND unassignedTickets >= :quantity`;

/**
 * Sales are open and the shard is closed, so that it admits requests to the waitlist. Domain: `joinVerdict`.
 */
export const SHARD_ADMITS_TO_WAITLIST = `${SALES_ARE_OPEN} AND isClosed = :true`;

/** Sales are open, and the waitlist has fewer bookings than its limit. */
export const WAITLIST_HAS_ROOM = `${SALES_ARE_OPEN} AND joinedCount < :limit`;

/** The shard still sells tickets. */
export const SHARD_IS_OPEN = 'isClosed = :false';

/** The shard is closed and holds exactly the free tickets that were read. */
export const SHARD_HOLDS_WHAT_WAS_SEEN = 'isClosed = :true AND freeTickets = :seen';

/** With this booking the customer stays within the limits on tickets and on the number of bookings. */
export const CUSTOMER_IS_WITHIN_LIMIT =
  'attribute_not_exists(pk) OR (held <= :room AND size(bookingIds) < :bookingsLimit)';

/** No booking was added to the tally since the customer's bookings were counted. */
export const CUSTOMER_BOOKED_NOTHING_SINCE = 'attribute_not_exists(raises) OR raises = :seenRaises';

/** The booking is as it was read, because every change would have made its history longer. */
export const BOOKING_IS_UNCHANGED = 'size(history) = :seenHistory';

/** The booking waits and was granted no tickets. */
export const BOOKING_HAS_NO_TICKETS = 'bookingStatus = :waitlisted AND attribute_not_exists(grantedTickets)';

/** The booking has as many released tickets as were read. */
export const RELEASE_IS_WHAT_WAS_SEEN = 'releasedTickets = :seen';

/** The booking is in the waitlist. */
export const BOOKING_STILL_WAITS = 'bookingStatus = :waitlisted';

/** The entry asks for as many tickets as were read. */
export const ENTRY_IS_WHAT_WAS_SEEN = 'quantity = :seen';

/** The offer is open by the clock of the accepting request, whether or not the sweep has run. */
export const OFFER_HAS_NOT_RUN_OUT = 'offerExpiresAt > :now';

/** The offer has expired, and was neither accepted, declined nor changed since it was read. */
export const OFFER_RAN_OUT_AS_SEEN =
  'bookingStatus = :offered AND offerExpiresAt <= :now AND quantity = :offeredTickets AND releasedTickets = :seen';

/** The event is as the organizer's request read it. */
export const EVENT_IS_UNCHANGED = 'revision = :seenRevision';

/** The shard has the sale terms of an earlier revision, or those that it was created with. */
export const TERMS_ARE_OLDER =
  'attribute_exists(pk) AND (attribute_not_exists(termsRevision) OR termsRevision < :revision)';

/** The event is cancelled, or a repeated request has removed it already. */
export const EVENT_IS_CANCELLED = 'attribute_not_exists(pk) OR attribute_exists(cancelledAt)';

/** The shard or waitlist belongs to a cancelled event, or a repeated request has removed it already. */
export const SALE_IS_CANCELLED = 'attribute_not_exists(pk) OR salesCloseAt = :cancelled';

/** The shard is open and has enough free tickets for the cut of the capacity. */
export const SHARD_CAN_BE_CUT = 'isClosed = :false AND freeTickets >= :spared';

/** The event sells in order, no pass is running, and there are enough unassigned tickets for the cut. */
export const UNASSIGNED_CAN_BE_CUT =
  'sellsInOrder = :true AND areShardsEmpty = :true AND attribute_not_exists(servingUpTo) AND unassignedTickets >= :spared';

/** Shards still sell, and there is enough pending capacity for the cut. */
export const PENDING_CAN_BE_CUT = 'sellsInOrder = :false AND pendingTickets >= :spared';

/** Shards sell and the event is not cancelled, so that withdrawn tickets become free again if not cut. */
export const SHARDS_STILL_SELL = 'sellsInOrder = :false AND salesCloseAt > :cancelled';

/**
 * The pending capacity of a selling event is as it was read. A cancelled event is excluded, because the write
 * would remove the pending-work key of the cancellation.
 */
export const PENDING_IS_WHAT_WAS_SEEN =
  'sellsInOrder = :false AND pendingTickets = :seen AND salesCloseAt > :cancelled';

/** No process is closing the shards: there is no lease, or it has expired. */
export const NOBODY_IS_CLOSING =
  'sellsInOrder = :false AND (attribute_not_exists(closerUntil) OR closerUntil < :now)';

/**
 * The event does not sell in order yet, and the pending capacity and the end of sales are as they were read.
 */
export const SHARDS_STILL_SELL_AS_SEEN =
  'sellsInOrder = :false AND salesCloseAt = :seenClose AND pendingTickets = :seenPending';

/** The new pass follows the last one without a gap, so that only one of two clerks starts it. */
export const PASS_IS_NEXT = 'sellsInOrder = :true AND passNumber = :previousPass';

/** No later pass was started, so the clerk was not overtaken. */
export const PASS_IS_MINE = 'passNumber = :pass';

/** The unassigned tickets, the pending capacity and the end of sales are as they were read. */
const WAITLIST_IS_WHAT_WAS_SEEN =
  'unassignedTickets = :seenUnassigned AND pendingTickets = :seenPending AND salesCloseAt = :seenClose';

/** The clerk was not overtaken, and the tickets and the end of sales that it planned with are unchanged. */
export const UNASSIGNED_IS_WHAT_WAS_SEEN = `${PASS_IS_MINE} AND ${WAITLIST_IS_WHAT_WAS_SEEN}`;

/** The waitlist's tickets, its end of sales and the time of its next sweep are as the sweep read them. */
export const LOOK_IS_WHAT_WAS_SEEN = `lookAt = :seenLook AND ${WAITLIST_IS_WHAT_WAS_SEEN}`;

/** Sales have not closed, so that waiters may be promoted and offers accepted. */
export const SALES_HAVE_NOT_CLOSED = 'salesCloseAt > :now';

/** Sales have closed, so that waiting may be ended. */
export const SALES_HAVE_CLOSED = 'salesCloseAt <= :now';

/** The account has the role that was read. */
export const ROLE_IS_WHAT_WAS_SEEN = 'userRole = :seenRole';

/** The witness is an admin, so that at least one admin remains after a change of role. */
export const WITNESS_IS_ADMIN = 'userRole = :admin';

/** The refresh token is the latest of its session. */
export const TOKEN_IS_THE_LATEST = 'tokenHash = :tokenHash';

/** The window of the first attempt is open, so that this attempt counts in it. */
export const WINDOW_IS_OPEN = 'windowEndsAt > :now';

/** No window is open, so that this attempt starts a new one. */
export const WINDOW_IS_OVER = 'attribute_not_exists(pk) OR windowEndsAt <= :now';
