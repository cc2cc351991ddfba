import { log, runtime, table, users } from './compose.ts';
import type { SendNoticesPorts } from './domain/notices/send-notices.ts';
import { addressStore } from './store/addresses.ts';
import { noticeStore } from './store/notices.ts';

export function noticePorts(): SendNoticesPorts {
  return {
    notices: noticeStore(table()),
    addresses: addressStore(table()),
    sender: { send: async () => 'sent' },
    users: users(),
    runtime,
    log,
  };
}
