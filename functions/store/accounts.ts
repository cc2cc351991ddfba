/** Stores accounts as their owners change them. One transaction writes a change and the letters that tell of it. */
import type { Account } from '../domain/model/account.ts';
import type { AccountStore } from '../domain/ports/account-store.ts';
import {
  ACCOUNT_IS_UNCHANGED,
  ACCOUNT_WAS_NEVER_CHANGED,
  fromAccountItem,
  toAccountItem,
} from './items/account.ts';
import { toLetterItem } from './items/letter.ts';
import { sessionKey } from './items/session.ts';
import { userKey } from './items/user.ts';
import type { Table } from './table/client.ts';
import { type Action, commit } from './table/commit.ts';
import { EXISTS, IS_NEW } from './table/existence.ts';
import { getItem } from './table/read.ts';

export function accountStore(table: Table): AccountStore {
  return {
    async read(userId) {
      const item = await getItem(table, userKey(userId));
      return item && fromAccountItem(item);
    },

    async change(before, { after, letters, keptSessionId }) {
      const outcome = await commit(table, [
        asChange(before, after),
        ...(keptSessionId === undefined ? [] : [keptSession(keptSessionId, after)]),
        ...letters.map((letter) => ({ put: toLetterItem(letter), when: IS_NEW })),
      ]);
      return outcome.kind === 'done' ? 'done' : 'failed';
    },
  };
}

/** Raises the generation of a session to that of the account, so that it stays open. */
function keptSession(sessionId: string, { sessionGeneration }: Account): Action {
  return {
    update: sessionKey(sessionId),
    set: 'SET generation = :generation',
    when: EXISTS,
    values: { ':generation': sessionGeneration },
  };
}

function asChange({ version }: Account, after: Account): Action {
  const put = toAccountItem(after);
  if (version === 0) return { put, when: ACCOUNT_WAS_NEVER_CHANGED };
  return { put, when: ACCOUNT_IS_UNCHANGED, values: { ':seenVersion': version } };
}
