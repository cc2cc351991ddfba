/**
 * The endpoints of the organizers in one batch of the stream. Each organizer's are read once, after the batch has
 * arrived: an endpoint that was created before a change is therefore always found. They are not kept for later batches.
 */
import { hasRole } from '../model/user.ts';
import type { WebhookEndpoint } from '../model/webhook-endpoint.ts';
import type { UserStore } from '../ports/user-store.ts';
import type { WebhookEndpointStore } from '../ports/webhook-endpoint-store.ts';

export type EndpointsPorts = {
  endpoints: Pick<WebhookEndpointStore, 'list'>;
  users: Pick<UserStore, 'read'>;
};

export class EndpointsOfBatch {
  readonly #read = new Map<string, Promise<WebhookEndpoint[]>>();
  readonly #ports: EndpointsPorts;

  constructor(ports: EndpointsPorts) {
    this.#ports = ports;
  }

  /**
   * @returns the organizer's endpoints, disabled ones included; none of an account that is no organizer any more, which
   *   may not see the bookings either
   * @throws Busy
   */
  of(organizerId: string): Promise<WebhookEndpoint[]> {
    const known = this.#read.get(organizerId);
    if (known !== undefined) return known;
    const read = this.#readOf(organizerId);
    this.#read.set(organizerId, read);
    return read;
  }

  async #readOf(organizerId: string): Promise<WebhookEndpoint[]> {
    const { endpoints, users } = this.#ports;
    const found = await endpoints.list(organizerId);
    if (found.length === 0) return [];
    const user = await users.read(organizerId);
    const isOrganizer = user !== undefined && hasRole({ userId: user.id, role: user.role }, 'organizer');
    return isOrganizer ? found : [];
  }
}
