/** Exchanges a refresh token for a new pair of tokens. */
import { limiter, sessionPorts } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { refreshSession } from '../credentials/sessions.ts';
import { refreshTokenBody } from '../http/requests/accounts.ts';
import { sessionView } from '../http/views/accounts.ts';

const ports = sessionPorts();

export const handler = endpoint(
  'refresh-session',
  { body: refreshTokenBody, limiter: limiter() },
  async ({ body, idempotencyKey }) => ({
    body: sessionView(await refreshSession(body.refreshToken, idempotencyKey, ports)),
  }),
);
