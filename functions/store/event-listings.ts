/** Reads events for lists: by start from an index, and by organizer from the organizer's partition. */
import { LISTING_READ_EVENTS } from '../domain/model/limits.ts';
import type { EventListingStore } from '../domain/ports/event-listing-store.ts';
import { eventKey, eventListing, fromEventItem, organizedKey } from './items/event.ts';
import { pagesOfPart } from './parts.ts';
import type { Table } from './table/client.ts';
import { LISTINGS_INDEX } from './table/definition.ts';
import { getItems, queryPage } from './table/read.ts';

export function eventListingStore(table: Table): EventListingStore {
  return {
    async byStart({ list, from, to, descending, runningAt, most }) {
      if (from > to) return { events: [] };
      const page = await queryPage(table, {
        IndexName: LISTINGS_INDEX.name,
        KeyConditionExpression: 'listing = :list AND listingKey BETWEEN :from AND :to',
        ...(runningAt && { FilterExpression: 'endsAt > :now' }),
        ExpressionAttributeValues: {
          ':list': eventListing(list),
          ':from': from,
          ':to': to,
          ...(runningAt && { ':now': runningAt }),
        },
        ScanIndexForward: !descending,
        Limit: most,
      });
      const last = page.lastKey?.['listingKey'];
      return { events: page.items.map(fromEventItem), ...(last !== undefined && { last }) };
    },

    async *ofOrganizer(userId, part) {
      const { pk } = organizedKey(userId, '');
      for await (const { items, ...end } of pagesOfPart(table, pk, part, LISTING_READ_EVENTS)) {
        const keys = items.map(({ eventId }) => eventKey(eventId));
        yield { items: (await getItems(table, keys, true)).map(fromEventItem), ...end };
      }
    },
  };
}
