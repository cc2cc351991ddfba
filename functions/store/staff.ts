/** Stores the changes of the staffs of events. */
import type { StaffStore } from '../domain/ports/staff-store.ts';
import { organizedKey } from './items/event.ts';
import { letterAction } from './items/letter.ts';
import { securityAction } from './items/security-event.ts';
import { fromStaffChangeItem, staffAction, staffChangeKey, toStaffChangeItem } from './items/staff-change.ts';
import { ACCOUNT_IS_OPEN, ONE_MORE_CHANGE, userKey } from './items/user.ts';
import { readStaffChanges } from './staff-changes.ts';
import type { Table } from './table/client.ts';
import { type Action, commit } from './table/commit.ts';
import { IS_NEW, MAY_EXIST } from './table/existence.ts';
import { getItem } from './table/read.ts';

export function staffStore(table: Table): StaffStore {
  return {
    async change(before, after, change, { securityEvent, letter } = {}) {
      // Whoever owned the event has a pointer, and so has a manager who becomes the owner.
      const pointer = organizedKey(change.userId, after.id);
      const { kind } = await commit(table, [
        staffAction(before, after),
        { put: toStaffChangeItem(change), when: IS_NEW },
        change.role === 'none' ? { delete: pointer, when: MAY_EXIST } : { put: pointer, when: MAY_EXIST },
        ...(change.role === 'owner' ? [accountStays(change.userId)] : []),
        ...(change.formerOwnerId !== undefined && change.formerOwnerLeaves
          ? [{ delete: organizedKey(change.formerOwnerId, after.id), when: MAY_EXIST }]
          : []),
        ...(securityEvent ? [securityAction(securityEvent)] : []),
        ...(letter ? [letterAction(letter)] : []),
      ]);
      return kind === 'done';
    },

    async readChange(eventId, changeId) {
      const item = await getItem(table, staffChangeKey(eventId, changeId));
      return item && fromStaffChangeItem(item);
    },

    changes: (eventId) => readStaffChanges(table, eventId),
  };
}

/** Whoever closes the account meanwhile begins again, and finds that it owns an event. */
function accountStays(userId: string): Action {
  return {
    update: userKey(userId),
    set: `SET ${ONE_MORE_CHANGE}`,
    when: ACCOUNT_IS_OPEN,
    values: { ':none': 0, ':one': 1 },
  };
}
