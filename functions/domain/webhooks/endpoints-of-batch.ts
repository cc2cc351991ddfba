/**
 * The endpoints of the organizers in one batch of the stream. Each organizer's are read once, after the batch has
 * arrived: an endpoint that was created before a change is therefore always found. They are not kept for later batches.
 */
import { WEBHOOK_ORGANIZERS_REMEMBERED } from '../model/limits.ts';
import { hasRole } from '../model/user.ts';
import type { WebhookEndpoint } from '../model/webhook-endpoint.ts';
import type { UserStore } from '../ports/user-store.ts';
import type { WebhookEndpointStore } from '../ports/webhook-endpoint-store.ts';
import type { EventCache } from '../process/event-cache.ts';

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

/** What a process remembers of who organizes an event, which never changes. It may be lost at any time. */
export class Organizers {
  readonly #known = new Map<string, string>();
  readonly #cache: Pick<EventCache, 'get'>;

  constructor(cache: Pick<EventCache, 'get'>) {
    this.#cache = cache;
  }

  /** @returns the id of the event's organizer. @throws Refusal `not-found`; Busy */
  async of(eventId: string): Promise<string> {
    const known = this.#known.get(eventId);
    if (known !== undefined) return known;
    const { organizerId } = await this.#cache.get(eventId);
    if (this.#known.size >= WEBHOOK_ORGANIZERS_REMEMBERED) this.#known.clear();
    this.#known.set(eventId, organizerId);
    return organizerId;
  }
}
