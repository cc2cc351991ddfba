/** Stores the delivery logs of webhooks, and their deliveries. */
import { EMPTY_DELIVERY_LOG } from '../domain/model/webhook.ts';
import type { LogKey, WebhookDeliveryStore } from '../domain/ports/webhook-delivery-store.ts';
import { isAwaitedFor, noteAwaited } from './awaited-attempt.ts';
import { bookingKey, fromBookingItem } from './items/booking.ts';
import { webhooksDueKeyOf } from './items/pending-work.ts';
import {
  deliveryKey,
  deliveryPartition,
  deliveryRange,
  fromDeliveryItem,
  fromDeliveryLogItem,
  LOG_IS_NOT_THAT_FAR,
  LOG_IS_TO_BE_REWOUND,
  listedFrom,
  toDeliveryItem,
  WEBHOOK_CAN_BE_CLAIMED,
  WEBHOOK_IS_CLAIMED,
  WEBHOOK_IS_NOT_AWAITED,
} from './items/webhook-delivery.ts';
import { deliveryLogKey, subjectName } from './items/webhook-log-key.ts';
import type { Table } from './table/client.ts';
import { commit, type UpdateAction } from './table/commit.ts';
import { IS_NEW } from './table/existence.ts';
import { getItem, getItems, queryPage } from './table/read.ts';
import { isDone, isWritten } from './table/write.ts';
import { webhookWaker } from './webhook-waker.ts';

const END_OF_CLAIM = 'claimedBy, isAwaited';
const NO_PENDING_WORK = 'nextAttemptAt, pendingWorkPartition, pendingWorkKey';

type Logs = Pick<WebhookDeliveryStore, 'read' | 'claim' | 'settle' | 'noteAwaited' | 'rest' | 'rewind'>;
type Deliveries = Pick<WebhookDeliveryStore, 'record' | 'readDelivery' | 'list'>;

export function webhookDeliveryStore(table: Table): WebhookDeliveryStore {
  return { ...logsOf(table), ...deliveriesOf(table), ...webhookWaker(table) };
}

function logsOf(table: Table): Logs {
  return {
    async read(key) {
      const { event, subject } = key;
      const log = deliveryLogKey(key);
      const keys = subject === 'event' ? [log] : [log, bookingKey(event, subject.bookingId)];
      const items = await getItems(table, keys, true);
      const logItem = items.find(({ sk }) => sk === log.sk);
      const bookingItem = items.find(({ sk }) => sk !== log.sk);
      return {
        booking: bookingItem && fromBookingItem(bookingItem),
        log: logItem ? fromDeliveryLogItem(logItem) : EMPTY_DELIVERY_LOG,
      };
    },

    claim: (key, log, claim) => isWritten(table, claimOf(key, log, claim)),

    async settle(key, attempt, settled, delivery) {
      const put = { put: toDeliveryItem(delivery), when: IS_NEW };
      const first = { ...settlement(key, attempt, settled), when: WEBHOOK_IS_NOT_AWAITED };
      const outcome = await commit(table, [first, put]);
      if (!isAwaitedFor(outcome, attempt)) return isDone(outcome);
      const keepingDue = { ...settled, nextAttemptAt: settled.nextAttemptAt ?? delivery.at };
      return isDone(await commit(table, [settlement(key, attempt, keepingDue), put]));
    },

    noteAwaited: (key, attempt) => noteAwaited(table, deliveryLogKey(key), WEBHOOK_IS_CLAIMED, attempt),

    rest: (key, log, now) =>
      isWritten(table, {
        update: deliveryLogKey(key),
        set: `REMOVE ${END_OF_CLAIM}, ${NO_PENDING_WORK}`,
        when: WEBHOOK_CAN_BE_CLAIMED,
        values: { ':seen': log.handledEntries, ':now': now },
      }),

    async rewind(key, range, when) {
      const [back, on] = rewindings(key, range, when);
      return (await isWritten(table, back)) || (await isWritten(table, on)) || (await isWritten(table, back));
    },
  };
}

function deliveriesOf(table: Table): Deliveries {
  return {
    record: (delivery) => isWritten(table, { put: toDeliveryItem(delivery), when: IS_NEW }),

    async readDelivery(endpointId, deliveryId, now) {
      const item = await getItem(table, deliveryKey(endpointId, deliveryId));
      const delivery = item && fromDeliveryItem(item);
      return delivery && delivery.at >= listedFrom(now) ? delivery : undefined;
    },

    async list(endpointId, { before, most, now }) {
      const { from, to } = deliveryRange(endpointId, now, before);
      if (from > to) return { deliveries: [] };
      // One more than asked for: the range includes its end.
      const page = await queryPage(table, {
        KeyConditionExpression: 'pk = :partition AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':partition': deliveryPartition(endpointId), ':from': from, ':to': to },
        ScanIndexForward: false,
        ConsistentRead: true,
        Limit: most + 1,
      });
      const found = page.items.map(fromDeliveryItem).filter(({ id }) => id !== before);
      const deliveries = found.slice(0, most);
      const last = deliveries.at(-1);
      const isMore = found.length > most || page.lastKey !== undefined;
      return { deliveries, ...(isMore && last && { last: last.id }) };
    },
  };
}

function claimOf(
  ...[key, log, { attempt, now, until }]: Parameters<WebhookDeliveryStore['claim']>
): UpdateAction {
  return {
    update: deliveryLogKey(key),
    set: 'SET claimedBy = :attempt, nextAttemptAt = :until, pendingWorkPartition = :partition, pendingWorkKey = :pendingWork, handledEntries = :seen, failures = :failures REMOVE isAwaited',
    when: WEBHOOK_CAN_BE_CLAIMED,
    values: {
      ':attempt': attempt,
      ':until': until,
      ':now': now,
      ':seen': log.handledEntries,
      ':failures': log.failures,
      ...due(key, until),
    },
  };
}

type Settled = Parameters<WebhookDeliveryStore['settle']>[2];

function settlement(
  key: LogKey,
  attempt: string,
  { handledEntries, failures, nextAttemptAt }: Settled,
): UpdateAction {
  const settled = 'SET handledEntries = :handled, failures = :failures';
  return {
    update: deliveryLogKey(key),
    set:
      nextAttemptAt === undefined
        ? `${settled} REMOVE ${END_OF_CLAIM}, ${NO_PENDING_WORK}`
        : `${settled}, nextAttemptAt = :next, pendingWorkPartition = :partition, pendingWorkKey = :pendingWork REMOVE ${END_OF_CLAIM}`,
    when: WEBHOOK_IS_CLAIMED,
    values: {
      ':attempt': attempt,
      ':handled': handledEntries,
      ':failures': failures,
      ...(nextAttemptAt !== undefined && { ':next': nextAttemptAt, ...due(key, nextAttemptAt) }),
    },
  };
}

function due({ event, endpointId, subject }: LogKey, at: number) {
  const { pendingWorkPartition, pendingWorkKey } = webhooksDueKeyOf(
    event.id,
    at,
    endpointId,
    subjectName(subject),
  );
  return { ':partition': pendingWorkPartition, ':pendingWork': pendingWorkKey };
}

/** @returns the update of a log that is past the range, and that of one that is not, or does not exist. */
function rewindings(
  ...[key, { from, upTo }, { requestedAt, now }]: Parameters<WebhookDeliveryStore['rewind']>
): [UpdateAction, UpdateAction] {
  const update = deliveryLogKey(key);
  const others = `failures = :zero, replayedFrom = :from, replayedUpTo = :upTo, replayedAt = :requestedAt, nextAttemptAt = :now, pendingWorkPartition = :partition, pendingWorkKey = :pendingWork REMOVE ${END_OF_CLAIM}`;
  const values = {
    ':zero': 0,
    ':from': from,
    ':upTo': upTo,
    ':requestedAt': requestedAt,
    ':now': now,
    ...due(key, now),
  };
  return [
    { update, set: `SET handledEntries = :from, ${others}`, when: LOG_IS_TO_BE_REWOUND, values },
    {
      update,
      set: `SET handledEntries = if_not_exists(handledEntries, :zero), ${others}`,
      when: LOG_IS_NOT_THAT_FAR,
      values,
    },
  ];
}
