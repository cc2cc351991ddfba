import { sessionPorts } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { refreshTokenBody } from '../http/account-schemas.ts';
import { closeSession } from '../http/sessions.ts';

const ports = sessionPorts();

export const handler = endpoint('log-out', { body: refreshTokenBody }, async ({ body }) => {
  await closeSession(body.refreshToken, ports);
  return {};
});
