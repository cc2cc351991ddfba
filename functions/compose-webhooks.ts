/**
 * Joins the parts of webhooks. It is separate from `compose.ts`, because the bundle of every function with that file
 * would contain the client of receivers.
 *
 * Which receivers are allowed is no setting of the environment: what is deployed sends to public addresses alone. Only a
 * process that runs the handlers itself, as `npm start` and the tests do, can call `allowReceivers`.
 */
import { bookingReadPorts, cache, log, readSecret, runtime, table, users } from './compose.ts';
import { DerivedSecrets } from './credentials/derived-secrets.ts';
import { webhookSecrets } from './credentials/webhook-secrets.ts';
import type { DeliverOncePorts } from './domain/webhooks/deliver-once.ts';
import type { ManageEndpointsPorts, NewSecretPorts } from './domain/webhooks/manage-endpoints.ts';
import { webhookMessage } from './http/views/webhooks.ts';
import { eventListingStore } from './store/event-listings.ts';
import { eventStore } from './store/events.ts';
import { webhookDeliveryStore } from './store/webhook-deliveries.ts';
import { webhookEndpointStore } from './store/webhook-endpoints.ts';
import { addressCheck } from './webhooks/addresses.ts';
import type { Receivers } from './webhooks/post.ts';
import { resolveBySystem } from './webhooks/public-lookup.ts';
import { webhookSender } from './webhooks/webhook-sender.ts';

let receivers: Receivers = { allowed: 'public', resolve: resolveBySystem };

/** Replaces the receivers that are allowed, for a service on one machine. Nothing deployed calls it. */
export function allowReceivers(allowed: Receivers['allowed']): void {
  receivers = { ...receivers, allowed };
}

const endpoints = () => webhookEndpointStore(table());
const deliveries = () => webhookDeliveryStore(table());
const secrets = () => webhookSecrets(new DerivedSecrets(readSecret('webhooks')));
const sender = () =>
  webhookSender({
    secrets: secrets(),
    receivers: () => receivers,
    bodyOf: webhookMessage,
    now: runtime.now,
  });

/** For the route that changes endpoints. */
export function manageEndpointsPorts(): ManageEndpointsPorts {
  const addresses = addressCheck(() => receivers.allowed, receivers.resolve);
  return { endpoints: endpoints(), addresses, runtime };
}

/** For the routes that make secrets. */
export function newSecretPorts(): NewSecretPorts {
  return { ...manageEndpointsPorts(), secrets: secrets() };
}

/** For the routes that read what was delivered, and that request a replay. */
export function readWebhookPorts() {
  return { endpoints: endpoints(), deliveries: deliveries(), cache: cache(), runtime };
}

/** For the routes that send a webhook and wait for its answer. */
export function deliverOncePorts(): DeliverOncePorts & Pick<ManageEndpointsPorts, 'endpoints'> {
  return { ...readWebhookPorts(), ...bookingReadPorts(), sender: sender() };
}

/** For the consumer of the stream. */
export function sendWebhooksPorts() {
  return {
    ...readWebhookPorts(),
    sender: sender(),
    events: eventStore(table()),
    eventListings: eventListingStore(table()),
    users: users(),
    log,
  };
}
