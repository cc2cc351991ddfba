/** A sender of notices over a real table that keeps what it sends instead of mailing it. */
import type { SendNoticesPorts } from '../../functions/domain/notices/send-notices.ts';
import { addressStore } from '../../functions/store/addresses.ts';
import { noticeStore } from '../../functions/store/notices.ts';
import { realRuntime, TABLE_NAME } from './boxoffice.ts';
import { strictTable } from './strict-table.ts';

/** A sender that notes what it sends. `laterMs` advances its clock, and `email` is everybody's address. */
export function aSender({
  table = strictTable(TABLE_NAME),
  laterMs = 0,
  email = `${realRuntime.newId()}@example.com`,
} = {}) {
  const sent: string[] = [];
  const ports: SendNoticesPorts = {
    notices: noticeStore(table),
    addresses: addressStore(table),
    users: { contacts: async (ids) => new Map(ids.map((id) => [id, { name: 'Ada', email }])) },
    sender: {
      send: async ({ notice: { kind, quantity } }) => {
        sent.push(`${kind} ${quantity}`);
        return 'sent';
      },
    },
    runtime: { ...realRuntime, now: () => realRuntime.now() + laterMs },
    log: { warn: () => undefined },
  };
  return { sent, ports };
}
