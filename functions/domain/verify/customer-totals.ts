/**
 * Adds up tickets per customer in a hash table of typed arrays, with 12 bytes per slot and at least two slots
 * per customer. The key is 48 bits of a hash, so a total over a limit must be confirmed by a sum over the
 * customer's id.
 */
import { hashWords } from './hash-words.ts';

/** Bits of the second word in a key: 32 + 16 bits are an integer that a float represents exactly. */
const SECOND_WORD_BITS = 16;
const WORD_VALUES = 2 ** 32;
/** The key of an empty slot. No customer has it, because a hash of 0 becomes 1. */
const EMPTY = 0;
const SLOTS_PER_CUSTOMER = 2;
const SLOTS_MIN = 16;

export type CustomerKey = { key: number; part: number };

/** @returns the customer's key, and which of `parts` equal parts of all customers it belongs to. */
export function customerKey(customerId: string, parts: number): CustomerKey {
  const [first, second, third] = hashWords(customerId);
  const key = first + (second >>> (32 - SECOND_WORD_BITS)) * WORD_VALUES;
  return { key: key || 1, part: third % parts };
}

/** Totals by key, for a number of customers that is known in advance. */
export class CustomerTotals {
  readonly #keys: Float64Array;
  readonly #totals: Uint32Array;
  readonly #mask: number;
  customers = 0;

  /** For at most `customers` different customers. */
  constructor(customers: number) {
    const slots = Math.max(SLOTS_MIN, 2 ** Math.ceil(Math.log2(customers * SLOTS_PER_CUSTOMER)));
    this.#keys = new Float64Array(slots);
    this.#totals = new Uint32Array(slots);
    this.#mask = slots - 1;
  }

  /** @returns the customer's total after the addition. */
  add(key: number, quantity: number): number {
    let slot = key & this.#mask;
    while (this.#keys[slot] !== EMPTY && this.#keys[slot] !== key) slot = (slot + 1) & this.#mask;
    if (this.#keys[slot] === EMPTY) this.customers += 1;
    this.#keys[slot] = key;
    const total = (this.#totals[slot] ?? 0) + quantity;
    this.#totals[slot] = total;
    return total;
  }
}
