/** Lists the caller's sessions. */
import { callers, manageSessionsPorts } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { listSessions } from '../domain/accounts/manage-sessions.ts';
import { openSessionView } from '../http/views/accounts.ts';

const ports = manageSessionsPorts();

export const handler = endpoint(
  'list-sessions',
  { callers: callers() },
  async ({ actor: { userId }, sessionId }) => {
    const sessions = await listSessions({ userId, sessionId }, ports);
    return { body: { items: sessions.map((one) => openSessionView(one, sessionId)), nextCursor: null } };
  },
);
