/** Wakes the sender of webhooks by an item that appears in the table's stream. */
import type { WebhookDeliveryStore } from '../domain/ports/webhook-delivery-store.ts';
import { toWakeItem } from './items/wake.ts';
import { webhookWakeKey } from './items/webhook-log-key.ts';
import type { Table } from './table/client.ts';
import { MAY_EXIST } from './table/existence.ts';
import { isWritten } from './table/write.ts';

export function webhookWaker(table: Table): Pick<WebhookDeliveryStore, 'wake'> {
  return {
    wake: (key, now) => isWritten(table, { put: toWakeItem(webhookWakeKey(key), now), when: MAY_EXIST }),
  };
}
