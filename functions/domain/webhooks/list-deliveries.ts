/** Lists the deliveries to an endpoint, the newest first. */
import { decodeCursor, encodeCursor } from '../model/cursor.ts';
import { ID } from '../model/id.ts';
import { notACursor } from '../model/not-a-cursor.ts';
import type { Delivery } from '../model/webhook-delivery.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { WebhookDeliveryStore } from '../ports/webhook-delivery-store.ts';

/** The cursor holds the id of the last listed delivery. @throws Refusal `validation-failed` for a wrong cursor; Busy */
export async function listDeliveries(
  endpointId: string,
  { limit, cursor }: { limit: number; cursor?: string },
  { deliveries, runtime }: { deliveries: Pick<WebhookDeliveryStore, 'list'>; runtime: Pick<Runtime, 'now'> },
): Promise<{ items: Delivery[]; nextCursor?: string }> {
  const { before } = cursor === undefined ? {} : decodeCursor(cursor);
  const isWrong = cursor !== undefined && (typeof before !== 'string' || !ID.test(before));
  if (isWrong || typeof before === 'number') throw notACursor();
  const page = await deliveries.list(endpointId, { before, most: limit, now: runtime.now() });
  return {
    items: page.deliveries,
    ...(page.last !== undefined && { nextCursor: encodeCursor({ before: page.last }) }),
  };
}
