/** Ids that derive from what they stand for, so that a repeat of the same thing meets the first. */
import { createHash } from 'node:crypto';

const ID_BYTES = 16;

/** 128 bits as 22 URL-safe characters. Parts are told apart: ('ab', 'c') and ('a', 'bc') differ. */
export function derivedId(...parts: string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:${part};`);
  return hash.digest().subarray(0, ID_BYTES).toString('base64url');
}
