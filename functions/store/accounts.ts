/**
 * Stores accounts as their owners change them. One transaction writes a change and the letters that tell of it. To close an
 * account is in `account-ends.ts`.
 */
import type { Account } from '../domain/model/account.ts';
import type { AccountStore } from '../domain/ports/account-store.ts';
import { accountIsUnchanged, fromAccountItem, toAccountItem } from './items/account.ts';
import { letterAction } from './items/letter.ts';
import { securityAction } from './items/security-event.ts';
import { SESSION_IS_CURRENT, sessionKey } from './items/session.ts';
import { emailKey, isClosed, toEmailItem, userKey } from './items/user.ts';
import type { Table } from './table/client.ts';
import { type Action, commit } from './table/commit.ts';
import { IS_NEW, MAY_EXIST } from './table/existence.ts';
import { getItem } from './table/read.ts';

/** Indexes of the actions of a change. */
const CHANGE = 0;
const NEW_ADDRESS = 1;

export function accountStore(table: Table): Omit<AccountStore, 'close' | 'noteClosing'> {
  return {
    async read(userId) {
      const item = await getItem(table, userKey(userId));
      return item && !isClosed(item) ? fromAccountItem(item) : undefined;
    },

    async change(before, { after, letters, keptSessionId, securityEvent }) {
      const isMoved = after.email !== before.email;
      const moves = isMoved ? moveOfAddress(before, after) : [];
      const keptSessionIndex = CHANGE + 1 + moves.length;
      const outcome = await commit(table, [
        { ...accountIsUnchanged(before), put: toAccountItem(after) },
        ...moves,
        ...(keptSessionId === undefined ? [] : [keptSession(keptSessionId, before, after)]),
        ...(securityEvent === undefined ? [] : [securityAction(securityEvent)]),
        ...letters.map(letterAction),
      ]);
      if (outcome.kind === 'done') return 'done';
      if (outcome.kind !== 'refused' || outcome.failed.has(CHANGE)) return 'failed';
      if (keptSessionId !== undefined && outcome.failed.has(keptSessionIndex)) return 'session-ended';
      return isMoved && outcome.failed.has(NEW_ADDRESS) ? 'address-taken' : 'failed';
    },
  };
}

function moveOfAddress(before: Account, after: Account): Action[] {
  return [
    { put: toEmailItem(after), when: IS_NEW },
    // The account of another issuer may have had no address.
    ...(before.email === '' ? [] : [{ delete: emailKey(before.email), when: MAY_EXIST }]),
  ];
}

/** Raises the generation of a session to that of the account, so that it stays open. A session that has ended stays ended. */
function keptSession(sessionId: string, before: Account, after: Account): Action {
  return {
    update: sessionKey(sessionId),
    set: 'SET generation = :generation',
    when: SESSION_IS_CURRENT,
    values: {
      ':generation': after.sessionGeneration,
      ':ended': '',
      ':seenGeneration': before.sessionGeneration,
    },
  };
}
