/** Stores the trail of security events, and reads it by month. */
import type { SecurityTrail } from '../domain/ports/security-trail.ts';
import { fromSecurityEventItem, securityEventsOf, toSecurityEventItem } from './items/security-event.ts';
import type { Table } from './table/client.ts';
import { IS_NEW } from './table/existence.ts';
import { queryPage } from './table/read.ts';
import { isWritten } from './table/write.ts';

export function securityTrail(table: Table): SecurityTrail {
  return {
    async add(event) {
      await isWritten(table, { put: toSecurityEventItem(event), when: IS_NEW });
    },

    async page(month, before, most) {
      const { items } = await queryPage(table, {
        ...securityEventsOf(month, before),
        ScanIndexForward: false,
        Limit: most,
        ConsistentRead: true,
      });
      return items.map(fromSecurityEventItem);
    },
  };
}
