/** Exports what is stored about the caller: the account, its sessions, its letters, and a page of its bookings. */
import { callers, exportPorts, limiter } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { listSessions } from '../domain/accounts/manage-sessions.ts';
import { noteRead } from '../domain/accounts/note-read.ts';
import { listBookingsOf } from '../domain/bookings/list-bookings.ts';
import { LETTERS_EXPORTED } from '../domain/model/limits.ts';
import { pageQuery } from '../http/requests/lists.ts';
import { letterView, listedUserView, openSessionView } from '../http/views/accounts.ts';
import { listedBookingView } from '../http/views/bookings.ts';

const ports = exportPorts();

export const handler = endpoint(
  'export-me',
  { query: pageQuery, callers: callers(), limiter: limiter() },
  async ({ actor: { userId }, account, sessionId, query }) => {
    const { name, email } = account;
    const { items, nextCursor } = await listBookingsOf(userId, query, ports);
    const [sessions, letters, logs] = await Promise.all([
      listSessions({ userId, sessionId }, ports),
      ports.letters.listOf(userId, LETTERS_EXPORTED),
      Promise.all(
        items.map(async ({ eventId, id }) => ports.notices.readLog(await ports.cache.get(eventId), id)),
      ),
    ]);
    await noteRead({ kind: 'data-exported', by: userId }, ports);
    const now = ports.runtime.now();
    const bookings = items.map((booking, index) => {
      const log = logs[index];
      return listedBookingView(booking, now, { customer: { name, email }, ...(log && { log }) });
    });
    return {
      body: {
        account: listedUserView(account),
        sessions: sessions.map((one) => openSessionView(one, sessionId)),
        letters: letters.toSorted((a, b) => a.letter.at - b.letter.at).map(letterView),
        bookings: { items: bookings, nextCursor: nextCursor ?? null },
      },
    };
  },
);
