/**
 * Ends the sale from shards: one process gets a lease and closes all shards, then the event sells in order.
 */
import { salesWindow } from '../domain/model/sale-terms.ts';
import type { SaleCloser } from '../domain/ports/waitlist-store.ts';
import { closeShard } from './items/shard.ts';
import { NOBODY_IS_CLOSING, quietUpdate, SHARDS_STILL_SELL_AS_SEEN } from './items/waitlist-state.ts';
import { writeWaitlist } from './items/waitlist-update.ts';
import type { Table } from './table/client.ts';
import { write } from './table/write.ts';

export function saleCloser(table: Table): SaleCloser {
  return {
    async electCloser(event, now, leaseUntil) {
      const outcome = await writeWaitlist(table, event, {
        set: ['closerUntil = :leaseUntil'],
        when: NOBODY_IS_CLOSING,
        values: { ':leaseUntil': leaseUntil, ':now': now, ':false': false },
      });
      return outcome.kind === 'done';
    },

    async closeShard(eventId, shard) {
      const outcome = await write(table, closeShard(eventId, shard));
      return outcome.kind === 'done';
    },

    async startSellingInOrder(event, seen, { areShardsEmpty, becomesQuiet }, lookAt) {
      const quiet = quietUpdate(becomesQuiet);
      const outcome = await writeWaitlist(table, event, {
        set: ['sellsInOrder = :true', 'areShardsEmpty = :areShardsEmpty', ...quiet.set],
        remove: ['closerUntil'],
        when: SHARDS_STILL_SELL_AS_SEEN,
        values: {
          ':true': true,
          ':false': false,
          ':areShardsEmpty': areShardsEmpty,
          ':seenClose': salesWindow(event).salesCloseAt,
          ':seenPending': seen.pendingCapacity,
          ...quiet.values,
        },
        look: { at: lookAt },
      });
      return outcome.kind === 'done';
    },
  };
}
