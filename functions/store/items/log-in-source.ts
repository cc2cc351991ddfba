/** A network address from which an account logs in, or tries to. Its name is a digest of both. */
import * as z from 'zod/mini';
import type { LogInSource } from '../../domain/ports/log-in-source-store.ts';
import { type Item, type Key, optional, parseItem } from '../table/item.ts';

export const logInSourceKey = (name: string): Key => ({ pk: `LOG-IN-SOURCE#${name}`, sk: 'LOG-IN-SOURCE' });

const LOG_IN_SOURCE = z.object({ knownUntil: optional(z.number()), mayTryAt: optional(z.number()) });

export function fromLogInSourceItem(item: Item): LogInSource {
  return parseItem('source of log-ins', LOG_IN_SOURCE, item);
}

/** The address has not begun to wait. */
export const DOES_NOT_WAIT = 'attribute_not_exists(mayTryAt)';

/** No other request took the attempt, or began to wait anew, since the item was read. */
export const WAIT_IS_WHAT_WAS_SEEN = 'mayTryAt = :seenMayTryAt';
