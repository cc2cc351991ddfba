/**
 * The capacity units of a table's partitions, as token buckets: a hash assigns each key to one, and all
 * refill steadily.
 */
import type { Key } from '../../functions/store/table/item.ts';

type Bucket = { units: number; at: number };

export class Partitions {
  readonly #count: number;
  readonly #unitsPerS: number;
  readonly #buckets: Bucket[];

  constructor(count: number, unitsPerS: number) {
    this.#count = count;
    this.#unitsPerS = unitsPerS;
    this.#buckets = Array.from({ length: count }, () => ({ units: unitsPerS, at: 0 }));
  }

  /**
   * Takes `unitsEach` for every key. `now` in ms.
   * @returns false, and takes nothing, if a partition has too few units left.
   */
  admit(keys: Key[], unitsEach: number, now: number): boolean {
    const needed = new Map<number, number>();
    for (const { pk } of keys) {
      const place = hashOf(pk) % this.#count;
      needed.set(place, (needed.get(place) ?? 0) + unitsEach);
    }
    const taken: [Bucket, number][] = [];
    for (const [place, units] of needed) {
      const bucket = this.#refilled(place, now);
      if (bucket.units < units) return false;
      taken.push([bucket, units]);
    }
    for (const [bucket, units] of taken) bucket.units -= units;
    return true;
  }

  #refilled(place: number, now: number): Bucket {
    const bucket = this.#buckets[place] as Bucket;
    const refill = ((now - bucket.at) / 1000) * this.#unitsPerS;
    bucket.units = Math.min(this.#unitsPerS, bucket.units + refill);
    bucket.at = now;
    return bucket;
  }
}

/** FNV-1a with a final mix. It only has to spread the keys evenly. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return (hash ^ (hash >>> 12)) >>> 0;
}
