/** The tally: what one customer holds or waits for of one event, or all guests of one address. */
import * as z from 'zod/mini';
import { isWaiter, limitedAs } from '../../domain/model/booking.ts';
import { waitingLimit } from '../../domain/model/event.ts';
import { BOOKINGS_PER_CUSTOMER_AND_EVENT_LIMIT } from '../../domain/model/limits.ts';
import type { BookingWrite, Tally } from '../../domain/ports/booking-store.ts';
import type { Action } from '../table/commit.ts';
import { type Item, type Key, optional, parseItem } from '../table/item.ts';

export const tallyKey = (customerId: string, eventId: string): Key => ({
  pk: `CUSTOMER#${customerId}`,
  sk: `EVENT#${eventId}`,
});

const TALLY = z.object({
  held: z.int(),
  bookingIds: z.array(z.string()),
  raises: optional(z.int()),
  shardCount: z.int(),
});

export function fromTallyItem(item: Item): Tally {
  const { held, bookingIds, raises = 0 } = parseItem('tally', TALLY, item);
  return { held, bookingIds, raises };
}

/** K of the tally's event, from which the partitions of the bookings follow. */
export function shardCountIn(item: Item): number {
  return parseItem('tally', TALLY, item).shardCount;
}

/**
 * With this booking the customer stays within the limits on tickets and on the number of bookings. For a booking that
 * waits, `:bookingsLimit` is the number of the customer's bookings that may wait: with fewer bookings, fewer wait.
 */
export const CUSTOMER_IS_WITHIN_LIMIT =
  'attribute_not_exists(pk) OR (held <= :room AND size(bookingIds) < :bookingsLimit)';

/** With the tickets that are added to a booking the customer stays within the limit on tickets. */
export const CUSTOMER_HAS_ROOM = 'held <= :roomForMore';

/** The tally was not raised since the customer's bookings were counted. */
export const CUSTOMER_BOOKED_NOTHING_SINCE = 'attribute_not_exists(raises) OR raises = :seenRaises';

/** A recount replaces `bookingIds` by the bookings that it found, because some listed ones may be removed. */
export function raiseTally(write: BookingWrite): Action {
  const { event, booking, tally, addsTo } = write;
  const added = addsTo === undefined ? [booking.id] : [];
  const isRecounted = tally.kind === 'recounted';
  const held = isRecounted ? ':recounted' : 'if_not_exists(held, :none)';
  const ids = isRecounted ? ':bookingIds' : 'list_append(if_not_exists(bookingIds, :nobody), :bookingIds)';
  const { when, values } = tallyCondition(write);
  return {
    update: tallyKey(limitedAs(booking), event.id),
    set: `SET held = ${held} + :quantity, bookingIds = ${ids}, raises = if_not_exists(raises, :none) + :one, shardCount = :shardCount`,
    when,
    values: {
      ...values,
      ...(isRecounted ? { ':recounted': tally.held } : { ':nobody': [] }),
      ':none': 0,
      ':one': 1,
      ':quantity': quantityOf(write),
      ':bookingIds': isRecounted ? [...tally.bookingIds, ...added] : added,
      ':shardCount': event.shardCount,
    },
  };
}

function tallyCondition(write: BookingWrite) {
  const { event, booking, tally, addsTo } = write;
  if (tally.kind === 'recounted')
    return { when: CUSTOMER_BOOKED_NOTHING_SINCE, values: { ':seenRaises': tally.seenRaises } };
  const room = event.maxPerCustomer - quantityOf(write);
  return addsTo === undefined
    ? {
        when: CUSTOMER_IS_WITHIN_LIMIT,
        values: {
          ':room': room,
          ':bookingsLimit': isWaiter(booking) ? waitingLimit(event) : BOOKINGS_PER_CUSTOMER_AND_EVENT_LIMIT,
        },
      }
    : { when: CUSTOMER_HAS_ROOM, values: { ':roomForMore': room } };
}

/** The tickets that the write takes or waits for. */
function quantityOf({ booking, addsTo }: BookingWrite): number {
  return booking.quantity - (addsTo?.quantity ?? 0);
}
