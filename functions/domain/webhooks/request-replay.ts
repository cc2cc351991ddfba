/** Requests a replay. One write, which appears in the stream and so calls the sender (`carry-out-replay.ts`). */
import { Refusal } from '../model/refusal.ts';
import type { Actor } from '../model/user.ts';
import type { WebhookEndpoint, WebhookReplay } from '../model/webhook-endpoint.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { WebhookEndpointStore } from '../ports/webhook-endpoint-store.ts';
import type { EventCache } from '../process/event-cache.ts';

type Ports = {
  endpoints: Pick<WebhookEndpointStore, 'startReplay' | 'readReplay'>;
  cache: Pick<EventCache, 'get'>;
  runtime: Runtime;
};

/**
 * `since`: ISO 8601. A later replay replaces an earlier one.
 * @throws Refusal `webhook-disabled`, or `not-found` for an event of somebody else; Busy
 */
export async function requestReplay(
  endpoint: WebhookEndpoint,
  { actor, since, eventId }: { actor: Actor; since: string; eventId?: string },
  { endpoints, cache, runtime }: Ports,
): Promise<WebhookReplay> {
  if (endpoint.disabled)
    throw new Refusal('webhook-disabled', 'Nothing is sent to a disabled endpoint. Enable it first.');
  if (eventId !== undefined && (await cache.get(eventId)).organizerId !== actor.userId)
    throw new Refusal('not-found', 'You have no event with this id. Check the id in the body.');
  const replay: WebhookReplay = {
    id: runtime.newId(),
    endpointId: endpoint.id,
    organizerId: endpoint.organizerId,
    since: Date.parse(since),
    requestedAt: runtime.now(),
    ...(eventId !== undefined && { eventId }),
  };
  await endpoints.startReplay(replay);
  return replay;
}

/** @throws Refusal `not-found` if none was requested; Busy */
export async function readReplay(
  { organizerId, id }: WebhookEndpoint,
  { endpoints }: Pick<Ports, 'endpoints'>,
): Promise<WebhookReplay> {
  const replay = await endpoints.readReplay(organizerId, id);
  if (replay !== undefined) return replay;
  throw new Refusal('not-found', 'No replay was requested of this webhook endpoint.');
}
