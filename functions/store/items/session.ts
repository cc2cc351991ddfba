/** The session of a log-in. Its refresh token is stored as a hash only. */
import * as z from 'zod/mini';
import type { Session } from '../../domain/model/session.ts';
import { type Item, type Key, optional, parseItem } from '../table/item.ts';

export const sessionKey = (sessionId: string): Key => ({ pk: `SESSION#${sessionId}`, sk: 'SESSION' });

const SESSION = z.object({
  id: z.string(),
  userId: z.string(),
  tokenHash: z.string(),
  expiresAt: z.int(),
  generation: optional(z.int()),
});

export function toSessionItem(session: Session): Item {
  return { ...sessionKey(session.id), ...session, expiresAtSeconds: Math.ceil(session.expiresAt / 1000) };
}

export function fromSessionItem(item: Item): Session {
  const { generation = 0, ...session } = parseItem('session', SESSION, item);
  return { ...session, generation };
}

/** The refresh token is the latest of its session. */
export const TOKEN_IS_THE_LATEST = 'tokenHash = :tokenHash';
