/** The accounts of a run: every caller has one, with a session that stays open during the run. */
import { marshall } from '@aws-sdk/util-dynamodb';
import { derivedId } from '../../functions/domain/model/derived-id.ts';
import { REFRESH_TOKEN_TTL_SECONDS } from '../../functions/domain/model/limits.ts';
import type { Session } from '../../functions/domain/model/session.ts';
import { normalizeEmail, type Role } from '../../functions/domain/model/user.ts';
import { toSessionItem } from '../../functions/store/items/session.ts';
import { toEmailItem, toUserItem } from '../../functions/store/items/user.ts';
import type { WireItem } from './engine.ts';

export function sessionOf(userId: string): Pick<Session, 'id' | 'userId'> {
  return { id: derivedId('session', userId), userId };
}

/** @returns the address of an account. */
export const addressOf = (id: string): string => normalizeEmail(`${id}@people.invalid`);

/** @returns the items of an account that was created at `now` (ms), and of its session. */
export function accountItems(id: string, role: Role, now: number): WireItem[] {
  const createdAt = new Date(now).toISOString();
  const person = { id, name: 'Simulated', email: addressOf(id), passwordHash: '' };
  const session = {
    ...sessionOf(id),
    tokenHash: 'none',
    expiresAt: now + REFRESH_TOKEN_TTL_SECONDS * 1000,
    generation: 0,
  };
  const user = { ...person, role, isAddressConfirmed: true as const, createdAt, sessionGeneration: 0 };
  const items = [toUserItem(user), toEmailItem(user), toSessionItem(session)];
  return items.map((item) => marshall(item) as unknown as WireItem);
}
