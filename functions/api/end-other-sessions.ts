/** Ends all sessions of the caller's account but that of the request. */
import { callers, limiter, manageSessionsPorts } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { endOtherSessions } from '../domain/accounts/manage-sessions.ts';

const ports = manageSessionsPorts();

export const handler = endpoint(
  'end-other-sessions',
  { callers: callers(), limiter: limiter() },
  async ({ actor: { userId }, sessionId }) => {
    await endOtherSessions({ userId, sessionId }, ports);
    return {};
  },
);
