/** An announcement of an event, with how far it was sent; and which addresses want none of an organizer. */
import * as z from 'zod/mini';
import {
  type Announcement,
  type AnnouncementCursor,
  type AnnouncementProgress,
  AUDIENCES,
} from '../../domain/model/announcement.ts';
import type { StoredAnnouncement } from '../../domain/ports/announcement-store.ts';
import { type Item, type Key, optional, parseItem } from '../table/item.ts';
import { ANNOUNCEMENT_PREFIX } from '../table/stream-definition.ts';

/** Numbers sort as text. */
const NUMBER_DIGITS = 4;
export const AFTER_ALL_NUMBERS = 10 ** NUMBER_DIGITS;

export const announcementPartition = (eventId: string): string => `EVENT#${eventId}`;

export const announcementKey = (eventId: string, number: number): Key => ({
  pk: announcementPartition(eventId),
  sk: `${ANNOUNCEMENT_PREFIX}${String(number).padStart(NUMBER_DIGITS, '0')}`,
});

const ANNOUNCEMENT: z.ZodMiniType<Announcement> = z.object({
  eventId: z.string(),
  number: z.int(),
  id: z.string(),
  subject: z.string(),
  text: z.string(),
  to: z.enum(AUDIENCES),
  at: z.int(),
  by: z.string(),
  fingerprint: z.string(),
  earlierIds: optional(z.array(z.string())),
});

const CURSOR: z.ZodMiniType<AnnouncementCursor> = z.discriminatedUnion('walk', [
  z.object({ walk: z.literal('waitlist'), after: z.string(), passed: z.int() }),
  z.object({ walk: z.literal('bookings'), partition: z.int(), after: optional(z.string()) }),
]);

const PROGRESS = z.object({
  sendingStep: z.int(),
  sending: z.object({
    counts: z.object({ sent: z.int(), unsubscribed: z.int(), notSent: z.int(), delayed: z.int() }),
    cursor: optional(CURSOR),
    doneAt: optional(z.int()),
  }),
});

export function toAnnouncementItem(announcement: Announcement, progress: AnnouncementProgress): Item {
  const { eventId, number } = announcement;
  const { step: sendingStep, ...sending } = progress;
  return { ...announcementKey(eventId, number), ...announcement, sendingStep, sending };
}

export function fromAnnouncementItem(item: Item): StoredAnnouncement {
  const { sendingStep: step, sending } = parseItem('progress of an announcement', PROGRESS, item);
  return { announcement: parseItem('announcement', ANNOUNCEMENT, item), progress: { step, ...sending } };
}

/** The progress is that of the step before. */
export const PROGRESS_IS_OF_THE_STEP_BEFORE = 'sendingStep = :seenStep';

/** The key of the sign that an address wants no announcements of an organizer. */
export const unsubscribedKey = (addressId: string, organizerId: string): Key => ({
  pk: `ADDRESS#${addressId}`,
  sk: `UNSUBSCRIBED#${organizerId}`,
});
