/**
 * Seeded random numbers. Every stream has a name and its own state, so that leaving one operation out of a
 * run does not change the random numbers of the others.
 */
import { createHash } from 'node:crypto';

const UINT32 = 2 ** 32;

export class Chance {
  #a: number;
  #b: number;
  #c: number;
  #counter: number;

  constructor(seed: number, name: string) {
    const digest = createHash('sha256').update(`${seed}/${name}`).digest();
    this.#a = digest.readUInt32LE(0);
    this.#b = digest.readUInt32LE(4);
    this.#c = digest.readUInt32LE(8);
    this.#counter = digest.readUInt32LE(12);
  }

  /** @returns a number in [0, 1), by Chris Doty-Humphrey's small fast counting generator (sfc32). */
  next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return (sum >>> 0) / UINT32;
  }

  /** @returns true with this probability. */
  happens(probability: number): boolean {
    return this.next() < probability;
  }

  between(least: number, most: number): number {
    return least + this.next() * (most - least);
  }

  /** @returns an integer from `least` to `most`, both included. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[Math.floor(this.next() * choices.length)] ?? choices[0];
  }

  /** @returns a lognormal number with this median; `sigma` is the standard deviation of its logarithm. */
  lognormal(median: number, sigma: number): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return median * Math.exp(sigma * radius * Math.cos(2 * Math.PI * this.next()));
  }

  bytes(count: number): Buffer {
    return Buffer.from(Array.from({ length: count }, () => this.whole(0, 255)));
  }
}
