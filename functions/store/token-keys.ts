/** Stores the public keys of access tokens. */
import { Busy } from '../domain/model/refusal.ts';
import type { TokenKeyStore } from '../domain/ports/token-key-store.ts';
import { securityAction } from './items/security-event.ts';
import {
  fromTokenKeysItem,
  TOKEN_KEYS,
  TOKEN_KEYS_ARE_WHAT_WAS_SEEN,
  toTokenKeysItem,
} from './items/token-keys.ts';
import type { Table } from './table/client.ts';
import { commit } from './table/commit.ts';
import { IS_NEW } from './table/existence.ts';
import { getItem } from './table/read.ts';

export function tokenKeyStore(table: Table): TokenKeyStore {
  return {
    read: async () => fromTokenKeysItem(await getItem(table, TOKEN_KEYS)),

    async replace(after, securityEvent) {
      const before = after.revision - 1;
      const seen =
        before === 0
          ? { when: IS_NEW }
          : { when: TOKEN_KEYS_ARE_WHAT_WAS_SEEN, values: { ':before': before } };
      const { kind } = await commit(table, [
        { put: toTokenKeysItem(after), ...seen },
        ...(securityEvent ? [securityAction(securityEvent)] : []),
      ]);
      if (kind === 'contention' || kind === 'unknown') throw new Busy();
    },
  };
}
