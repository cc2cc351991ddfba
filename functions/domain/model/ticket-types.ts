/**
 * Ticket types: the kinds of ticket that an event sells, such as for adults and for children. They share the capacity of the event.
 * Without pools tickets are allotted by their number alone, and a type only says of each ticket what it is.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Event } from './event.ts';
import { Refusal } from './refusal.ts';
import type { EventFault } from './sale-terms.ts';

/** `amount`: in the smallest unit of the currency, such as cents. `currency`: ISO 4217. */
export type Price = { amount: number; currency: string };

/** `isOffSale`: nobody can book it any more. `pools`: the ids of the pools that it draws on beside the capacity. */
export type TicketType = { id: string; name: string; price?: Price; isOffSale?: true; pools?: string[] };

/** How many tickets of one type. In a list each type is once, and tickets are numbered in the order of the list. */
export type TypeCount = { type: string; quantity: number };

/** @returns the tickets of all types together. */
export function quantityOf(counts: TypeCount[]): number {
  return counts.reduce((sum, { quantity }) => sum + quantity, 0);
}

/** @returns the type of each ticket, in order. */
export function typesInOrder(counts: TypeCount[]): string[] {
  return counts.flatMap(({ type, quantity }) => Array.from({ length: quantity }, () => type));
}

/** @returns what people read of the type with this id; undefined for a ticket without a type. */
export function nameOfType(
  { ticketTypes = [] }: Pick<Event, 'ticketTypes'>,
  id: string | undefined,
): string | undefined {
  return ticketTypes.find((type) => type.id === id)?.name ?? id;
}

/** @returns the counts with the names of the types, as `2 × Adult, 1 × Child`; undefined if there are none. */
export function namedCounts(event: Pick<Event, 'ticketTypes'>, counts: TypeCount[] = []): string | undefined {
  if (counts.length === 0) return undefined;
  return counts.map(({ type, quantity }) => `${quantity} × ${nameOfType(event, type)}`).join(', ');
}

/** @returns how many there are of each type, in the order in which they first come. */
export function countTypes(types: string[]): TypeCount[] {
  const counts = new Map<string, number>();
  for (const type of types) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts].map(([type, quantity]) => ({ type, quantity }));
}

/** @returns what contradicts itself in the types that an organizer states. */
export function typeFaults(types: TicketType[] | undefined): EventFault[] {
  if (types === undefined) return [];
  const ids = new Set(types.map(({ id }) => id));
  const names = new Set(types.map(({ name }) => name));
  const currencies = new Set(types.flatMap(({ price }) => (price ? [price.currency] : [])));
  const faults: string[] = [];
  if (ids.size < types.length) faults.push('must not have two types with the same id');
  if (names.size < types.length) faults.push('must not have two types with the same name');
  if (currencies.size > 1) faults.push('must have one currency, so that prices can be added up');
  return faults.map((detail) => ({ field: 'ticketTypes', detail }));
}

/**
 * @returns what a change of the types would do to tickets that were booked by them. Until an event is published, nothing was booked.
 */
export function changedTypeFaults(before: Event, after: Event): EventFault[] {
  if (before.isDraft) return [];
  const { ticketTypes: known = [] } = before;
  const { ticketTypes: wanted = [] } = after;
  if (known.length === 0 && wanted.length > 0)
    return [fault('cannot be stated any more: tickets of a published event without types have none')];
  const lost = known.find(({ id }) => !wanted.some((type) => type.id === id));
  if (lost !== undefined)
    return [
      fault(`must keep the type ${lost.id} of a published event, which tickets have; take it off sale`),
    ];
  const other = known.find(({ id, name, price, pools }) => {
    const stated = wanted.find((type) => type.id === id);
    const isAlike = isDeepStrictEqual([stated?.price, stated?.pools], [price, pools]);
    return stated?.name !== name || !isAlike;
  });
  return other === undefined
    ? []
    : [
        fault(
          `must keep the name, the price and the pools of ${other.id}, by which tickets were booked; take it off sale and add a type`,
        ),
      ];
}

function fault(detail: string): EventFault {
  return { field: 'ticketTypes', detail };
}

/**
 * @returns why nobody can book these tickets of the event, and which field of the request is wrong; undefined if somebody can.
 *   `counts`: undefined for a request that states a number alone.
 */
export function whyNotBookable(
  { ticketTypes }: Pick<Event, 'ticketTypes'>,
  counts: TypeCount[] | undefined,
): { pointer: string; detail: string } | undefined {
  if (ticketTypes === undefined)
    return (
      counts && {
        pointer: '/types',
        detail: 'cannot be stated: the event has no ticket types; state quantity',
      }
    );
  const onSale = ticketTypes.filter(({ isOffSale }) => !isOffSale).map(({ id }) => id);
  const choice = onSale.length > 0 ? `on sale: ${onSale.join(', ')}` : 'none is on sale';
  if (counts === undefined)
    return { pointer: '/quantity', detail: `cannot be stated alone: state types in place of it; ${choice}` };
  const wrong = counts.findIndex(({ type }) => !onSale.includes(type));
  return wrong < 0
    ? undefined
    : { pointer: `/types/${wrong}/type`, detail: `must be a ticket type that is on sale; ${choice}` };
}

/** @throws Refusal `validation-failed` if nobody can book these tickets of the event. */
export function refuseOtherTypes(event: Pick<Event, 'ticketTypes'>, counts: TypeCount[] | undefined): void {
  const wrong = whyNotBookable(event, counts);
  if (wrong === undefined) return;
  throw new Refusal('validation-failed', 'Nothing was booked. Fix the fields listed in errors.', {
    errors: [wrong],
  });
}
