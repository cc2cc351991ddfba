/** Ids derived from what they identify, so that a repeated request finds the item of the first one. */
import { createHash } from 'node:crypto';

const ID_BYTES = 16;

/**
 * @returns 128 bits as 22 URL-safe characters. The parts are delimited: ('ab', 'c') and ('a', 'bc') give
 * other ids.
 */
export function derivedId(...parts: string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:${part};`);
  return hash.digest().subarray(0, ID_BYTES).toString('base64url');
}
