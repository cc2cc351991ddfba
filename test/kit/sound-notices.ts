/** The notice logs that a sound event has, and their items. */
import type { Event } from '../../functions/domain/model/event.ts';
import { isOvertaken, noticesOf } from '../../functions/domain/model/notice.ts';
import { EMPTY_LOG, type NoticeLog } from '../../functions/domain/model/notice-log.ts';
import type { AuditedBooking } from '../../functions/domain/ports/audit-store.ts';
import { noticesKey } from '../../functions/store/items/notices.ts';
import type { Item } from '../../functions/store/table/item.ts';

/** @returns the log of a booking whose customer was told everything at once. */
export function soundLog(booking: AuditedBooking): NoticeLog {
  const notices = noticesOf({ ...booking, eventId: '', fingerprint: '', cancellations: {} });
  const records = notices.map((notice) => {
    const { entry, kind, at, toHolderOf } = notice;
    const outcome = isOvertaken(notice, notices) ? 'overtaken' : 'sent';
    return { entry, kind, at, outcome, ...(toHolderOf !== undefined && { toHolderOf }) } as const;
  });
  return { ...EMPTY_LOG, handledEntries: booking.history.length, records };
}

export const toNoticesItem = (event: Event, bookingId: string, log: NoticeLog): Item => ({
  ...noticesKey(event, bookingId),
  ...log,
});
