/**
 * Tells the customers of an event, and the holders of transferred tickets, that its name, time or venue changed: walks
 * through its bookings and sends each one's notices, among them those of the change, the customer's at last.
 *
 * Steps for each page of bookings, and what a crash after each leaves behind:
 * 1. The notices of the page. Crash: the stream calls the sender again, which finds in the notice logs who was told.
 * 2. For a booking that cannot be told now, a note in its log. Crash: as after 1.
 * 3. The progress, a conditional write. It changes an item in the stream, so that the sender is called again if it
 *    stopped for lack of time. Crash: as after 1, from this page on.
 */
import type { Event } from '../model/event.ts';
import { CHANGE_NOTICES_TIME_MS } from '../model/limits.ts';
import { isSameNotice } from '../model/notice.ts';
import type { NoticeLog } from '../model/notice-log.ts';
import type { EventStore } from '../ports/event-store.ts';
import { type SendNoticesPorts, sendToAll } from './send-notices.ts';

type Ports = SendNoticesPorts & { events: Pick<EventStore, 'bookings' | 'read'> };

/**
 * Goes on where an earlier call stopped, for about `CHANGE_NOTICES_TIME_MS`. Does nothing for an event whose last change
 * was told.
 * @throws Busy if the store does not answer now: the call has to be repeated
 */
export async function sendChangeNotices(event: Event, ports: Ports): Promise<void> {
  const { notices, events, runtime } = ports;
  if (event.toldChange === undefined) return;
  const { revision } = event.toldChange;
  const known = await notices.readProgress(event.id);
  const isMine = known?.revision === revision;
  if (known !== undefined && (known.revision > revision || (isMine && known.cursor === undefined))) return;
  const toCustomer = { kind: 'event-changed' as const, entry: revision };
  const until = runtime.now() + CHANGE_NOTICES_TIME_MS;
  for await (const { bookings, cursor } of events.bookings(event, isMine ? known?.cursor : undefined)) {
    const ids = bookings.map(({ id }) => id);
    const isTold = ({ records }: NoticeLog) => records.some((record) => isSameNotice(record, toCustomer));
    await sendToAll(event, ids, ports, { isTold });
    if (runtime.now() > until) {
      await notices.saveProgress(event.id, { revision, cursor });
      return;
    }
  }
  await notices.saveProgress(event.id, { revision });
}
