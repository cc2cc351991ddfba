/** A solution of a challenge that was used. It is kept until the challenge has expired by every clock. */
import type { Solution } from '../../domain/ports/challenges.ts';
import type { Item, Key } from '../table/item.ts';

/** Longer than any two clocks differ, and long enough that a clock that was set wrong does no harm. */
const KEPT_AFTER_SECONDS = 24 * 60 * 60;

export const solutionKey = (digest: string): Key => ({ pk: `SOLUTION#${digest}`, sk: 'SOLUTION' });

export function toSolutionItem({ digest, expiresAt }: Solution): Item {
  return { ...solutionKey(digest), expiresAtSeconds: Math.ceil(expiresAt / 1000) + KEPT_AFTER_SECONDS };
}
