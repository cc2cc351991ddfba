/**
 * Hashes a text to four numbers of 32 bits. The digest is a binary string, because an audit makes millions of
 * them and buffers would cost memory outside the heap.
 */
import { hash } from 'node:crypto';

export type HashWords = [number, number, number, number];

const WORD_BYTES = 4;

/** @returns the first 128 bits of the SHA-256 hash. */
export function hashWords(text: string): HashWords {
  const digest = hash('sha256', text, 'binary');
  return [wordAt(digest, 0), wordAt(digest, 1), wordAt(digest, 2), wordAt(digest, 3)];
}

function wordAt(digest: string, word: number): number {
  let value = 0;
  for (let byte = word * WORD_BYTES; byte < (word + 1) * WORD_BYTES; byte += 1) {
    value = (value << 8) | digest.charCodeAt(byte);
  }
  return value >>> 0;
}
