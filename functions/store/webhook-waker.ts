/** Wakes the sender of webhooks by an item that appears in the table's stream. */
import type { WebhookDeliveryStore } from '../domain/ports/webhook-delivery-store.ts';
import { webhookWakeKey } from './items/webhook-log-key.ts';
import type { Table } from './table/client.ts';
import { MAY_EXIST } from './table/existence.ts';
import { isWritten } from './table/write.ts';

/** The item is of no use once the stream has it. */
const WAKE_TTL_SECONDS = 24 * 60 * 60;

export function webhookWaker(table: Table): Pick<WebhookDeliveryStore, 'wake'> {
  return {
    // Without another value, a write would change nothing, and the stream would have no record of it.
    wake: (key, now) =>
      isWritten(table, {
        put: {
          ...webhookWakeKey(key),
          wokenAt: now,
          expiresAtSeconds: Math.ceil(now / 1000) + WAKE_TTL_SECONDS,
        },
        when: MAY_EXIST,
      }),
  };
}
