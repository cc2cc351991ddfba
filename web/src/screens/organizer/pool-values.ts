/** The pools of an event as its form has them, and as the API takes them. */
import { idFor } from './type-values.ts';

/** A pool as the API has it. */
type StatedPool = { id: string; capacity: number };

/** `key`: what the types of the form call it: its id, once it is stored, and until then a number. `capacity`: as it was typed. */
export type PoolValues = { key: string; name: string; capacity: string };

export const poolValuesOf = (pools: StatedPool[]): PoolValues[] =>
  pools.map(({ id, capacity }) => ({ key: id, name: id, capacity: String(capacity) }));

/** @returns one more pool for a new event, whose pools have numbers for keys. */
export const emptyPool = (pools: PoolValues[]): PoolValues => ({
  key: String(1 + Math.max(0, ...pools.map(({ key }) => Number(key)))),
  name: '',
  capacity: '',
});

/** @returns the pools of a new event, with ids from their names, and its types, which name them by these. */
export function poolsOf<Type extends { pools?: string[] }>(values: PoolValues[], ticketTypes: Type[]) {
  const ids = new Map<string, string>();
  for (const { key, name } of values) ids.set(key, idFor(name, new Set(ids.values()), 'pool'));
  const idOf = (key: string) => ids.get(key) ?? key;
  return {
    pools: values.map(({ key, capacity }) => ({ id: idOf(key), capacity: Number(capacity) })),
    ticketTypes: ticketTypes.map((type) => (type.pools ? { ...type, pools: type.pools.map(idOf) } : type)),
  };
}

const at = (place: number, field: string) => `/pools/${place}/${field}`;

/** Where the API says what is wrong with a pool, of each field. */
export const poolPointerOf = {
  name: (place: number) => at(place, 'id'),
  capacity: (place: number) => at(place, 'capacity'),
};

/** @returns where something may be wrong with the pool at this place of the list. */
export const poolPointersOf = (place: number): string[] =>
  Object.values(poolPointerOf).map((pointerAt) => pointerAt(place));

/** @returns what is wrong with the pools as they were typed, by pointer. */
export function poolFaults(values: PoolValues[]): Record<string, 'required' | 'notNumber'> {
  const faults = values.flatMap(({ name, capacity }, place) => [
    ...(name.trim() === '' ? [[poolPointerOf.name(place), 'required'] as const] : []),
    ...(capacity.trim() === ''
      ? [[poolPointerOf.capacity(place), 'required'] as const]
      : /^\d+$/.test(capacity.trim())
        ? []
        : [[poolPointerOf.capacity(place), 'notNumber'] as const]),
  ]);
  return Object.fromEntries(faults);
}
