/** Stores registrations that are to be completed by a link. */
import type { RegistrationStore } from '../domain/ports/registration-store.ts';
import { LINK_MAY_BE_REQUESTED } from './items/link-request.ts';
import {
  fromRegistrationItem,
  REGISTRATION_IS_LATEST,
  registrationKey,
  toCompletedItem,
  toRegistrationItem,
} from './items/registration.ts';
import { toEmailItem, toUserItem } from './items/user.ts';
import type { Table } from './table/client.ts';
import { commit } from './table/commit.ts';
import { IS_NEW } from './table/existence.ts';
import { getItem } from './table/read.ts';
import { isWritten } from './table/write.ts';

/** Indexes of the actions that complete a registration. */
const USER = 0;
const ADDRESS = 1;
const NOTED = 2;

export function registrationStore(table: Table): RegistrationStore {
  async function readState(registrationId: string) {
    const item = await getItem(table, registrationKey(registrationId));
    return item && fromRegistrationItem(item);
  }
  return {
    async note(registration, notSince) {
      await isWritten(table, {
        put: toRegistrationItem(registration),
        when: LINK_MAY_BE_REQUESTED,
        values: { ':requestId': registration.requestId, ':notSince': notSince },
      });
    },

    readState,

    read: async (registrationId) => (await readState(registrationId))?.registration,

    async complete(registration, user, completedBy) {
      const outcome = await commit(table, [
        { put: toUserItem(user), when: IS_NEW },
        { put: toEmailItem(user), when: IS_NEW },
        {
          put: toCompletedItem(registration, completedBy),
          when: REGISTRATION_IS_LATEST,
          values: { ':digest': registration.digest },
        },
      ]);
      if (outcome.kind === 'done') return 'done';
      if (outcome.kind !== 'refused' || outcome.failed.has(NOTED)) return 'failed';
      return outcome.failed.has(ADDRESS) || outcome.failed.has(USER) ? 'address-taken' : 'failed';
    },
  };
}
