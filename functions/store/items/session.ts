/** The session of a log-in. Its refresh token is stored as a hash only. */
import * as z from 'zod/mini';
import { CLIENTS } from '../../domain/model/client.ts';
import type { Session } from '../../domain/model/session.ts';
import { type Item, type Key, optional, parseItem } from '../table/item.ts';
import { sortableInstant } from './pending-work.ts';

export const sessionKey = (sessionId: string): Key => ({ pk: `SESSION#${sessionId}`, sk: 'SESSION' });

const SESSION = z.object({
  id: z.string(),
  userId: z.string(),
  tokenHash: z.string(),
  expiresAt: z.int(),
  generation: optional(z.int()),
  begunAt: optional(z.int()),
  refreshedAt: optional(z.int()),
  refreshedBy: optional(z.string()),
  repeatedHash: optional(z.string()),
  client: optional(z.enum(CLIENTS)),
});

/** The sessions of an account have a list of their own. Ended ones, and those without a log-in, are in none. */
export const sessionListing = (userId: string): string => `SESSIONS#${userId}`;

export function toSessionItem(session: Session): Item {
  const { id, userId, tokenHash, begunAt } = session;
  const isListed = tokenHash !== '' && begunAt !== undefined;
  return {
    ...sessionKey(id),
    ...session,
    expiresAtSeconds: Math.ceil(session.expiresAt / 1000),
    ...(isListed && { listing: sessionListing(userId), listingKey: `${sortableInstant(begunAt)}#${id}` }),
  };
}

export function fromSessionItem(item: Item): Session {
  const { generation = 0, ...session } = parseItem('session', SESSION, item);
  return { ...session, generation };
}

/** The session was not ended, and no change of its account has invalidated its refresh token. */
export const SESSION_IS_CURRENT = 'tokenHash <> :ended AND generation = :seenGeneration';

/** The refresh token is the latest of its session. */
export const TOKEN_IS_THE_LATEST = 'tokenHash = :tokenHash';
