/** Sessions: the state behind refresh tokens. Of a token only its hash is stored. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Session, SessionStore } from '../domain/ports.ts';
import { Busy } from '../domain/refusal.ts';
import { orBusy, type Table } from './client.ts';
import type { Item } from './commit.ts';
import { IS_NEW, TOKEN_IS_THE_LATEST } from './conditions.ts';
import { sessionKey } from './keys.ts';
import { getItem } from './read.ts';
import { write } from './write.ts';

function toItem(session: Session): Item {
  return { ...sessionKey(session.id), ...session, expiresAtSeconds: Math.ceil(session.expiresAt / 1000) };
}

export function sessionStore(table: Table): SessionStore {
  return {
    async create(session) {
      const outcome = await write(table, { put: toItem(session), when: IS_NEW });
      if (outcome.kind === 'contention' || outcome.kind === 'unknown') throw new Busy();
      return outcome.kind === 'done';
    },

    async read(sessionId) {
      const item = await getItem(table, sessionKey(sessionId));
      return (
        item && {
          id: item['id'],
          userId: item['userId'],
          tokenHash: item['tokenHash'],
          expiresAt: item['expiresAt'],
        }
      );
    },

    async rotate(before, after) {
      const outcome = await write(table, {
        put: toItem(after),
        when: TOKEN_IS_THE_LATEST,
        values: { ':tokenHash': before.tokenHash },
      });
      if (outcome.kind === 'contention' || outcome.kind === 'unknown') throw new Busy();
      return outcome.kind === 'done';
    },

    async end(session) {
      const item = toItem({ ...session, tokenHash: '' });
      await orBusy(table.client.send(new PutCommand({ TableName: table.name, Item: item })));
    },
  };
}
