/** The tally: what one customer holds or waits for of one event. */
import * as z from 'zod/mini';
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

/** With this booking the customer stays within the limits on tickets and on the number of bookings. */
export const CUSTOMER_IS_WITHIN_LIMIT =
  'attribute_not_exists(pk) OR (held <= :room AND size(bookingIds) < :bookingsLimit)';

/** No booking was added to the tally since the customer's bookings were counted. */
export const CUSTOMER_BOOKED_NOTHING_SINCE = 'attribute_not_exists(raises) OR raises = :seenRaises';

/** A recount replaces `bookingIds` by the bookings that it found, because some listed ones may be removed. */
export function raiseTally({ event, booking, tally }: BookingWrite): Action {
  const { when, values } = tallyCondition({ event, booking, tally });
  const isRecounted = tally.kind === 'recounted';
  const held = isRecounted ? ':recounted' : 'if_not_exists(held, :none)';
  const ids = isRecounted ? ':bookingIds' : 'list_append(if_not_exists(bookingIds, :nobody), :bookingIds)';
  return {
    update: tallyKey(booking.customerId, event.id),
    set: `SET held = ${held} + :quantity, bookingIds = ${ids}, raises = if_not_exists(raises, :none) + :one, shardCount = :shardCount`,
    when,
    values: {
      ...values,
      ...(isRecounted ? { ':recounted': tally.held } : { ':nobody': [] }),
      ':none': 0,
      ':one': 1,
      ':quantity': booking.quantity,
      ':bookingIds': isRecounted ? [...tally.bookingIds, booking.id] : [booking.id],
      ':shardCount': event.shardCount,
    },
  };
}

function tallyCondition({ event, booking, tally }: Pick<BookingWrite, 'event' | 'booking' | 'tally'>) {
  return tally.kind === 'recounted'
    ? { when: CUSTOMER_BOOKED_NOTHING_SINCE, values: { ':seenRaises': tally.seenRaises } }
    : {
        when: CUSTOMER_IS_WITHIN_LIMIT,
        values: {
          ':room': event.maxPerCustomer - booking.quantity,
          ':bookingsLimit': BOOKINGS_PER_CUSTOMER_AND_EVENT_LIMIT,
        },
      };
}
