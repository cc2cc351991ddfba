/** Lists the sessions of an account. Separate from the store of sessions, which the bundle of almost every route has. */
import { SESSIONS_SHOWN } from '../domain/model/limits.ts';
import type { SessionStore } from '../domain/ports/session-store.ts';
import { fromSessionItem, sessionListing } from './items/session.ts';
import type { Table } from './table/client.ts';
import { LISTINGS_INDEX } from './table/definition.ts';
import { queryPage } from './table/read.ts';

export function sessionLists(table: Table): Pick<SessionStore, 'listOf'> {
  return {
    async listOf(userId) {
      const page = await queryPage(table, {
        IndexName: LISTINGS_INDEX.name,
        KeyConditionExpression: 'listing = :listing',
        ExpressionAttributeValues: { ':listing': sessionListing(userId) },
        ScanIndexForward: false,
        Limit: SESSIONS_SHOWN,
      });
      return page.items.map(fromSessionItem);
    },
  };
}
