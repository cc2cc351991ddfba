/**
 * The sale terms that each shard and the waitlist's item have a copy of: attributes, schema, and the
 * conditions on them.
 */
import * as z from 'zod/mini';
import { copiedTerms, type Event } from '../../domain/model/event.ts';

/** The attributes of the copy, as a part of the item's schema. Instants in ms. */
export const COPIED_TERMS = {
  salesOpenAt: z.int(),
  salesCloseAt: z.int(),
  doorClosesAt: z.int(),
  maxPerCustomer: z.int(),
};

/** The limit per customer is the one that the request assumes, and sales are open at `:now`. */
export const SALES_ARE_OPEN =
  'maxPerCustomer = :maxPerCustomer AND salesOpenAt <= :now AND salesCloseAt > :now';

/** The limit per customer is the one that the request assumes, and the door sale is open at `:now`. */
export const DOOR_IS_OPEN =
  'maxPerCustomer = :maxPerCustomer AND salesOpenAt <= :now AND doorClosesAt > :now';

/** The shard or waitlist belongs to a cancelled event, or a repeated request has removed it already. */
export const SALE_IS_CANCELLED = 'attribute_not_exists(pk) OR salesCloseAt = :cancelled';

/** Sales have not closed, so that waiters may be promoted and offers accepted. */
export const SALES_HAVE_NOT_CLOSED = 'salesCloseAt > :now';

/** Sales have closed, so that waiting may be ended. */
export const SALES_HAVE_CLOSED = 'salesCloseAt <= :now';

/** The assignments, and their values, that replace the copy by the event's terms. */
export function termsUpdate(event: Event) {
  const { salesOpenAt, salesCloseAt, doorClosesAt, maxPerCustomer } = copiedTerms(event);
  return {
    set: [
      'salesOpenAt = :openAt',
      'salesCloseAt = :closeAt',
      'doorClosesAt = :doorClosesAt',
      'maxPerCustomer = :maxPerCustomer',
    ],
    values: {
      ':openAt': salesOpenAt,
      ':closeAt': salesCloseAt,
      ':doorClosesAt': doorClosesAt,
      ':maxPerCustomer': maxPerCustomer,
    },
  };
}
