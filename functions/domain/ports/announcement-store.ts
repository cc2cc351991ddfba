/** Stores the announcements of events, and how far each was sent. Every call throws Busy on throttling or a timeout. */
import type { Announcement, AnnouncementProgress } from '../model/announcement.ts';

export type StoredAnnouncement = { announcement: Announcement; progress: AnnouncementProgress };

export type AnnouncementStore = {
  /** Reads all announcements of an event in the order of their numbers, strongly consistent. */
  list(eventId: string): Promise<StoredAnnouncement[]>;
  /** Reads up to `most` announcements, the latest first, of those before the number `before`, strongly consistent. */
  latest(eventId: string, page: { most: number; before?: number }): Promise<StoredAnnouncement[]>;
  /** Reads an announcement, strongly consistent. */
  read(eventId: string, number: number): Promise<StoredAnnouncement | undefined>;
  /**
   * Writes a new announcement, which makes the stream call its sender.
   * @returns false if its number is taken, or if the outcome is unknown
   */
  write(announcement: Announcement): Promise<boolean>;
  /**
   * Stores how far the announcement was sent, provided that the stored progress is that of the step before. The change
   * of the item makes the stream call the sender again.
   * @returns false if another sender stored its progress meanwhile
   */
  saveProgress(eventId: string, number: number, progress: AnnouncementProgress): Promise<boolean>;
};
