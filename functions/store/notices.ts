/** Stores the notice logs of bookings. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Booking } from '../domain/model/booking.ts';
import { EMPTY_LOG, type NoticeLog } from '../domain/model/notice-log.ts';
import { Busy } from '../domain/model/refusal.ts';
import type { NoticeStore } from '../domain/ports/notice-store.ts';
import { isAwaitedFor, noteAwaited } from './awaited-attempt.ts';
import { bookingKey, fromBookingItem } from './items/booking.ts';
import {
  changeProgressKey,
  fromNoticesItem,
  fromProgressItem,
  NO_LATER_CHANGE_IS_TOLD,
  NOTICE_CAN_BE_CLAIMED,
  NOTICE_IS_CLAIMED,
  NOTICE_IS_NOT_AWAITED,
  noticesKey,
  wakeKey,
} from './items/notices.ts';
import { noticesDueKeyOf } from './items/pending-work.ts';
import { toWakeItem } from './items/wake.ts';
import type { Table } from './table/client.ts';
import { type CommitOutcome, commit, type UpdateAction } from './table/commit.ts';
import { EXISTS, MAY_EXIST } from './table/existence.ts';
import type { Item } from './table/item.ts';
import { joinedUpdates } from './table/joined-updates.ts';
import { getItem, getItems } from './table/read.ts';
import { isDone, isWritten, write } from './table/write.ts';

const END_OF_CLAIM = 'claimedBy, nextAttemptAt, isAwaited';
const NO_PENDING_WORK = 'nextLookAt, pendingWorkPartition, pendingWorkKey';
/** The delay before repeat n is random below base × 2ⁿ. */
const CONTENTION_REPEATS = 5;
const CONTENTION_BASE_MS = 20;
/** Puts a log, which is created if there is none, into the pending work; with `dueValues`. */
const SET_DUE =
  'pendingWorkPartition = :partition, pendingWorkKey = :pendingWork, handledEntries = :seen, failures = :failures, records = if_not_exists(records, :none)';

export function noticeStore(table: Table): NoticeStore {
  const update = joinedUpdates(table);
  return {
    ...notesOf(table),
    ...attemptsOf(table),

    readMany: (event, bookingIds) => readWithBookings(table, event, bookingIds),

    async readLog(event, bookingId) {
      const item = await getItem(table, noticesKey(event, bookingId));
      return item ? fromNoticesItem(item) : EMPTY_LOG;
    },

    async claim(event, bookingId, log, claim) {
      const outcome = await update(claimOf(event, bookingId, log, claim));
      // The SDK repeats a write whose answer was lost, and the repeat is refused because the claim is stored.
      const isOurs = outcome.kind === 'refused' && outcome.failed.get(0)?.['claimedBy'] === claim.attempt;
      return isOurs || isDone(outcome);
    },

    async readProgress(eventId) {
      const item = await getItem(table, changeProgressKey(eventId));
      return item && fromProgressItem(item);
    },

    saveProgress(eventId, progress) {
      return isWritten(table, {
        put: { ...changeProgressKey(eventId), ...progress },
        when: NO_LATER_CHANGE_IS_TOLD,
        values: { ':revision': progress.revision },
      });
    },

    wake: (event, bookingId, now) =>
      isWritten(table, { put: toWakeItem(wakeKey(event, bookingId), now), when: MAY_EXIST }),

    rest: (event, bookingId, log, now) =>
      isWritten(table, {
        update: noticesKey(event, bookingId),
        set: `REMOVE ${END_OF_CLAIM}, ${NO_PENDING_WORK}`,
        when: NOTICE_CAN_BE_CLAIMED,
        values: { ':seen': log.handledEntries, ':recorded': log.records.length, ':now': now },
      }),

    lookLater: (event, bookingId, log, times) => isWritten(table, laterLook(event, bookingId, log, times)),

    async forget(event, bookingId) {
      const { kind } = await commit(table, [{ delete: noticesKey(event, bookingId), when: MAY_EXIST }]);
      if (kind === 'contention' || kind === 'unknown') throw new Busy();
      return kind === 'done';
    },
  };
}

/** What ends an attempt, or is noted for its end. */
function attemptsOf(table: Table): Pick<NoticeStore, 'settle' | 'noteAwaited' | 'postpone'> {
  return {
    async settle(event, bookingId, attempt, settled) {
      const outcome = await writeByClaimant(table, {
        ...settlement(event, bookingId, attempt, settled),
        when: NOTICE_IS_NOT_AWAITED,
      });
      if (!isAwaitedFor(outcome, attempt)) return isDone(outcome);
      const { now, nextLookAt = now } = settled;
      const lookAt = Math.min(now, nextLookAt);
      const keepingDue = settlement(event, bookingId, attempt, { ...settled, nextLookAt: lookAt });
      return isDone(await writeByClaimant(table, keepingDue));
    },

    noteAwaited: (event, bookingId, attempt) =>
      noteAwaited(table, noticesKey(event, bookingId), NOTICE_IS_CLAIMED, attempt),

    async postpone(event, bookingId, attempt, nextAttemptAt) {
      return isDone(await writeByClaimant(table, postponement(event, bookingId, attempt, nextAttemptAt)));
    },
  };
}

type Notes = Pick<NoticeStore, 'markUndeliverable' | 'markTicketUndeliverable' | 'owe'>;

/** What is noted in a log that is there, whatever is in it. */
function notesOf(table: Table): Notes {
  const note = (...[event, bookingId, set, values]: [...Parameters<typeof noticesKey>, string, Item]) =>
    isWritten(table, { update: noticesKey(event, bookingId), set, when: EXISTS, values });
  return {
    markUndeliverable: (event, bookingId, because) =>
      note(event, bookingId, 'SET undeliverable = :because', { ':because': because }),

    markTicketUndeliverable: (event, bookingId, ticket) =>
      note(
        event,
        bookingId,
        'SET undeliverableTickets = list_append(if_not_exists(undeliverableTickets, :none), :one)',
        {
          ':one': [ticket],
          ':none': [],
        },
      ),

    owe: (event, bookingId) => note(event, bookingId, 'SET owesEventNotices = :true', { ':true': true }),
  };
}

async function readWithBookings(
  table: Table,
  ...[event, bookingIds]: Parameters<NoticeStore['readMany']>
): Promise<{ booking: Booking; log: NoticeLog }[]> {
  const keys = bookingIds.flatMap((id) => [bookingKey(event, id), noticesKey(event, id)]);
  const items = new Map((await getItems(table, keys, true)).map((item) => [item['sk'], item]));
  return bookingIds.flatMap((id) => {
    const booking = items.get(bookingKey(event, id).sk);
    const log = items.get(noticesKey(event, id).sk);
    return booking ? { booking: fromBookingItem(booking), log: log ? fromNoticesItem(log) : EMPTY_LOG } : [];
  });
}

/**
 * Writes what its claimant alone may write. The claim of somebody else, which is refused, holds the log for a moment as a
 * part of a transaction; what was sent must be stored all the same.
 */
async function writeByClaimant(table: Table, action: UpdateAction): Promise<CommitOutcome> {
  let outcome: CommitOutcome = await write(table, action);
  for (let repeat = 0; outcome.kind === 'contention' && repeat < CONTENTION_REPEATS; repeat += 1) {
    await sleep(Math.random() * CONTENTION_BASE_MS * 2 ** repeat);
    outcome = await write(table, action);
  }
  return outcome;
}

function claimOf(
  ...[event, bookingId, log, { attempt, now, until }]: Parameters<NoticeStore['claim']>
): UpdateAction {
  const due = noticesDueKeyOf(event.id, until, bookingId);
  return {
    update: noticesKey(event, bookingId),
    set: `SET claimedBy = :attempt, nextAttemptAt = :until, ${SET_DUE} REMOVE isAwaited`,
    when: NOTICE_CAN_BE_CLAIMED,
    values: { ':attempt': attempt, ':until': until, ':now': now, ...dueValues(log, due) },
  };
}

function laterLook(
  ...[event, bookingId, log, { now, nextLookAt }]: Parameters<NoticeStore['lookLater']>
): UpdateAction {
  const due = noticesDueKeyOf(event.id, nextLookAt, bookingId);
  return {
    update: noticesKey(event, bookingId),
    set: `SET nextLookAt = :look, ${SET_DUE} REMOVE ${END_OF_CLAIM}`,
    when: NOTICE_CAN_BE_CLAIMED,
    values: { ':look': nextLookAt, ':now': now, ...dueValues(log, due) },
  };
}

function dueValues(log: NoticeLog, due: ReturnType<typeof noticesDueKeyOf>) {
  return {
    ':partition': due.pendingWorkPartition,
    ':pendingWork': due.pendingWorkKey,
    ':seen': log.handledEntries,
    ':recorded': log.records.length,
    ':failures': log.failures,
    ':none': [],
  };
}

function postponement(
  ...[event, bookingId, attempt, nextAttemptAt]: Parameters<NoticeStore['postpone']>
): UpdateAction {
  const { pendingWorkKey } = noticesDueKeyOf(event.id, nextAttemptAt, bookingId);
  return {
    update: noticesKey(event, bookingId),
    set: 'SET failures = failures + :one, nextAttemptAt = :next, pendingWorkKey = :pendingWork REMOVE claimedBy, isAwaited',
    when: NOTICE_IS_CLAIMED,
    values: { ':attempt': attempt, ':one': 1, ':next': nextAttemptAt, ':pendingWork': pendingWorkKey },
  };
}

function settlement(
  ...[event, bookingId, attempt, { records, handledEntries, nextLookAt }]: Parameters<NoticeStore['settle']>
): UpdateAction {
  const look = nextLookAt === undefined ? undefined : noticesDueKeyOf(event.id, nextLookAt, bookingId);
  const settled = 'SET handledEntries = :handled, failures = :zero, records = list_append(records, :added)';
  return {
    update: noticesKey(event, bookingId),
    set: look
      ? `${settled}, nextLookAt = :look, pendingWorkKey = :pendingWork REMOVE ${END_OF_CLAIM}`
      : `${settled} REMOVE ${END_OF_CLAIM}, ${NO_PENDING_WORK}`,
    when: NOTICE_IS_CLAIMED,
    values: {
      ':attempt': attempt,
      ':handled': handledEntries,
      ':zero': 0,
      ':added': records,
      ...(look && { ':look': nextLookAt, ':pendingWork': look.pendingWorkKey }),
    },
  };
}
