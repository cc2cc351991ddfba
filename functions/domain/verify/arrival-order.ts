/**
 * Compacts an arrival to 16 bytes, so that an audit can hold a million of them: the time, and the start of
 * the booking's id as a number that sorts like the text. Two arrivals in one millisecond whose ids have the
 * same first 48 bits count as equal.
 */

/** `at`: the arrival in ms. `id`: the first 48 bits of the booking's id. */
export type CompactArrival = { at: number; id: number };

const ID_CHARACTERS = 8;
const BASE = 64;
/** The characters of an id in the sort order of text. */
const ALPHABET = '-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz';
const RANKS = new Map([...ALPHABET].map((character, rank) => [character, rank]));

/** @returns the arrival of a booking in compact form. */
export function compactArrival({ arrival, id }: { arrival: number; id: string }): CompactArrival {
  let number = 0;
  for (let index = 0; index < ID_CHARACTERS; index += 1) {
    number = number * BASE + (RANKS.get(id[index] ?? '-') ?? 0);
  }
  return { at: arrival, id: number };
}

/** @returns true if `a` arrived after `b`. */
export function isLater(a: CompactArrival, b: CompactArrival): boolean {
  return a.at > b.at || (a.at === b.at && a.id > b.id);
}
