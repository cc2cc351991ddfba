/** Ends one of the caller's sessions. */
import { callers, limiter, manageSessionsPorts } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { endSession } from '../domain/accounts/manage-sessions.ts';

const ports = manageSessionsPorts();

export const handler = endpoint(
  'end-session',
  { callers: callers(), limiter: limiter() },
  async ({ actor: { userId }, id }) => {
    await endSession({ userId, endedId: id('sessionId') }, ports);
    return {};
  },
);
