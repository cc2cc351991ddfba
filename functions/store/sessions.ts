/** Stores sessions, the state behind access and refresh tokens. Refresh tokens are stored as hashes only. */
import { Busy } from '../domain/model/refusal.ts';
import type { SessionStore } from '../domain/ports/session-store.ts';
import { fromVersionedUserItem } from './items/account.ts';
import { fromSessionItem, sessionKey, TOKEN_IS_THE_LATEST, toSessionItem } from './items/session.ts';
import { isClosed, userKey } from './items/user.ts';
import type { Table } from './table/client.ts';
import { IS_NEW } from './table/existence.ts';
import { getItem, getItems } from './table/read.ts';
import { isWritten, write } from './table/write.ts';

export function sessionStore(table: Table): Omit<SessionStore, 'listOf' | 'end'> {
  return {
    create: (session) => isWritten(table, { put: toSessionItem(session), when: IS_NEW }),

    async read(sessionId) {
      const item = await getItem(table, sessionKey(sessionId));
      return item && fromSessionItem(item);
    },

    async readWithUser(sessionId, userId) {
      const keys = [sessionKey(sessionId), userKey(userId)];
      const items = await getItems(table, keys, true);
      const [session, user] = keys.map(({ sk }) => items.find((item) => item['sk'] === sk));
      const isThere = user !== undefined && !isClosed(user);
      return {
        session: session && fromSessionItem(session),
        user: isThere ? fromVersionedUserItem(user) : undefined,
      };
    },

    async rotate(before, after) {
      const { refreshedBy } = after;
      const outcome = await write(table, {
        update: sessionKey(after.id),
        set: `SET tokenHash = :next, refreshedAt = :at${refreshedBy === undefined ? ' REMOVE refreshedBy' : ', refreshedBy = :by'}`,
        when: TOKEN_IS_THE_LATEST,
        values: {
          ':tokenHash': before.tokenHash,
          ':next': after.tokenHash,
          ':at': after.refreshedAt,
          ...(refreshedBy !== undefined && { ':by': refreshedBy }),
        },
      });
      if (outcome.kind === 'contention' || outcome.kind === 'unknown') throw new Busy();
      if (outcome.kind === 'done') return after;
      const latest = outcome.failed.get(0);
      return latest && fromSessionItem(latest);
    },

    noteRepeat: ({ id, tokenHash }) =>
      isWritten(table, {
        update: sessionKey(id),
        set: 'SET repeatedHash = :tokenHash',
        when: TOKEN_IS_THE_LATEST,
        values: { ':tokenHash': tokenHash },
      }),
  };
}
