/**
 * Lists the deliveries to an endpoint, the newest first. A filtered list looks at a bounded number of deliveries for each
 * answer, so a page may be short and still have a next page.
 */
import { decodeCursor, encodeCursor } from '../model/cursor.ts';
import { ID } from '../model/id.ts';
import { LISTING_LOOK_DELIVERIES } from '../model/limits.ts';
import { notACursor } from '../model/not-a-cursor.ts';
import type { WebhookType } from '../model/webhook.ts';
import type { Delivery, DeliveryOutcome } from '../model/webhook-delivery.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { WebhookDeliveryStore } from '../ports/webhook-delivery-store.ts';

type Filter = { outcome?: DeliveryOutcome; type?: WebhookType };

/** The cursor holds the id of the last delivery that was looked at. @throws Refusal `validation-failed` for a wrong cursor; Busy */
export async function listDeliveries(
  endpointId: string,
  { limit, cursor, outcome, type }: Filter & { limit: number; cursor?: string },
  { deliveries, runtime }: { deliveries: Pick<WebhookDeliveryStore, 'list'>; runtime: Pick<Runtime, 'now'> },
): Promise<{ items: Delivery[]; nextCursor?: string }> {
  const { before } = cursor === undefined ? {} : decodeCursor(cursor);
  const isWrong = cursor !== undefined && (typeof before !== 'string' || !ID.test(before));
  if (isWrong || typeof before === 'number') throw notACursor();
  const isFiltered = outcome !== undefined || type !== undefined;
  const most = isFiltered ? LISTING_LOOK_DELIVERIES : limit;
  const page = await deliveries.list(endpointId, { before, most, now: runtime.now() });
  const matching = page.deliveries.filter(
    (one) => (outcome ?? one.outcome) === one.outcome && (type ?? one.webhook.type) === one.webhook.type,
  );
  const items = matching.slice(0, limit);
  const last = matching.length > limit ? items.at(-1)?.id : page.last;
  return { items, ...(last !== undefined && { nextCursor: encodeCursor({ before: last }) }) };
}
