/** Lists the announcements of an event, the latest first. Each may have 14 KB, so a page has few. */
import { decodeCursor, encodeCursor } from '../model/cursor.ts';
import { ANNOUNCEMENTS_PAGE_MAX_ITEMS } from '../model/limits.ts';
import { notACursor } from '../model/not-a-cursor.ts';
import type { AnnouncementStore, StoredAnnouncement } from '../ports/announcement-store.ts';

/** The cursor holds the number of the last announcement of the page. @throws Refusal `validation-failed` for a wrong cursor; Busy */
export async function listAnnouncements(
  eventId: string,
  { limit, cursor }: { limit: number; cursor?: string },
  { announcements }: { announcements: Pick<AnnouncementStore, 'latest'> },
): Promise<{ items: StoredAnnouncement[]; nextCursor?: string }> {
  const { before } = cursor === undefined ? {} : decodeCursor(cursor);
  const isNumber = typeof before === 'number' && before >= 1;
  if (cursor !== undefined && !isNumber) throw notACursor();
  const most = Math.min(limit, ANNOUNCEMENTS_PAGE_MAX_ITEMS);
  const items = await announcements.latest(eventId, { most, ...(isNumber && { before }) });
  const last = items.at(-1)?.announcement.number ?? 1;
  return { items, ...(last > 1 && { nextCursor: encodeCursor({ before: last }) }) };
}
