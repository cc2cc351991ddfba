/** Stores what was done about letters. */

import { Busy } from '../domain/model/refusal.ts';
import type { LetterStore } from '../domain/ports/letter-store.ts';
import {
  fromLetterItem,
  LETTER_CAN_BE_CLAIMED,
  LETTER_IS_CLAIMED,
  LETTER_IS_NOT_SETTLED,
  letterKey,
  toLetterItem,
} from './items/letter.ts';
import { lettersDueKeyOf } from './items/pending-work.ts';
import type { Table } from './table/client.ts';
import { IS_NEW } from './table/existence.ts';
import { getItem, queryPages } from './table/read.ts';
import { isWritten, write } from './table/write.ts';

export function letterStore(table: Table): LetterStore {
  return {
    async read(userId, letterId) {
      const item = await getItem(table, letterKey(userId, letterId));
      return item && fromLetterItem(item);
    },

    async listOf(userId, most) {
      const found: ReturnType<typeof fromLetterItem>[] = [];
      const { pk, sk } = letterKey(userId, '');
      const query = {
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': pk, ':prefix': sk },
        ConsistentRead: true,
        Limit: most,
      };
      for await (const { items } of queryPages(table, query)) {
        found.push(...items.map(fromLetterItem));
        if (found.length >= most) break;
      }
      return found.slice(0, most);
    },

    write: (letter) => isWritten(table, { put: toLetterItem(letter), when: IS_NEW }),

    async claim({ userId, id }, { attempt, now, until }) {
      const { pendingWorkPartition, pendingWorkKey } = lettersDueKeyOf(userId, until, id);
      const outcome = await write(table, {
        update: letterKey(userId, id),
        set: 'SET claimedBy = :attempt, nextAttemptAt = :until, pendingWorkPartition = :partition, pendingWorkKey = :pendingWork',
        when: LETTER_CAN_BE_CLAIMED,
        values: {
          ':attempt': attempt,
          ':until': until,
          ':now': now,
          ':partition': pendingWorkPartition,
          ':pendingWork': pendingWorkKey,
        },
      });
      if (outcome.kind === 'contention' || outcome.kind === 'unknown') throw new Busy();
      // The SDK repeats a write whose answer was lost, and the repeat is refused because the claim is stored.
      return outcome.kind === 'done' || outcome.failed.get(0)?.['claimedBy'] === attempt;
    },

    settle: ({ userId, id }, attempt, settled) =>
      isWritten(table, {
        update: letterKey(userId, id),
        set: 'SET settled = :settled REMOVE recipient, claimedBy, nextAttemptAt, pendingWorkPartition, pendingWorkKey',
        when: LETTER_IS_CLAIMED,
        values: { ':attempt': attempt, ':settled': settled },
      }),

    postpone: ({ userId, id }, attempt, nextAttemptAt) =>
      isWritten(table, {
        update: letterKey(userId, id),
        set: 'SET failures = failures + :one, nextAttemptAt = :next, pendingWorkKey = :pendingWork REMOVE claimedBy',
        when: LETTER_IS_CLAIMED,
        values: {
          ':attempt': attempt,
          ':one': 1,
          ':next': nextAttemptAt,
          ':pendingWork': lettersDueKeyOf(userId, nextAttemptAt, id).pendingWorkKey,
        },
      }),

    wake: (userId, letterId, now) =>
      isWritten(table, {
        update: letterKey(userId, letterId),
        set: 'SET wokenAt = :now',
        when: LETTER_IS_NOT_SETTLED,
        values: { ':now': now },
      }),
  };
}
