/** Stores the notice logs of bookings. */
import { EMPTY_LOG } from '../domain/model/notice-log.ts';
import { Busy } from '../domain/model/refusal.ts';
import type { NoticeStore } from '../domain/ports/notice-store.ts';
import { bookingKey, fromBookingItem } from './items/booking.ts';
import {
  fromNoticesItem,
  NOTICE_CAN_BE_CLAIMED,
  NOTICE_IS_CLAIMED,
  NOTICE_IS_DUE,
  noticesKey,
} from './items/notices.ts';
import { noticesDueKeyOf } from './items/pending-work.ts';
import type { Table } from './table/client.ts';
import type { UpdateAction } from './table/commit.ts';
import { EXISTS } from './table/existence.ts';
import { getItems } from './table/read.ts';
import { write } from './table/write.ts';

const END_OF_CLAIM = 'REMOVE claimedBy, nextAttemptAt, pendingWorkPartition, pendingWorkKey';

export function noticeStore(table: Table): NoticeStore {
  async function isDone(action: UpdateAction): Promise<boolean> {
    const { kind } = await write(table, action);
    if (kind === 'contention' || kind === 'unknown') throw new Busy();
    return kind === 'done';
  }

  return {
    async read(event, bookingId) {
      const [booking, notices] = [bookingKey(event, bookingId), noticesKey(event, bookingId)];
      const items = await getItems(table, [booking, notices], true);
      const found = ({ sk }: { sk: string }) => items.find((item) => item['sk'] === sk);
      const [bookingItem, noticesItem] = [found(booking), found(notices)];
      return {
        booking: bookingItem && fromBookingItem(bookingItem),
        log: noticesItem ? fromNoticesItem(noticesItem) : EMPTY_LOG,
      };
    },

    claim(event, bookingId, log, { attempt, now, until }) {
      const { pendingWorkPartition, pendingWorkKey } = noticesDueKeyOf(event.id, until, bookingId);
      return isDone({
        update: noticesKey(event, bookingId),
        set: 'SET claimedBy = :attempt, nextAttemptAt = :until, pendingWorkPartition = :partition, pendingWorkKey = :pendingWork, handledEntries = :seen, failures = :failures, records = if_not_exists(records, :none)',
        when: NOTICE_CAN_BE_CLAIMED,
        values: {
          ':attempt': attempt,
          ':until': until,
          ':now': now,
          ':partition': pendingWorkPartition,
          ':pendingWork': pendingWorkKey,
          ':seen': log.handledEntries,
          ':failures': log.failures,
          ':none': [],
        },
      });
    },

    settle(event, bookingId, attempt, { records, handledEntries }) {
      return isDone({
        update: noticesKey(event, bookingId),
        set: `SET handledEntries = :handled, failures = :zero, records = list_append(records, :added) ${END_OF_CLAIM}`,
        when: NOTICE_IS_CLAIMED,
        values: { ':attempt': attempt, ':handled': handledEntries, ':zero': 0, ':added': records },
      });
    },

    postpone(event, bookingId, attempt, nextAttemptAt) {
      const { pendingWorkKey } = noticesDueKeyOf(event.id, nextAttemptAt, bookingId);
      return isDone({
        update: noticesKey(event, bookingId),
        set: 'SET failures = failures + :one, nextAttemptAt = :next, pendingWorkKey = :pendingWork REMOVE claimedBy',
        when: NOTICE_IS_CLAIMED,
        values: { ':attempt': attempt, ':one': 1, ':next': nextAttemptAt, ':pendingWork': pendingWorkKey },
      });
    },

    markUndeliverable(event, bookingId, because) {
      return isDone({
        update: noticesKey(event, bookingId),
        set: 'SET undeliverable = :because',
        when: EXISTS,
        values: { ':because': because },
      });
    },

    wake(event, bookingId, now) {
      return isDone({
        update: noticesKey(event, bookingId),
        set: END_OF_CLAIM,
        when: NOTICE_IS_DUE,
        values: { ':now': now },
      });
    },
  };
}
