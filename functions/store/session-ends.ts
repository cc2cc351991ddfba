/** Ends sessions. Separate from the store of sessions, which the bundle of almost every route has. */
import { Busy } from '../domain/model/refusal.ts';
import type { SessionStore } from '../domain/ports/session-store.ts';
import { securityAction } from './items/security-event.ts';
import { toSessionItem } from './items/session.ts';
import type { Table } from './table/client.ts';
import { commit, type PutAction } from './table/commit.ts';
import { MAY_EXIST } from './table/existence.ts';
import { write } from './table/write.ts';

export function sessionEnds(table: Table): Pick<SessionStore, 'end'> {
  return {
    async end({ client: _client, refreshedBy: _by, repeatedHash: _repeated, ...session }, securityEvent) {
      const ended = toSessionItem({ ...session, tokenHash: '' });
      const end: PutAction = { put: ended, when: MAY_EXIST };
      const { kind } = securityEvent
        ? await commit(table, [end, securityAction(securityEvent)])
        : await write(table, end);
      if (kind !== 'done') throw new Busy();
    },
  };
}
