/**
 * The ticket types of an event: which ones are sold, how many of each are chosen, and what they cost together. An event without types
 * has a number of tickets in their place. Pure, apart from the language.
 */
import type { Problem } from '../api/problems.ts';
import { typeTexts } from '../texts/type-texts.ts';
import type { Price } from './amounts.ts';
import type { Event } from './event-summary.tsx';
import { money } from './money.ts';

export type TicketType = NonNullable<Event['ticketTypes']>[number];
export type TypeCount = { type: string; quantity: number };

/** What a request for tickets states. */
export type Wanted = { quantity: number } | { types: TypeCount[] };

/** What is chosen in a form: a number where all tickets are alike, or one for each type. */
export type Chosen = { quantity: number; counts: Record<string, number> };

export const NOTHING_CHOSEN: Chosen = { quantity: 1, counts: {} };

type OfTypes = Pick<Event, 'ticketTypes'>;
type Sale = OfTypes & Pick<Event, 'availability'>;

export const typesOnSale = ({ ticketTypes = [] }: OfTypes): TicketType[] =>
  ticketTypes.filter(({ isOffSale }) => !isOffSale);

/** @returns how many tickets of the type are left; undefined where the event does not say: without pools, or while it sells none. */
export const leftOfType = ({ availability: { state, types } }: Sale, type: string): number | undefined =>
  state === 'on-sale' || state === 'sold-out'
    ? types?.find((left) => left.type === type)?.available
    : undefined;

/** Those on sale of which tickets are left, as far as the event says. */
export const typesToChoose = (event: Sale): TicketType[] =>
  typesOnSale(event).filter(({ id }) => leftOfType(event, id) !== 0);

/** A type may have an id such as `constructor`, which every object has. */
const countIn = (counts: Chosen['counts'], type: string): number =>
  (Object.hasOwn(counts, type) ? counts[type] : undefined) ?? 0;

/** Whether the event has types, and nobody can book any of them. */
export const isAllOffSale = (event: OfTypes): boolean =>
  event.ticketTypes !== undefined && typesOnSale(event).length === 0;

/**
 * @returns what the form asks for. It may have been filled in before the organizer lowered the limit, `most`, or took a type off sale,
 *   or others booked the last tickets of a type. Of a single type there is at least one ticket.
 */
export function wantedOf(event: Sale, { quantity, counts }: Chosen, most: number): Wanted {
  if (event.ticketTypes === undefined) return { quantity: Math.min(quantity, most) };
  const sold = typesToChoose(event);
  const least = sold.length === 1 ? 1 : 0;
  let left = most;
  const types = sold.map(({ id }) => {
    const taken = Math.min(left, leftOfType(event, id) ?? left, Math.max(least, countIn(counts, id)));
    left -= taken;
    return { type: id, quantity: taken };
  });
  return { types: types.filter((count) => count.quantity > 0) };
}

/** @returns how many tickets that are together. */
export const quantityOf = (wanted: Wanted): number =>
  'types' in wanted ? wanted.types.reduce((sum, { quantity }) => sum + quantity, 0) : wanted.quantity;

export const countOf = (wanted: Wanted, type: string): number =>
  ('types' in wanted && wanted.types.find((count) => count.type === type)?.quantity) || 0;

/** @returns what the tickets cost together; undefined if one of them has no price. */
export function totalOf(counts: TypeCount[], { ticketTypes = [] }: OfTypes): Price | undefined {
  const prices = counts.map(({ type }) => ticketTypes.find(({ id }) => id === type)?.price);
  const [first] = prices;
  if (first === undefined || prices.includes(undefined)) return undefined;
  const amount = counts.reduce(
    (sum, { quantity }, place) => sum + quantity * (prices[place]?.amount ?? 0),
    0,
  );
  return { amount, currency: first.currency };
}

/** As in "€25.00", or "free". */
export const sayPrice = (price: Price): string => (price.amount === 0 ? typeTexts.value.free : money(price));

/** @returns the name of a type; undefined of a ticket that has none. What is not known is called by its id. */
export const typeName = (type: string | undefined, { ticketTypes = [] }: OfTypes): string | undefined =>
  ticketTypes.find(({ id }) => id === type)?.name ?? type;

/** As in "2 × Adult, 1 × Child"; empty if there are none. */
export const sayTypes = (counts: TypeCount[] | undefined, event: OfTypes): string =>
  (counts ?? []).map(({ type, quantity }) => `${quantity} × ${typeName(type, event)}`).join(', ');

/** @returns how many there are of each type among tickets, in the order in which they first come. */
export function countTypes(types: (string | undefined)[]): TypeCount[] {
  const counts = new Map<string, number>();
  for (const type of types) if (type !== undefined) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts].map(([type, quantity]) => ({ type, quantity }));
}

/** @returns what to say if there are too many, or one that was chosen is off sale; undefined if it is something else. */
export function sayTypeFault({ fields }: Problem): string | undefined {
  if ('/types' in fields) return typeTexts.value.tooMany;
  return Object.keys(fields).some((pointer) => pointer.startsWith('/types/'))
    ? typeTexts.value.takenOffSale
    : undefined;
}
