/** Closes accounts. Separate from the store of accounts, which the bundle of almost every route has. */
import type { Role } from '../domain/model/user.ts';
import type { AccountStore } from '../domain/ports/account-store.ts';
import { accountIsUnchanged } from './items/account.ts';
import { letterAction } from './items/letter.ts';
import { securityAction } from './items/security-event.ts';
import { ACCOUNT_IS_OPEN, emailKey, toClosedItem, userKey, WITNESS_IS_ADMIN } from './items/user.ts';
import type { Table } from './table/client.ts';
import { commit } from './table/commit.ts';
import { MAY_EXIST } from './table/existence.ts';
import { isWritten } from './table/write.ts';

/** Index of the action that closes the account. */
const CLOSING = 0;

export function accountEnds(table: Table): Pick<AccountStore, 'close' | 'noteClosing'> {
  return {
    noteClosing(before, closing) {
      const { when, values } = accountIsUnchanged(before);
      return isWritten(table, {
        update: userKey(before.id),
        set: 'SET closing = :closing',
        when: `${ACCOUNT_IS_OPEN} AND ${when}`,
        values: { ...values, ':closing': closing },
      });
    },

    async close(before, { at, letters, witnessId, securityEvent }) {
      const values = { ':admin': 'admin' satisfies Role };
      const outcome = await commit(table, [
        { ...accountIsUnchanged(before), put: toClosedItem(before.id, at) },
        { delete: emailKey(before.email), when: MAY_EXIST },
        ...letters.map(letterAction),
        securityAction(securityEvent),
        ...(witnessId === undefined ? [] : [{ check: userKey(witnessId), when: WITNESS_IS_ADMIN, values }]),
      ]);
      if (outcome.kind === 'done') return 'done';
      const isSame = outcome.kind === 'refused' && !outcome.failed.has(CLOSING);
      return isSame ? 'no-witness' : 'failed';
    },
  };
}
