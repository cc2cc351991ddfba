/**
 * Stores what was done about the webhooks of each subject at each endpoint, so that each is sent in order, and lists the
 * attempts.
 */
import type { Booking } from '../model/booking.ts';
import type { Event } from '../model/event.ts';
import type { DeliveryLog, WebhookSubject } from '../model/webhook.ts';
import type { Delivery } from '../model/webhook-delivery.ts';

/** One delivery log: of the webhooks about a subject of the event at an endpoint. */
export type LogKey = {
  event: Pick<Event, 'id' | 'shardCount'>;
  subject: WebhookSubject;
  endpointId: string;
};

/** `attempt`: a random id, by which only the one who claimed a webhook can settle it. Instants in ms. */
export type DeliveryClaim = { attempt: string; now: number; until: number };

/** Every write returns false if its condition failed. Every call throws Busy on throttling or a timeout. */
export type WebhookDeliveryStore = {
  /** Reads a delivery log with the booking that it is about, strongly consistent. */
  read(key: LogKey): Promise<{ booking: Booking | undefined; log: DeliveryLog }>;
  /**
   * Claims the next webhook until `until`, provided that the log is as it was read and no other attempt is under way or
   * waited for. From `until` on the sweep wakes the sender again.
   */
  claim(key: LogKey, log: DeliveryLog, claim: DeliveryClaim): Promise<boolean>;
  /**
   * Ends the claim and stores the delivery, in one transaction. At `nextAttemptAt` (ms) the sweep wakes the sender, and at once
   * if the end of the claim is awaited.
   */
  settle(
    key: LogKey,
    attempt: string,
    settled: Pick<DeliveryLog, 'handledEntries' | 'failures' | 'nextAttemptAt'>,
    delivery: Delivery,
  ): Promise<boolean>;
  /**
   * Notes that something is left after this attempt, so that its outcome, which may be stored late, keeps the log among the
   * pending work. @returns false if the attempt has ended
   */
  noteAwaited(key: LogKey, attempt: string): Promise<boolean>;
  /** Removes the due time of a log with nothing left to send, provided that it is as it was read. */
  rest(key: LogKey, log: DeliveryLog, now: number): Promise<boolean>;
  /**
   * Makes the entries from `from` up to `upTo` (excluded) be sent again, for the replay that was requested at
   * `requestedAt` (ms). It ends a claim, and has no effect the second time. From `now` (ms) on the sweep wakes the
   * sender.
   */
  rewind(
    key: LogKey,
    range: { from: number; upTo: number },
    when: { requestedAt: number; now: number },
  ): Promise<boolean>;
  /** Makes the stream call the sender for this log. The sweep does it for each log that is due. */
  wake(key: LogKey, now: number): Promise<boolean>;
  /** Stores a delivery that is no part of a log: a test, or the replay of one delivery. */
  record(delivery: Delivery): Promise<boolean>;
  /** Reads a delivery that is kept at `now` (ms). */
  readDelivery(endpointId: string, deliveryId: string, now: number): Promise<Delivery | undefined>;
  /**
   * Reads up to `most` deliveries that are kept at `now` (ms), the newest first, from the one after `before` on.
   * @returns them, and in `last` the id of the last one read while there are more
   */
  list(
    endpointId: string,
    range: { before: string | undefined; most: number; now: number },
  ): Promise<{ deliveries: Delivery[]; last?: string }>;
};
