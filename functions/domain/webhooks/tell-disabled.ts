/**
 * Tells an organizer by mail that the service disabled one of their endpoints.
 *
 * Steps, and what a crash after each leaves behind:
 * 1. The mail. Crash: the stream calls again, and the organizer gets a second mail.
 * 2. The note that they were told, a conditional write.
 */
import type { WebhookEndpoint } from '../model/webhook-endpoint.ts';
import type { AddressStore } from '../ports/address-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { UserStore } from '../ports/user-store.ts';
import type { WebhookEndpointStore } from '../ports/webhook-endpoint-store.ts';
import type { DisabledTeller } from '../ports/webhook-sender.ts';
import { admitMail, sendCounted } from '../process/admit-mail.ts';

/** `teller` is undefined in a service that sends no mail: the endpoint itself says why it is disabled. */
export type TellDisabledPorts = {
  endpoints: Pick<WebhookEndpointStore, 'markTold'>;
  users: Pick<UserStore, 'addressees'>;
  addresses: Pick<AddressStore, 'countMail' | 'uncountMail' | 'suppressedAmong'>;
  teller: DisabledTeller | undefined;
  runtime: Pick<Runtime, 'now'>;
};

/** Does nothing for an endpoint that is enabled, that its organizer disabled, or of which they were told. @throws Busy */
export async function tellDisabled(endpoint: WebhookEndpoint, ports: TellDisabledPorts): Promise<void> {
  const { endpoints, users, addresses, teller, runtime } = ports;
  const { disabled, isTold, organizerId } = endpoint;
  if (teller === undefined || disabled === undefined || disabled.because === 'by-organizer' || isTold) return;
  const to = (await users.addressees([organizerId])).get(organizerId);
  if (to !== undefined) {
    const countedAt = runtime.now();
    const admission = await admitMail(to, 'booking', countedAt, addresses);
    if (admission === 'admitted')
      await sendCounted({ to, kind: 'booking', countedAt }, addresses, () => teller.tell(endpoint, to));
  }
  await endpoints.markTold(endpoint);
}
