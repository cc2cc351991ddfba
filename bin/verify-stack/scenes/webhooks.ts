/**
 * Webhook endpoints. What is deployed sends to public addresses by HTTPS alone, and this machine has none: the receiver is a name
 * that nobody has, so each delivery is attempted and recorded as failed.
 */
import type { People } from '../people.ts';
import type { Stage } from '../stage.ts';
import { answered, holds, refused, type Steps } from '../steps.ts';
import { within } from '../waiting.ts';
import { STARTS_AT } from './sale.ts';

/** RFC 6761 reserves the ending: no name server knows such a name. */
const NOBODYS = 'https://receiver.invalid/webhooks';
const INTERNAL = [
  'https://127.0.0.1/',
  'https://169.254.169.254/',
  'https://localhost/',
  'http://example.com/',
];

export async function webhooks(stage: Stage, steps: Steps, { organizer, ada }: People): Promise<void> {
  const { client } = stage;
  const { token } = organizer;
  await steps.take('an endpoint at an internal address is refused', async () => {
    for (const url of INTERNAL)
      refused(await client.call('create-webhook', { token, body: { url } }), 422, 'validation-failed');
  });
  const webhookId = await steps.take('an endpoint is created, listed, and changed', async () => {
    const { id } = answered(await client.call('create-webhook', { token, body: { url: NOBODYS } }), 201);
    const path = { webhookId: id };
    const { items } = answered(await client.call('list-webhooks', { token }), 200);
    holds(items.length === 1, `one endpoint, and not ${items.length}`);
    const body = { description: 'Our accounting' };
    answered(await client.call('change-webhook', { path, token, body }), 200);
    answered(await client.call('rotate-webhook-secret', { path, token, body: {} }), 200);
    return id;
  });
  await steps.take('a booking is sent by the stream, which is recorded as failed', async () => {
    const body = { name: 'Fifth night', startsAt: STARTS_AT, capacity: 1 };
    const { id: eventId } = answered(await client.call('create-event', { token, body }), 201);
    const request = { path: { eventId }, token: ada.token, body: { quantity: 1 } };
    answered(await client.call('book-tickets', request), 201);
    await failure(stage, token, webhookId, 'booking.booked');
  });
  await sending(stage, steps, token, webhookId);
}

async function sending(stage: Stage, steps: Steps, token: string, webhookId: string): Promise<void> {
  const { client } = stage;
  const path = { webhookId };
  await steps.take('a test is attempted, and again by its delivery', async () => {
    const { id, outcome } = answered(await client.call('test-webhook', { path, token }), 200);
    holds(outcome === 'given-up', `given up, and not ${outcome}`);
    const again = { ...path, deliveryId: id };
    answered(await client.call('replay-webhook-delivery', { path: again, token }), 200);
    await failure(stage, token, webhookId, 'webhook.test');
  });
  await steps.take('everything is sent again, and the endpoint is removed', async () => {
    const body = { since: '2020-01-01T00:00:00Z' };
    answered(await client.call('replay-webhook', { path, token, body }), 202);
    answered(await client.call('read-webhook-replay', { path, token }), 200);
    const { failingSince } = answered(await client.call('read-webhook', { path, token }), 200);
    holds(failingSince !== undefined, 'the endpoint is shown as failing');
    answered(await client.call('remove-webhook', { path, token }), 204);
  });
}

/** What the name comes to: `no-answer` where the machine's resolver does not answer in time. */
const UNREACHED = ['name-not-found', 'no-answer'];

/** Waits until a delivery of a type is listed as failed because the name has no address. */
async function failure(
  { client, waitsMs }: Stage,
  token: string,
  webhookId: string,
  type: 'booking.booked' | 'webhook.test',
): Promise<void> {
  const request = { path: { webhookId }, token, query: { type } };
  const found = await within(waitsMs, async () => {
    const { items } = answered(await client.call('list-webhook-deliveries', request), 200);
    return items[0];
  });
  holds(UNREACHED.includes(found?.error ?? ''), `${UNREACHED[0]}, and not ${JSON.stringify(found)}`);
}
