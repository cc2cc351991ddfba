/** Counts attempts, such as failed log-ins, within a window of time. */
import * as z from 'zod/mini';
import type { Attempts } from '../../domain/ports/attempt-store.ts';
import { type Item, type Key, parseItem } from '../table/item.ts';

export const attemptsKey = (name: string): Key => ({ pk: `ATTEMPTS#${name}`, sk: 'ATTEMPTS' });

const ATTEMPTS = z.object({ attempts: z.int(), windowEndsAt: z.number() });

export function fromAttemptsItem(item: Item): Attempts {
  return parseItem('count of attempts', ATTEMPTS, item);
}

/** The window of the first attempt is open, so that this attempt counts in it. */
export const WINDOW_IS_OPEN = 'windowEndsAt > :now';

/** No window is open, so that this attempt starts a new one. */
export const WINDOW_IS_OVER = 'attribute_not_exists(pk) OR windowEndsAt <= :now';
