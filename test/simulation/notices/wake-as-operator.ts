/** What `npm run wake-notices` does, as a function of a simulated world. */
import { runtime, table } from '../../../functions/compose.ts';
import { wakeUntold } from '../../../functions/domain/notices/wake-untold.ts';
import { eventStore } from '../../../functions/store/events.ts';
import { noticeStore } from '../../../functions/store/notices.ts';

export async function handler({ eventId }: { eventId: string }) {
  const events = eventStore(table());
  const event = await events.read(eventId);
  return event && wakeUntold(event, { events, notices: noticeStore(table()), runtime });
}
