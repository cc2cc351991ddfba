/**
 * Tickets by customer, in a hash table of typed arrays: 12 bytes a slot, at least two slots a customer. Customers are
 * known by 48 bits of a hash, so who seems to be over a limit has to be added up by name before it is said.
 */
import { hashWords } from './hash-words.ts';

/** The second word gives this many bits to a key, so that it is a whole number that a float holds. */
const SECOND_WORD_BITS = 16;
const WORD_VALUES = 2 ** 32;
/** No customer has it: where a hash is nought it is taken for one. */
const EMPTY = 0;
const SLOTS_PER_CUSTOMER = 2;
const SLOTS_MIN = 16;

export type CustomerKey = { key: number; part: number };

/** `part` is one of `parts`, in which customers fall evenly. */
export function customerKey(customerId: string, parts: number): CustomerKey {
  const [first, second, third] = hashWords(customerId);
  const key = first + (second >>> (32 - SECOND_WORD_BITS)) * WORD_VALUES;
  return { key: key || 1, part: third % parts };
}

export class CustomerTotals {
  readonly #keys: Float64Array;
  readonly #totals: Uint32Array;
  readonly #mask: number;
  customers = 0;

  /** For `customers` different ones at most. */
  constructor(customers: number) {
    const slots = Math.max(SLOTS_MIN, 2 ** Math.ceil(Math.log2(customers * SLOTS_PER_CUSTOMER)));
    this.#keys = new Float64Array(slots);
    this.#totals = new Uint32Array(slots);
    this.#mask = slots - 1;
  }

  /** @returns what the customer has then. */
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
