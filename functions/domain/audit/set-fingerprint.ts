/**
 * Sixteen bytes that are equal for equal collections of texts, in whatever order they come: the sum of their hashes.
 * It tells whether two long readings saw the same without keeping either.
 */
import { hashWords } from './hash-words.ts';

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
