/**
 * Computes a fingerprint of a collection of texts, independent of their order: the sum of their hashes, 16
 * bytes. With it an audit compares two long readings without storing them.
 */
import { hashWords } from './hash-words.ts';

/** A fingerprint that grows with each added text. Compare two of them as strings. */
export class SetFingerprint {
  readonly #sum = new Uint32Array(4);
  count = 0;

  add(text: string): void {
    hashWords(text).forEach((word, index) => {
      this.#sum[index] = (this.#sum[index] ?? 0) + word;
    });
    this.count += 1;
  }

  toString(): string {
    return `${this.count}:${this.#sum.join('.')}`;
  }
}
