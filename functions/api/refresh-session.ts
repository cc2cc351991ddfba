import { sessionPorts } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { refreshTokenBody } from '../http/account-schemas.ts';
import { refreshSession } from '../http/sessions.ts';

const ports = sessionPorts();

export const handler = endpoint(
  'refresh-session',
  { body: refreshTokenBody },
  async ({ body, idempotencyKey }) => ({
    body: await refreshSession(body.refreshToken, idempotencyKey, ports),
  }),
);
