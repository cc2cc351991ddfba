/** What somebody must look at: the sparse index of releases not handed on and pools that are not empty. */
import type { Attention, AttentionStore } from '../domain/ports.ts';
import type { Table } from './client.ts';
import { ATTENTION_BUCKET_KEYS, parseAttentionKey } from './keys.ts';
import { queryPages } from './read.ts';
import { ATTENTION_INDEX } from './table.ts';

export function attentionStore(table: Table): AttentionStore {
  return {
    async *due(now): AsyncGenerator<Attention> {
      for (const bucket of ATTENTION_BUCKET_KEYS) {
        const input = {
          IndexName: ATTENTION_INDEX.name,
          KeyConditionExpression: 'attentionBucket = :bucket',
          ExpressionAttributeValues: { ':bucket': bucket },
        };
        for await (const { items } of queryPages(table, input)) {
          for (const item of items) {
            const { eventId, dueAt, about } = parseAttentionKey(item['attentionKey']);
            if (dueAt <= now)
              yield { eventId, dueAt, about: about === 'pool' ? 'pool' : { bookingId: about } };
          }
        }
      }
    },
  };
}
