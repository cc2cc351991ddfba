/** Stores the announcements of events. */
import { NOBODY_TOLD } from '../domain/model/announcement.ts';
import type { AnnouncementStore, StoredAnnouncement } from '../domain/ports/announcement-store.ts';
import {
  AFTER_ALL_NUMBERS,
  announcementKey,
  announcementPartition,
  fromAnnouncementItem,
  PROGRESS_IS_OF_THE_STEP_BEFORE,
  toAnnouncementItem,
} from './items/announcements.ts';
import type { Table } from './table/client.ts';
import { IS_NEW } from './table/existence.ts';
import { getItem, queryPage, queryPages } from './table/read.ts';
import { ANNOUNCEMENT_PREFIX } from './table/stream-definition.ts';
import { isWritten, write } from './table/write.ts';

export function announcementStore(table: Table): AnnouncementStore {
  return {
    async list(eventId) {
      const found: StoredAnnouncement[] = [];
      const pages = queryPages(table, {
        KeyConditionExpression: 'pk = :event AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: {
          ':event': announcementPartition(eventId),
          ':prefix': ANNOUNCEMENT_PREFIX,
        },
        ConsistentRead: true,
      });
      for await (const { items } of pages) found.push(...items.map(fromAnnouncementItem));
      return found;
    },

    async latest(eventId, { most, before = AFTER_ALL_NUMBERS }) {
      const { items } = await queryPage(table, {
        KeyConditionExpression: 'pk = :event AND sk BETWEEN :first AND :last',
        ExpressionAttributeValues: {
          ':event': announcementPartition(eventId),
          ':first': announcementKey(eventId, 0).sk,
          ':last': announcementKey(eventId, before - 1).sk,
        },
        ScanIndexForward: false,
        Limit: most,
        ConsistentRead: true,
      });
      return items.map(fromAnnouncementItem);
    },

    async read(eventId, number) {
      const item = await getItem(table, announcementKey(eventId, number));
      return item && fromAnnouncementItem(item);
    },

    async write(announcement) {
      const put = toAnnouncementItem(announcement, NOBODY_TOLD);
      return (await write(table, { put, when: IS_NEW })).kind === 'done';
    },

    saveProgress: (eventId, number, { step, ...sending }) =>
      isWritten(table, {
        update: announcementKey(eventId, number),
        set: 'SET sendingStep = :step, sending = :sending',
        when: PROGRESS_IS_OF_THE_STEP_BEFORE,
        values: { ':step': step, ':seenStep': step - 1, ':sending': sending },
      }),
  };
}
