/** A sender of notices over a real table that keeps what it sends instead of mailing it. */
import type { Notice } from '../../functions/domain/model/notice.ts';
import type { SendNoticesPorts } from '../../functions/domain/notices/send-notices.ts';
import { addressStore } from '../../functions/store/addresses.ts';
import { announcementStore } from '../../functions/store/announcements.ts';
import { eventStore } from '../../functions/store/events.ts';
import { noticeStore } from '../../functions/store/notices.ts';
import { realRuntime, TABLE_NAME } from './boxoffice.ts';
import { strictTable } from './strict-table.ts';

/**
 * A sender that notes what it sends, in `notices` with all of it. `laterMs` advances its clock, and `email` is everybody's
 * address.
 */
export function aSender({
  table = strictTable(TABLE_NAME),
  laterMs = 0,
  email = `${realRuntime.newId()}@example.com`,
} = {}) {
  const sent: string[] = [];
  const notices: Notice[] = [];
  const ports: SendNoticesPorts = {
    notices: noticeStore(table),
    addresses: addressStore(table),
    announcements: announcementStore(table),
    events: eventStore(table),
    users: { addressees: async (ids) => new Map(ids.map((id) => [id, { name: 'Ada', email }])) },
    sender: {
      send: async ({ notice }) => {
        sent.push(`${notice.kind} ${notice.quantity}`);
        notices.push(notice);
        return 'sent';
      },
    },
    runtime: { ...realRuntime, now: () => realRuntime.now() + laterMs },
    log: { info: () => undefined, warn: () => undefined },
  };
  return { sent, notices, ports };
}
