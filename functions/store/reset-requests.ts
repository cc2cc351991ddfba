/** Stores requests to reset the password of an address, whether or not it has an account. */
import type { ResetRequestStore } from '../domain/ports/reset-request-store.ts';
import { LINK_MAY_BE_REQUESTED } from './items/link-request.ts';
import { fromResetRequestItem, resetRequestKey, toResetRequestItem } from './items/reset-request.ts';
import { emailKey, emailKeyOf, fromEmailItem } from './items/user.ts';
import type { Table } from './table/client.ts';
import { getItems } from './table/read.ts';
import { isWritten } from './table/write.ts';

export function resetRequestStore(table: Table): ResetRequestStore {
  return {
    async note(email, request, notSince) {
      await isWritten(table, {
        put: toResetRequestItem(emailKey(email), request),
        when: LINK_MAY_BE_REQUESTED,
        values: { ':requestId': request.requestId, ':notSince': notSince },
      });
    },

    async read(addressDigest) {
      const address = emailKeyOf(addressDigest);
      const key = resetRequestKey(address);
      const items = await getItems(table, [address, key], true);
      const owner = items.find(({ sk }) => sk === address.sk);
      const request = items.find(({ sk }) => sk === key.sk);
      if (owner === undefined || request === undefined) return undefined;
      return { request: fromResetRequestItem(request), userId: fromEmailItem(owner) };
    },
  };
}
