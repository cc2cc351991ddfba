/**
 * An arrival in sixteen bytes, for holding many: the instant, and the start of the booking's id as a number that
 * sorts as the text does. Two arrivals in one millisecond whose ids begin alike count as equal; of a million that is
 * one pair in ten thousand million million.
 */

export type CompactArrival = { at: number; id: number };

const ID_CHARACTERS = 8;
const BASE = 64;
/** The characters of an id in the order in which text sorts. */
const ALPHABET = '-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz';
const RANKS = new Map([...ALPHABET].map((character, rank) => [character, rank]));

export function compactArrival({ arrival, id }: { arrival: number; id: string }): CompactArrival {
  let number = 0;
  for (let index = 0; index < ID_CHARACTERS; index += 1) {
    number = number * BASE + (RANKS.get(id[index] ?? '-') ?? 0);
  }
  return { at: arrival, id: number };
}

export function isLater(a: CompactArrival, b: CompactArrival): boolean {
  return a.at > b.at || (a.at === b.at && a.id > b.id);
}
