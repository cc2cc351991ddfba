/** The accounts of a run: everybody who calls the service has one, with a session that is open for all of it. */
import { marshall } from '@aws-sdk/util-dynamodb';
import { derivedId } from '../../functions/domain/derived-id.ts';
import { REFRESH_TOKEN_TTL_SECONDS } from '../../functions/domain/limits.ts';
import type { Session } from '../../functions/domain/session.ts';
import type { Role } from '../../functions/domain/user.ts';
import { toSessionItem, toUserItem } from '../../functions/store/items.ts';
import type { WireItem } from './engine.ts';

export function sessionOf(userId: string): Pick<Session, 'id' | 'userId'> {
  return { id: derivedId('session', userId), userId };
}

/** The items of an account that was made at `now` (ms), and of its session. */
export function accountItems(id: string, role: Role, now: number): WireItem[] {
  const createdAt = new Date(now).toISOString();
  const person = { id, name: 'Simulated', email: `${id}@people.invalid`, passwordHash: '' };
  const session = {
    ...sessionOf(id),
    tokenHash: 'none',
    expiresAt: now + REFRESH_TOKEN_TTL_SECONDS * 1000,
    generation: 0,
  };
  const items = [toUserItem({ ...person, role, createdAt, sessionGeneration: 0 }), toSessionItem(session)];
  return items.map((item) => marshall(item) as unknown as WireItem);
}
