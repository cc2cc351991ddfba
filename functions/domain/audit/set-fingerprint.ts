/**
 * Sixteen bytes that are equal for equal collections of texts, in whatever order they come: the sum of their hashes.
 * It tells whether two long readings saw the same without keeping either.
 */
import { hash } from 'node:crypto';

const WORDS = 4;
const WORD_BYTES = 4;

export class SetFingerprint {
  readonly #sum = new Uint32Array(WORDS);
  count = 0;

  add(text: string): void {
    const digest = hash('sha256', text, 'buffer');
    for (let word = 0; word < WORDS; word += 1) {
      this.#sum[word] = (this.#sum[word] ?? 0) + digest.readUInt32LE(word * WORD_BYTES);
    }
    this.count += 1;
  }

  toString(): string {
    return `${this.count}:${this.#sum.join('.')}`;
  }
}
