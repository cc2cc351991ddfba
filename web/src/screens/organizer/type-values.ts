/** The ticket types of an event as its form has them, and as the API takes them. */
import { type Price, readAmount, typedAmount } from '../../parts/amounts.ts';

/** A ticket type as the API has it. */
type StatedType = {
  id: string;
  name: string;
  price?: Price | undefined;
  isOffSale?: true | undefined;
  pools?: string[];
};

/**
 * `id`: empty of a type that is not stored yet; it gets one from its name. `price`: as it was typed, with a point; empty if none is
 * stated. `pools`: the keys of those on which it draws; missing where it draws on none.
 */
export type TypeValues = {
  id: string;
  name: string;
  price: string;
  isOffSale: boolean;
  pools?: string[] | undefined;
};

export const EMPTY_TYPE: TypeValues = { id: '', name: '', price: '', isOffSale: false };
export const USUAL_CURRENCY = 'EUR';

const ID_CHARACTERS_MAX = 20;

export const typeValuesOf = (types: StatedType[]): TypeValues[] =>
  types.map(({ id, name, price, isOffSale = false, pools }) => ({
    id,
    name,
    price: price === undefined ? '' : typedAmount(price),
    isOffSale,
    ...(pools && { pools }),
  }));

/** @returns the currency of the types, which is the same for all of them. */
export const currencyOf = (types: StatedType[]): string =>
  types.find(({ price }) => price !== undefined)?.price?.currency ?? USUAL_CURRENCY;

/** @returns a name for requests and links, of a-z, 0-9 and `-`, that no other one has. `usual`: of a name without such letters. */
export function idFor(name: string, taken: ReadonlySet<string>, usual = 'type'): string {
  const plain = name.replaceAll('ß', 'ss').normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const trim = (text: string) => text.replaceAll(/^-+|-+$/g, '');
  const base = trim(trim(plain.replaceAll(/[^a-z0-9]+/g, '-')).slice(0, ID_CHARACTERS_MAX)) || usual;
  for (let count = 1; ; count += 1) {
    const end = count === 1 ? '' : `-${count}`;
    const id = `${trim(base.slice(0, ID_CHARACTERS_MAX - end.length))}${end}`;
    if (!taken.has(id)) return id;
  }
}

/** @returns the types for the API; `null` if the form has none. */
export function typesOf(values: TypeValues[], currency: string): StatedType[] | null {
  if (values.length === 0) return null;
  const taken = new Set(values.map(({ id }) => id));
  return values.map(({ id: stored, name, price, isOffSale, pools = [] }) => {
    const id = stored || idFor(name, taken);
    taken.add(id);
    const amount = readAmount(price, currency);
    return {
      id,
      name: name.trim(),
      ...(amount !== undefined && { price: { amount, currency } }),
      ...(isOffSale && { isOffSale: true as const }),
      ...(pools.length > 0 && { pools }),
    };
  });
}

const at = (place: number, field: string) => `/ticketTypes/${place}/${field}`;

/** Where the API says what is wrong with a type, of each field. */
export const pointerOf = {
  name: (place: number) => at(place, 'name'),
  id: (place: number) => at(place, 'id'),
  price: (place: number) => at(place, 'price/amount'),
  currency: (place: number) => at(place, 'price/currency'),
  pools: (place: number) => at(place, 'pools'),
};

/** @returns where something may be wrong with the type at this place of the list. */
export const pointersOf = (place: number): string[] =>
  Object.values(pointerOf).map((pointerAt) => pointerAt(place));

/** @returns what is wrong with the types as they were typed, by pointer. */
export function typeFaults(values: TypeValues[], currency: string): Record<string, 'required' | 'notPrice'> {
  const faults = values.flatMap(({ name, price }, place) => [
    ...(name.trim() === '' ? [[pointerOf.name(place), 'required'] as const] : []),
    ...(price.trim() !== '' && readAmount(price, currency) === undefined
      ? [[pointerOf.price(place), 'notPrice'] as const]
      : []),
  ]);
  return Object.fromEntries(faults);
}
