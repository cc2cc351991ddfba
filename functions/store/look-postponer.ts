/** Moves the time of the sweep's next look at a waitlist, unless the waitlist changed since it was read. */

import type { LookPostponer } from '../domain/ports/waitlist-store.ts';
import { LOOK_IS_WHAT_WAS_SEEN } from './items/waitlist-state.ts';
import { writeWaitlist } from './items/waitlist-update.ts';
import type { Table } from './table/client.ts';

export function lookPostponer(table: Table): LookPostponer {
  return {
    async postponeLook(event, waitlist, lookAt) {
      await writeWaitlist(table, event, {
        when: LOOK_IS_WHAT_WAS_SEEN,
        values: {
          ':seenLook': waitlist.lookAt ?? 0,
          ':seenUnassigned': waitlist.unassigned,
          ':seenPending': waitlist.pendingCapacity,
          ':seenClose': waitlist.salesCloseAt,
        },
        look: { at: lookAt },
      });
    },
  };
}
