/** Reads events for lists: all events by their start, or those of one organizer by id. */
import type { Event } from '../model/event.ts';
import type { Part } from './listing-store.ts';

export type EventListingStore = {
  /**
   * Reads up to `most` events by start, eventually consistent. `from` and `to` are sort keys (`startKey`),
   * both included. `runningAt`, an ISO 8601 instant, leaves out the events that have no end after it, which
   * still count for `most`. Cancelled events are a list of their own.
   * @returns the events, and in `last` the key of the last one read while there are more
   * @throws Busy
   */
  byStart(range: {
    list: 'events' | 'cancelled';
    from: string;
    to: string;
    descending: boolean;
    runningAt?: string;
    most: number;
  }): Promise<{ events: Event[]; last?: string }>;
  /**
   * Reads the events on whose staff the account is, as their owner or otherwise, by id, page by page, strongly consistent. The keys of `part` are event ids.
   * `upTo`: the last id of the page, set while there are more pages.
   * @throws Busy
   */
  ofOrganizer(userId: string, part: Part): AsyncIterable<{ items: Event[]; upTo?: string }>;
};
