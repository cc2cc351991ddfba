/** Stores webhook endpoints and the requests to replay. */
import type { NewLetter } from '../model/letter.ts';
import type { DisabledReason, WebhookEndpoint, WebhookReplay } from '../model/webhook-endpoint.ts';

/** Every write returns false if its condition failed. Every call throws Busy on throttling or a timeout. */
export type WebhookEndpointStore = {
  /** Reads the endpoints of an organizer, strongly consistent, in no particular order. */
  list(organizerId: string): Promise<WebhookEndpoint[]>;
  /** Reads an endpoint of an organizer, strongly consistent. */
  read(organizerId: string, endpointId: string): Promise<WebhookEndpoint | undefined>;
  /**
   * Stores a new endpoint, counts it and writes the letter that tells of it, if there is one, in one transaction.
   * @returns `there-already` if an endpoint has its id, `too-many` if the organizer has `most` of them
   */
  create(
    endpoint: WebhookEndpoint,
    most: number,
    letter?: NewLetter,
  ): Promise<'done' | 'there-already' | 'too-many'>;
  /**
   * Stores what the organizer changed, with the letter that tells of it, if there is one, in one transaction, provided that the
   * endpoint has the revision before it.
   */
  change(after: WebhookEndpoint, letter?: NewLetter): Promise<boolean>;
  /** Removes an endpoint of this revision and its count, in one transaction; false if there is none. */
  remove(endpoint: Pick<WebhookEndpoint, 'organizerId' | 'id' | 'revision'>): Promise<boolean>;
  /** Notes a failed attempt at `at` (ms): since when the endpoint fails, and until when it rests, ms. */
  noteFailure(endpoint: WebhookEndpoint, at: number, restsUntil: number | undefined): Promise<boolean>;
  /** Notes that an endpoint that had failed works, or that one works slowly and until when it rests, ms. */
  noteSuccess(endpoint: WebhookEndpoint, restsUntil: number | undefined): Promise<boolean>;
  /** Disables an endpoint that is enabled and was not changed since it was read. The stream has a record of it. */
  disable(endpoint: WebhookEndpoint, because: DisabledReason, at: number): Promise<boolean>;
  /** Notes that the organizer was told that the endpoint was disabled. */
  markTold(endpoint: WebhookEndpoint): Promise<boolean>;
  /** Stores a request to replay, in place of an earlier one of the endpoint. The stream has a record of it. */
  startReplay(replay: WebhookReplay): Promise<boolean>;
  /** Reads the last request to replay, strongly consistent. */
  readReplay(organizerId: string, endpointId: string): Promise<WebhookReplay | undefined>;
  /** Stores how far a replay was carried out, provided that no later one has replaced it. */
  saveReplay(replay: WebhookReplay): Promise<boolean>;
};
