/** Targets of the operations on webhook endpoints. An admin has endpoints of their own, like any organizer. */
import type { Caller } from '../callers.ts';
import { aScene, book, type Scene, type Stage, succeed, until } from '../scene.ts';
import { aim, type Target, type TargetMaker, type TargetTable } from './target.ts';

type Endpoint = { scene: Scene; webhookId: string };

async function anEndpoint(stage: Stage, caller: Caller): Promise<Endpoint> {
  const scene = await aScene(stage, caller, {}, true);
  const { token } = scene.owner;
  const body = { url: stage.receiverUrl };
  const { id: webhookId } = await succeed(stage, 'create-webhook', { token, body });
  return { scene, webhookId };
}

const aimAtEndpoint = (
  stage: Stage,
  { scene, webhookId }: Endpoint,
  path: Record<string, string> = {},
): Promise<Target> => aim(stage, scene, { path: { webhookId, ...path }, fields: { eventId: scene.eventId } });

const endpoint: TargetMaker = async (stage, caller) => aimAtEndpoint(stage, await anEndpoint(stage, caller));

/** An endpoint to which a booking was delivered, and two tests. */
const delivered: TargetMaker = async (stage, caller) => {
  const made = await anEndpoint(stage, caller);
  const { scene, webhookId } = made;
  const request = { path: { webhookId }, token: scene.owner.token };
  await book(stage, scene);
  for (const _ of Array(2)) await succeed(stage, 'test-webhook', request);
  let deliveryId = '';
  await until(async () => {
    const { items } = await succeed(stage, 'list-webhook-deliveries', request);
    deliveryId = items.find(({ type }) => type !== 'webhook.test')?.id ?? '';
    return deliveryId !== '';
  });
  return aimAtEndpoint(stage, made, { deliveryId });
};

const replayed: TargetMaker = async (stage, caller) => {
  const made = await anEndpoint(stage, caller);
  await succeed(stage, 'replay-webhook', {
    path: { webhookId: made.webhookId },
    token: made.scene.owner.token,
    body: { since: '2025-01-01T00:00:00Z' },
  });
  return aimAtEndpoint(stage, made);
};

export const WEBHOOK_TARGETS = {
  'create-webhook': endpoint,
  'list-webhooks': endpoint,
  'read-webhook': endpoint,
  'test-webhook': endpoint,
  'list-webhook-deliveries': delivered,
  'replay-webhook-delivery': delivered,
  'replay-webhook': endpoint,
  'read-webhook-replay': replayed,
  'rotate-webhook-secret': endpoint,
  'change-webhook': endpoint,
  'remove-webhook': endpoint,
} satisfies TargetTable;
