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
  if (eventId !== undefined && !(await isOwnEvent(actor, eventId, cache)))
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

/** @returns false for an event that does not exist, too: drafts of others stay unknown. @throws Busy */
async function isOwnEvent(actor: Actor, eventId: string, cache: Ports['cache']): Promise<boolean> {
  const event = await cache.get(eventId).catch((error: unknown) => {
    if (error instanceof Refusal && error.code === 'not-found') return undefined;
    throw error;
  });
  return event?.organizerId === actor.userId;
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
