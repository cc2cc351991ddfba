/** Stores accounts as their owners change them. One transaction writes a change and the letters that tell of it. */
import type { Account } from '../domain/model/account.ts';
import type { Role } from '../domain/model/user.ts';
import type { AccountStore } from '../domain/ports/account-store.ts';
import {
  ACCOUNT_IS_UNCHANGED,
  ACCOUNT_WAS_NEVER_CHANGED,
  fromAccountItem,
  toAccountItem,
} from './items/account.ts';
import { toLetterItem } from './items/letter.ts';
import { securityAction } from './items/security-event.ts';
import { sessionKey } from './items/session.ts';
import { emailKey, isClosed, toClosedItem, toEmailItem, userKey, WITNESS_IS_ADMIN } from './items/user.ts';
import type { Table } from './table/client.ts';
import { type Action, commit } from './table/commit.ts';
import { EXISTS, IS_NEW, MAY_EXIST } from './table/existence.ts';
import { getItem } from './table/read.ts';

/** Indexes of the actions of a change. */
const CHANGE = 0;
const NEW_ADDRESS = 1;

export function accountStore(table: Table): AccountStore {
  return {
    async read(userId) {
      const item = await getItem(table, userKey(userId));
      return item && !isClosed(item) ? fromAccountItem(item) : undefined;
    },

    async close(before, { at, letters, witnessId, securityEvent }) {
      const values = { ':admin': 'admin' satisfies Role };
      const outcome = await commit(table, [
        { ...unchanged(before), put: toClosedItem(before.id, at) },
        { delete: emailKey(before.email), when: MAY_EXIST },
        ...letters.map((letter) => ({ put: toLetterItem(letter), when: IS_NEW })),
        securityAction(securityEvent),
        ...(witnessId === undefined ? [] : [{ check: userKey(witnessId), when: WITNESS_IS_ADMIN, values }]),
      ]);
      if (outcome.kind === 'done') return 'done';
      const isSame = outcome.kind === 'refused' && !outcome.failed.has(CHANGE);
      return isSame ? 'no-witness' : 'failed';
    },

    async change(before, { after, letters, keptSessionId, securityEvent }) {
      const isMoved = after.email !== before.email;
      const outcome = await commit(table, [
        { ...unchanged(before), put: toAccountItem(after) },
        ...(isMoved ? moveOfAddress(before, after) : []),
        ...(keptSessionId === undefined ? [] : [keptSession(keptSessionId, after)]),
        ...(securityEvent === undefined ? [] : [securityAction(securityEvent)]),
        ...letters.map((letter) => ({ put: toLetterItem(letter), when: IS_NEW })),
      ]);
      if (outcome.kind === 'done') return 'done';
      const isTaken = isMoved && outcome.kind === 'refused' && !outcome.failed.has(CHANGE);
      return isTaken && outcome.failed.has(NEW_ADDRESS) ? 'address-taken' : 'failed';
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

/** Raises the generation of a session to that of the account, so that it stays open. */
function keptSession(sessionId: string, { sessionGeneration }: Account): Action {
  return {
    update: sessionKey(sessionId),
    set: 'SET generation = :generation',
    when: EXISTS,
    values: { ':generation': sessionGeneration },
  };
}

/** The condition that the account is as it was read. */
function unchanged({ version }: Account) {
  if (version === 0) return { when: ACCOUNT_WAS_NEVER_CHANGED };
  return { when: ACCOUNT_IS_UNCHANGED, values: { ':seenVersion': version } };
}
