/** Writes webhooks, and hands them to receivers. */
import type { Booking } from '../model/booking.ts';
import type { Event } from '../model/event.ts';
import type { Webhook } from '../model/webhook.ts';
import type { ReceiverAnswer } from '../model/webhook-delivery.ts';
import type { WebhookEndpoint, WebhookSecret } from '../model/webhook-endpoint.ts';

/** What a webhook shows besides its type and its instant, as it is now. */
export type WebhookContent = { event: Event; booking: Booking } | { event: Event } | { endpointId: string };

export type WebhookSender = {
  /**
   * Sends a webhook once, signed with each secret of the endpoint. `webhookId`: the same for each attempt. `timeoutMs`:
   * how long the receiver may take.
   * @returns its answer, or why there is none
   * @throws Busy if the secrets cannot be read; then nothing was sent
   */
  send(request: {
    endpoint: WebhookEndpoint;
    webhookId: string;
    webhook: Webhook;
    content: WebhookContent;
    timeoutMs: number;
  }): Promise<ReceiverAnswer>;
};

/** What is wrong with the address of a receiver. `fault` completes a sentence that begins with the address. */
export type AddressCheck = {
  /** @returns undefined for an address to which webhooks may be sent, as far as it is known now */
  faultOf(url: string): Promise<string | undefined>;
};

/** Knows the secrets of endpoints. Each call throws Busy if what they follow from cannot be read. */
export type WebhookSecrets = {
  /** Makes sure that `of` cannot fail any more. */
  ready(): Promise<void>;
  /** @returns secrets of an endpoint as their receiver has them: text with the prefix `whsec_` */
  of(endpointId: string, secrets: WebhookSecret[]): Promise<string[]>;
};

export type DisabledTeller = {
  /**
   * Tells an organizer that their endpoint was disabled.
   * @throws Busy if the mail service accepts no message now
   */
  tell(endpoint: WebhookEndpoint, to: { name: string; email: string }): Promise<unknown>;
};
