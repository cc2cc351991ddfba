/** Finds events that are over by the index of pending work, and stores how far persons were erased from their bookings. */
import { Busy } from '../domain/model/refusal.ts';
import type { ErasureStore } from '../domain/ports/erasure-store.ts';
import { erasureKey, fromErasureItem, toErasureItem } from './items/erasure.ts';
import { endOfErasure } from './items/event.ts';
import { overBy, overEventId } from './items/pending-work.ts';
import { securityAction } from './items/security-event.ts';
import type { Table } from './table/client.ts';
import { commit } from './table/commit.ts';
import { PENDING_WORK_INDEX } from './table/definition.ts';
import { MAY_EXIST } from './table/existence.ts';
import { getItem, queryPages } from './table/read.ts';
import { isWritten } from './table/write.ts';

export function erasureStore(table: Table): ErasureStore {
  return {
    async *eventsOverBy(until) {
      const input = { IndexName: PENDING_WORK_INDEX.name, ...overBy(until) };
      for await (const { items } of queryPages(table, input)) yield items.map(overEventId);
    },

    async readProgress(eventId) {
      const item = await getItem(table, erasureKey(eventId));
      return item && fromErasureItem(item);
    },

    async saveProgress(eventId, progress) {
      await isWritten(table, { put: toErasureItem(eventId, progress), when: MAY_EXIST });
    },

    async finish(event, securityEvent) {
      const { kind } = await commit(table, [
        endOfErasure(event),
        { delete: erasureKey(event.id), when: MAY_EXIST },
        ...(securityEvent ? [securityAction(securityEvent)] : []),
      ]);
      if (kind === 'contention' || kind === 'unknown') throw new Busy();
      return kind === 'done';
    },
  };
}
