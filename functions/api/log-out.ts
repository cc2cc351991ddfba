/** Ends the session of a refresh token. */
import { sessionPorts } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { closeSession } from '../credentials/sessions.ts';
import { refreshTokenBody } from '../http/requests/accounts.ts';

const ports = sessionPorts();

export const handler = endpoint('log-out', { body: refreshTokenBody }, async ({ body }) => {
  await closeSession(body.refreshToken, ports);
  return {};
});
