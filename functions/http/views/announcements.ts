/** Converts announcements to the shape of the API. */
import type { StoredAnnouncement } from '../../domain/ports/announcement-store.ts';
import type { AnnouncementAnswer } from '../answers/announcements.ts';

export function announcementView({ announcement, progress }: StoredAnnouncement): AnnouncementAnswer {
  const { number, subject, text, to, at, by } = announcement;
  const { counts, doneAt } = progress;
  return {
    number,
    subject,
    text,
    to,
    createdAt: new Date(at).toISOString(),
    createdBy: by,
    progress: {
      isDone: doneAt !== undefined,
      ...(doneAt !== undefined && { doneAt: new Date(doneAt).toISOString() }),
      ...counts,
    },
  };
}
