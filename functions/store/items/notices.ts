/** The notice log of a booking, which addresses get no mail, and the count of mails to an address on a day. */
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { type Booking, bookingPartition } from '../../domain/model/booking.ts';
import type { Event } from '../../domain/model/event.ts';
import { NOTICE_KINDS } from '../../domain/model/notice.ts';
import { NOTICE_OUTCOMES, type NoticeLog, type NoticeRecord } from '../../domain/model/notice-log.ts';
import type { SuppressionReason } from '../../domain/ports/address-store.ts';
import type { ChangeProgress } from '../../domain/ports/notice-store.ts';
import { type Item, type Key, optional, parseItem } from '../table/item.ts';
import { CHANGE_PROGRESS, WAKE_PREFIX } from '../table/stream-definition.ts';

type Spread = Pick<Event, 'id' | 'shardCount'>;

const NOTICES = 'NOTICES#';

const noticePartitionKey = (event: Spread, partition: number): string =>
  `EVENT#${event.id}#NOTICES#${partition}`;

export const noticesKey = (event: Spread, bookingId: Booking['id']): Key => ({
  pk: noticePartitionKey(event, bookingPartition(bookingId, event.shardCount)),
  sk: `${NOTICES}${bookingId}`,
});

/** The key of an item that is written only to appear in the stream. */
export const wakeKey = (event: Spread, bookingId: Booking['id']): Key => ({
  ...noticesKey(event, bookingId),
  sk: `${WAKE_PREFIX}${bookingId}`,
});

const RECORD: z.ZodMiniType<NoticeRecord> = z.object({
  entry: z.int(),
  kind: z.enum(NOTICE_KINDS),
  at: z.int(),
  outcome: z.enum(NOTICE_OUTCOMES),
  toHolderOf: optional(z.int()),
});

const LOG = z.object({
  handledEntries: z.int(),
  failures: z.int(),
  nextAttemptAt: optional(z.int()),
  nextLookAt: optional(z.int()),
  claimedBy: optional(z.string()),
  isAwaited: optional(z.literal(true)),
  undeliverable: optional(z.enum(['bounced', 'complained'])),
  /** One that bounced twice is there twice. */
  undeliverableTickets: optional(z.array(z.int())),
  owesEventNotices: optional(z.literal(true)),
  records: z.array(RECORD),
});

export function fromNoticesItem(item: Item): NoticeLog {
  const { undeliverableTickets, ...log } = parseItem('notice log', LOG, item);
  if (undeliverableTickets === undefined) return log;
  return {
    ...log,
    undeliverableTickets: [...new Set(undeliverableTickets)].sort((one, other) => one - other),
  };
}

/** The attributes of a notice log, and the key by which its booking is found. */
export const LOG_ATTRIBUTES = ['sk', ...Object.keys(LOG.shape)];

/** The id of the booking of a notice log. */
export const loggedBookingId = (item: Item): string => String(item['sk']).slice(NOTICES.length);

/** The key of how far the customers of an event were told of its last change. */
export const changeProgressKey = (eventId: string): Key => ({ pk: `EVENT#${eventId}`, sk: CHANGE_PROGRESS });

const PROGRESS: z.ZodMiniType<ChangeProgress> = z.object({
  revision: z.int(),
  cursor: optional(z.object({ partition: z.int(), after: z.string(), found: z.boolean() })),
});

export function fromProgressItem(item: Item): ChangeProgress {
  return parseItem('progress of notices', PROGRESS, item);
}

/** No later change is being told. */
export const NO_LATER_CHANGE_IS_TOLD = 'attribute_not_exists(pk) OR revision <= :revision';

/**
 * The log is as it was read, and no attempt is under way or waited for. The records count as well, because not every
 * notice is of a history entry.
 */
export const NOTICE_CAN_BE_CLAIMED =
  'attribute_not_exists(pk) OR (handledEntries = :seen AND size(records) = :recorded AND (attribute_not_exists(nextAttemptAt) OR nextAttemptAt <= :now))';

/** The claim of this attempt has not ended. */
export const NOTICE_IS_CLAIMED = 'claimedBy = :attempt';

/** Nobody has found something that is left after this attempt. */
export const NOTICE_IS_NOT_AWAITED = 'claimedBy = :attempt AND attribute_not_exists(isAwaited)';

/** The address is stored as a digest only. */
const addressPartitionKey = (address: string): string =>
  `ADDRESS#${createHash('sha256').update(address).digest('base64url')}`;

export const addressKey = (address: string): Key => ({ pk: addressPartitionKey(address), sk: 'ADDRESS' });

/** Whether no mail goes to the address of the item. */
export const isSuppressed = (item: Item): boolean => item['suppressedBecause'] !== undefined;

/** Whether the owner of the mailbox complained, about a mail to its address in this spelling or another one. */
export const isOfComplaint = (item: Item): boolean =>
  item['complainedAt'] !== undefined ||
  item['suppressedBecause'] === ('complained' satisfies SuppressionReason);

/** The key of the count of mails to an address on a day. */
export const mailDayKey = (address: string, day: string, of: string): Key => ({
  pk: addressPartitionKey(address),
  sk: of === 'bookings' ? `DAY#${day}` : `DAY#${day}#${of}`,
});

/** A further mail to the address on this day, up to the limit. */
export const ADDRESS_MAY_GET_MORE = 'attribute_not_exists(mails) OR mails < :most';
